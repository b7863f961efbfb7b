"""Annotations without a promise of stability."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotations import ANNOTATIONS, WRITTEN_BY_ISTIO, written_annotations

_WRITTEN_BY_CNI = frozenset(
    (
        "sidecar.istio.io/interceptionMode",
        "traffic.sidecar.istio.io/includeInboundPorts",
        "traffic.sidecar.istio.io/excludeInboundPorts",
        "traffic.sidecar.istio.io/includeOutboundIPRanges",
    )
)


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each alpha annotation that a person wrote."""
    workload = workload_of(resource)
    by_cni = resource.kind == "Pod" and workload is not None and workload.container("istio-init") is None
    for key, _, value in written_annotations(resource):
        known = ANNOTATIONS.get(key)
        if known is None or known.maturity != "Alpha" or key in WRITTEN_BY_ISTIO or (by_cni and key in _WRITTEN_BY_CNI):
            continue
        yield context.finding(value.key, f"The annotation '{key}' is alpha: a release may change it or drop it.")
