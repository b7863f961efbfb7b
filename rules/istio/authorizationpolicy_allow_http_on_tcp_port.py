"""ALLOW rules that no connection of their workloads can match."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_http_rules import http_parts
from meshlint.semantics.istio_mesh import port_protocol
from meshlint.semantics.istio_policies import Subjects, action, are_labels, match_labels, target_refs
from meshlint.semantics.service_selectors import ServiceSelectors

_TCP = frozenset(("tcp", "tls", "mongo", "mysql", "redis"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a rule on HTTP, on its first part, where every port of the selected workloads is declared otherwise."""
    if action(resource) != "ALLOW" or target_refs(resource) or not are_labels(match_labels(resource)):
        return
    parts = list(http_parts(resource))
    ports = _ports(resource, context) if parts else []
    for rule in given["rules"] if ports else ():
        part = next((part for part in parts if part.path[: len(rule.path)] == rule.path), None)
        if part is not None:
            message = f"Every port of {ports[0].resource.full_name} is declared as TCP, where a rule on HTTP never matches."
            yield context.finding(part.key, message, related=[(ports[0], "a port that does not speak HTTP")])


def _ports(resource: Resource, context: Context) -> list[Value]:
    """The ports of the Services that lead to the selected pods; none where one may be HTTP, or some pods have no Service."""
    found: list[Value] = []
    for subject in context.shared(Subjects).selected(resource):
        services = context.shared(ServiceSelectors).services_of(subject.labels, subject.namespace, resource)
        ports = [port for service in services for port in service.at("spec", "ports").items()]
        if not services or any(port_protocol(port) not in _TCP for port in ports):
            return []
        found.extend(ports)
    return found
