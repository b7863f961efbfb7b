"""Weighted clusters of CiliumEnvoyConfigs: none, without weight, or with weights that do not add up."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.cilium_envoy import field, routes


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """At most one finding for each list of clusters, and one for each cluster without a weight."""
    for route in routes(resource):
        weighted = field(route.action, "weighted_clusters")
        if weighted:
            yield from _findings(weighted, context)


def _findings(weighted: Value, context: Context) -> Iterator[Finding]:
    clusters = list(weighted["clusters"].items())
    unsaid = [cluster for cluster in clusters if cluster.mapping and not cluster["weight"]]
    for cluster in unsaid:
        message = f"The cluster '{cluster['name'].text}' has no weight, and Envoy asks for one in every entry."
        yield context.finding(cluster, message)
    weights = [cluster["weight"].number for cluster in clusters]
    if unsaid or any(weight is None for weight in weights):
        return
    total = sum(weight for weight in weights if weight is not None)
    problem = _problem(weighted, clusters, total)
    if problem is not None:
        message, severity = problem
        yield context.finding(weighted["clusters"].key, message, severity=severity)


def _problem(weighted: Value, clusters: list[Value], total: float) -> tuple[str, Severity | None] | None:
    declared = field(weighted, "total_weight").number
    if not clusters:
        return "No cluster is listed, and Envoy refuses the route.", None
    if total == 0:
        return "Every cluster has weight '0', and Envoy refuses the route.", None
    if declared and total != declared:
        return f"The weights add up to {total:g}, not to the declared total of '{declared}', and Envoy refuses the route.", None
    if not declared and total != 100:
        if len(clusters) == 1:
            return f"The weight '{total:g}' means nothing: a lone cluster receives every request.", Severity.WARNING
        return f"The weights add up to {total:g}, not to 100: they are shares of that sum, no percentages.", Severity.NOTE
    return None
