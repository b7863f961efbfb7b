"""Init containers that talk to a proxy that has not started."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value, Workload, workload_of
from meshlint.semantics.istio_cni import IstioCni
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import NativeSidecars

_PROXY_USER = 1337
_OWN = frozenset(("istio-init", "istio-validation", "istio-proxy", "enable-core-dump"))
_EXCLUSIONS = ("excludeOutboundPorts", "excludeOutboundIPRanges", "includeOutboundIPRanges")
_NETWORK = re.compile(
    r"https?://|\b(curl|wget|nc|ncat|netcat|telnet|psql|pg_isready|mysql|mysqladmin|redis-cli|mongosh?|flyway|liquibase|alembic"
    r"|git (?:clone|fetch|pull)|aws|gsutil|gcloud|vault|wait-for-it(?:\.sh)?|dockerize|kubectl|npm (?:ci|install)|pip install"
    r"|apt-get|apk add)\b"
)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such container; a note, and in the audit profile only, where the plug-in is not known."""
    workload = workload_of(resource)
    if workload is None or _excludes(workload) or context.shared(SidecarInjection).verdict(workload) is not Verdict.YES:
        return
    if context.shared(NativeSidecars).is_native(workload):
        return
    cni = context.shared(IstioCni).installed(resource)
    if cni is False or (cni is None and not context.is_audit):
        return  # without the plug-in, redirection is set up by the last init container
    for container in workload.pod_spec["initContainers"].items():
        word = _needs_network(container, workload)
        if word:
            message = f"'{word}' needs the network, which is redirected to a sidecar that starts only after the init containers."
            yield context.finding(container["name"], message, severity=None if cni else Severity.NOTE)


def _excludes(workload: Workload) -> bool:
    return any(f"traffic.sidecar.istio.io/{name}" in workload.annotations for name in _EXCLUSIONS)


def _needs_network(container: Value, workload: Workload) -> str:
    user = container.get("securityContext", "runAsUser")
    if not user:
        user = workload.pod_spec.get("securityContext", "runAsUser")
    beside = container["restartPolicy"].text == "Always"
    if container["name"].text in _OWN or beside or user.integer == _PROXY_USER:
        return ""
    text = " ".join(item.text for block in ("command", "args") for item in container[block].items())
    found = _NETWORK.search(text)
    return found.group(0) if found else ""
