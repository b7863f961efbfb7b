"""Plain HTTP on port 443 without TLS origination."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Targets

_PLAIN = frozenset(("HTTP", "HTTP2", "GRPC"))


class Origination:
    """The hosts, wildcards without their star, to which a DestinationRule speaks TLS."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self.hosts: set[str] = set()
        for rule in inventory.of("DestinationRule.networking.istio.io"):
            policy = rule.at("spec", "trafficPolicy")
            modes = [policy["tls"]["mode"], *(item["tls"]["mode"] for item in policy["portLevelSettings"].items())]
            if any(mode.text in ("SIMPLE", "MUTUAL") or mode.is_templated for mode in modes):
                self.hosts.add(rule.at("spec", "host").text.lower().lstrip("*"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such port of an entry for whose hosts no DestinationRule originates TLS."""
    for port in resource.at("spec", "ports").items():
        protocol = port["protocol"]
        is_plain = port["number"].integer == 443 and protocol.text.upper() in _PLAIN and not port["targetPort"]
        if is_plain and not _is_originated(resource, context):
            message = f"Port 443 is declared as {protocol.text}, and nothing originates TLS: clients that speak TLS get an error."
            yield context.finding(protocol, message)


def _is_originated(entry: Resource, context: Context) -> bool:
    originated = context.shared(Origination).hosts
    hosts = [host.text.lower() for host in entry.at("spec", "hosts").items()]
    return any(host.endswith(known) for host in hosts for known in originated)
