"""Settings of istiod that bring retries after 503 back into the default policy."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Severity, Value
from meshlint.semantics.istio_control_plane import ControlPlanes
from meshlint.semantics.istio_mesh import IstioMesh

_VARIABLE = "EXCLUDE_UNSAFE_503_FROM_DEFAULT_RETRY"
_LAST = (1, 26)  # release line that knows the variable
_WITHOUT_503 = (1, 24)


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding on the variable or the compatibility version; a note where the pinned release no longer reads it."""
    if context.shared(IstioMesh).setting("defaultHttpRetryPolicy", "retryOn"):
        return
    release = context.scan.targets.known("istio", resource)
    plane = context.shared(ControlPlanes).of(resource)
    value = plane.environment(_VARIABLE) if plane is not None else None
    if value is not None and value.raw in ("false", False):
        if release is None or release.line <= _LAST:
            message = f"'{_VARIABLE}' off: every route without retries of its own repeats requests after 503, POST too."
            yield context.finding(value, message)
        else:
            message = f"Istio {release} does not know '{_VARIABLE}': it leaves 503 out of the default retries anyway."
            yield context.finding(value, message, severity=Severity.NOTE)
    stated = _compatibility(resource)
    lowered = Release.parse(stated.source_text or stated.text) if stated else None
    if release is not None and release.line <= _LAST and lowered is not None and lowered.line < _WITHOUT_503:
        message = (
            f"Compatibility with {lowered} makes every route without retries of its own repeat requests after 503, POST too."
        )
        yield context.finding(stated, message)


def _compatibility(resource: Resource) -> Value:
    if resource.kind == "IstioOperator":
        return resource.at("spec", "compatibilityVersion")
    return resource.at("compatibilityVersion") if resource.name in ("istiod", "istio-discovery") else resource.at("-")
