"""HelmReleases of a mesh without `dependsOn` on the release that has to be there first."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.chart_installs import ChartInstalls, installer_of

_NEEDS = {
    "istiod": ("base",),
    "gateway": ("istiod",),
    "ztunnel": ("istiod",),
    "linkerd-control-plane": ("linkerd-crds",),
    "linkerd-enterprise-control-plane": ("linkerd-enterprise-crds",),
    "linkerd-viz": ("linkerd-control-plane", "linkerd-enterprise-control-plane"),
}
_ENOUGH_RETRIES = 3


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on a release whose prerequisite lies beside it, and is reached by no chain of `dependsOn`."""
    release = installer_of(resource)
    wanted = _NEEDS.get(str(resource.data["chart"]))
    if release is None or resource.data["carrier"] != "FLUX_HELM_RELEASE" or wanted is None or _retries(release):
        return
    beside = [item for item in context.shared(ChartInstalls).beside(resource) if item.data["carrier"] == "FLUX_HELM_RELEASE"]
    if any(item.document.path.rpartition("/")[0] != resource.document.path.rpartition("/")[0] for item in beside):
        beside = [item for item in beside if item.document.path == resource.document.path]
    needed = [item for item in beside if item.data["chart"] in wanted]
    releases = {found.name: found for item in beside if (found := installer_of(item)) is not None}
    reached = _reached(release, releases)
    missing = [(found.name, item) for item in needed if (found := installer_of(item)) is not None and found.name not in reached]
    if needed and len(missing) == len(needed):
        name, item = min(missing, key=lambda found: (str(found[1].data["chart"]), found[0]))
        message = f"The release needs '{name}' ({item.data['chart']}), which 'dependsOn' does not name: they race."
        related = [(releases[name].at("metadata", "name"), "the release that has to be there first")]
        yield context.finding(resource.at("chart"), message, related=related)


def _reached(release: Resource, releases: dict[str, Resource]) -> set[str]:
    """The names that `dependsOn` leads to, directly or through others."""
    reached: set[str] = set()
    waiting = [release]
    while waiting:
        for entry in waiting.pop().at("spec", "dependsOn").items():
            name = entry["name"].text
            if name and name not in reached:
                reached.add(name)
                if name in releases:
                    waiting.append(releases[name])
    return reached


def _retries(release: Resource) -> bool:
    """Whether the installation is tried again often enough to come out right by itself."""
    retries = release.at("spec", "install", "remediation", "retries").integer
    strategy = release.at("spec", "install", "strategy", "name").text
    return strategy == "RetryOnFailure" or (retries is not None and (retries < 0 or retries >= _ENOUGH_RETRIES))
