"""ServiceProfiles whose name is not the DNS name of a Service."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_profiles import authority
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each profile, on its name. Names outside the cluster are for external services."""
    inventory, name = context.inventory, resource.at("metadata", "name")
    if not name.text or name.is_templated:
        return
    known = authority(name.text, inventory.world.cluster_domain)
    if known is None:
        if _looks_local(name.text, resource, context):
            yield context.finding(name, f"'{name.text}' is not the full DNS name of a Service: no proxy asks for this profile.")
    elif inventory.knows_kind_in("Service", known.namespace) and not inventory.find("Service", known.service, known.namespace):
        services = [item.name for item in inventory.in_namespace("Service", known.namespace)]
        near = perhaps(known.service, services)
        yield context.finding(
            name, f"There is no Service '{known.service}' in '{known.namespace}': the profile does nothing.{near}"
        )


def _looks_local(name: str, resource: Resource, context: Context) -> bool:
    """Whether a name means a Service of the cluster, written short, with a wrong domain, or without `.svc`."""
    service, _, rest = name.partition(".")
    namespace = rest.partition(".")[0]
    return not rest or ".svc" in f".{rest}" or bool(context.inventory.find("Service", service, namespace) and namespace == rest)
