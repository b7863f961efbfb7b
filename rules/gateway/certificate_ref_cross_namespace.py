"""Certificates in other namespaces that no ReferenceGrant lets a listener use."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_grants import Grants
from meshlint.semantics.gateway_api_references import SECRET, Reference, certificates
from meshlint.semantics.istio_credentials import Credentials


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each Secret of another namespace, where it is first named."""
    seen: set[str] = set()
    for reference in certificates(resource):
        if reference.kind != SECRET or reference.shown in seen or not _is_refused(reference, context):
            continue
        seen.add(reference.shown)
        certain = context.complete or bool(_near(reference, context))
        if certain or context.is_audit:
            who = f"{resource.kind}s of '{resource.namespace}'"
            message = (
                f"No ReferenceGrant in '{reference.namespace}' lets {who} use the Secret '{reference.name}': there is no TLS."
            )
            severity = Severity.ERROR if certain else Severity.WARNING
            yield context.finding(reference.value["namespace"], message, severity=severity)


def _is_refused(reference: Reference, context: Context) -> bool:
    known = context.complete or reference.namespace in context.inventory.known_namespaces
    hidden = "ReferenceGrant" in context.inventory.templated_kinds and not context.complete
    return reference.crosses_namespaces and known and not hidden and not context.shared(Grants).permit(reference)


def _near(reference: Reference, context: Context) -> list[object]:
    """What lies where the grant would: the Secret, or other grants."""
    found = context.shared(Credentials).find(reference.name, reference.namespace, reference.source)
    return [*found, *context.shared(Grants).beside(reference.namespace, reference.source)]
