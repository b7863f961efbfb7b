"""Resource annotations that contradict each other."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotations import CPU, CPU_LIMIT, MEMORY, MEMORY_LIMIT
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.quantities import quantity


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each pair whose request is the larger."""
    workload = workload_of(resource)
    if workload is None:
        return
    for name, limit_name in ((CPU, CPU_LIMIT), (MEMORY, MEMORY_LIMIT)):
        request, limit = workload.annotation(name), workload.annotation(limit_name)
        asked, allowed = quantity(request.text.strip()), quantity(limit.text.strip())
        if asked is None or allowed is None or asked <= allowed:
            continue
        if context.shared(SidecarInjection).verdict(workload) is not Verdict.NO:
            message = f"'{request.text}' is more than the limit '{limit.text}': Kubernetes refuses the pods."
            yield context.finding(request, message, related=[(limit, "the limit")])
