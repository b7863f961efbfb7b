"""What the proxy of a pod is: a gateway, a waypoint, or a sidecar beside an application.

Source: istio pilot/pkg/config/kube/gateway/deploymentcontroller.go (the labels of gateways' pods) and pkg/kube/inject (the
template `gateway`; a proxy's first arguments are `proxy router` or `proxy sidecar`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from meshlint.manifests.workloads import Workload
from meshlint.semantics.istio_annotations import TEMPLATES
from meshlint.semantics.istio_injection import PROXY
from meshlint.semantics.istio_policies import Subject

_GATEWAY_NAMES = frozenset(("ingressgateway", "egressgateway", "eastwestgateway", "ingress", "egress", "gateway"))
_NAMING = ("istio", "app", "app.kubernetes.io/name", "istio.io/gateway-name", "gateway.networking.k8s.io/gateway-name")


class Role(enum.Enum):
    """What a proxy is; OTHER where its labels hint at a gateway, and nothing proves it."""

    GATEWAY = "gateway"
    WAYPOINT = "waypoint"
    SIDECAR = "sidecar"
    OTHER = "other"


def role(subject: Subject) -> Role:
    """The role of the proxies of some pods."""
    if subject.gateway_name:
        return Role.WAYPOINT if subject.is_waypoint else Role.GATEWAY if subject.gateway_class else Role.OTHER
    if subject.workload is not None and _routes(subject.workload):
        return Role.GATEWAY
    return Role.OTHER if names_gateway(subject.labels) else Role.SIDECAR


def _routes(workload: Workload) -> bool:
    if "gateway" in workload.annotations.get(TEMPLATES, "").split(","):
        return True
    proxy = workload.container(PROXY)
    return proxy is not None and any(item.text == "router" for item in proxy["args"].items())


def names_gateway(labels: Mapping[str, object]) -> bool:
    """Whether labels are those by which gateways are known, as far as names tell."""
    return any(_is_gateway_name(str(labels[key])) for key in _NAMING if key in labels) or any(
        key in labels for key in _NAMING[3:]
    )


def _is_gateway_name(text: str) -> bool:
    bare = text.removeprefix("istio-")
    return bare in _GATEWAY_NAMES or bare.endswith(("-gateway", "ingressgateway", "egressgateway"))


def all_are(subjects: Iterable[Subject], wanted: Role) -> bool:
    """Whether there are some proxies, and all of one role."""
    roles = {role(subject) for subject in subjects}
    return roles == {wanted}
