"""Resource annotations that leave the sidecar without some of its requests or limits."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Workload, workload_of
from meshlint.semantics.enumerations import in_words
from meshlint.semantics.istio_annotations import RESOURCE_ANNOTATIONS
from meshlint.semantics.istio_injection import SidecarInjection, Verdict, overlay_sets, proxy_containers
from meshlint.semantics.limit_ranges import supplied_limits

_WITH_RESOURCES = frozenset(("sidecar", "grpc-agent"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a pod template that names some of the four, at the first of them."""
    workload = workload_of(resource)
    if workload is None:
        return
    annotations = workload.template.get("metadata", "annotations")
    present = [annotations[name] for name in RESOURCE_ANNOTATIONS if annotations.has(name)]
    missing = [RESOURCE_ANNOTATIONS[name] for name in RESOURCE_ANNOTATIONS if not annotations.has(name)]
    if not present or not missing or not _takes_resources(workload, context):
        return
    overlays = proxy_containers(workload)
    lost = [(block, name) for block, name in missing if not overlay_sets(overlays, block, name)]
    if lost:
        first = present[0]
        message = f"'{first.path[-1]}' without {_rest(len(present))} drops the mesh's defaults: the proxy has {_listed(lost)}."
        yield context.finding(first.key, message, severity=_severity(lost, workload, context))


def _takes_resources(workload: Workload, context: Context) -> bool:
    injection = context.shared(SidecarInjection)
    if injection.verdict(workload) is Verdict.NO:
        return False
    return not _WITH_RESOURCES.isdisjoint(injection.templates(workload))


def _rest(count: int) -> str:
    return "the other three" if count == 1 else f"the other {'two' if count == 2 else 'one'}"


def _listed(lost: list[tuple[str, str]]) -> str:
    names = {"cpu": "CPU", "memory": "memory"}
    return in_words([f"no {names[name]} {block.removesuffix('s')}" for block, name in sorted(lost)])


def _severity(lost: list[tuple[str, str]], workload: Workload, context: Context) -> Severity | None:
    limits = {name for block, name in lost if block == "limits"}
    if not limits:
        return Severity.WARNING
    return Severity.NOTE if limits <= supplied_limits(workload, context.inventory) else None
