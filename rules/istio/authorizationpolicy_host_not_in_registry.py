"""Hosts of policies that look like services, and are none."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Value
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value like `name` or `name.namespace` that no Service, ServiceEntry or VirtualService answers to."""
    for host in given:
        name = _service_name(host, resource, context)
        if name and not _is_known(host.text, name, resource, context):
            service, namespace = name.split(".")[:2]
            hint = perhaps(service, context.shared(_service_names).get(namespace, ()))
            yield context.finding(host, f"'{host.text}' is no service that is known: the rule may never match by it.{hint}")


def _service_name(host: Value, resource: Resource, context: Context) -> str:
    """The full name of the service that a value looks like; "" for other Host headers, and where Services were not read."""
    service, dot, namespace = host.text.partition(".")
    if not service or host.is_templated or "*" in host.text or ":" in host.text or "." in namespace:
        return ""
    place = namespace if dot else resource.namespace
    if not place or (dot and place != resource.namespace and place not in context.inventory.known_namespaces):
        return ""
    if not context.inventory.knows_kind_in("Service", place):
        return ""
    return f"{service}.{place}.svc.{context.inventory.world.cluster_domain}"


def _is_known(written: str, name: str, resource: Resource, context: Context) -> bool:
    index = context.shared(IstioHosts).index
    if index.visible(name, resource.namespace) or index.visible(written, resource.namespace):
        return True
    hosts = context.shared(_virtual_hosts)
    suffixes = (f"*{name[position:]}" for position, letter in enumerate(name) if letter == ".")
    return any(candidate in hosts for candidate in ("*", written, name, name.partition(".svc.")[0], *suffixes))


def _service_names(inventory: Inventory, _: object) -> dict[str | None, list[str]]:
    """The names of the Services of each namespace."""
    found: dict[str | None, list[str]] = {}
    for service in inventory.of("Service"):
        found.setdefault(service.namespace, []).append(service.name)
    return found


def _virtual_hosts(inventory: Inventory, _: object) -> frozenset[str]:
    """Every host of a VirtualService or of a Gateway's server."""
    services = inventory.of("VirtualService.networking.istio.io")
    servers = [
        server for gateway in inventory.of("Gateway.networking.istio.io") for server in gateway.at("spec", "servers").items()
    ]
    lists = [item.at("spec", "hosts") for item in services] + [server["hosts"] for server in servers]
    return frozenset(host.text.rpartition("/")[2] for hosts in lists for host in hosts.items() if host.text)
