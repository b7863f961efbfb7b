"""Mode DISABLE for workloads that ztunnel serves."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_mtls import DISABLE, own_mode, port_modes
from meshlint.semantics.istio_policies import Subjects, are_labels, match_labels


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each mode DISABLE of a policy whose workloads are all in ambient mode."""
    modes = [own_mode(resource), *(mode for _, mode in port_modes(resource))]
    disabled = [mode for mode in modes if mode.raw == DISABLE]
    if disabled and _is_for_ambient(resource, match_labels(resource), context):
        for mode in disabled:
            yield context.finding(mode, "'DISABLE' means 'PERMISSIVE' to ztunnel: in ambient mode it turns nothing off.")


def _is_for_ambient(resource: Resource, labels: Value, context: Context) -> bool:
    ambient, subjects = context.shared(AmbientMesh), context.shared(Subjects)
    if subjects.reach(resource) is None:
        return False
    workloads = [subject.workload for subject in subjects.selected(resource) if subject.workload is not None]
    if are_labels(labels) and workloads:
        return all(ambient.is_ambient(workload) for workload in workloads)
    return ambient.namespace_is_ambient(resource.namespace, resource) is True
