"""The annotations that Istio knows: on what they work, how mature they are, which are given up, and for what.

Source: istio.io/api annotation/annotations.yaml (release 1.31). Labels of the same prefixes are not annotations.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import workload_of

ANY = "Any"
INJECT = "sidecar.istio.io/inject"
STATUS = "sidecar.istio.io/status"
TEMPLATES = "inject.istio.io/templates"
CPU = "sidecar.istio.io/proxyCPU"
MEMORY = "sidecar.istio.io/proxyMemory"
CPU_LIMIT = "sidecar.istio.io/proxyCPULimit"
MEMORY_LIMIT = "sidecar.istio.io/proxyMemoryLimit"

RESOURCE_ANNOTATIONS: dict[str, tuple[str, str]] = {
    CPU: ("requests", "cpu"),
    MEMORY: ("requests", "memory"),
    CPU_LIMIT: ("limits", "cpu"),
    MEMORY_LIMIT: ("limits", "memory"),
}
"""The annotations that make up the proxy's `resources`, and what each sets there."""

POD_PREFIXES = (
    "sidecar.istio.io/",
    "traffic.sidecar.istio.io/",
    "readiness.status.sidecar.istio.io/",
    "status.sidecar.istio.io/",
    "proxy.istio.io/",
    "inject.istio.io/",
)
"""Prefixes of annotations that the injector reads off a pod, and nowhere else."""

WRITTEN_BY_ISTIO = frozenset((STATUS, "gateway.istio.io/controller-version", "istio.io/rev"))
"""Annotations that the control plane writes: never a person's mistake."""


class Annotation(NamedTuple):
    """One annotation of the registry. `kinds` are the kinds it works on; a Pod's are written on pod templates."""

    name: str
    kinds: frozenset[str]
    maturity: str  # Alpha | Beta | Stable
    deprecated: bool

    def works_on(self, kind: str) -> bool:
        """Whether the annotation has an effect on objects of a kind (without its group)."""
        return ANY in self.kinds or kind in self.kinds


_POD = """
    ambient.istio.io/bypass-inbound-capture ambient.istio.io/dns-capture inject.istio.io/templates istio.io/rev
    istio.io/reroute-virtual-interfaces prometheus.istio.io/merge-metrics proxy.istio.io/overrides
    readiness.status.sidecar.istio.io/applicationPorts readiness.status.sidecar.istio.io/failureThreshold
    readiness.status.sidecar.istio.io/initialDelaySeconds readiness.status.sidecar.istio.io/periodSeconds
    sidecar.istio.io/agentLogLevel sidecar.istio.io/bootstrapOverride sidecar.istio.io/componentLogLevel
    sidecar.istio.io/discoveryAddress sidecar.istio.io/enableCoreDump sidecar.istio.io/extraStatTags
    sidecar.istio.io/interceptionMode sidecar.istio.io/logLevel sidecar.istio.io/nativeSidecar sidecar.istio.io/proxyCPU
    sidecar.istio.io/proxyCPULimit sidecar.istio.io/proxyImage sidecar.istio.io/proxyImageType
    sidecar.istio.io/proxyMemory sidecar.istio.io/proxyMemoryLimit sidecar.istio.io/rewriteAppHTTPProbers
    sidecar.istio.io/statsCompression sidecar.istio.io/statsEvictionInterval sidecar.istio.io/statsFlushInterval
    sidecar.istio.io/statsHistogramBuckets sidecar.istio.io/statsInclusionPrefixes
    sidecar.istio.io/statsInclusionRegexps sidecar.istio.io/statsInclusionSuffixes sidecar.istio.io/status
    sidecar.istio.io/userVolume sidecar.istio.io/userVolumeMount status.sidecar.istio.io/port
    traffic.sidecar.istio.io/excludeInboundPorts traffic.sidecar.istio.io/excludeInterfaces
    traffic.sidecar.istio.io/excludeOutboundIPRanges traffic.sidecar.istio.io/excludeOutboundPorts
    traffic.sidecar.istio.io/includeInboundPorts traffic.sidecar.istio.io/includeOutboundIPRanges
    traffic.sidecar.istio.io/includeOutboundPorts traffic.sidecar.istio.io/kubevirtInterfaces
    ambient.istio.io/redirection proxy.istio.io/config sidecar.istio.io/inject
"""
_OTHERS = {
    "Service": "alpha.istio.io/canonical-serviceaccounts alpha.istio.io/kubernetes-serviceaccounts networking.istio.io/exportTo"
    " traffic.istio.io/nodeSelector",
    "Service ServiceEntry Namespace": "networking.istio.io/traffic-distribution",
    "Gateway": "gateway.istio.io/name-override gateway.istio.io/service-account networking.istio.io/address-type"
    " networking.istio.io/service-type",
    "Gateway GatewayClass": "ambient.istio.io/waypoint-inbound-binding",
    "Namespace": "topology.istio.io/controlPlaneClusters",
    "Ingress": "kubernetes.io/ingress.class",
    "AuthorizationPolicy": "istio.io/dry-run",
    "WorkloadEntry": "istio.io/autoRegistrationGroup istio.io/connectedAt istio.io/disconnectedAt istio.io/workloadController",
    ANY: "galley.istio.io/analyze-suppress gateway.istio.io/controller-version install.operator.istio.io/chart-owner"
    " install.operator.istio.io/owner-generation install.operator.istio.io/version",
}
_BETA = frozenset(("ambient.istio.io/redirection", "proxy.istio.io/config", INJECT))
_STABLE = frozenset(("kubernetes.io/ingress.class", "traffic.istio.io/nodeSelector"))
_TELEMETRY = "the Telemetry API or 'proxyStatsMatcher' of proxy.istio.io/config"
REPLACEMENTS = {
    "alpha.istio.io/canonical-serviceaccounts": "",
    "alpha.istio.io/kubernetes-serviceaccounts": "",
    INJECT: f"the label {INJECT}",
    "sidecar.istio.io/discoveryAddress": "'discoveryAddress' of proxy.istio.io/config",
    "sidecar.istio.io/extraStatTags": "the Telemetry API",
    "sidecar.istio.io/statsCompression": "",
    "sidecar.istio.io/statsInclusionPrefixes": _TELEMETRY,
    "sidecar.istio.io/statsInclusionRegexps": _TELEMETRY,
    "sidecar.istio.io/statsInclusionSuffixes": _TELEMETRY,
    "traffic.sidecar.istio.io/kubevirtInterfaces": "istio.io/reroute-virtual-interfaces",
}
"""Deprecated annotations, and what stands in for them ("" where nothing does)."""

