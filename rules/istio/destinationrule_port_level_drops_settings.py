"""What a port loses of the destination's policy, because its own settings replace it."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.istio_client_tls import DISABLE, ISTIO_MUTUAL, ClientRules, TlsBlock

_BLOCKS = ("connectionPool", "loadBalancer", "outlierDetection", "tls")
_DEFAULT_BALANCERS = frozenset(("LEAST_REQUEST", "LEAST_CONN", "UNSPECIFIED"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry that leaves out what the destination, or the subset, sets to other than the defaults."""
    auto_mtls = context.shared(ClientRules).auto_mtls(resource)
    for entry in given:
        if not entry.mapping:
            continue
        lost = {name: block for name in _BLOCKS if not entry.has(name) and (block := _wider(entry, name)) and block.raw != {}}
        serious = [name for name, block in lost.items() if _is_serious(name, block, auto_mtls)]
        notable = [name for name, block in lost.items() if name in serious or _is_notable(name, block, auto_mtls)]
        if notable:
            number = entry.get("port", "number").raw
            names = ", ".join(f"'{name}'" for name in notable)
            yield context.finding(
                entry.get("port", "number"),
                f"The settings of port '{number}' replace those of the destination as a whole, so it loses {names}.",
                severity=_severity(serious, [(name, lost[name]) for name in notable]),
                related=[(lost[name], f"'{name}' does not hold for port '{number}'") for name in notable],
            )


def _severity(serious: list[str], lost: list[tuple[str, Value]]) -> Severity:
    """An algorithm alone is not worth more than a note: the default one spreads load as well."""
    if serious:
        return Severity.ERROR
    only_algorithm = all(name == "loadBalancer" and set(block.mapping) == {"simple"} for name, block in lost)
    return Severity.NOTE if only_algorithm else Severity.WARNING


def _wider(entry: Value, name: str) -> Value:
    """The block that would hold for the port without the entry: of the subset, else of the destination."""
    near = entry.resource.at(*entry.path[:-2], name)
    return near if near else entry.resource.at("spec", "trafficPolicy", name)


def _is_serious(name: str, block: Value, auto_mtls: bool) -> bool:
    if name == "tls":
        mode = TlsBlock(block).mode
        return mode not in ("", DISABLE, ISTIO_MUTUAL) or (mode == ISTIO_MUTUAL and not auto_mtls)
    return name == "outlierDetection"


def _is_notable(name: str, block: Value, auto_mtls: bool) -> bool:
    if name == "tls":
        return TlsBlock(block).mode == DISABLE and auto_mtls
    if name == "loadBalancer":
        return set(block.mapping) != {"simple"} or block["simple"].text not in _DEFAULT_BALANCERS
    return True
