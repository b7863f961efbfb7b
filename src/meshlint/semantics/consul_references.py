"""Services that entries name and that nothing which was read brings about.

The names are free text for Consul: a misspelt one is taken, and answers 503. Services come from Kubernetes Services, from the
annotation on pods, from registrations and gateways; an entry of its own makes a virtual one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul import DEFAULTS, GROUP
from meshlint.semantics.consul_chain_entries import CHAIN, references
from meshlint.semantics.consul_faults import fault, set_fields
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.suggestions import perhaps

_ANNOTATION = f"{GROUP}/connect-service"
_TERMINATING = f"TerminatingGateway.{GROUP}"
_NAMED = ("Service", DEFAULTS, "Gateway.gateway.networking.k8s.io", f"IngressGateway.{GROUP}", _TERMINATING)
_ELSEWHERE = ("peer", "namespace", "partition", "samenessGroup")


class ConsulReferences(KeptFaults):
    """The names that mean no service: `context.shared(ConsulReferences)`."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """The services that a resource names, and that nothing of that name was read for."""
        if not self.inventory.has("Service") or "Service" in self.inventory.templated_kinds:
            return
        for name in _names(resource):
            if name.text not in ("", "*") and not name.is_templated and name.text not in self._known:
                text = f"No service '{name.text}' was found: a name that means none is taken, and answered with 503."
                yield fault("router-unresolved-service", name, text + perhaps(name.text, self._known))

    @cached_property
    def _known(self) -> frozenset[str]:
        inventory = self.inventory
        known = {item.name for item in inventory.of(*_NAMED, *CHAIN)}
        for workload in inventory.workloads:
            known.update((workload.resource.name, *workload.annotation(_ANNOTATION).text.split(",")))
        known.update(item.spec.get("service", "name").text for item in inventory.of(f"Registration.{GROUP}"))
        known.update(service["name"].text for item in inventory.of(_TERMINATING) for service in item.spec["services"].items())
        return frozenset(known)


def _names(resource: Resource) -> Iterator[Value]:
    if resource.kind == "ServiceIntentions":
        parties = [resource.spec["destination"], *resource.spec["sources"].items()]
        yield from (party["name"] for party in parties if not set_fields(party, *_ELSEWHERE))
    elif resource.kind == "IngressGateway":
        for listener in resource.spec["listeners"].items():
            yield from (item["name"] for item in listener["services"].items() if not set_fields(item, *_ELSEWHERE))
    else:
        yield from (reference.owner["service"] for reference in references(resource))
