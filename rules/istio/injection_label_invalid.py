"""Labels of injection that say nothing."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, workload_of
from meshlint.semantics.istio_annotations import INJECT
from meshlint.semantics.istio_injection import NAMESPACE_LABEL
from meshlint.semantics.istio_native_sidecars import NATIVE

_ON_NAMESPACES = ("enabled", "disabled")
_ON_PODS = ("true", "false")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each label or annotation."""
    workload = workload_of(resource)
    metadata = resource.at("metadata") if workload is None else workload.template["metadata"]
    labels = metadata["labels"]
    own, foreign, accepted = (
        (NAMESPACE_LABEL, INJECT, _ON_NAMESPACES) if workload is None else (INJECT, NAMESPACE_LABEL, _ON_PODS)
    )
    if _is_wrong(labels[own], accepted):
        message = f"'{labels[own].raw}' is neither '{accepted[0]}' nor '{accepted[1]}', and webhooks know nothing else."
        yield context.finding(labels[own], message)
    if labels[foreign].exists:
        where = "pods" if workload is None else "Namespaces"
        yield context.finding(labels[foreign].key, f"The label '{foreign}' is for {where}: here it has no effect.")
    native = metadata.get("annotations", NATIVE)
    if workload is not None and _is_wrong(native, _ON_PODS):
        yield context.finding(native, f"'{native.raw}' counts as 'true' here: only 'false' switches native sidecars off.")


def _is_wrong(value: Value, accepted: tuple[str, ...]) -> bool:
    return isinstance(value.raw, str) and not value.is_templated and value.raw not in accepted
