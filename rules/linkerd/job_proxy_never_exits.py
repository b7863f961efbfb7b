"""Jobs with a sidecar that nobody ends."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Workload, workload_of
from meshlint.semantics.linkerd_injection import LinkerdMesh, uses_native_sidecar


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a Job: a warning where the release is not known, a note where a deadline ends it."""
    workload = workload_of(resource)
    if workload is None:
        return
    mesh = context.shared(LinkerdMesh)
    if mesh.injection(workload) is None or _ends_the_proxy(workload):
        return
    release = context.scan.targets.known("linkerd", resource)
    if uses_native_sidecar(mesh, workload, release):
        return
    deadline = resource.at(*workload.template.path[:-1])["activeDeadlineSeconds"]
    severity = Severity.NOTE if deadline else Severity.WARNING if release is None else None
    place = workload.annotation("linkerd.io/inject")
    at = place.key if place.exists else workload.template.key
    yield context.finding(at, "The proxy runs on when the work is done: the Job never completes.", severity=severity)


def _ends_the_proxy(workload: Workload) -> bool:
    words = [
        str(item.raw) for container in workload.containers() for key in ("command", "args") for item in container[key].items()
    ]
    text = " ".join(words)
    return ("linkerd-await" in text and ("--shutdown" in text or " -S" in text)) or "4191/shutdown" in text
