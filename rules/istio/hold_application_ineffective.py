"""A setting of classic sidecars, on native ones."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import PROXY_CONFIG, NativeSidecars, proxy_config


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the annotation, where pod or installation ask for native sidecars."""
    workload = workload_of(resource)
    if workload is None or proxy_config(workload).get("holdApplicationUntilProxyStarts") is not True:
        return
    if context.shared(NativeSidecars).stated(workload) and context.shared(SidecarInjection).verdict(workload) is not Verdict.NO:
        message = "'holdApplicationUntilProxyStarts' has no effect: the sidecar is native and starts first anyway."
        yield context.finding(workload.annotation(PROXY_CONFIG).key, message)
