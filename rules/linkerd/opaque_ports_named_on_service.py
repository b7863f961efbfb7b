"""Names of ports where Linkerd only takes numbers."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_ports import elements, is_port_name


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each list, on the annotation."""
    for value in given["ports"]:
        names = [item for item, ports in elements(value.text) if ports is None and is_port_name(item)]
        if names and not value.is_templated:
            yield context.finding(
                value, f"A Service's opaque ports are numbers: '{names[0]}' is dropped, or the whole list with it."
            )