UNREGISTERED = frozenset(("sidecar.istio.io/capNetBindService",))
"""Annotations that Istio reads although its registry does not list them."""


def _registry() -> dict[str, Annotation]:
    groups = {"Pod": _POD, **_OTHERS}
    return {
        name: Annotation(name, frozenset(kinds.split()), _maturity(name), name in REPLACEMENTS)
        for kinds, names in groups.items()
        for name in names.split()
    }


def _maturity(name: str) -> str:
    if name in _STABLE:
        return "Stable"
    return "Beta" if name in _BETA else "Alpha"


ANNOTATIONS = _registry()
"""Every annotation of the registry, by name."""

LABELS = frozenset(
    """
    istio.io/dataplane-mode istio.io/tag istio.io/use-waypoint istio.io/use-waypoint-namespace istio.io/waypoint-for
    istio.io/ingress-use-waypoint istio.io/global istio.io/persistent-session istio.io/persistent-session-path
    topology.istio.io/network topology.istio.io/cluster topology.istio.io/subzone service.istio.io/canonical-name
    service.istio.io/canonical-revision service.istio.io/workload-name networking.istio.io/gatewayPort
    networking.istio.io/tunnel security.istio.io/tlsMode gateway.istio.io/managed gateway.istio.io/defaults-for-class
    operator.istio.io/component operator.istio.io/managed operator.istio.io/version
    install.operator.istio.io/owning-resource install.operator.istio.io/owning-resource-namespace
    """.split()
)
"""Labels of Istio that are easily written among the annotations, where nothing reads them."""


@lru_cache(maxsize=64)
def written_annotations(resource: Resource) -> tuple[tuple[str, str, Value], ...]:
    """The annotations of an object and of its pods: key, the kind of object they are on ("Pod" in a template), and value."""
    own = _entries(resource.at("metadata", "annotations"), resource.kind)
    workload = workload_of(resource)
    if workload is None or not workload.template.path:
        return tuple(own)
    return (*own, *_entries(workload.template.get("metadata", "annotations"), "Pod"))


def _entries(annotations: Value, kind: str) -> Iterator[tuple[str, str, Value]]:
    for key, value in annotations.entries():
        if isinstance(key, str):
            yield key, kind, value


def is_istio_annotation(key: str) -> bool:
    """Whether a key claims to be one of Istio's: its domain ends in istio.io."""
    domain, slash, _ = key.partition("/")
    return bool(slash) and (domain == "istio.io" or domain.endswith(".istio.io"))


def nearest(key: str) -> str:
    """The known annotation that a misspelt key most likely means; "" where none is close."""
    same_case = {name.lower(): name for name in ANNOTATIONS}
    if key.lower() in same_case:
        return same_case[key.lower()]
    from difflib import get_close_matches

    found = get_close_matches(key, ANNOTATIONS, n=1, cutoff=0.88)
    return found[0] if found else ""
