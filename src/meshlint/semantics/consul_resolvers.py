"""ServiceResolvers: redirects, failovers, subsets and load balancing that the webhook or Consul's servers refuse.

Source: consul-k8s control-plane/api/v1alpha1/serviceresolver_types.go (Validate); consul
agent/structs/config_entry_discoverychain.go (ServiceResolverConfigEntry.Validate), agent/consul/discoverychain/compile.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value, is_placeholder
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.consul_faults import REFUSED, UNSYNCED, fault, is_empty_text, is_set, listed, set_fields
from meshlint.semantics.consul_subset_filters import is_expression
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

_REDIRECT = ("service", "serviceSubset", "namespace", "partition", "datacenter", "peer", "samenessGroup")
_FAILOVER = ("service", "serviceSubset", "namespace", "datacenters", "targets", "policy", "samenessGroup")
_REDIRECT_PAIRS = tuple(
    (one, other) for one in ("samenessGroup", "peer") for other in ("serviceSubset", "partition", "datacenter")
)
_FAILOVER_PAIRS = (
    ("samenessGroup", "datacenters"),
    ("samenessGroup", "serviceSubset"),
    ("samenessGroup", "targets"),
    ("targets", "datacenters"),
    ("targets", "serviceSubset"),
    ("targets", "service"),
)
_TARGET_PAIRS = (("peer", "serviceSubset"), ("peer", "partition"), ("peer", "datacenter"), ("partition", "datacenter"))
_IGNORED = ("subsets", "defaultSubset", "connectTimeout", "requestTimeout", "loadBalancer")
_SUBSET = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z")
_POLICIES = ("random", "round_robin", "least_request", "ring_hash", "maglev")
_HASHING = ("ring_hash", "maglev")
_HASH_FIELDS = ("header", "cookie", "query_parameter")
_SHORTEST = 0.1  # seconds to connect in


class ConsulResolvers(KeptFaults):
    """The faults of one ServiceResolver each: `context.shared(ConsulResolvers)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._edition = inventory.shared(ConsulEdition, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with a resolver by itself, in the installation that was read beside it."""
        spec, partition = resource.spec, self._edition.partition(resource)
        if isinstance(spec["redirect"].raw, dict):
            yield from _redirect(spec["redirect"], partition)
            yield from _beside_redirect(spec)
        for key, failover in spec["failover"].entries():
            yield from _failover(failover, partition)
            if key != "*" and key not in spec["subsets"].mapping and not is_placeholder(key):
                text = f"'{key}' is no subset of this resolver, and not '*': {UNSYNCED}."
                yield Fault("resolver-failover-unknown-subset", failover.key, text)
        for name, subset in spec["subsets"].entries():
            yield from _subset(name, subset)
        yield from _load_balancer(spec["loadBalancer"])
        seconds = parse_duration(spec["connectTimeout"].text)
        if seconds is not None and 0 < seconds < _SHORTEST:
            text = f"'{spec['connectTimeout'].text}' is a short time to connect in: a slow handshake counts as a failure."
            yield fault("resolver-connect-timeout-zero", spec["connectTimeout"], text)


def _redirect(redirect: Value, partition: str | None) -> Iterator[Fault]:
    if not any(redirect[name].raw not in (None, "") for name in _REDIRECT):
        yield fault("resolver-redirect-empty", redirect, f"The redirect leads nowhere: {REFUSED}.")
    excluded = _excluded("resolver-redirect-field-conflict", redirect, _REDIRECT_PAIRS)
    if excluded:
        yield excluded
    elif is_empty_text(redirect["service"]):
        for name in set_fields(redirect, "serviceSubset", "namespace", "partition", "peer"):
            text = f"'{name}' goes with a 'service', which is missing: {REFUSED}."
            yield fault("resolver-redirect-missing-service", redirect[name], text)
    own, datacenter = redirect["partition"], redirect["datacenter"]
    if partition is not None and is_set(datacenter) and not own.is_templated:
        if partition not in ("", "default"):
            text = f"Another datacenter is open to the default partition only, and this one is '{partition}': {REFUSED}."
            yield fault("resolver-redirect-datacenter-partition", datacenter, text)
        elif own.text != partition:
            shown = f"'{partition}', which the redirect has to name as well" if partition else "none, as partitions are off"
            text = f"With a datacenter the partition has to be the installation's, {shown}: {REFUSED}."
            yield fault("resolver-redirect-datacenter-partition", datacenter, text)


def _beside_redirect(spec: Value) -> Iterator[Fault]:
    redirect, failover = spec["redirect"], spec["failover"]
    if failover.mapping:
        yield fault("resolver-redirect-and-failover", failover, f"'redirect' and 'failover' exclude each other: {REFUSED}.")
    leads_away = is_set(redirect["service"]) and redirect["service"].text != spec.resource.name
    for name in set_fields(spec, *_IGNORED) if leads_away else ():
        text = f"'{name}' has no effect: the redirect sends all traffic to '{redirect['service'].text}', and its resolver."
        yield Fault("resolver-redirect-ignores-fields", spec[name].key, text)


def _failover(failover: Value, partition: str | None) -> Iterator[Fault]:
    if not isinstance(failover.raw, dict):
        return
    rule = "resolver-failover-field-conflict"
    if all(failover[name].raw in (None, "", []) for name in _FAILOVER):
        yield fault("resolver-failover-empty", failover, f"The failover leads nowhere: {REFUSED}.")
    datacenters, targets = failover["datacenters"], failover["targets"]
    sides = [(failover, _FAILOVER_PAIRS), *((target, _TARGET_PAIRS) for target in targets.items())]
    yield from filter(None, (_excluded(rule, owner, pairs) for owner, pairs in sides))
    for datacenter in datacenters.items():
        if is_empty_text(datacenter):
            yield fault("resolver-failover-empty-datacenter", datacenter, f"A datacenter has no name: {REFUSED}.")
    if partition is not None and partition != "default" and list(datacenters.items()):
        where = f"in the partition '{partition}'" if partition else "where partitions are off, as in the community edition"
        text = f"'datacenters' works in the partition 'default' only; {where} {REFUSED}. 'targets' takes a 'datacenter' anywhere."
        yield fault("resolver-failover-datacenters-partition", datacenters, text)


def _excluded(rule: str, owner: Value, pairs: tuple[tuple[str, str], ...]) -> Fault | None:
    """The first two fields that exclude each other, if there are any."""
    for one, other in pairs:
        if is_set(owner[one]) and is_set(owner[other]):
            return Fault(rule, owner[one].key, f"'{one}' and '{other}' exclude each other: {REFUSED}.")
    return None


def _subset(name: str, subset: Value) -> Iterator[Fault]:
    if not is_placeholder(name) and not _SUBSET.match(name):
        shown = f"'{name}' is no name of a subset" if name else "A subset has no name"
        text = f"{shown}, which is made of small letters, digits and dashes, as it becomes part of a host name: {REFUSED}."
        yield Fault("resolver-invalid-subset-name", subset.key, text)
    filtered = subset["filter"]
    if filtered.text and not filtered.is_templated and not is_expression(filtered.text):
        text = f"'{filtered.text}' is no filter, such as 'Service.Meta.version == v2': {REFUSED}."
        yield fault("resolver-invalid-subset-filter", filtered, text)


def _load_balancer(balancer: Value) -> Iterator[Fault]:
    policy, hashes = balancer["policy"], balancer["hashPolicies"]
    for item in hashes.items():
        yield from _hash_policy(item)
    if not balancer.mapping or policy.is_templated or not isinstance(policy.raw, (str, type(None))):
        return
    rule, name = "resolver-invalid-lb-policy", policy.text
    if name and name not in _POLICIES:
        yield fault(rule, policy, f"'{name}' is none of {listed(list(_POLICIES))}: {UNSYNCED}.")
        return
    shown = f"'{name}'" if name else "no policy"
    for key, fitting in (
        ("ringHashConfig", ("ring_hash",)),
        ("leastRequestConfig", ("least_request",)),
        ("hashPolicies", _HASHING),
    ):
        if is_set(balancer[key]) and name not in fitting:
            text = f"'{key}' goes with {listed(list(fitting)).replace(' and ', ' or ')}, and not with {shown}: {UNSYNCED}."
            yield Fault(rule, balancer[key].key, text)
    if name in _HASHING and not is_set(hashes) and not hashes.is_templated:
        text = f"'{name}' has nothing to hash, so that each request goes to an instance at random."
        yield fault("resolver-hash-without-policies", policy, text)


def _hash_policy(policy: Value) -> Iterator[Fault]:
    rule, field, value, cookie = "resolver-invalid-hash-policy", policy["field"], policy["fieldValue"], policy["cookieConfig"]
    if any(item.is_templated for item in (field, value)) or not isinstance(field.raw, (str, type(None))):
        return
    if field.text and field.text not in _HASH_FIELDS:
        yield fault(rule, field, f"'{field.text}' is none of {listed(list(_HASH_FIELDS))}: {REFUSED}.")
    elif field.text and policy["sourceIP"].raw is True:
        yield fault(rule, policy["sourceIP"], f"'field' and 'sourceIP' exclude each other: {REFUSED}.")
    elif field.text and is_empty_text(value):
        yield fault(rule, field, f"'{field.text}' says not which one, as 'fieldValue' is empty: {REFUSED}.")
    elif not field.text and value.text:
        yield fault(rule, value, f"'fieldValue' goes with a 'field': {UNSYNCED}.")
    elif cookie and field.text != "cookie":
        yield fault(rule, cookie, f"'cookieConfig' goes with the field 'cookie': {UNSYNCED}.")
    seconds = parse_duration(cookie["ttl"].text)
    if cookie["session"].raw is True and seconds is not None and seconds > 0:
        yield fault(rule, cookie["ttl"], f"A cookie of the session has no 'ttl' of its own: {REFUSED}.")
