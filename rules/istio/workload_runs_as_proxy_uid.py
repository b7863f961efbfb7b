"""Containers that interception takes for the proxy."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value, workload_of
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_injection import PROXY, SidecarInjection, Verdict

_PROXY_ID = 1337
_OWN = frozenset((PROXY, "istio-operator", "istio-init", "istio-validation", "enable-core-dump"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each security context with the proxy's user, or as a note its group."""
    workload = workload_of(resource)
    if workload is None or "istio" in workload.labels or workload.labels.get("release") == "istio":
        return
    found = list(_contexts(workload.pod_spec))
    if (
        not found
        or context.shared(SidecarInjection).verdict(workload) is Verdict.NO
        or context.shared(AmbientMesh).is_ambient(workload)
    ):
        return
    for value, severity in found:
        what = "user" if severity is None else "group"
        message = f"{value.raw} is the proxy's own {what}: traffic of these containers is not redirected to the sidecar."
        yield context.finding(value, message, severity=severity)


def _contexts(pod: Value) -> Iterator[tuple[Value, Severity | None]]:
    apps = [item for block in ("containers", "initContainers") for item in pod[block].items() if item["name"].text not in _OWN]
    for name, severity in (("runAsUser", None), ("runAsGroup", Severity.NOTE)):
        own = [item.get("securityContext", name) for item in apps]
        inherited = pod.get("securityContext", name)
        values = own if all(own) else [inherited, *own]  # what each container sets for itself hides the pod's
        yield from ((value, severity) for value in values if value.integer == _PROXY_ID)
