"""DestinationRules as istiod picks them for a host and a client namespace, and the subsets that they define.

istiod looks in the namespace of the client, then of the service, then in the root namespace, and stops at the first that has a
rule for the host which the client may see. There the most specific host counts, and the subsets of rules for the same host are
merged; nothing is taken over from wider hosts or from the namespaces behind.

Source: istio pilot/pkg/model/push_context.go (destinationRule, SetDestinationRules), pilot/pkg/model/destination_rule.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from meshlint.manifests.hosts import EVERYWHERE, resource_exports
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_hosts import IstioHosts
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.targets import Targets

DESTINATION_RULE = "DestinationRule.networking.istio.io"


class IstioDestinations:
    """The DestinationRules of a run, by host. One instance: `context.shared(IstioDestinations)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)
        self._hosts = inventory.shared(IstioHosts, targets)
        self._rules: dict[str, dict[str | None, list[Resource]]] = {}  # by host or pattern, then by namespace
        self._by_service: dict[str, list[Resource]] = {}  # by the first label, for hosts whose namespace is unknown
        self.unreadable: list[Resource] = []  # rules whose host is a placeholder
        for rule in inventory.of(DESTINATION_RULE):
            self._add(rule)

    def _add(self, rule: Resource) -> None:
        host = rule.at("spec", "host")
        name = self.full_name(rule)
        if host.is_templated or rule.at("spec", "subsets").is_templated:
            self.unreadable.append(rule)
        elif name:
            self._rules.setdefault(name, {}).setdefault(rule.namespace, []).append(rule)
            if self._may_be_local(name):
                self._by_service.setdefault(name.partition(".")[0], []).append(rule)

    def full_name(self, rule: Resource) -> str:
        """The host of a rule as istiod reads it, without regard to case."""
        return self._hosts.full_name(rule.at("spec", "host").text, rule.namespace).lower()

    def _may_be_local(self, name: str) -> bool:
        return "." not in name or self._hosts.index.service_namespace(name) is not None

    def would_be_read(self, beside: Resource) -> bool:
        """Whether the absence of a rule means something: rules are among the files beside, and none is hidden in a template."""
        if self._inventory.complete:
            return True
        if self.unreadable or "DestinationRule" in self._inventory.templated_kinds:
            return False
        return any(rule.shares_scope(beside) for rule in self._inventory.of(DESTINATION_RULE))

    @cached_property
    def default_exports(self) -> list[str]:
        """`defaultDestinationRuleExportTo` of the MeshConfig, else everywhere."""
        setting = self._mesh.setting("defaultDestinationRuleExportTo")
        return [item.text for item in setting.items() if item.text] if setting is not None else [EVERYWHERE]

    def exports(self, rule: Resource) -> frozenset[str]:
        """The namespaces that a rule is visible in."""
        return resource_exports(rule, self.default_exports)

    def covering(self, host: Value) -> list[Resource]:
        """Every rule, of any namespace, whose host is the one of this destination, or covers it."""
        name = self._hosts.full_name(host.text, host.resource.namespace).lower()
        if "." in name:
            found = [rule for key in self._keys(name) for rules in self._rules[key].values() for rule in rules]
            found.extend(self._unplaced(name))
        else:  # of an unknown namespace: any rule for a service of that name
            wide = (rules for key, rules in self._rules.items() if key.startswith("*"))
            found = [*self._by_service.get(name, ()), *(rule for rules in wide for items in rules.values() for rule in items)]
        return [rule for rule in found if rule.shares_scope(host.resource)] or found

    def _keys(self, name: str) -> list[str]:
        """The hosts and patterns of rules that cover a name."""
        labels = name.split(".")
        patterns = ("*." + ".".join(labels[index:]) for index in range(1, len(labels)))
        return [key for key in (name, *patterns, "*") if key in self._rules]

    def _unplaced(self, name: str) -> list[Resource]:
        """Rules of unknown namespaces for the short name of a cluster-local one."""
        short = name.partition(".")[0]
        if not self._may_be_local(name):
            return []
        return [rule for rule in self._by_service.get(short, ()) if rule.namespace is None and self.full_name(rule) == short]

    def applying(self, host: Value) -> list[Resource]:
        """The rules that istiod uses for a destination host, for clients in the namespace of the resource that writes it.

        Where a namespace is unknown, every rule that may be used.
        """
        return self._applying_of_late(host)

    @cached_property
    def _applying_of_late(self) -> Callable[[Value], list[Resource]]:
        return lru_cache(maxsize=256)(self._applying)

    def _applying(self, host: Value) -> list[Resource]:
        client = host.resource.namespace
        name = self._hosts.full_name(host.text, client).lower()
        keys = self._keys(name)
        if client is None or any(None in self._rules[key] for key in keys) or self._unplaced(name):
            return self.covering(host)
        beside = [rule for rule in self._picked(client, host, keys) if rule.shares_scope(host.resource)]
        return beside or self._picked(client, host, keys)

    def _picked(self, client: str, host: Value, keys: list[str]) -> list[Resource]:
        root = self._mesh.root_namespace
        order = [(namespace, namespace == client == root) for namespace in self._search_order(client, host)]
        for namespace, only_private in (*order, (root, False)):  # mesh-wide rules must not hide those of the service's namespace
            found = [rule for key in keys for rule in self._rules[key].get(namespace, ()) if self._is_visible(rule, client)]
            found = [rule for rule in found if not only_private or self.exports(rule) == {root}]
            if found:
                return self._most_specific(found)
        return []

    def _search_order(self, client: str, host: Value) -> list[str]:
        services = {entry.namespace for entry in self._hosts.entries(host)}
        local = self._hosts.index.service_namespace(self._hosts.full_name(host.text, client))
        return [client, *sorted(namespace for namespace in services | {local} if namespace)]

    def _is_visible(self, rule: Resource, client: str) -> bool:
        exports = self.exports(rule)
        return EVERYWHERE in exports or client in exports

    def _most_specific(self, rules: list[Resource]) -> list[Resource]:
        """The rules for the narrowest host among these: exact names, else the longest wildcard."""
        longest = max((self._rank(rule) for rule in rules), default=(False, 0))
        return [rule for rule in rules if self._rank(rule) == longest]

    def _rank(self, rule: Resource) -> tuple[bool, int]:
        name = self.full_name(rule)
        return not name.startswith("*"), len(name)


def subset_names(rules: Iterable[Resource]) -> list[str]:
    """The names of all subsets of these rules; placeholders included."""
    return [subset["name"].text for rule in rules for subset in rule.at("spec", "subsets").items() if subset["name"].text]
