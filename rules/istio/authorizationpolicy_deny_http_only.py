"""DENY rules that mean more on TCP ports than their author wrote."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_mesh import port_protocol
from meshlint.semantics.istio_policies import Subjects, action, target_refs
from meshlint.semantics.service_selectors import ServiceSelectors

_HTTP = frozenset(("http", "http2", "grpc", "grpc-web", "h2c", "ws"))
_TCP = frozenset(("tcp", "tls", "https", "mongo", "mysql", "redis"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such rule where a selected workload has a TCP port; where ports are not known, in audits only."""
    if action(resource) != "DENY" or target_refs(resource):
        return
    rules = [rule for rule in given["rules"] if _is_http_only(rule)]
    port = _tcp_port(resource, context) if rules else None
    if rules and (port is not None or (context.is_audit and not _speaks_http_only(resource, context))):
        for rule in rules:
            where = f"port '{port['port'].raw}' of {port.resource.full_name}" if port is not None else "TCP ports"
            message = f"This DENY rule has HTTP conditions only: on {where} they are left out, and every connection is denied."
            yield context.finding(rule, message, related=[(port, "a port that does not speak HTTP")] if port is not None else [])


def _is_http_only(rule: Value) -> bool:
    """Whether a rule says nothing that a TCP connection could fail to match. Source: istio ValidateAuthorizationPolicy."""
    operations = [item["operation"] for item in rule["to"].items()]
    if operations:
        return not any(operation[field].raw for operation in operations for field in ("ports", "notPorts"))
    sources = [item["source"] for item in rule["from"].items()]
    return bool(sources) and all(_is_token_only(source) for source in sources)


def _is_token_only(source: Value) -> bool:
    return not any(values.raw and name not in ("requestPrincipals", "notRequestPrincipals") for name, values in source.entries())


def _ports(resource: Resource, context: Context) -> Iterator[Value]:
    services = context.shared(ServiceSelectors)
    for subject in context.shared(Subjects).selected(resource):
        for service in services.services_of(subject.labels, subject.namespace, resource):
            yield from service.at("spec", "ports").items()


def _tcp_port(resource: Resource, context: Context) -> Value | None:
    return next((port for port in _ports(resource, context) if port_protocol(port) in _TCP), None)


def _speaks_http_only(resource: Resource, context: Context) -> bool:
    protocols = [port_protocol(port) for port in _ports(resource, context)]
    return bool(protocols) and all(protocol in _HTTP for protocol in protocols)
