"""Failover between localities that no outlier detection triggers."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_destinations import IstioDestinations
from meshlint.semantics.istio_mesh import IstioMesh

_FAILOVERS = ("failoverPriority", "failover")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each setting with a failover, on its key."""
    for setting in given:
        named = next((name for name in _FAILOVERS if any(setting[name].items())), None)
        if named is None or setting["enabled"].raw is False or _is_watched(setting):
            continue
        if context.shared(IstioMesh).setting("defaultTrafficPolicy", "outlierDetection") or _is_merged(resource, context):
            return
        message = f"Without 'outlierDetection' beside it '{named}' has no effect: requests stay in a locality that fails."
        yield context.finding(setting[named].key, message)


def _is_watched(setting: Value) -> bool:
    """Whether outlier detection is in force with a setting, somewhere: for the subset, or for one of its ports."""
    rule, path = setting.resource, setting.path[:-2]
    if rule.at(*path)["outlierDetection"]:
        return True
    if "portLevelSettings" in path:
        return False
    policy = rule.at("spec", "trafficPolicy")
    others = [policy, *policy["portLevelSettings"].items()]
    if path[1] != "subsets":
        others += [subset["trafficPolicy"] for subset in rule.at("spec", "subsets").items()]
    return any(other["outlierDetection"] for other in others)


def _is_merged(resource: Resource, context: Context) -> bool:
    """Whether another rule of the namespace for the same host, with which this one is merged, brings outlier detection."""
    destinations = context.shared(IstioDestinations)
    own = destinations.full_name(resource)
    return any(
        other is not resource
        and destinations.full_name(other) == own
        and other.namespace in (resource.namespace, None)
        and bool(other.at("spec", "trafficPolicy", "outlierDetection"))
        for other in destinations.covering(resource.at("spec", "host"))
    )
