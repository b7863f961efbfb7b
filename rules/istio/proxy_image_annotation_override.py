"""Proxies whose image a pod chooses for itself."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Severity, workload_of
from meshlint.semantics.image_reference import ImageReference
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.version_strings import VersionClass, classify_image_tag

_OVERRIDE = "sidecar.istio.io/proxyImage"
_FLOATING = frozenset((VersionClass.PARTIAL, VersionClass.KEYWORD, VersionClass.BRANCH, VersionClass.WILDCARD))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for an image that floats, that nothing reads, or that is of another release than the control plane."""
    workload = workload_of(resource)
    value = workload.annotation(_OVERRIDE) if workload is not None else None
    if workload is None or value is None or not value.text or value.is_templated:
        return
    if context.shared(SidecarInjection).verdict(workload) is Verdict.NO:
        return
    if "/" not in value.text:
        yield context.finding(value, f"'{value.text}' names no repository, so the injector keeps the image of the mesh.")
        return
    reference = ImageReference.parse(value.text)
    if reference is None or reference.digest:
        return
    if not reference.tag or classify_image_tag(reference.tag) in _FLOATING:
        message = f"The proxy image '{value.text}' can change without a commit, and upgrades of the mesh pass it by."
        yield context.finding(value, message, severity=Severity.ERROR)
        return
    mine, mesh = Release.parse(reference.tag), context.scan.targets.known("istio", resource)
    if mine is not None and mesh is not None and (mine.major, mine.minor) != (mesh.major, mesh.minor):
        yield context.finding(
            value, f"The pod runs proxy {mine} beside a control plane of {mesh}, and keeps it through upgrades."
        )
