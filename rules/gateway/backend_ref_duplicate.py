"""Backends of a rule that repeat one another."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_references import SERVICE, reference


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend that an earlier one of the rule equals, filters included."""
    for rule in resource.spec["rules"].items():
        seen: dict[tuple[str, str, str | None, int | None], Value] = {}
        for value in rule["backendRefs"].items():
            backend = reference(value, SERVICE)
            if backend is None or value["port"].is_templated:
                continue
            first = seen.setdefault((backend.kind, backend.name, backend.namespace, backend.port), value)
            if first is not value and first["filters"].raw == value["filters"].raw:
                message = f"'{backend.shown}' is listed twice in one rule: its weights add up, and no other backend gets a share."
                yield context.finding(value["name"], message, related=[(first["name"], "the first of them")])
