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
    service = setting(resource, "hubble.relay.service.type")
    if is_on(resource, "hubble.relay.enabled") and service.text in _EXPOSED and not resource.partial:
        if not is_on(resource, "hubble.relay.tls.server.enabled"):
            yield context.finding(
                service, f"The relay is exposed as a {service.text} without TLS: flows of the cluster are readable."
            )
    ingress = setting(resource, "hubble.ui.ingress")
    if is_on(resource, "hubble.ui.ingress.enabled") and not ingress["tls"].raw:
        yield context.finding(
            ingress["enabled"], "The ingress of Hubble's UI has no certificate: flows cross the network in clear text."
        )
