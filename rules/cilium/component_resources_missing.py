"""Components that the values of the Cilium chart leave without resources."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_IDENTIFYING = ("kubeProxyReplacement", "ipam", "cluster", "routingMode", "k8sServiceHost", "operator", "hubble")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for all components. A fragment of values is merged with something that was not read."""
    if resource.name != "cilium" or resource.partial or not any(resource.root.has(key) for key in _IDENTIFYING):
        return
    lacking = [name for name, resources in _components(resource.root, context) if _lacks(resources)]
    if lacking:
        names = ", ".join(lacking)
        missing = f"Requests or a memory limit are missing for {names}, and the chart adds none"
        message = f"{missing}: they can take what the pods of the node need."
        yield context.finding(resource.root, message)


def _components(values: Value, context: Context) -> Iterator[tuple[str, Value]]:
    """The components that the values switch on, with their resources."""
    if values["agent"].raw is not False:
        yield "the agent", values["resources"]
    separate = values.get("envoy", "enabled").raw
    if separate is True or (separate is None and context.target("cilium", values.resource).at_least(1, 16)):
        yield "envoy", values.get("envoy", "resources")
    if values.get("operator", "enabled").raw is not False:
        yield "operator", values.get("operator", "resources")
    hubble = values["hubble"]
    if hubble["enabled"].raw is not False:
        if hubble.get("relay", "enabled").raw is True:
            yield "hubble.relay", hubble.get("relay", "resources")
        if hubble.get("ui", "enabled").raw is True:
            yield "hubble.ui.frontend", hubble.get("ui", "frontend", "resources")
            yield "hubble.ui.backend", hubble.get("ui", "backend", "resources")
    if values.get("clustermesh", "useAPIServer").raw is True:
        yield "clustermesh.apiserver", values.get("clustermesh", "apiserver", "resources")


def _lacks(resources: Value) -> bool:
    if resources.is_templated:
        return False
    wanted = (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))
    return not all(resources.get(*steps) for steps in wanted) and not _limits_stand_in(resources)


def _limits_stand_in(resources: Value) -> bool:
    """Kubernetes takes a limit for the request that is missing."""
    return bool(resources.get("limits", "memory")) and all(
        resources.get("requests", name) or resources.get("limits", name) for name in ("cpu", "memory")
    )
