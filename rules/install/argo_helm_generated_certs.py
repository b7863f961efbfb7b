"""Applications of charts that make a new key pair whenever they are rendered."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import installer_of
from meshlint.semantics.generated_certificates import generated_certificates


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a chart, unless the Application ignores differences in Secrets, or values were not read."""
    application = installer_of(resource)
    if application is None or application.kind != "Application" or resource.data["partial"]:
        return
    if any(entry["kind"].text in ("Secret", "*") for entry in application.at("spec", "ignoreDifferences").items()):
        return
    found = generated_certificates(str(resource.data["chart"]), resource.at("values"))
    if found:
        message = f"Each rendering makes a new certificate for {', '.join(found)}, so the Application never stays in sync."
        yield context.finding(resource.at("chart"), message)
