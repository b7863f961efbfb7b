"""Envoy configuration inside CiliumEnvoyConfig, and the retries that Cilium configures for L7 policies by itself.

Envoy's keys may be written in snake_case or lowerCamelCase, as protobuf's JSON allows.
Source: Envoy api/envoy/config/route/v3/route_components.proto; cilium pkg/k8s/apis/cilium.io/v2/cec_types.go,
pkg/envoy/xds_server.go (getHttpFilterChainProto), install/kubernetes/cilium/values.yaml (envoy.httpRetryCount).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.envoy_retries import STATUS_CODES, unsafe_conditions
from meshlint.semantics.http_methods import ALL, NONE, STANDARD, MethodSet, matching, matching_regex
from meshlint.semantics.numerals import whole_number

VALUES = "HelmValues.cilium"
_REFUSED_EARLY = frozenset((425, 429))
_PATHS = ("prefix", "path", "safe_regex", "connect_matcher", "path_separated_prefix", "path_match_policy")


def field(value: Value, name: str) -> Value:
    """The field of an Envoy message by its snake_case name, however it is written."""
    if not value.has(name):
        head, *rest = name.split("_")
        camel = head + "".join(part.capitalize() for part in rest)
        if value.has(camel):
            return value[camel]
    return value[name]


class EnvoyRoute(NamedTuple):
    """One route of a virtual host that forwards requests."""

    host: Value
    entry: Value

    @property
    def action(self) -> Value:
        return self.entry["route"]

    @property
    def retry_policy(self) -> Value:
        """The policy in effect: the route's own, else the virtual host's."""
        own = field(self.action, "retry_policy")
        return own if own else field(self.host, "retry_policy")

    @property
    def methods(self) -> MethodSet:
        """The methods that reach the route: those it matches, without what earlier routes take of them."""
        taken = NONE
        for earlier in self.host["routes"].items():
            if earlier.path == self.entry.path:
                break
            if _covers(earlier["match"], self.entry["match"]):
                taken |= match_methods(earlier["match"])
        return match_methods(self.entry["match"]) & ~taken


def routes(resource: Resource) -> Iterator[EnvoyRoute]:
    """The forwarding routes of all route configurations, those inside listeners included."""
    for host in virtual_hosts(resource):
        for entry in host["routes"].items():
            if entry["route"]:
                yield EnvoyRoute(host, entry)


def virtual_hosts(resource: Resource) -> Iterator[Value]:
    """The virtual hosts of an Envoy configuration."""
    for item in resource.spec["resources"].items():
        kind = item["@type"].text
        if kind.endswith(".RouteConfiguration"):
            yield from field(item, "virtual_hosts").items()
        elif kind.endswith(".Listener"):
            chains = [*field(item, "filter_chains").items(), field(item, "default_filter_chain")]
            for found in (found for chain in chains for found in chain["filters"].items()):
                config = field(found, "typed_config")
                yield from field(field(config, "route_config"), "virtual_hosts").items()


def match_methods(match: Value) -> MethodSet:
    """The methods that a route's match accepts, by its conditions on the pseudo-header `:method`."""
    found = ALL
    for header in match["headers"].items():
        if header["name"].text.lower() == ":method":
            accepted = _matcher_methods(header)
            found &= ~accepted if field(header, "invert_match").raw is True else accepted
    return found


def _matcher_methods(header: Value) -> MethodSet:
    matcher = field(header, "string_match")
    exact = matcher["exact"].text or field(header, "exact_match").text
    prefix = matcher["prefix"].text or field(header, "prefix_match").text
    suffix = matcher["suffix"].text or field(header, "suffix_match").text
    contains = matcher["contains"].text or field(header, "contains_match").text
    regex = field(matcher, "safe_regex")["regex"].text or field(header, "safe_regex_match")["regex"].text
    if exact:
        return MethodSet.of(exact.upper() if field(matcher, "ignore_case").raw is True else exact)
    if regex:
        return matching_regex(regex)
    if prefix or suffix or contains:
        return matching(lambda method: method.startswith(prefix) and method.endswith(suffix) and contains in method)
    return ALL


def _covers(earlier: Value, later: Value) -> bool:
    """Whether an earlier match takes all requests of a later one, methods aside."""
    if any(key not in (*_PATHS, "safeRegex", "headers") for key in earlier.mapping):
        return False
    if not _other_headers(earlier) <= _other_headers(later):
        return False
    prefix, narrower = earlier["prefix"].text, later["prefix"].text or later["path"].text
    if prefix and narrower:
        return narrower.startswith(prefix)
    return all(field(earlier, key).raw == field(later, key).raw for key in _PATHS)


def _other_headers(match: Value) -> set[str]:
    return {str(item.raw) for item in match["headers"].items() if item["name"].text.lower() != ":method"}


def unsafe_retries(policy: Value) -> list[str]:
    """The conditions of a retry policy that may repeat a processed request; those on gRPC statuses only if there are no others.

    Unlike in Istio, a number in `retry_on` means nothing; codes stand in `retriable_status_codes`.
    """
    if not policy or field(policy, "num_retries").integer == 0:
        return []
    conditions = [item.strip() for item in field(policy, "retry_on").text.split(",")]
    usable = [item for item in conditions if not item.isdigit()]
    if not field(policy, "retriable_headers"):
        usable = [item for item in usable if item != "retriable-headers"]
    codes = [item.integer for item in field(policy, "retriable_status_codes").items()]
    has_codes = STATUS_CODES in usable and any(code not in _REFUSED_EARLY for code in codes)
    return unsafe_conditions(usable, False, has_codes) or unsafe_conditions(usable, True, has_codes)


# L7 policies


def http_rules(policy: Resource) -> Iterator[Value]:
    """The entries of `rules.http` in what a policy allows."""
    specs = [policy.spec, *policy.at("specs").items()]
    for allowed in (item for spec in specs for way in ("ingress", "egress") for item in spec[way].items()):
        for ports in allowed["toPorts"].items():
            yield from ports.get("rules", "http").items()


def rule_methods(rule: Value) -> MethodSet:
    """The methods that an HTTP rule allows: its `method` is a regular expression on the whole name."""
    text = rule["method"].text
    if not text:
        return ALL
    return MethodSet.of(text) if text in STANDARD else matching_regex(text)


class CiliumDefaults:
    """What the agents are told about retries. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory

    def retry_count(self, beside: Resource) -> int | None:
        """How often Envoy retries for L7 policies: as the chart's values say, 3 by default; None where none were read."""
        found = [*self._inventory.of(VALUES), *self._inventory.find("ConfigMap", "cilium-config", None)]
        near = [item for item in found if item.shares_scope(beside)] or found
        if not near:
            return None
        counts = [count for item in near if (count := _count(item)) is not None]
        return min(counts) if counts else 0 if any(item.partial for item in near) else 3


def _count(carrier: Resource) -> int | None:
    for steps in (("envoy", "httpRetryCount"), ("extraConfig", "http-retry-count"), ("data", "http-retry-count")):
        value = carrier.at(*steps)
        count = value.integer if value.integer is not None else whole_number(value.text)
        if count is not None:
            return count
    flags = (item.text.partition("=") for item in carrier.at("extraArgs").items())
    return next((whole_number(count) for name, _, count in flags if name == "--http-retry-count"), None)
