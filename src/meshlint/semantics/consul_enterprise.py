"""Fields that the webhook takes only where Consul namespaces or admin partitions are enabled.

Source: consul-k8s control-plane/api/v1alpha1/*_types.go (validateEnterprise, validateNamespaces). The targets of a failover are
not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_faults import REFUSED, fault, is_set
from meshlint.semantics.consul_fields import at_end_of
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

_NAMESPACES = {
    "ServiceRouter": ("routes.*.destination.namespace",),
    "ServiceSplitter": ("splits.*.namespace",),
    "ServiceResolver": ("redirect.namespace", "failover.*.namespace"),
    "ServiceIntentions": ("destination.namespace", "sources.*.namespace"),
    "IngressGateway": ("listeners.*.services.*.namespace",),
    "TerminatingGateway": ("services.*.namespace",),
    "ExportedServices": ("services.*.namespace",),
}
_PARTITIONS = {
    "ServiceRouter": ("routes.*.destination.partition",),
    "ServiceSplitter": ("splits.*.partition",),
    "ServiceResolver": ("redirect.partition",),
    "ServiceIntentions": ("sources.*.partition",),
    "IngressGateway": ("listeners.*.services.*.partition",),
    "ExportedServices": ("services.*.consumers.*.partition",),
    "ServiceDefaults": ("upstreamConfig.defaults.partition", "upstreamConfig.overrides.*.partition"),
}


class ConsulEnterprise(KeptFaults):
    """The fields of an edition that is not installed: `context.shared(ConsulEnterprise)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._edition = inventory.shared(ConsulEdition, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """The fields of a resource that the installation beside it does not take."""
        for ways, is_enabled, switch in (
            (_NAMESPACES, self._edition.namespaces(resource), "global.enableConsulNamespaces"),
            (_PARTITIONS, self._edition.partitions(resource), "global.adminPartitions.enabled"),
        ):
            for way in ways.get(resource.kind, ()) if is_enabled is False else ():
                for value in at_end_of(resource.spec, way.split(".")):
                    if isinstance(value.raw, str) and is_set(value):
                        text = f"'{way.rpartition('.')[2]}' belongs to Consul Enterprise, and '{switch}' is off: {REFUSED}."
                        yield fault("enterprise-only-field", value, text)
