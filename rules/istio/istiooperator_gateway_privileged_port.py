"""Ports of an IstioOperator's gateways that only root may listen on."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_operator import GATEWAY_LISTS


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each port, on its targetPort, or on the port where it has none."""
    for listed, name in GATEWAY_LISTS.items():
        settings = resource.at("spec", "values", "gateways", name)
        if settings["runAsRoot"].raw is True or settings["runAsRoot"].is_templated:
            continue
        for gateway in resource.at("spec", "components", listed).items():
            yield from _ports(gateway.get("k8s", "service", "ports"), name, context)
    settings = resource.at("spec", "values", "gateways", "istio-ingressgateway")
    if settings["runAsRoot"].raw is not True:
        yield from _ports(settings["ingressPorts"], "istio-ingressgateway", context)


def _ports(ports: Value, name: str, context: Context) -> Iterator[Finding]:
    for entry in ports.items():
        port, target = entry["port"], entry["targetPort"]
        number = target.integer or 0
        if port.integer is None or (target and target.integer is None) or number >= 1024 or (not number and port.integer > 1024):
            continue
        where = f"targetPort {number}" if number else f"no targetPort, which means {port.integer}"
        message = f"Port {port.integer} has {where}: istioctl refuses ports below 1024 unless '{name}' runs as root."
        yield context.finding(target if number else port, message)
