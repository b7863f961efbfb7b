"""Values of Cilium that leave Hubble without TLS."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import is_agent_chart, is_on, setting

_EXPOSED = ("NodePort", "LoadBalancer")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each open door: the agents' servers, an exposed relay, the UI's ingress."""
    if not is_agent_chart(resource) or setting(resource, "hubble.enabled").raw is False:
        return
    tls = setting(resource, "hubble.tls.enabled")
    if tls.raw is False:
        yield context.finding(tls, "The agents serve their flows without TLS: whoever reaches a node's port reads them.")
    if not resource.partial:
        yield from _exposed(resource, context)


def _exposed(resource: Resource, context: Context) -> Iterator[Finding]:
    service, ingress = setting(resource, "hubble.relay.service.type"), setting(resource, "hubble.ui.ingress")
    relay = is_on(resource, "hubble.relay.enabled") and not is_on(resource, "hubble.relay.tls.server.enabled")
    if relay and service.text in _EXPOSED:
        message = f"The relay is exposed as a {service.text} without TLS: flows of the cluster are readable."
        yield context.finding(service, message)
    if is_on(resource, "hubble.ui.ingress.enabled") and not ingress["tls"].raw:
        message = "The ingress of Hubble's UI has no certificate: flows cross the network in clear text."
        yield context.finding(ingress["enabled"], message)
