"""Releases whose webhook certificates only an upgrade renews."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.generated_certificates import generated_certificates

_RENDERED_RARELY = ("FLUX_HELM_RELEASE", "K3S_HELM_CHART", "HELMFILE", "ANSIBLE")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a chart; nothing where more values are in places that were not read."""
    if resource.data["carrier"] in _RENDERED_RARELY and not resource.data["partial"]:
        found = generated_certificates(str(resource.data["chart"]), resource.at("values"))
        if found:
            names = ", ".join(found)
            message = f"Helm generates the certificate of {names} and renews it only with an upgrade: left alone, it expires."
            yield context.finding(resource.at("chart"), message)
