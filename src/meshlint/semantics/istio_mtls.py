"""Mutual TLS as Istio's servers demand it: which PeerAuthentication decides for a namespace, a workload, a port.

Workload before namespace before root namespace; UNSET inherits from the wider one, and with no policy at all the mode is
PERMISSIVE. Of several policies in one scope the oldest decides, which files do not tell. A policy with a selector in the root
namespace decides nothing. Source: istio pilot/pkg/security/authn/policy_applier.go (ComposePeerAuthentication).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_policies import SelectorIndex, are_labels, match_labels
from meshlint.semantics.targets import Targets

PEER_AUTHENTICATION = "PeerAuthentication.security.istio.io"
STRICT, PERMISSIVE, DISABLE, UNSET = "STRICT", "PERMISSIVE", "DISABLE", "UNSET"
UNKNOWN = ""


class ServerMode(NamedTuple):
    """What a server demands of its clients, and the `mode` that says so; None where the default holds.

    `mode` is UNKNOWN where several policies of one scope contradict each other, or a placeholder stands in the place.
    """

    mode: str
    source: Value | None = None


DEFAULT = ServerMode(PERMISSIVE)
_UNDECIDED = ServerMode(UNKNOWN)


def is_wide(policy: Resource) -> bool:
    """Whether a PeerAuthentication is for its whole namespace: it has no selector, or an empty one."""
    return not match_labels(policy).mapping and not match_labels(policy).is_templated


def own_mode(policy: Resource) -> Value:
    """`spec.mtls.mode`, absent or not."""
    return policy.at("spec", "mtls", "mode")


def port_modes(policy: Resource) -> Iterator[tuple[Value, Value]]:
    """Each entry of `spec.portLevelMtls`, with its mode."""
    for _, entry in policy.at("spec", "portLevelMtls").entries():
        yield entry, entry["mode"]


class ServerModes:
    """The PeerAuthentications of a run. One instance: `context.shared(ServerModes)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)
        self._wide: dict[str, list[Resource]] = {}
        policies = inventory.of(PEER_AUTHENTICATION)
        self._selecting = SelectorIndex(policies, match_labels)
        self._selective: dict[str | None, list[Resource]] = {}
        for policy in policies:
            if not is_wide(policy):
                self._selective.setdefault(policy.namespace, []).append(policy)
            elif policy.namespace:
                self._wide.setdefault(policy.namespace, []).append(policy)

    @cached_property
    def root_namespace(self) -> str:
        return self._mesh.root_namespace

    @property
    def governed_namespaces(self) -> list[str]:
        """Namespaces, the root aside, that have a policy for all their workloads."""
        return sorted(set(self._wide) - {self.root_namespace})

    def wide(self, namespace: str | None, beside: Resource) -> list[Resource]:
        """The namespace's policies without selector, as `beside` sees them."""
        return _beside(self._wide.get(namespace or "", ()), beside)

    def selecting(self, labels: Mapping[str, str], namespace: str | None, beside: Resource) -> list[Resource]:
        """The namespace's policies whose selector matches these pod labels; none in the root namespace."""
        if namespace == self.root_namespace:
            return []
        return _beside(self._selecting.selecting(labels, namespace), beside) if namespace else []

    def has_selective(self, namespace: str | None) -> bool:
        """Whether some policy of the namespace is for chosen workloads only, so that its own mode does not hold for all."""
        return namespace != self.root_namespace and (namespace in self._selective or None in self._selective)

    def may_select(self, labels: Mapping[str, str], namespace: str | None) -> bool:
        """Whether some policy may select pods that carry these labels and others that are not known."""
        if namespace == self.root_namespace:
            return False
        policies = [*self._selective.get(namespace, ()), *self._selective.get(None, ())]
        return any(_is_undecided(match_labels(policy), labels) for policy in policies)

    def of_mesh(self, beside: Resource) -> ServerMode:
        """The mode of namespaces and workloads without a policy of their own."""
        return _decide(own_mode(policy) for policy in self.wide(self.root_namespace, beside)) or DEFAULT

    def of_namespace(self, namespace: str | None, beside: Resource) -> ServerMode:
        """The mode of a namespace's workloads that no policy selects."""
        if namespace is None:
            return _UNDECIDED
        return _decide(own_mode(policy) for policy in self.wide(namespace, beside)) or self.of_mesh(beside)

    def of_workload(self, labels: Mapping[str, str], namespace: str | None, beside: Resource) -> ServerMode:
        """The mode of a workload's ports that no policy names."""
        policies = self.selecting(labels, namespace, beside)
        return _decide(own_mode(policy) for policy in policies) or self.of_namespace(namespace, beside)

    def of_port(self, labels: Mapping[str, str], namespace: str | None, port: int, beside: Resource) -> ServerMode:
        """The mode of one port of a workload: the port of its container, not that of a Service."""
        policies = self.selecting(labels, namespace, beside)
        named = _decide(policy.at("spec", "portLevelMtls", str(port), "mode") for policy in policies)
        return named or self.of_workload(labels, namespace, beside)


def _beside(policies: Iterable[Resource], beside: Resource) -> list[Resource]:
    return [policy for policy in policies if policy.shares_scope(beside)]


def _is_undecided(selector: Value, labels: Mapping[str, str]) -> bool:
    """Whether labels neither satisfy a selector nor rule it out."""
    if not are_labels(selector):
        return True
    wanted = selector.mapping
    return not wanted.keys() <= labels.keys() and all(labels.get(key, value) == value for key, value in wanted.items())


def _decide(modes: Iterable[Value]) -> ServerMode | None:
    """What policies of one scope say; None where they leave it to the wider scope."""
    found = list(modes)
    texts = {mode.text or UNSET for mode in found}
    if not texts or texts == {UNSET}:
        return None
    if len(texts) > 1 or found[0].is_templated:
        return _UNDECIDED
    return ServerMode(found[0].text, found[0])
