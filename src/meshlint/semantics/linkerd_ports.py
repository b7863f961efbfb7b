"""Ports in Linkerd's annotations, and which ports of a Service speak HTTP for it.

Source: linkerd2 pkg/util/parsing.go (ParsePorts, ParsePortRanges), controller/api/destination (opaque ports, appProtocol);
charts/linkerd-control-plane/values.yaml (proxy.opaquePorts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

OPAQUE_PORTS = "config.linkerd.io/opaque-ports"
PORT_LISTS = (
    OPAQUE_PORTS,
    "config.linkerd.io/skip-inbound-ports",
    "config.linkerd.io/skip-outbound-ports",
    "config.linkerd.io/proxy-require-identity-inbound-ports",
)
DEFAULT_OPAQUE = "25,587,3306,4444,5432,6379,9300,11211"
HTTP_PROTOCOLS = frozenset(("http", "kubernetes.io/h2c"))
"""The values of `appProtocol` by which Linkerd, since 2.18, treats a port as HTTP; all that it does not know are opaque."""

_OPAQUE_PROTOCOLS = frozenset(("tcp", "tls", "https", "linkerd.io/opaque", "linkerd.io/tcp"))
_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z")


def elements(text: str) -> Iterator[tuple[str, range | None]]:
    """The elements of a list of ports, each with the ports that it covers; None where it is no PORT or LOW-HIGH."""
    for item in text.split(",") if text.strip() else ():
        element = item.strip()
        low, dash, high = element.partition("-")
        numbers = [
            int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0 for part in (low, high if dash else low)
        ]
        valid = 1 <= numbers[0] <= numbers[1] <= 65535
        yield element, range(numbers[0], numbers[1] + 1) if valid else None


def is_port_name(element: str) -> bool:
    """Whether an element may be the name of a container's port."""
    return len(element) <= 15 and _NAME.match(element) is not None


def covers(text: str, port: int | None, name: str = "") -> bool:
    """Whether a list of ports holds a number, or a port's name."""
    return any(port in ports if ports is not None else bool(name) and name == element for element, ports in elements(text))


def opaque_list(resource: Resource, own: dict[str, str], inventory: Inventory) -> str:
    """The list of opaque ports in effect: of the object or pods, else of the namespace, else Linkerd's own."""
    above = inventory.namespace_annotations(resource.namespace, resource) or {}
    return own.get(OPAQUE_PORTS, above.get(OPAQUE_PORTS, DEFAULT_OPAQUE))


def http_ports(target: Resource, inventory: Inventory) -> set[int | None]:
    """The ports of a Service that may speak HTTP: without opaque and plainly other ones. {None} where there is no list."""
    if target.full_kind != "Service" or not target.spec["ports"]:
        return {None}
    opaque = opaque_list(target, target.annotations, inventory)
    return {port["port"].integer for port in target.spec["ports"].items() if _may_be_http(port, opaque)}


def _may_be_http(port: Value, opaque: str) -> bool:
    if port["protocol"].raw not in (None, "TCP") or port["appProtocol"].text.lower() in _OPAQUE_PROTOCOLS:
        return False
    return not covers(opaque, port["port"].integer)
