"""Labels that put nothing into ambient mode."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import DATAPLANE_MODE


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label."""
    workload = workload_of(resource)
    own = resource.at("metadata", "labels", DATAPLANE_MODE)
    read = own if workload is None else workload.template.get("metadata", "labels", DATAPLANE_MODE)
    if isinstance(read.raw, str) and not read.is_templated and read.raw not in ("ambient", "none"):
        yield context.finding(read, f"'{read.raw}' is neither 'ambient' nor 'none', so the label has no effect.")
    if own.exists and not read.exists:
        yield context.finding(own.key, "Ambient mode looks at the labels of pods: on the workload itself this one has no effect.")
