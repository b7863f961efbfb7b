"""Where Gateway API objects name certificate authorities. Source: gateway-api apis/v1 (BackendTLSPolicyValidation)."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

_BLOCKS = (("validation",), ("tls", "validation"), ("tls", "frontend", "default", "validation"))


def authority_values(resource: Resource) -> Iterator[Value]:
    """The references of a BackendTLSPolicy, an XBackend, or a Gateway that verifies its clients."""
    for steps in _BLOCKS:
        yield from resource.spec.get(*steps, "caCertificateRefs").items()
    for item in resource.spec.get("tls", "frontend", "perPort").items():
        yield from item.get("tls", "validation", "caCertificateRefs").items()
