"""Discovery chains that Consul cannot compile, because what routers, splitters and resolvers say does not fit together.

Source: consul agent/consul/discoverychain/compile.go (assembleChain, getSplitterNode, getResolverNode,
detectCircularReferences), agent/structs/config_entry_discoverychain.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from meshlint.findings import Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul import DEFAULTS, ROUTER
from meshlint.semantics.consul_chain_entries import CHAIN, HTTP_LIKE, RESOLVER, SPLITTER, ChainEntries, references
from meshlint.semantics.consul_faults import UNSYNCED, fault, is_set, set_fields
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.suggestions import perhaps
from meshlint.semantics.targets import Targets

_WHOLE = 100  # percent
_SHOWN = 6  # members of a circle that a message names


class ConsulChains(KeptFaults):
    """The faults of entries that only others of their chain show: `context.shared(ConsulChains)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._entries = inventory.shared(ChainEntries, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """Where an entry does not fit to the others of its chain."""
        if resource.kind == "ServiceIntentions":
            yield from self._requests_of_tcp(resource)
            return
        yield from self._protocols(resource)
        yield from self._cycle(resource)
        for reference in references(resource):
            yield from self._subset(reference.subset, reference.service)
        if resource.kind == "ServiceResolver":
            yield from self._subset(resource.spec["defaultSubset"], resource.name)
            yield from self._unused_subsets(resource)
            yield from self._external(resource)
            yield from self._timeout(resource)
        elif resource.kind == "ServiceSplitter":
            yield from self._left_over(resource)

    def _protocols(self, entry: Resource) -> Iterator[Fault]:
        """A chain has one protocol; routes and splits need one that has requests."""
        first = ""
        if entry.full_kind != SPLITTER:  # a splitter's own service takes part only where it is one of the splits
            first = self._entries.protocol(entry.name, entry)
            if entry.full_kind == ROUTER and first and first not in HTTP_LIKE:
                yield _not_http(entry.at("metadata", "name"), entry.name, first, "routed")
        told: set[str] = set()
        comparable = HTTP_LIKE if entry.full_kind != RESOLVER else HTTP_LIKE | {"tcp"}  # else the chain itself is at fault
        for leaf in self._entries.leaves(entry):
            protocol = "" if leaf.service in told else self._entries.protocol(leaf.service, entry)
            told.add(leaf.service)
            if entry.full_kind == SPLITTER and protocol and protocol not in HTTP_LIKE:
                yield _not_http(leaf.named_at, leaf.service, protocol, "split")
            elif protocol and first in comparable and protocol != first:
                text = f"'{leaf.service}' speaks '{protocol}', and the chain '{first}': {UNSYNCED}. A chain has one protocol."
                yield fault("discovery-chain-protocol-mismatch", leaf.named_at, text)
            first = first or protocol

    def _requests_of_tcp(self, intentions: Resource) -> Iterator[Fault]:
        name = intentions.spec.get("destination", "name")
        if not name.text or name.text == "*" or name.is_templated:
            return
        for source in intentions.spec["sources"].items():
            if list(source["permissions"].items()) and self._entries.protocol(name.text, intentions) == "tcp":
                text = f"'{name.text}' speaks tcp, whose connections have no requests to judge: all of them are denied."
                yield fault("intentions-l7-on-tcp-service", source["permissions"], text)

    def _subset(self, subset: Value, service: str) -> Iterator[Fault]:
        entry = subset.resource
        if not subset.text or subset.is_templated:
            return
        resolvers = self._entries.of(RESOLVER, service, entry)
        if not resolvers:
            if self._entries.knows(RESOLVER, entry):
                text = f"'{service}' has no ServiceResolver, and so no subset '{subset.text}': {UNSYNCED}."
                severity = None if self.inventory.complete else Severity.WARNING
                yield fault("subset-not-defined", subset, text, severity)
            return
        known: set[str] = set()
        for resolver in resolvers:
            subsets = resolver.spec["subsets"]
            if (resolver is not entry and resolver.spec["redirect"]) or not isinstance(subsets.raw, (dict, type(None))):
                return
            known.update(subsets.mapping)
        if subset.text not in known and not any("{{" in name or "$" in name for name in known):
            text = f"The ServiceResolver '{service}' defines no subset '{subset.text}': {UNSYNCED}."
            yield fault("subset-not-defined", subset, text + perhaps(subset.text, known))

    @cached_property
    def _used(self) -> dict[str, set[str]]:
        """The subsets of services that entries refer to; "" stands for the service as a whole."""
        used: dict[str, set[str]] = {}
        for entry in self.inventory.of(*CHAIN):
            if entry.full_kind != RESOLVER:
                used.setdefault(entry.name, set()).add("")
            for reference in references(entry):
                used.setdefault(reference.service, set()).add(reference.subset.text)
        return used

    def _unused_subsets(self, resolver: Resource) -> Iterator[Fault]:
        used = self._used.get(resolver.name, set())
        routed = any(self._entries.of(kind, resolver.name, resolver) for kind in (ROUTER, SPLITTER))
        if not routed or resolver.spec["defaultSubset"].is_templated:
            return
        for name, subset in resolver.spec["subsets"].entries():
            if name not in used and name != resolver.spec["defaultSubset"].text and not resolver.spec["failover"].has(name):
                text = f"No route, split or failover leads to the subset '{name}'."
                yield Fault("resolver-unused-subset", subset.key, text)

    def _external(self, resolver: Resource) -> Iterator[Fault]:
        defaults = self._entries.of(DEFAULTS, resolver.name, resolver)
        if not defaults or not all(is_set(item.spec["externalSNI"]) for item in defaults):
            return
        for key in ("redirect", "subsets", "failover"):
            if resolver.spec[key].mapping:
                text = f"'{resolver.name}' is external, as its ServiceDefaults set 'externalSNI', and has no '{key}': {UNSYNCED}."
                yield Fault("resolver-external-sni-conflict", resolver.spec[key].key, text)

    def _timeout(self, resolver: Resource) -> Iterator[Fault]:
        timeout = resolver.spec["requestTimeout"]
        before = [item for kind in (ROUTER, SPLITTER) for item in self._entries.of(kind, resolver.name, resolver)]
        if before and is_set(timeout) and timeout.text not in ("0", "0s"):
            text = f"'requestTimeout' counts where a chain begins with the resolver, and here a {before[0].kind} comes first."
            yield fault("resolver-timeout-ignored", timeout, text)

    def _left_over(self, splitter: Resource) -> Iterator[Fault]:
        """A splitter that has moved everything to one subset, while callers without it get another by default."""
        splits = [item for item in splitter.spec["splits"].items() if not set_fields(item, "namespace", "partition")]
        whole = [item for item in splits if item["weight"].number == _WHOLE]
        rest = {item["serviceSubset"].text for item in splits if not item["weight"].raw}
        resolvers = self._entries.of(RESOLVER, splitter.name, splitter)
        if len(whole) != 1 or len(splits) < 2 or len(resolvers) != 1:
            return
        chosen, default = whole[0]["serviceSubset"], resolvers[0].spec["defaultSubset"].text
        own = whole[0]["service"].text in ("", splitter.name)
        if own and default and chosen.text and chosen.text != default and default in rest:
            text = f"All traffic goes to '{chosen.text}', and others still get the default subset, '{default}'."
            yield fault("splitter-zero-weight-only-new", chosen, text)

    def _cycle(self, entry: Resource) -> Iterator[Fault]:
        for members in self._cycles.get(id(entry), ()):
            names = [f"'{item.name}'" for item in members[:_SHOWN]] + ["…"] * (len(members) > _SHOWN)
            way = " -> ".join((*names, names[0]))
            at = entry.spec["redirect"] if entry.full_kind == RESOLVER else entry.spec["splits"]
            yield fault("discovery-chain-cycle", at, f"The chain leads in a circle, {way}: {UNSYNCED}.")

    @cached_property
    def _cycles(self) -> dict[int, list[list[Resource]]]:
        """The circles of redirects, and of splitters, by the first of their members."""
        found: dict[int, list[list[Resource]]] = {}
        for kind in (RESOLVER, SPLITTER):
            for members in _circles(self.inventory.of(kind), self._next):
                start = min(range(len(members)), key=lambda index: members[index].name)
                ordered = members[start:] + members[:start]
                found.setdefault(id(ordered[0]), []).append(ordered)
        return found

    def _next(self, entry: Resource) -> list[Resource]:
        """Where a redirect, or what is split further, goes on."""
        names: list[str] = []
        for reference in references(entry):
            is_redirect = reference.owner.path[1:] == ("redirect",)
            is_further = entry.full_kind == SPLITTER and not reference.subset.text
            if (is_redirect or is_further) and reference.service != entry.name:
                names.append(reference.service)
        following = [self._entries.of(entry.full_kind, name, entry) for name in dict.fromkeys(names)]
        return [found[0] for found in following if len(found) == 1]


def _not_http(at: Value, service: str, protocol: str, what: str) -> Fault:
    text = f"'{service}' speaks '{protocol}', which cannot be {what} by request: {UNSYNCED}. It takes http, http2 or grpc."
    return fault("l7-entry-on-tcp-service", at, text)


def _circles(entries: list[Resource], following: Callable[[Resource], list[Resource]]) -> Iterator[list[Resource]]:
    """The circles that a walk along all entries closes, each once; every entry is left once."""
    finished: set[int] = set()
    for start in entries:
        way: list[Resource] = []
        depth: dict[int, int] = {}
        waiting = [(start, False)]
        while waiting:
            entry, is_left = waiting.pop()
            if is_left:
                way.pop()
                del depth[id(entry)]
                finished.add(id(entry))
            elif id(entry) in depth:
                yield way[depth[id(entry)] :]
            elif id(entry) not in finished:
                depth[id(entry)] = len(way)
                way.append(entry)
                waiting.append((entry, True))
                waiting.extend((item, False) for item in reversed(following(entry)))
