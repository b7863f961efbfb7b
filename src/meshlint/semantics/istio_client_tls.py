"""TLS as Istio's clients speak it: the settings of DestinationRules, and what they do to a host's ports.

- A `tls` block without mode is DISABLE, the enumeration's zero value. Without any block auto mTLS decides, where it is on.
- An entry of `portLevelSettings` replaces the destination's policy for its port as a whole.
- A client takes the most specific rule of its own namespace, else of the service's, else of the root namespace.

Source: istio pilot/pkg/networking/core/cluster_tls.go, pilot/pkg/networking/util/util.go (MergeTrafficPolicy),
pilot/pkg/model/push_context.go (destinationRule).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.host_patterns import HostPatterns
from meshlint.manifests.hosts import EVERYWHERE, covers, fqdn, resource_exports
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.targets import Targets

DESTINATION_RULE = "DestinationRule.networking.istio.io"
SIMPLE, MUTUAL, ISTIO_MUTUAL, DISABLE = "SIMPLE", "MUTUAL", "ISTIO_MUTUAL", "DISABLE"


class TlsBlock(NamedTuple):
    """A `tls` block of a DestinationRule: of all ports or of one, of all pods or of a subset."""

    tls: Value
    port: int | None = None
    subset: Value | None = None

    @property
    def mode(self) -> str:
        """The mode in force; "" where a placeholder hides it."""
        mode = self.tls["mode"]
        if mode.is_templated:
            return ""
        return mode.text or DISABLE

    @property
    def place(self) -> Value:
        """The mode, or the block where it names none."""
        return self.tls["mode"] if self.tls["mode"] else self.tls


def traffic_policies(rule: Resource) -> Iterator[tuple[Value, Value | None]]:
    """Each `trafficPolicy` with the subset that it belongs to; None for the destination's own."""
    yield rule.at("spec", "trafficPolicy"), None
    for subset in rule.at("spec", "subsets").items():
        yield subset["trafficPolicy"], subset


def tls_blocks(rule: Resource) -> Iterator[TlsBlock]:
    """Every `tls` block that is a mapping, at whatever level."""
    for policy, subset in traffic_policies(rule):
        if isinstance(policy["tls"].raw, dict):
            yield TlsBlock(policy["tls"], None, subset)
        for entry in policy["portLevelSettings"].items():
            if isinstance(entry["tls"].raw, dict):
                yield TlsBlock(entry["tls"], entry.get("port", "number").integer, subset)


class ClientRules:
    """The DestinationRules of a run, by namespace and host. One instance: `context.shared(ClientRules)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)
        self._exact: dict[tuple[str, str], list[Resource]] = {}
        self._by_host: dict[str, list[Resource]] = {}
        self._wildcards: dict[str, list[tuple[str, Resource]]] = {}
        self._patterns: HostPatterns[Resource] = HostPatterns()
        for rule in inventory.of(DESTINATION_RULE):
            host = self.host(rule)
            if not host or not rule.namespace:
                continue
            if host.startswith("*"):
                self._wildcards.setdefault(rule.namespace, []).append((host, rule))
                self._patterns.add(host, rule)
            else:
                self._exact.setdefault((rule.namespace, host), []).append(rule)
                self._by_host.setdefault(host, []).append(rule)

    def auto_mtls_switch(self, beside: Resource) -> Value | None:
        """`enableAutoMtls` of the MeshConfig beside a resource, where it is set."""
        return self._mesh.setting("enableAutoMtls", beside=beside)

    def auto_mtls(self, beside: Resource) -> bool:
        """Whether proxies turn mTLS on by themselves towards servers that speak it. On unless MeshConfig says no."""
        switch = self.auto_mtls_switch(beside)
        return switch is None or switch.raw is not False

    def host(self, rule: Resource) -> str:
        """The host of a rule as Istio looks it up; "" where there is none, or a placeholder."""
        host = rule.at("spec", "host")
        return "" if host.is_templated else fqdn(host.text, rule.namespace, self._inventory.world.cluster_domain)

    def in_namespace(self, namespace: str, host: str, beside: Resource) -> list[Resource]:
        """The most specific rules of a namespace for a host, or a host pattern; several where they share a host."""
        exact = [rule for rule in self._exact.get((namespace, host), ()) if rule.shares_scope(beside)]
        if exact:
            return exact
        covering = [
            (pattern, rule)
            for pattern, rule in self._wildcards.get(namespace, ())
            if covers(pattern, host) and rule.shares_scope(beside)
        ]
        longest = max((len(pattern) for pattern, _ in covering), default=0)
        return [rule for pattern, rule in covering if len(pattern) == longest]

    def everyones(self, host: str, namespace: str, beside: Resource) -> list[Resource]:
        """The rules that clients of other namespaces take for a host of `namespace`, unless they have one of their own."""
        for place in (namespace, self._mesh.root_namespace):
            found = [rule for rule in self.in_namespace(place, host, beside) if EVERYWHERE in self.exports(rule)]
            if found:
                return found
        return []

    def exports(self, rule: Resource) -> frozenset[str]:
        """The namespaces whose clients may take a rule; a rule with a workloadSelector stays in its own."""
        if rule.at("spec", "workloadSelector"):
            return frozenset((rule.namespace or EVERYWHERE,))
        value = self._mesh.setting("defaultDestinationRuleExportTo")
        default = [item.text for item in value.items()] if value is not None else []
        return resource_exports(rule, default or (EVERYWHERE,))

    def wider(self, rule: Resource) -> list[Resource]:
        """Other rules for the same traffic, in force if this one were not there: of its host, or of a pattern that covers it.

        Rules of other namespaces count only where the rule's own namespace may see them.
        """
        host = self.host(rule)
        if not host or host == "*":
            return []
        found = [*self._by_host.get(host, ()), *self._patterns.covering(host)]
        return [
            other for other in found if other is not rule and other.shares_scope(rule) and self._is_seen(other, rule.namespace)
        ]

    def _is_seen(self, rule: Resource, namespace: str | None) -> bool:
        return rule.namespace == namespace or not self.exports(rule).isdisjoint((EVERYWHERE, namespace))

    def speak_mutual_tls(self, namespace: str, beside: Resource) -> bool:
        """Whether a rule for all hosts of the mesh, or of `namespace` ("*": the mesh only), turns mutual TLS on."""
        domain = f".svc.{self._inventory.world.cluster_domain}"
        wanted = f"*{domain}" if namespace == "*" else f"*.{namespace}{domain}"
        return any(
            rule.shares_scope(beside) and rule.at("spec", "trafficPolicy", "tls", "mode").raw == ISTIO_MUTUAL
            for rule in self._patterns.covering(wanted)
        )
