"""Hosts with several definitions that agree about the protocol."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource, Severity
from meshlint.semantics.istio_service_entries import ServiceEntries

_DEFAULTS = {"resolution": "NONE", "location": "MESH_EXTERNAL"}


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each host; a warning where the definitions resolve or place it differently."""
    found = list(context.shared(ServiceEntries).shared_ports(resource))
    conflicting = {id(shared.other.resource) for _, shared in found if shared.protocols_differ}
    reported: set[Path] = set()
    for host, shared in found:
        other = shared.other.resource
        if host.path in reported or id(other) in conflicting:
            continue
        reported.add(host.path)
        differing = [field for field in _DEFAULTS if _stated(resource, field) != _stated(other, field)]
        also = f"'{host.text}' is also defined by the ServiceEntry '{other.name}'"
        rest = f", with another {' and '.join(differing)}" if differing else ""
        severity = Severity.WARNING if differing else Severity.NOTE
        related = [(other.at("spec", "hosts"), "the other definition")]
        yield context.finding(host, f"{also}{rest}: only the older of the two is used.", severity=severity, related=related)


def _stated(resource: Resource, field: str) -> str:
    return resource.at("spec", field).text or _DEFAULTS[field]
