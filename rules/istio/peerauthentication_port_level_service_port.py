"""Keys of `portLevelMtls` that are ports of a Service, where its workload listens on others."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload
from meshlint.semantics.istio_policies import Subjects, are_labels, match_labels
from meshlint.semantics.service_selectors import ServiceSelectors


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key that only a Service of some selected workload uses, for another container port."""
    subjects = context.shared(Subjects)
    if resource.namespace == subjects.root_namespace or not are_labels(match_labels(resource)):
        return
    workloads = [subject.workload for subject in subjects.selected(resource) if subject.workload is not None]
    for ports in given["ports"]:
        for name, entry in ports.entries():
            found = next((item for workload in workloads if (item := _meant(name, workload, context))), None)
            if found is not None:
                service, target = found
                yield context.finding(
                    entry.key,
                    f"'{name}' is a port of {service.full_name}, which leads to '{target}': the workload has no port '{name}'.",
                    related=[(service.at("metadata", "name"), "the Service")],
                )


def _meant(name: str, workload: Workload, context: Context) -> tuple[Resource, object] | None:
    """The Service whose port has this number, and where it leads; None where the workload may listen on it itself."""
    declared = [port["containerPort"] for port in workload.ports()]
    if any(str(port.raw) == name for port in declared):
        return None
    services = context.shared(ServiceSelectors).services_of(workload.labels, workload.namespace, workload.resource)
    targets = [(service, port, workload.target_of(port)) for service in services for port in service.at("spec", "ports").items()]
    if any(str(target) == name for _, _, target in targets):
        return None
    return next(((service, _shown(port)) for service, port, _ in targets if str(port["port"].raw) == name), None)


def _shown(port: Value) -> object:
    return port["targetPort"].raw
