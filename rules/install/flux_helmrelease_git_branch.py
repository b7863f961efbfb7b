"""HelmReleases whose chart comes from a moving revision of a mesh project's repository."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import installer_of

_REPOSITORY = "GitRepository.source.toolkit.fluxcd.io"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a release, at its chart, when its GitRepository was read and moves."""
    release = installer_of(resource)
    if release is None or resource.data["carrier"] != "FLUX_HELM_RELEASE" or resource.data["whenAbsent"] != "ignored":
        return
    reference = release.at("spec", "chart", "spec", "sourceRef")
    if reference["kind"].text != "GitRepository":
        return
    wanted = context.inventory.find(_REPOSITORY, reference["name"].text, reference["namespace"].text or release.namespace)
    for source in context.inventory.of("GitSource.artifact"):
        if source.layers[0].owner in wanted and source.data["moving"]:
            followed = f"'{source.data['ref']}'" if source.data["ref"] else "the default branch"
            repository = source.data["repository"]
            message = f"The chart comes from {followed} of '{repository}', which decides its version; 'version' is ignored."
            yield context.finding(resource.at("chart"), message, related=[(source.at("ref"), "the repository is followed here")])
            return
