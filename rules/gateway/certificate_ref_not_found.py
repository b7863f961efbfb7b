"""Certificates of listeners that nothing defines."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_api_references import SECRET, certificates
from meshlint.semantics.istio_credentials import Credentials

_ISSUERS = ("cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "cert-manager.io/common-name")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each Secret, where it is first named; none where cert-manager makes the Secrets of the Gateway."""
    if any(key in resource.annotations for key in _ISSUERS):
        return
    credentials, seen = context.shared(Credentials), set[str]()
    for reference in certificates(resource):
        if reference.kind != SECRET or reference.shown in seen or reference.namespace is None:
            continue
        seen.add(reference.shown)
        known = context.complete or (context.is_audit and credentials.would_be_read(reference.namespace))
        if known and not credentials.find(reference.name, reference.namespace, resource):
            message = f"No Secret '{reference.shown}' is defined, nor anything that makes it: the listener serves no TLS."
            yield context.finding(reference.value["name"], message)
