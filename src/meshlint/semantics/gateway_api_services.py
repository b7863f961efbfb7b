"""Services as routes name them: by port, never by target port."""

from __future__ import annotations

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value


def ports(service: Resource) -> list[Value]:
    """The ports of a Service that have a number."""
    return [port for port in service.spec["ports"].items() if port["port"].integer is not None]


def has_port(service: Resource, number: int) -> bool:
    """Whether a Service has a port, as far as its file tells: placeholders and ExternalName may stand for any."""
    listed = list(service.spec["ports"].items())
    if is_external(service) or not listed or any(port["port"].integer is None for port in listed):
        return True
    return any(port["port"].integer == number for port in listed)


def target_of(service: Resource, number: int) -> Value | None:
    """The port whose target is `number`, where there is exactly one."""
    found = [port for port in ports(service) if port["targetPort"].integer == number]
    return found[0] if len(found) == 1 else None


def is_external(service: Resource) -> bool:
    """Whether a Service only stands for a name in DNS."""
    return service.spec["type"].text == "ExternalName"


def is_headless(service: Resource) -> bool:
    """Whether a Service has no address of its own."""
    return service.spec["clusterIP"].text == "None"
