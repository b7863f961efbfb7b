"""Parent references as the API server compares them within one route.

An absent namespace differs from one that is written, even where both mean the same; an absent section equals an empty one,
and an absent port equals 0. Source: the CEL rules on parentRefs in gateway-api config/crd/experimental.
"""

from __future__ import annotations

from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.gateway_routes import GROUP

Address = tuple[str, str, str, str]  # group, kind, name, and namespace ("" where none is written)


class Entry(NamedTuple):
    """One item of `parentRefs` without placeholders."""

    value: Value
    name: str
    section: str
    port: int | None

    @property
    def names_section(self) -> bool:
        """Whether the entry means a part of its parent."""
        return bool(self.section or self.port)


def addressed(route: Resource) -> dict[Address, list[Entry]]:
    """The parent references of a route, by the object that they address."""
    found: dict[Address, list[Entry]] = {}
    for value in route.spec["parentRefs"].items():
        if not value["name"].text or any(part.is_templated for _, part in value.entries()):
            continue
        group = value["group"].text if value["group"].exists else GROUP
        address = (group, value["kind"].text or "Gateway", value["name"].text, value["namespace"].text)
        entry = Entry(value, value["name"].text, value["sectionName"].text, value["port"].integer or None)
        found.setdefault(address, []).append(entry)
    return found
