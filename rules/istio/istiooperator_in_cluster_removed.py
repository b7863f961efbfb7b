"""IstioOperators among the objects that are applied to a cluster."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource

_SHARED = ""  # the scope of what lies in no kustomization and no chart


class OperatorDeployments:
    """Whether the files install the operator, by its image or its chart."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        images = (item for item in inventory.of("ImageReference.artifact") if item.at("mesh").text == "istio")
        charts = (item.at("chart").text for item in inventory.of("ChartSource.artifact"))
        self.exist = any(item.at("image").text == "operator" for item in images) or "istio-operator" in charts


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the kind, where a kustomization lists the file or a chart's templates hold it."""
    scopes = sorted(scope for scope in resource.scopes if scope != _SHARED)
    if scopes and not context.shared(OperatorDeployments).exist:
        applier = "A chart" if scopes[0].startswith("chart ") else f"The kustomization in '{scopes[0]}'"
        message = f"{applier} applies this to the cluster, where no operator has acted on it since Istio 1.24."
        yield context.finding(resource.at("kind"), message)
