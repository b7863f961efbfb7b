"""What is installed of a mesh besides charts: images, files from git, and commands that install. One view each.

Only documents that can matter are looked at, so that a repository of thousands of workloads costs next to nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshlint.manifests.resource import Resource
from meshlint.manifests.workloads import TEMPLATE_PATHS
from meshlint.semantics.command_views import shell_commands
from meshlint.semantics.image_mentions import may_choose_images
from meshlint.semantics.image_overrides import Overrides

_KUSTOMIZE = "kustomize.config.k8s.io"
_DELIVERIES = frozenset(
    """
    IstioOperator.install.istio.io Application.argoproj.io ApplicationSet.argoproj.io GitRepository.source.toolkit.fluxcd.io
    """.split()
)


def artifacts(resources: Sequence[Resource], values: Sequence[Resource]) -> Iterator[Resource]:
    """Views of images, git sources and commands.

    `values` are the views of charts' values and of the injector's configuration. What tells the images, repositories and
    versions of meshes apart is imported when something may be one.
    """
    overrides = Overrides(resources)
    for resource in resources:
        if resource.full_kind in TEMPLATE_PATHS or resource.full_kind == "Namespace":
            if may_choose_images(resource):
                from meshlint.semantics.image_views import container_images, linkerd_annotations

                yield from container_images(resource, overrides)
                yield from linkerd_annotations(resource)
        elif resource.full_kind in _DELIVERIES or resource.group == _KUSTOMIZE:
            yield from _delivered(resource)
    if values:
        from meshlint.semantics.value_images import value_images

        for item in values:
            yield from value_images(item)
    yield from shell_commands(resources)


def _delivered(resource: Resource) -> Iterator[Resource]:
    """What is taken from elsewhere by a resource that installs."""
    from meshlint.semantics.git_views import argo_sources, flux_repository, kustomize_remotes
    from meshlint.semantics.image_views import kustomize_images
    from meshlint.semantics.value_images import operator_images

    if resource.group == _KUSTOMIZE:
        yield from kustomize_images(resource)
        yield from kustomize_remotes(resource)
    elif resource.full_kind == "IstioOperator.install.istio.io":
        yield from operator_images(resource)
    elif resource.full_kind == "GitRepository.source.toolkit.fluxcd.io":
        yield from flux_repository(resource)
    else:
        yield from argo_sources(resource)
