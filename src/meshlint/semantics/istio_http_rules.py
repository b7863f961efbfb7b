"""What of an AuthorizationPolicy needs HTTP, so that a layer 4 proxy cannot enforce it.

Source: istio pilot/pkg/serviceregistry/ambient/authorization.go (what ztunnel is sent).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_policies import action, conditions, operations, sources

_OPERATION = ("hosts", "notHosts", "methods", "notMethods", "paths", "notPaths")
_SOURCE = ("requestPrincipals", "notRequestPrincipals", "remoteIpBlocks", "notRemoteIpBlocks")
_LAYER_4_KEYS = frozenset(
    "source.ip source.namespace source.principal source.serviceAccount source.trustDomain destination.ip destination.port".split()
)


def http_parts(policy: Resource) -> Iterator[Value]:
    """The parts of a policy that ztunnel cannot enforce: its action, or fields and conditions of its rules."""
    if action(policy) in ("CUSTOM", "AUDIT"):
        yield policy.at("spec", "action")
    for operation in operations(policy):
        yield from (operation[field] for field in _OPERATION if operation[field].raw)
    for source in sources(policy):
        yield from (source[field] for field in _SOURCE if source[field].raw)
    for condition in conditions(policy):
        key = condition["key"]
        if key.text and not key.is_templated and key.text not in _LAYER_4_KEYS:
            yield key
