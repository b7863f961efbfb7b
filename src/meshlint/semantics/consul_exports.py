"""What the admission webhooks refuse of what clusters share: exported services, peerings, groups of sameness, gateway policies.

Source: consul-k8s control-plane/api/v1alpha1 (exportedservices_types.go, samenessgroup_types.go, peeringacceptor_types.go,
peeringacceptor_webhook.go, gatewaypolicy_webhook.go).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from meshlint.findings import Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value, is_placeholder
from meshlint.semantics.consul import GROUP
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_fields import first_blank_at, is_blank
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

POLICY = f"GatewayPolicy.{GROUP}"
_PEERINGS = (f"PeeringAcceptor.{GROUP}", f"PeeringDialer.{GROUP}")
_CONSUMERS = ("peer", "partition", "samenessGroup")
_TARGET = ("group", "kind", "name", "namespace", "sectionName")


class ConsulExports(KeptFaults):
    """The faults of ExportedServices, SamenessGroups, PeeringAcceptors and PeeringDialers."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._edition = inventory.shared(ConsulEdition, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        if resource.kind == "ExportedServices":
            yield from _exports(resource)
        elif resource.kind == "SamenessGroup":
            yield from _group(resource)
            yield from self._local_partition(resource)
        else:
            yield from _peering(resource)

    def _local_partition(self, group: Resource) -> Iterator[Fault]:
        """A group must hold the partition that it lives in; without partitions every peer counts as that."""
        members = list(group.spec["members"].items())
        listed, said = [member["partition"] for member in members], group.spec["includeLocal"]
        own = self._edition.partition(group)
        if not own or said.raw is True or said.is_templated or any(value.is_templated for value in listed):
            return
        if members and own not in {value.text for value in listed}:
            message = f"The group lacks its own partition '{own}', and 'includeLocal' is not set: the webhook refuses it."
            yield Fault("sameness-group-invalid", group.spec["members"].key, message)


class ConsulTwins(KeptFaults):
    """Objects that the webhooks refuse because another one has the same secret, or the same target: the later by name."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._same: dict[Hashable, list[Resource]] = {}
        for resource in inventory.of(POLICY, *_PEERINGS):
            identity = _identity(resource)
            if identity is not None:
                self._same.setdefault(identity, []).append(resource)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        identity = _identity(resource)
        for other in self._same.get(identity, ()) if identity is not None else ():
            if other is resource:
                return
            if other.name != resource.name and other.shares_scope(resource):
                yield _twin(resource, other)
                return


def _identity(resource: Resource) -> Hashable | None:
    """What two objects of a kind and namespace may not have in common; None where it cannot be told."""
    if resource.namespace is None:
        return None
    if resource.full_kind == POLICY:
        target = tuple(resource.spec.get("targetRef", key).text for key in _TARGET)
        known = bool(target[2]) and not any(is_placeholder(part) for part in target)
        return (resource.kind, resource.namespace, target) if known else None
    name = resource.spec.get("peer", "secret", "name")
    return None if not name.text or name.is_templated else (resource.kind, resource.namespace, name.text)


def _twin(resource: Resource, other: Resource) -> Fault:
    if resource.full_kind == POLICY:
        target = resource.spec["targetRef"]
        place = target["sectionName"] if target["sectionName"] else target["name"]
        message = f"The policy '{other.name}' has this target already: the webhook refuses a second one."
        return Fault("gatewaypolicy-duplicate-target", place.place, message)
    name = resource.spec.get("peer", "secret", "name")
    message = f"'{other.name}' has the secret '{name.text}' already: the webhook refuses a second {resource.kind} for it."
    return Fault("peering-duplicate-secret", name.place, message)


def _exports(exports: Resource) -> Iterator[Fault]:
    services = exports.spec["services"]
    if is_blank(services):
        place = first_blank_at(exports.spec, "services")
        yield Fault("exported-services-empty", place, "No service is exported: the webhook refuses an entry without services.")
    for service in services.items():
        consumers = service["consumers"]
        if is_blank(consumers) and isinstance(service.raw, dict):
            place = consumers.key if consumers.exists else service["name"].place if service["name"] else service.place
            message = f"'{service['name'].text}' is exported to nobody: the webhook refuses the entry."
            yield Fault("exported-services-no-consumers", place, message)
        for consumer in consumers.items():
            yield from _consumer(consumer)


def _consumer(consumer: Value) -> Iterator[Fault]:
    named = [key for key in _CONSUMERS if not is_blank(consumer[key])]
    if len(named) != 1 and isinstance(consumer.raw, dict):
        has = " and ".join(f"'{key}'" for key in named) or "none"
        message = (
            f"A consumer is one of 'peer', 'partition' and 'samenessGroup', and this has {has}: the webhook refuses the entry."
        )
        yield Fault("exported-services-consumer-conflict", consumer.place, message)
    for key in named:
        if consumer[key].text == "*":
            message = f"No '{key}' is called '*', and consumers cannot be all: the webhook refuses the entry."
            yield Fault("exported-services-wildcard-consumer", consumer[key].place, message)


def _group(group: Resource) -> Iterator[Fault]:
    members = group.spec["members"]
    if group.namespace not in (None, "", "default"):
        place = group.at("metadata", "namespace") if group.at("metadata", "namespace") else group.at("metadata", "name")
        message = f"A sameness group lives in the namespace 'default', not in '{group.namespace}': the webhook refuses it."
        yield Fault("sameness-group-invalid", place.place, message)
    if is_blank(members):
        place_of_members = first_blank_at(group.spec, "members")
        yield Fault("sameness-group-invalid", place_of_members, "A sameness group without members: the webhook refuses it.")
    seen: set[tuple[str, str]] = set()
    for member in members.items():
        partition, peer = member["partition"], member["peer"]
        identity = partition.text, peer.text
        if partition.is_templated or peer.is_templated or not isinstance(member.raw, dict):
            continue
        if is_blank(partition) == is_blank(peer):
            message = "A member is a 'partition' or a 'peer', one of the two: the webhook refuses the group."
            yield Fault("sameness-group-invalid", member.place, message)
        elif identity in seen:
            message = f"'{partition.text or peer.text}' is a member twice: the webhook refuses the group."
            yield Fault("sameness-group-invalid", member.place, message)
        seen.add(identity)


def _peering(peering: Resource) -> Iterator[Fault]:
    peer = peering.spec["peer"]
    secret, rule = peer["secret"], "peering-secret-invalid"
    if not isinstance(secret.raw, dict):
        if not secret.is_templated and not peer.is_templated:
            place = first_blank_at(peering.spec, "peer", "secret")
            yield Fault(rule, place, "No 'peer.secret' says where the peering's token is kept: the webhook refuses the object.")
        return
    backend = secret["backend"]
    if backend.raw != "kubernetes" and not backend.is_templated:
        shown = f"The secret's backend cannot be '{backend.raw}'" if backend else "The secret has no backend"
        message = f"{shown}; it is 'kubernetes', and without it the webhook refuses the object."
        yield Fault(rule, backend.place if backend.exists else secret.key, message)
    for key in ("name", "key"):
        if is_blank(secret[key]):
            place = first_blank_at(peer, "secret", key)
            yield Fault(rule, place, f"The secret has no '{key}', so that the peering's token cannot be kept.", Severity.WARNING)
