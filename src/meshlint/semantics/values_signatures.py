"""Values files that nothing names: which chart they are for, by the keys that only that chart has."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOP = re.compile(r"^([A-Za-z_]\w*):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Signature:
    """`certain` keys, of which one must be there, and `usual` ones; two of all are needed."""

    mesh: str
    chart: str
    certain: frozenset[str]
    usual: frozenset[str]


_SIGNATURES = (
    _Signature(
        "consul", "consul", frozenset({"connectInject"}), frozenset("global server client ui meshGateway syncCatalog".split())
    ),
    _Signature(
        "linkerd",
        "linkerd-control-plane",
        frozenset("identityTrustAnchorsPEM proxyInit proxyInjector policyController profileValidator".split()),
        frozenset("proxy identity controllerReplicas enablePodAntiAffinity clusterDomain identityTrustDomain".split()),
    ),
    _Signature(
        "cilium",
        "cilium",
        frozenset("kubeProxyReplacement hubble ipam k8sServiceHost routingMode bpf tunnelProtocol".split()),
        frozenset("operator cluster envoy encryption image ipv4 ipv6 l7Proxy gatewayAPI policyEnforcementMode".split()),
    ),
    _Signature(
        "istio",
        "istiod",
        frozenset("meshConfig pilot sidecarInjectorWebhook".split()),
        frozenset("global revision istio_cni".split()),
    ),
)

_UNMISTAKABLE = frozenset("connectInject identityTrustAnchorsPEM".split())
"""Keys that no other chart's values have: one of them is enough."""


def recognise(text: str) -> tuple[str, str] | None:
    """Mesh and chart of a values file, from its top-level keys; None where they do not tell."""
    keys = set(_TOP.findall(text))
    for signature in _SIGNATURES:
        if keys & signature.certain and len(keys & (signature.certain | signature.usual)) >= 2:
            return signature.mesh, signature.chart
        if keys & signature.certain & _UNMISTAKABLE:
            return signature.mesh, signature.chart
    return None
