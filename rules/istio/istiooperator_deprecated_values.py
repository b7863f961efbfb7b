"""Values of Istio's installation that its releases no longer want."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_former_values import former_values

_CHARTS = frozenset(("istiod", "istio-discovery", "istio", "istio-control"))


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each such value, on its key."""
    if resource.kind == "IstioOperator":
        addons = resource.at("spec", "addonComponents")
        if addons and context.target("istio", resource).at_least(1, 8):
            message = "'addonComponents' installs nothing since Istio 1.8: the add-ons have charts and manifests of their own."
            yield context.finding(addons.key, message)
        return
    if resource.name not in _CHARTS:
        return
    for former in former_values(resource):
        if former.instead:
            message = f"'{former.name}' is deprecated by Istio's charts, and not read by all releases: use {former.instead}."
        else:
            message = f"'{former.name}' was removed: the charts of recent releases fail with it."
        yield context.finding(former.value.key, message)
    provider = resource.at("global", "pilotCertProvider")
    if provider.text == "kubernetes":
        message = "'pilotCertProvider: kubernetes' was removed: the charts of recent releases fail with it."
        yield context.finding(provider, message)
