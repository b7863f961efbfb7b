"""Rules on identities that a caller in plain text gets around."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_mtls import PERMISSIVE, ServerModes
from meshlint.semantics.istio_policies import action, are_labels, conditions, match_labels, sources, target_refs

_POSITIVE = ("principals", "namespaces", "serviceAccounts", "trustDomains")
_NEGATIVE = ("notPrincipals", "notNamespaces", "notServiceAccounts", "notTrustDomains")
_KEYS = ("source.principal", "source.namespace", "source.serviceAccount", "source.trustDomain")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy, on the first field that can be got around, where a policy that was read says PERMISSIVE."""
    labels, field = match_labels(resource), _bypassed(resource)
    if field is None or target_refs(resource) or (labels.raw and not are_labels(labels)):
        return
    mode = context.shared(ServerModes).of_workload(labels.mapping, resource.namespace, resource)
    ambient = context.shared(AmbientMesh).namespace_is_ambient(resource.namespace, resource)
    if mode.mode == PERMISSIVE and mode.source is not None and not ambient:
        message = (
            f"'{field.path[-1]}' is empty for callers in plain text, and 'PERMISSIVE' lets them in: they get around this rule."
        )
        yield context.finding(field.key, message, related=[(mode.source, "plain text is accepted here")])


def _bypassed(resource: Resource) -> Value | None:
    """The first field that a caller without identity escapes: what DENY names, what ALLOW excepts."""
    if action(resource) not in ("ALLOW", "DENY"):
        return None
    denies = action(resource) == "DENY"
    names = _POSITIVE if denies else _NEGATIVE
    fields = [source[name] for source in sources(resource) for name in names]
    fields += [condition["values" if denies else "notValues"] for condition in conditions(resource, *_KEYS)]
    return next((field for field in fields if field.raw), None)
