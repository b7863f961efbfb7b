"""Elements of port lists that are no port and no range."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.linkerd_ports import OPAQUE_PORTS, PORT_LISTS, elements, is_port_name


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each list. Names are for pods only; on other objects a rule of its own speaks of them."""
    workload = workload_of(resource)
    annotations = (
        workload.template.get("metadata", "annotations") if workload is not None else resource.at("metadata", "annotations")
    )
    for key in PORT_LISTS:
        value = annotations[key]
        if not value.text or value.is_templated:
            continue
        bad = [item for item, ports in elements(value.text) if ports is None and not (key == OPAQUE_PORTS and is_port_name(item))]
        if bad:
            yield context.finding(value, f"'{bad[0]}' is no port from 1 to 65535 and no range of ports: {_effect(key)}.")


def _effect(key: str) -> str:
    return "the pods do not start" if "skip" in key else "Linkerd's controllers drop it, or the whole list"
