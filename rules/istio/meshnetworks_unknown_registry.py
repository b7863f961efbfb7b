"""Networks of clusters that istiod does not know."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Severity

_BUILT_IN = frozenset(("Mock", "Kubernetes", "External"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each unknown registry; without any remote Secret among the files only a note, for audits."""
    remote = set(_remote_clusters(context.inventory))
    known = remote | _BUILT_IN | set(_own_names(context.inventory))
    if not remote and not context.complete and not context.is_audit:
        return
    networks = resource.at("networks") if resource.at("networks") else resource.root
    for name, network in networks.entries():
        for endpoint in network["endpoints"].items():
            registry = endpoint["fromRegistry"]
            if registry.text and not registry.is_templated and registry.text not in known:
                severity = Severity.ERROR if remote or context.complete else Severity.NOTE
                message = f"No cluster is called '{registry.text}': its endpoints are not put into the network '{name}'."
                yield context.finding(registry, message, severity=severity)


def _remote_clusters(inventory: Inventory) -> Iterator[str]:
    for secret in inventory.of("Secret"):
        if secret.labels.get("istio/multiCluster") == "true":
            for part in ("data", "stringData"):
                yield from secret.at(part).mapping


def _own_names(inventory: Inventory) -> Iterator[str]:
    """What the cluster of istiod itself is called by its installation."""
    for values in inventory.of("HelmValues.istio"):
        name = values.at("global", "multiCluster", "clusterName").text
        if name:
            yield name
    for workload in inventory.workloads:
        for container in workload.containers() if workload.resource.name.startswith("istiod") else ():
            yield from (item["value"].text for item in container["env"].items() if item["name"].text == "CLUSTER_ID")
