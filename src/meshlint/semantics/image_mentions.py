"""Which resources may choose images of a mesh, told at a glance: most workloads run none."""

from __future__ import annotations

import re

from meshlint.manifests.resource import Resource
from meshlint.manifests.workloads import workload_of

LINKERD_VERSIONS = {
    "config.linkerd.io/proxy-version": "proxy",
    "config.linkerd.io/debug-image-version": "debug",
    "config.linkerd.io/init-image-version": "proxy-init",
}
"""Annotation to the image whose version it chooses."""

_MESH_WORDS = re.compile(
    r"proxyv2|istio|linkerd|l5d|buoyant|cilium|kiali|consul|hashicorp|envoy|kuma|openservicemesh|flagger|argo-rollouts|jetstack"
    r"|spiffe|appmesh"
)


def may_be_of_mesh(image: str) -> bool:
    """Whether the name of an image holds a word that all images of meshes have one of."""
    return _MESH_WORDS.search(image) is not None


def may_choose_images(resource: Resource) -> bool:
    """Whether a workload, or a namespace, may name an image of a mesh or choose the version of one."""
    workload = workload_of(resource)
    holder = (resource.root if workload is None else workload.template).get("metadata", "annotations")
    if any(map(holder.has, LINKERD_VERSIONS)):
        return True
    if workload is None:
        return False
    containers = (*workload.containers(), *workload.pod_spec["ephemeralContainers"].items())
    return any(may_be_of_mesh(container["image"].text) for container in containers)
