"""STRICT policies for a mesh or namespace whose clients are not told to speak mutual TLS."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import ClientRules
from meshlint.semantics.istio_mtls import STRICT, ServerModes, is_wide


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a policy without selector, where auto mTLS is off and no rule for all its hosts takes its place."""
    clients, root = context.shared(ClientRules), context.shared(ServerModes).root_namespace
    switch = clients.auto_mtls_switch(resource)
    if clients.auto_mtls(resource) or switch is None or not is_wide(resource) or resource.namespace is None:
        return
    namespace = "*" if resource.namespace == root else resource.namespace
    for mode in given["mode"]:
        if mode.raw == STRICT and not clients.speak_mutual_tls(namespace, resource):
            where = "the mesh" if namespace == "*" else f"namespace '{namespace}'"
            yield context.finding(
                mode,
                f"Auto mTLS is off, and no DestinationRule makes the clients of {where} speak mutual TLS: 'STRICT' resets them.",
                related=[(switch, "auto mTLS is turned off here")],
            )
