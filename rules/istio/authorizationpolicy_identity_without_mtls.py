"""Policies on identities for workloads that mutual TLS does not reach."""

from __future__ import annotations

from typing import NamedTuple

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_client_tls import DISABLE, SIMPLE, ClientRules, TlsBlock
from meshlint.semantics.istio_mtls import STRICT, ServerModes, is_wide
from meshlint.semantics.istio_policies import Subjects, are_labels, conditions, match_labels, sources, target_refs
from meshlint.semantics.service_selectors import ServiceSelectors

_FIELDS = ("principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts")
_KEYS = ("source.namespace", "source.principal", "source.serviceAccount", "connection.sni")


class _Off(NamedTuple):
    """Why mutual TLS is off, as the end of a sentence, and where that is written."""

    why: str
    place: Value | None


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy, on the first field that needs an identity."""
    field, labels = _identity_field(resource), match_labels(resource)
    if field is None or resource.namespace is None or target_refs(resource) or (labels.raw and not are_labels(labels)):
        return
    off = None if _is_ambient(resource, context) else _off(resource, labels, context)
    if off is not None:
        name = field.raw if field.path[-1] == "key" else field.path[-1]
        related = [(off.place, "mutual TLS is off here")] if off.place is not None else []
        yield context.finding(
            field.key, f"'{name}' needs the caller's certificate, and {off.why}: nobody has one.", related=related
        )


def _identity_field(resource: Resource) -> Value | None:
    fields = (source[name] for source in sources(resource) for name in _FIELDS)
    found = next((field for field in fields if field.raw), None)
    return found if found is not None else next((condition["key"] for condition in conditions(resource, *_KEYS)), None)


def _is_ambient(resource: Resource, context: Context) -> bool:
    """Whether ztunnel may be in front of the workloads: it authenticates whatever the modes say."""
    ambient = context.shared(AmbientMesh)
    workloads = [subject.workload for subject in context.shared(Subjects).selected(resource) if subject.workload is not None]
    return ambient.namespace_is_ambient(resource.namespace, resource) is True or any(map(ambient.is_labelled_ambient, workloads))


def _off(resource: Resource, labels: Value, context: Context) -> _Off | None:
    """Why the workloads see no certificate; None where they do, or where that cannot be told."""
    mode = context.shared(ServerModes).of_workload(labels.mapping, resource.namespace, resource)
    if not mode.mode:
        return None
    if mode.mode == DISABLE:
        return _Off("the server's mode is 'DISABLE'", mode.source)
    if mode.mode == STRICT and mode.source is not None and not is_wide(mode.source.resource):
        return None
    clients = [_client_off(host, resource, context) for host in _hosts(resource, labels, context)]
    return clients[0] if all(clients) else None


def _hosts(resource: Resource, labels: Value, context: Context) -> list[str]:
    """The hosts by which the workloads are called: of the Services that select them, else all of the namespace."""
    domain = f"{resource.namespace}.svc.{context.inventory.world.cluster_domain}"
    services = context.shared(ServiceSelectors).services_of(labels.mapping, resource.namespace, resource)
    return [f"{service.name}.{domain}" for service in services] or [f"*.{domain}"]


def _client_off(host: str, resource: Resource, context: Context) -> _Off | None:
    """Why clients of a host present no certificate; None where they do."""
    clients = context.shared(ClientRules)
    rules = clients.everyones(host, resource.namespace or "", resource)
    blocks = [TlsBlock(tls) for rule in rules if isinstance((tls := rule.at("spec", "trafficPolicy", "tls")).raw, dict)]
    if blocks:
        plain = blocks[0].mode in (DISABLE, SIMPLE)
        return _Off(f"clients use mode '{blocks[0].mode}'", blocks[0].place) if plain else None
    return None if clients.auto_mtls(resource) else _Off("auto mTLS is off", clients.auto_mtls_switch(resource))
