"""HelmReleases that leave the CRDs of their chart behind."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import installer_of

_WITH_CRDS_FOLDER = ("flagger", "gateway-helm", "kuma", "kong-mesh")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the chart; charts that render their CRDs from templates are upgraded with them."""
    release = installer_of(resource)
    if release is None or resource.data["carrier"] != "FLUX_HELM_RELEASE" or resource.data["chart"] not in _WITH_CRDS_FOLDER:
        return
    policy = release.at("spec", "upgrade", "crds")
    if policy.raw in (None, "Skip"):
        chart = resource.data["chart"]
        message = f"An upgrade of '{chart}' leaves its CRDs as they were installed: new fields are dropped."
        yield context.finding(policy if policy.exists else resource.at("chart"), message)
