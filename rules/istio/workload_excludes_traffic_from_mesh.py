"""Holes in the redirection of traffic."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value, Workload, workload_of
from meshlint.semantics.istio_ambient import AmbientMesh
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_service_ports import MeshServices, target_port

_TRAFFIC = "traffic.sidecar.istio.io/"
_EVERYTHING = frozenset(("0.0.0.0/0", "::/0"))
_WEB = frozenset(("80", "443"))
_OTHERS = frozenset(("sidecar.istio.io/interceptionMode", "ambient.istio.io/bypass-inbound-capture"))
_HARMLESS = ("metrics", "health", "prom", "status", "probe", "admin")
_ADMISSION = ("webhook", "injector", "admission")  # the API server calls these, and has no proxy


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation that takes traffic out which a Service or the web needs."""
    workload = workload_of(resource)
    if workload is None or not any(key.startswith(_TRAFFIC) or key in _OTHERS for key in workload.annotations):
        return
    ambient = context.shared(AmbientMesh).is_ambient(workload)
    if not ambient and context.shared(SidecarInjection).verdict(workload) is not Verdict.NO:
        yield from _of_sidecar(workload, context)
    bypass = workload.annotation("ambient.istio.io/bypass-inbound-capture")
    if ambient and bypass.text == "true":
        yield context.finding(bypass, "Nothing of what comes in is captured: no mTLS, no policies.", severity=Severity.NOTE)


def _of_sidecar(workload: Workload, context: Context) -> Iterator[Finding]:
    for name, direction in (("includeOutboundIPRanges", "outgoing"), ("includeInboundPorts", "incoming")):
        value = workload.annotation(_TRAFFIC + name)
        if value.raw == "":
            yield context.finding(value, f"An empty list redirects nothing: all {direction} traffic bypasses the proxy.")
    ranges = workload.annotation(_TRAFFIC + "excludeOutboundIPRanges")
    if not _EVERYTHING.isdisjoint(_items(ranges)):
        yield context.finding(ranges, "This range is everything: all outgoing traffic bypasses the proxy.")
    outbound = workload.annotation(_TRAFFIC + "excludeOutboundPorts")
    web = sorted(_WEB.intersection(_items(outbound)))
    if web:
        yield context.finding(
            outbound, f"All outgoing traffic to port {' and '.join(web)} bypasses the proxy, that of the mesh included."
        )
    yield from _of_inbound(workload, context)
    mode = workload.annotation("sidecar.istio.io/interceptionMode")
    if mode.text == "NONE":
        yield context.finding(mode, "Nothing is redirected: only what is sent to the proxy's own listeners goes through it.")


def _of_inbound(workload: Workload, context: Context) -> Iterator[Finding]:
    excluded = workload.annotation(_TRAFFIC + "excludeInboundPorts")
    for item in sorted(_items(excluded)):
        ports = [port for port in _service_ports(workload, context) if str(target_port(port)) == item]
        if ports:
            harmless = all(_needs_no_proxy(port) for port in ports)
            message = (
                f"Port {item} bypasses the proxy, and Service '{ports[0].resource.name}' leads to it: no mTLS, no authorization."
            )
            related = [(ports[0], "the Service's port")]
            yield context.finding(excluded, message, severity=Severity.NOTE if harmless else None, related=related)


def _needs_no_proxy(port: Value) -> bool:
    """Whether a Service's port is, by its name or that of the Service, for callers that have no proxy themselves."""
    name = port["name"].text
    called = f"{name} {port.resource.name}"
    return any(word in name for word in _HARMLESS) or any(word in called for word in _ADMISSION)


def _service_ports(workload: Workload, context: Context) -> Iterator[Value]:
    for service in context.shared(MeshServices).selecting(workload):
        yield from service.at("spec", "ports").items()


def _items(value: Value) -> set[str]:
    return {item.strip() for item in value.text.split(",") if item.strip()}
