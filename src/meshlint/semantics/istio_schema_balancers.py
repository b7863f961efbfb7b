"""What Istio's webhook refuses of the load balancer settings of a DestinationRule, beyond their fields.

Source: istio pkg/config/validation/validation.go (validateLoadBalancer) and pkg/config/validation/agent/validation.go
(ValidateLocalityLbSetting, validateLocalities).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_schema_values import Fault, fault_at

_RULE = "destinationrule-load-balancer-invalid"
_LARGEST_TABLE = 5000011
_TOPOLOGY = frozenset(("topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"))


def load_balancers(resource: Resource) -> Iterator[Fault]:
    """Every load balancer of a DestinationRule: of the rule, its subsets, and the ports of both."""
    policies = [resource.at("spec", "trafficPolicy")]
    policies.extend(subset["trafficPolicy"] for subset in resource.at("spec", "subsets").items())
    for policy in policies:
        for holder in (policy, *policy["portLevelSettings"].items()):
            balancer = holder["loadBalancer"]
            if balancer:
                yield from _consistent_hash(balancer["consistentHash"])
                yield from _locality(balancer)


def _refused(value: Value, text: str) -> Fault:
    return Fault(value.path, True, f"{text}: the resource is refused.", _RULE)


def _consistent_hash(found: Value) -> Iterator[Fault]:
    cookie = found["httpCookie"]
    if cookie["name"].raw == "":
        yield _refused(cookie["name"], "The cookie needs a name")
    seen: set[str] = set()
    for attribute in cookie["attributes"].items():
        name = attribute["name"]
        if name.raw == "" or (name.text and name.text in seen):
            yield _refused(name, f"The attribute '{name.text}' is set twice" if name.text else "An attribute needs a name")
        seen.add(name.text)
    size = found.get("maglev", "tableSize")
    if found["maglev"].mapping or found["maglev"].raw == {}:
        number = size.integer if size else 0
        if number is not None and (number >= _LARGEST_TABLE or not _is_prime(number)):
            text = (
                f"The table size {number} is no prime number below {_LARGEST_TABLE}" if number else "Maglev needs a 'tableSize'"
            )
            yield _refused(size if size else found["maglev"], text)
    if found["minimumRingSize"].integer and (found["ringHash"] or found["maglev"]):
        yield _refused(found["minimumRingSize"], "'minimumRingSize' excludes 'ringHash' and 'maglev'")


def _is_prime(number: int) -> bool:
    if number < 2 or (number > 2 and number % 2 == 0):
        return False
    return all(number % factor for factor in range(3, int(number**0.5) + 1, 2))


def _locality(balancer: Value) -> Iterator[Fault]:
    setting = balancer["localityLbSetting"]
    if setting and balancer["zoneAwareLbSetting"]:
        yield _refused(balancer["zoneAwareLbSetting"], "'localityLbSetting' and 'zoneAwareLbSetting' exclude each other")
    if any(setting["distribute"].items()) and any(setting["failover"].items()):
        yield _refused(setting["failover"], "'distribute' and 'failover' exclude each other")
    for failover in setting["failover"].items():
        origin, target = failover["from"], failover["to"]
        if origin.text and origin.text == target.text and not origin.is_templated:
            yield _refused(target, f"A failover from '{origin.text}' to itself says nothing")
        for region in (origin, target):
            if "/" in region.text or "*" in region.text:
                yield fault_at(
                    region, f"'{region.text}' is refused: a failover is between regions, without zone or wildcard.", _RULE
                )
    if any(setting["failover"].items()):
        for label in setting["failoverPriority"].items():
            if label.text.partition("=")[0] in _TOPOLOGY:
                yield fault_at(label, f"'{label.text}' is refused: 'failover' already orders by region, zone and subzone.", _RULE)
    yield from _distribution(setting["distribute"])


def _distribution(distribute: Value) -> Iterator[Fault]:
    origins = [item["from"] for item in distribute.items()]
    yield from _overlaps([(origin, origin.text) for origin in origins if origin.text and not origin.is_templated])
    for item in distribute.items():
        yield from _overlaps([(weight, locality) for locality, weight in item["to"].entries() if locality])


def _overlaps(localities: list[tuple[Value, str]]) -> Iterator[Fault]:
    """A locality stands for all below it, so that none may be a part of another."""
    seen: list[list[str]] = []
    for value, text in localities:
        parts = text.rstrip("*").rstrip("/").split("/") if text != "*" else []
        if "*" in text[:-1] or (text.endswith("*") and text != "*" and not text.endswith("/*")):
            yield Fault(value.path, True, f"'{text}' is refused: a wildcard stands for the last part of a locality.", _RULE)
        elif any(parts[: len(other)] == other or other[: len(parts)] == parts for other in seen):
            yield Fault(value.path, True, f"'{text}' is refused: another locality of the list is, or holds, it.", _RULE)
        seen.append(parts)
