"""Credentials of Gateways that are not in the namespace of the proxies."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_credentials import CA_SUFFIX, Credentials, has_ca
from meshlint.semantics.istio_servers import IstioServers, credential_names

_MUTUAL = ("MUTUAL", "OPTIONAL_MUTUAL")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each name and namespace of selected workloads without that Secret."""
    credentials = context.shared(Credentials)
    workloads = context.shared(IstioServers).selected(resource)
    namespaces = sorted({workload.namespace for workload in workloads if workload.namespace is not None})
    for server in resource.at("spec", "servers").items():
        for name in credential_names(server["tls"]):
            for namespace in namespaces:
                if credentials.would_be_read(namespace):
                    yield from _findings(name, server["tls"], namespace, context)


def _findings(name: Value, tls: Value, namespace: str, context: Context) -> Iterator[Finding]:
    credentials = context.shared(Credentials)
    found = credentials.find(name.text, namespace, name.resource)
    if not found:
        message = f"No Secret '{name.text}' is in the namespace '{namespace}' of the gateway's pods: TLS handshakes fail."
        yield context.finding(name, message)
    elif tls["mode"].text in _MUTUAL and not tls["caCertCredentialName"]:
        texts = [item.data for item in found]
        held = any(data is None or has_ca(data) for data in texts)
        if not held and not credentials.find(name.text + CA_SUFFIX, namespace, name.resource):
            message = f"The Secret '{namespace}/{name.text}' has no 'ca.crt', and there is no '{name.text}{CA_SUFFIX}'"
            yield context.finding(name, f"{message}: clients cannot be verified, and handshakes fail.")
