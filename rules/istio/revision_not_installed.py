"""Labels for control planes that are not there."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import DATAPLANE_MODE, REVISION_LABEL
from meshlint.semantics.istio_revisions import IstioRevisions


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the label, where at least one control plane was read."""
    workload = workload_of(resource)
    labels = resource.at("metadata", "labels") if workload is None else workload.template.get("metadata", "labels")
    revision = labels[REVISION_LABEL]
    if not revision.text or revision.is_templated:
        return
    if labels[DATAPLANE_MODE].text == "ambient" or "istiod" in resource.name:
        return
    known = context.shared(IstioRevisions)
    if known.is_complete and revision.text not in known.names:
        there = ", ".join(f"'{name}'" for name in sorted(known.names))
        yield context.finding(
            revision, f"No control plane here is revision or tag '{revision.text}' (there is {there}): nothing injects."
        )
