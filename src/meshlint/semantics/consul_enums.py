"""Values of Consul's entries that are one of a few, compared as they are written.

Source: consul-k8s control-plane/api/v1alpha1: shared_types.go, mesh_types.go, servicedefaults_types.go, proxydefaults_types.go,
serviceresolver_types.go, ingressgateway_types.go, jwtprovider_types.go, controlplanerequestlimit_types.go (Validate).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_faults import REFUSED, listed
from meshlint.semantics.consul_fields import at_end_of, first_blank_at
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.suggestions import perhaps

RULE = "invalid-enum-value"
_GATEWAY = ("none", "local", "remote")
_MUTUAL_TLS = ("strict", "permissive")
_PROTOCOLS = ("tcp", "http", "http2", "grpc")
_EXPOSED = ("http", "http2")
_FAILOVER = ("sequential", "order-by-locality")
_LOCALITY = ("none", "failover")
_VERSIONS = ("TLS_AUTO", "TLSv1_0", "TLSv1_1", "TLSv1_2", "TLSv1_3")
_TLS = {
    f"{where}.{key}": _VERSIONS for where in ("tls", "tls.incoming", "tls.outgoing") for key in ("tlsMinVersion", "tlsMaxVersion")
}
_NORMALIZATION = "http.incoming.requestNormalization"
_ESCAPED = (
    "IMPLEMENTATION_SPECIFIC_DEFAULT",
    "KEEP_UNCHANGED",
    "REJECT_REQUEST",
    "UNESCAPE_AND_REDIRECT",
    "UNESCAPE_AND_FORWARD",
)
_DISCOVERY = ("STATIC", "STRICT_DNS", "LOGICAL_DNS", "EDS", "ORIGINAL_DST")
_PROXY = {"meshGateway.mode": _GATEWAY, "mutualTLSMode": _MUTUAL_TLS, "expose.paths.*.protocol": _EXPOSED}

_VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "ServiceDefaults": {
        **_PROXY,
        "protocol": _PROTOCOLS,
        "balanceInboundConnections": ("exact_balance",),
        "upstreamConfig.defaults.meshGateway.mode": _GATEWAY,
        "upstreamConfig.overrides.*.meshGateway.mode": _GATEWAY,
    },
    "ProxyDefaults": {**_PROXY, "failoverPolicy.mode": _FAILOVER, "prioritizeByLocality.mode": _LOCALITY},
    "ServiceResolver": {"failover.*.policy.mode": _FAILOVER, "prioritizeByLocality.mode": _LOCALITY},
    "Mesh": {
        **{key: values for key, values in _TLS.items() if key.count(".") == 2},
        f"{_NORMALIZATION}.pathWithEscapedSlashesAction": _ESCAPED,
        f"{_NORMALIZATION}.headersWithUnderscoresAction": ("ALLOW", "REJECT_REQUEST", "DROP_HEADER"),
    },
    "IngressGateway": {
        **{f"{where}{key}": _VERSIONS for where in ("", "listeners.*.") for key in _TLS if key.count(".") == 1},
        "listeners.*.protocol": _PROTOCOLS,
    },
    "JWTProvider": {"jsonWebKeySet.remote.jwksCluster.discoveryType": _DISCOVERY},
    "ControlPlaneRequestLimit": {"mode": ("permissive", "enforcing", "disabled")},
}
"""By kind, where such a value stands below `spec` (`*` is every item or entry), and what it may be; empty ones pass too."""
_REQUIRED = frozenset(("listeners.*.protocol", "jsonWebKeySet.remote.jwksCluster.discoveryType"))


class ConsulEnums(KeptFaults):
    """The values that are none of those allowed: `context.shared(ConsulEnums)`."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """The values of a resource that the webhook refuses."""
        for way, allowed in _VALUES.get(resource.kind, {}).items():
            *steps, key = way.split(".")
            for owner in at_end_of(resource.spec, steps):
                if isinstance(owner.raw, dict):
                    yield from _value(owner, key, allowed, way in _REQUIRED)


def _value(owner: Value, key: str, allowed: tuple[str, ...], is_required: bool) -> Iterator[Fault]:
    value = owner[key]
    choice = listed(allowed, "or")
    if value.raw is None or value.raw == "":
        if is_required:
            yield Fault(RULE, first_blank_at(owner, key), f"'{key}' is not set, and has to be {choice}: {REFUSED}.")
    elif value.text and value.text not in allowed and not value.is_templated:
        hint = perhaps(value.text, allowed)
        yield Fault(RULE, value.place, f"'{value.text}' is no value of '{key}', which is {choice}: {REFUSED}.{hint}")
