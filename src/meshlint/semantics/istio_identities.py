"""The identities of a mesh: trust domains, and the service accounts of pods, as `<trust domain>/ns/<namespace>/sa/<account>`.

Whatever the mesh's own trust domain, `cluster.local` in a policy means it.
Source: istio pilot/pkg/security/trustdomain/bundle.go.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.targets import Targets

DEFAULT_TRUST_DOMAIN = "cluster.local"
_DEFAULT_ACCOUNT = "default"
_PRINCIPAL = re.compile(r"([^/*]+)/ns/([^/*]+)/sa/([^/*]+)\Z")
_INSTALLED = frozenset(("istio-system", "kube-system"))


class Principal(NamedTuple):
    """An identity, taken apart."""

    trust_domain: str
    namespace: str
    account: str

    @classmethod
    def parse(cls, text: str) -> Principal | None:
        """The identity that a value spells out; None for a pattern or anything else."""
        match = _PRINCIPAL.match(text)
        return cls(*match.groups()) if match and "://" not in text else None


class Identities:
    """The identities of a run. One instance: `context.shared(Identities)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._mesh = inventory.shared(IstioMesh, targets)

    @cached_property
    def trust_domains(self) -> frozenset[str] | None:
        """The mesh's own trust domains; None where no MeshConfig that was read states them, or one lets in others."""
        own, aliases = self._mesh.setting("trustDomain"), self._mesh.setting("trustDomainAliases")
        if own is None and not self._inventory.complete:
            return None
        names = [own.text] if own is not None else []
        names += [item.text for item in aliases.items()] if aliases is not None else []
        if any(is_placeholder(name) for name in names) or self._mesh.setting("caCertificates") is not None:
            return None
        return frozenset((*names, DEFAULT_TRUST_DOMAIN))

    @cached_property
    def _accounts(self) -> dict[str | None, set[str]]:
        """The service accounts that exist, by namespace."""
        found: dict[str | None, set[str]] = {}
        for account in self._inventory.of("ServiceAccount"):
            found.setdefault(account.namespace, set()).add(account.name)
        for workload in self._inventory.workloads:
            spec = workload.pod_spec
            name = spec["serviceAccountName"].text or spec["serviceAccount"].text
            found.setdefault(workload.namespace, set()).add(name or _DEFAULT_ACCOUNT)
        for kind, path in (("WorkloadGroup", ("spec", "template")), ("WorkloadEntry", ("spec",))):
            for item in self._inventory.of(f"{kind}.networking.istio.io"):
                found.setdefault(item.namespace, set()).add(item.at(*path, "serviceAccount").text or _DEFAULT_ACCOUNT)
        for gateway in self._inventory.of("Gateway.gateway.networking.k8s.io"):
            class_name = gateway.at("spec", "gatewayClassName").text
            found.setdefault(gateway.namespace, set()).update((gateway.name, f"{gateway.name}-{class_name}"))
        return found

    def has_account(self, namespace: str, account: str) -> bool:
        """Whether a service account exists, or may: the account `default` does in every namespace."""
        names = self._accounts.get(namespace, set()) | self._accounts.get(None, set())
        return account == _DEFAULT_ACCOUNT or account in names or any(is_placeholder(name) for name in names)

    def knows_accounts(self, namespace: str) -> bool:
        """Whether what was read is evidence about a namespace's accounts: some were, and no template hides others."""
        if self._inventory.complete:
            return True
        hidden = "ServiceAccount" in self._inventory.templated_kinds or namespace in _INSTALLED
        return namespace in self._accounts and not hidden

    def accounts_of(self, namespace: str) -> set[str]:
        """The names of the accounts of a namespace that were read."""
        return self._accounts.get(namespace, set())

    def namespaces_of(self, account: str) -> list[str]:
        """The namespaces that have an account of that name."""
        return sorted(namespace for namespace, names in self._accounts.items() if namespace and account in names)

    def matches(self, pattern: str, beside: Resource) -> bool:
        """Whether a value with a star at one end may match an identity; true where nothing is known."""
        domains = self.trust_domains or frozenset((DEFAULT_TRUST_DOMAIN,))
        if not self._inventory.complete or any(None is namespace for namespace in self._accounts):
            return True
        known = (
            f"{domain}/ns/{namespace}/sa/{name}"
            for namespace in self._inventory.known_namespaces | {beside.namespace or ""}
            for name in {_DEFAULT_ACCOUNT, *self._accounts.get(namespace, ())}
            for domain in domains
        )
        if pattern.startswith("*"):
            return any(identity.endswith(pattern[1:]) for identity in known)
        return any(identity.startswith(pattern[:-1]) for identity in known)
