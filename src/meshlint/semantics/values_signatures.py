"""Values files that nothing names: which chart they are for, by the keys that only that chart has."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOP = re.compile(r"\n([A-Za-z_]\w*):")  # sought faster than `^` of any line


class _Signature(NamedTuple):
    """`certain` keys, of which one must be there, and `usual` ones; two of all are needed. `words` are certain keys below."""

    mesh: str
    chart: str
    certain: frozenset[str]
    usual: frozenset[str]
    words: tuple[str, ...] = ()


_SIGNATURES = (
    _Signature(
        "consul",
        "consul",
        frozenset({"connectInject"}),
        frozenset("global server client ui meshGateway syncCatalog externalServers apiGateway".split()),
        ("manageSystemACLs", "gossipEncryption", "imageK8S", "imageConsulDataplane", "enableConsulNamespaces"),
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
    keys = set(_TOP.findall("\n" + text))
    for signature in _SIGNATURES:
        certain = bool(keys & signature.certain) or any(_stands_below(word, text) for word in signature.words)
        if certain and len(keys & (signature.certain | signature.usual)) >= (2 if keys & signature.certain else 1):
            return signature.mesh, signature.chart
        if keys & signature.certain & _UNMISTAKABLE:
            return signature.mesh, signature.chart
    return None


def _stands_below(word: str, text: str) -> bool:
    """Whether a word begins an indented line. Looking for the word first is ten times faster than the pattern."""
    return word in text and re.search(rf"^\s+{word}\b", text, re.MULTILINE) is not None
