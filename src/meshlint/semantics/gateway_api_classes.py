"""GatewayClasses that controllers create themselves, so that no file defines them.

Source: Istio pkg/config/constants and pilot/pkg/config/kube/gateway (istio, istio-remote, istio-waypoint, istio-east-west);
the installation guides of Cilium, Envoy Gateway, kgateway, NGINX Gateway Fabric, Kong, Traefik, Contour, HAProxy, Consul, Kuma,
GKE, AWS and Azure.
"""

from __future__ import annotations

_SHIPPED = frozenset(
    """
    istio istio-remote istio-waypoint istio-east-west cilium eg envoy-gateway kgateway kgateway-waypoint agentgateway
    gloo-gateway nginx kong traefik contour haproxy consul kuma amazon-vpc-lattice azure-alb-external aws-alb aws-nlb
    apisix stunner-gatewayclass
    """.split()
)
_SHIPPED_PREFIXES = ("gke-l7-", "gke-td", "gke-persistent-")


def is_shipped(name: str) -> bool:
    """Whether a class of that name comes with a controller that is widely used."""
    return name in _SHIPPED or name.startswith(_SHIPPED_PREFIXES)
