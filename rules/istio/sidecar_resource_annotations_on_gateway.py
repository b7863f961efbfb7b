"""Resource annotations without a reader: on gateways, waypoints and in ambient mode."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload, workload_of
from meshlint.semantics.istio_ambient import ISTIO_CLASSES, AmbientMesh
from meshlint.semantics.istio_annotations import RESOURCE_ANNOTATIONS
from meshlint.semantics.istio_injection import SidecarInjection, Verdict

_READERS = frozenset(("sidecar", "grpc-agent"))
_OF_GATEWAYS = "a Gateway takes resources from the installation's values or from 'parametersRef'"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding, at the first of the annotations."""
    for found, reason in _unread(resource, context):
        present = [found[name] for name in RESOURCE_ANNOTATIONS if found.has(name)]
        if present:
            yield context.finding(present[0].key, f"'{present[0].path[-1]}' has no effect: {reason}.")


def _unread(resource: Resource, context: Context) -> Iterator[tuple[Value, str]]:
    workload = workload_of(resource)
    if workload is not None:
        reason = _reason(workload, context)
        if reason:
            yield workload.template.get("metadata", "annotations"), reason
    elif resource.kind == "Gateway":
        if resource.at("spec", "gatewayClassName").text in ISTIO_CLASSES:
            yield resource.at("metadata", "annotations"), _OF_GATEWAYS
            yield resource.at("spec", "infrastructure", "annotations"), _OF_GATEWAYS
    elif context.shared(AmbientMesh).namespace_is_ambient(resource.name, resource):
        yield resource.at("metadata", "annotations"), "the injector reads pods only, and this namespace is in ambient mode"


def _reason(workload: Workload, context: Context) -> str:
    injection = context.shared(SidecarInjection)
    if context.shared(AmbientMesh).is_ambient(workload):
        return "pods in ambient mode have no sidecar"
    templates = injection.templates(workload)
    if "gateway" in templates and _READERS.isdisjoint(templates) and injection.verdict(workload) is not Verdict.NO:
        return "the gateway template takes resources from the container 'istio-proxy'"
    return ""
