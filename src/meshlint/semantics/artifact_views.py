"""What is installed of a mesh besides charts: images, files from git, and commands that install. One view each.

Only documents that can matter are looked at, so that a repository of thousands of workloads costs next to nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshlint.manifests.resource import Resource
from meshlint.manifests.workloads import TEMPLATE_PATHS
from meshlint.semantics.command_views import shell_commands
from meshlint.semantics.git_views import argo_sources, flux_repository, kustomize_remotes
from meshlint.semantics.image_views import Overrides, container_images, kustomize_images, linkerd_annotations
from meshlint.semantics.value_images import operator_images, value_images


def artifacts(resources: Sequence[Resource], values: Sequence[Resource]) -> Iterator[Resource]:
    """Views of images, git sources and commands.

    `values` are the views of charts' values and of the injector's configuration.
    """
    overrides = Overrides(resources)
    for resource in resources:
        kind = resource.full_kind
        if kind in TEMPLATE_PATHS:
            yield from container_images(resource, overrides)
            yield from linkerd_annotations(resource)
        elif kind == "Namespace":
            yield from linkerd_annotations(resource)
        elif kind == "IstioOperator.install.istio.io":
            yield from operator_images(resource)
        elif resource.group == "kustomize.config.k8s.io":
            yield from kustomize_images(resource)
            yield from kustomize_remotes(resource)
        elif kind in ("Application.argoproj.io", "ApplicationSet.argoproj.io"):
            yield from argo_sources(resource)
        elif kind == "GitRepository.source.toolkit.fluxcd.io":
            yield from flux_repository(resource)
    for item in values:
        yield from value_images(item)
    yield from shell_commands(resources)
