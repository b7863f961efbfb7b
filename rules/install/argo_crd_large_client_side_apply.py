"""Applications that apply charts with large CRDs client-side."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import installer_of

_CHARTS = ("base", "argo-rollouts", "flagger", "consul", "gateway-crds-helm")
_SUFFICIENT = ("ServerSideApply=true", "Replace=true")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the chart, where no sync option avoids the annotation."""
    application = installer_of(resource)
    if application is None or resource.data["carrier"] not in ("ARGO_APPLICATION", "ARGO_APPLICATION_SET"):
        return
    spec = application.spec if application.kind == "Application" else application.at("spec", "template", "spec")
    options = [option.text for option in spec.get("syncPolicy", "syncOptions").items()]
    if resource.data["chart"] in _CHARTS and not any(option in _SUFFICIENT for option in options):
        chart = resource.data["chart"]
        message = f"The CRDs of '{chart}' are large, and a client-side apply copies each into an annotation of 256 KiB."
        yield context.finding(resource.at("chart"), message)
