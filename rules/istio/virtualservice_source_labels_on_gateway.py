"""Matches on attributes of the caller in routes for gateways only."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_gateways import MESH, binds_mesh


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each match, at the field."""
    if not list(resource.at("spec", "hosts").items()):
        return  # a delegate's Gateways are those of its roots
    for match in given:
        field = next(
            (match[key] for key in ("sourceLabels", "sourceNamespace") if match[key] and match[key].raw not in ({}, "")), None
        )
        if field is not None and not _reaches_mesh(match, resource):
            message = f"'{field.path[-1]}' tells callers apart for sidecars only, and these routes are for gateways."
            yield context.finding(field.key, message)


def _reaches_mesh(match: Value, resource: Resource) -> bool:
    own = [item.text for item in match["gateways"].items()]
    return MESH in own if own else binds_mesh(resource)
