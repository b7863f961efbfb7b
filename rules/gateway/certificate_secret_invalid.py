"""Secrets of listeners that are read, and cannot be used."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_references import SECRET, certificates
from meshlint.semantics.istio_credentials import Credential, Credentials

_TYPE = "kubernetes.io/tls"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each Secret, where it is first named, when no variant of it can be used."""
    seen: set[str] = set()
    for reference in certificates(resource):
        if reference.kind != SECRET or reference.shown in seen:
            continue
        seen.add(reference.shown)
        found = context.shared(Credentials).find(reference.name, reference.namespace, resource)
        problems = [problem for item in found if (problem := _problem(item)) is not None]
        if problems and len(problems) == len(found):
            text, severity = problems[0]
            secret = found[0].resource
            message = f"Secret '{reference.shown}' {text}: the listener cannot use it."
            related = [(secret.at("metadata", "name"), "the Secret")]
            yield context.finding(reference.value["name"], message, severity=severity, related=related)


def _problem(credential: Credential) -> tuple[str, Severity] | None:
    """What is wrong with a Secret; None where nothing is, or nothing can be said."""
    data = credential.data
    if data is None:
        return None
    missing = [key for key in ("tls.crt", "tls.key") if key not in data]
    if missing:
        return f"has no '{missing[0]}'", Severity.ERROR
    if "-----BEGIN " not in data["tls.crt"] and data["tls.crt"].strip():
        return "has a 'tls.crt' that is no PEM", Severity.ERROR
    kind = credential.resource.at("type")
    if kind.text != _TYPE and not kind.is_templated:
        return f"is of type '{kind.text or 'Opaque'}', not '{_TYPE}'", Severity.WARNING
    return None
