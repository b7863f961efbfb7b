"""The charts that are installed into one cluster, as far as the files tell which belong together."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import SHARED, Resource
from meshlint.semantics.targets import Release, Targets
from meshlint.semantics.version_strings import classify_chart_version

_CLUSTER_FOLDER = re.compile(r"(?:\A|.*/)(?:clusters|environments|envs|overlays)/[^/]+(?=/)")
_WITHOUT_RELEASE = ("FLUX_OCI_REPOSITORY", "FLUX_HELM_CHART")  # a HelmRelease refers to them, and counts instead

Key = tuple[str, str, str]


class ChartInstalls:
    """Charts by cluster: one scope of kustomize, one folder of a cluster, or one folder; and one destination."""

    def __init__(self, inventory: Inventory, _: Targets) -> None:
        self._groups: dict[Key, list[Resource]] = {}
        for view in inventory.of("ChartSource.artifact"):
            if view.data["carrier"] not in _WITHOUT_RELEASE:
                for key in _keys(view):
                    self._groups.setdefault(key, []).append(view)

    def beside(self, view: Resource) -> Iterator[Resource]:
        """The other charts that go into the same cluster, each once, in the order of the files."""
        seen = {id(view)}
        for key in _keys(view):
            for other in self._groups.get(key, ()):
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other


def installer_of(view: Resource) -> Resource | None:
    """The object that installs a chart: its Application, HelmRelease and so on; None for a file of a tool."""
    return view.layers[0].owner


def installed_release(view: Resource) -> Release | None:
    """The release of a chart, where one version is pinned, also by an OCIRepository."""
    text = str(view.data["installed"])
    return Release.parse(text) if classify_chart_version(text).pinned else None


def _keys(view: Resource) -> list[Key]:
    destination = _destination(installer_of(view))
    scopes = sorted(view.scopes - {SHARED})
    if scopes:
        return [("scope", scope, destination) for scope in scopes]
    path = view.document.path
    folder = _CLUSTER_FOLDER.match(path)
    return [("folder", folder[0] if folder else posixpath.dirname(path), destination)]


def _destination(installer: Resource | None) -> str:
    """Which cluster an object names: Argo CD's destination, Flux's kubeConfig; "" for the one that it lies in."""
    if installer is None:
        return ""
    spec = installer.at("spec", "template", "spec") if installer.kind == "ApplicationSet" else installer.spec
    destination = spec["destination"]
    return destination["server"].text or destination["name"].text or spec.get("kubeConfig", "secretRef", "name").text
