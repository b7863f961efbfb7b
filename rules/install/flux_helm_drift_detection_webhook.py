"""HelmReleases of istiod whose drift detection fights istiod."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import installer_of


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the mode of drift detection, where no rule ignores webhook configurations."""
    release = installer_of(resource)
    if release is None or resource.data["carrier"] != "FLUX_HELM_RELEASE" or resource.data["chart"] != "istiod":
        return
    detection = release.at("spec", "driftDetection")
    ignored = [item.get("target", "kind").text for item in detection["ignore"].items()]
    if detection["mode"].text == "enabled" and not any("Webhook" in kind or not kind for kind in ignored):
        message = "Drift is corrected, also in the webhooks that istiod changes itself: both keep overwriting each other."
        yield context.finding(detection["mode"], message)
