"""TLS and TCP routes that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_names import is_address
from meshlint.semantics.istio_routes import is_host


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each fault."""
    hosts = [host.text for host in resource.at("spec", "hosts").items()]
    for route in given["tls"]:
        if route.mapping and not list(route["match"].items()) and not route["match"].is_templated:
            yield context.finding(route, "A TLS route without match is refused: it needs 'sniHosts'.")
        for match in route["match"].items():
            yield from _match(match, hosts, context)
    for route in given:
        if route.mapping and not list(route["route"].items()) and not route["route"].is_templated:
            yield context.finding(route, "The route has no destination: Istio refuses it.")
        for match in route["match"].items():
            for subnet in match["destinationSubnets"].items():
                if subnet.text and not subnet.is_templated and not is_address(subnet.text, network=True):
                    yield context.finding(subnet, f"'{subnet.text}' is no address or range: Istio refuses the match.")


def _match(match: Value, hosts: list[str], context: Context) -> Iterator[Finding]:
    names = list(match["sniHosts"].items())
    if match.mapping and not names and not match["sniHosts"].is_templated:
        yield context.finding(match, "A TLS match without 'sniHosts' is refused.")
    for name in names:
        if is_host(name.text) and all(is_host(host) for host in hosts) and not any(_contains(host, name.text) for host in hosts):
            yield context.finding(name, f"'{name.text}' is covered by no host of this VirtualService: Istio refuses the match.")


def _contains(host: str, name: str) -> bool:
    """Whether a host of the VirtualService is the name, or a wildcard at least as wide."""
    if not host.startswith("*"):
        return host.lower() == name.lower()
    return name.lower().lstrip("*").endswith(host.lower()[1:])
