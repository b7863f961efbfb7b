"""Secrets that Gateways name, without a certificate and key that can be used now."""

from __future__ import annotations

from datetime import datetime, timezone

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_credentials import Credential, Credentials, key_pair
from meshlint.semantics.istio_servers import IstioServers, credential_names
from meshlint.semantics.x509_validity import validity


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each server whose Secret, in a namespace of the selected workloads, is of no use."""
    now = _now(context.option("now"))
    namespaces = {workload.namespace for workload in context.shared(IstioServers).selected(resource)}
    for server in resource.at("spec", "servers").items():
        for name in credential_names(server["tls"]):
            for namespace in sorted(namespaces, key=str):
                for credential in context.shared(Credentials).find(name.text, namespace, resource):
                    problem = _problem(credential, now)
                    if problem:
                        place = [(credential.resource.at("metadata", "name"), "the Secret")]
                        message = f"The Secret '{name.text}' {problem}: clients cannot connect to this server."
                        yield context.finding(name, message, related=place)


def _now(option: str) -> datetime:
    """The moment that the option names; else the beginning of this day, so that a day has one answer."""
    try:
        moment = datetime.fromisoformat(option)
    except ValueError:
        return datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _problem(credential: Credential, now: datetime) -> str:
    data = credential.data
    if data is None:
        return ""
    pair = key_pair(data)
    if pair is None:
        return "holds neither 'tls.crt' and 'tls.key' nor 'cert' and 'key'"
    found = validity(data[pair[0]])
    if found is None:
        return f"holds no certificate that can be read in '{pair[0]}'"
    if now > found.not_after:
        return f"holds a certificate that expired on '{found.not_after:%Y-%m-%d}'"
    return f"holds a certificate that is valid only from '{found.not_before:%Y-%m-%d}'" if now < found.not_before else ""
