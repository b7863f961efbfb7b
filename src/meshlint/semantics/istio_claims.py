"""Routes by claims of a JWT, and whether the proxies of their Gateways validate one.

Source: istio pkg/jwt/routing.go (ToRoutingClaim), pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource, string_map
from meshlint.manifests.selectors import labels_match
from meshlint.manifests.value import Value
from meshlint.semantics.istio_gateways import ISTIO_GATEWAY
from meshlint.semantics.istio_matches import matches
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_policies import match_labels, target_refs
from meshlint.semantics.istio_routes import http_routes
from meshlint.semantics.istio_servers import IstioServers, selector_of
from meshlint.semantics.targets import Targets

_REQUEST_AUTHENTICATION = "RequestAuthentication.security.istio.io"
_CLAIM = re.compile(r"@request\.auth\.claims[.\[]", re.IGNORECASE)


def claims(resource: Resource) -> Iterator[Value]:
    """The conditions on claims in the matches of a VirtualService."""
    for entry in http_routes(resource):
        for match in matches(entry):
            for key in ("headers", "withoutHeaders"):
                yield from (value for name, value in match[key].entries() if _CLAIM.match(name))


class GatewayTokens:
    """Which Gateways validate JWTs. One instance a run: `context.shared(GatewayTokens)`."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        self._inventory = inventory
        self._servers = inventory.shared(IstioServers, targets)
        self._root = inventory.shared(IstioMesh, targets).root_namespace
        policies = inventory.of(_REQUEST_AUTHENTICATION)
        self._policies = [policy for policy in policies if list(policy.at("spec", "jwtRules").items())]

    def lacks_validation(self, gateway: Resource) -> bool:
        """Whether what was read is evidence that no proxy of an Istio Gateway validates JWTs."""
        if gateway.full_kind != ISTIO_GATEWAY:
            return False
        proxies = self._servers.selected(gateway)
        if proxies:
            return not any(self._applies(policy, proxy.labels, proxy.namespace) for policy in self._policies for proxy in proxies)
        if not self._inventory.complete and not self._policies:
            return False
        labels = string_map(dict(selector_of(gateway)))
        return not any(self._applies(policy, labels, None) for policy in self._policies)

    def _applies(self, policy: Resource, labels: Mapping[str, str], namespace: str | None) -> bool:
        if target_refs(policy):
            return False
        reaches = namespace is None or policy.namespace in (namespace, self._root, None)
        return reaches and labels_match(match_labels(policy).mapping, labels)
