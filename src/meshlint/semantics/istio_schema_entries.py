"""What Istio's webhook refuses of ServiceEntries and WorkloadEntries, beyond their fields.

Source: istio pkg/config/validation/validation.go (ValidateServiceEntry, validateWorkloadEntry).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value, is_placeholder
from meshlint.semantics.istio_schema_hosts import (
    HTTP_PROTOCOLS,
    TLS_PROTOCOLS,
    UNIX,
    fqdn_problem,
    is_address,
    is_label,
    is_subnet,
    protocol_problem,
    wildcard_problem,
)
from meshlint.semantics.istio_schema_values import Fault, fault_at

SERVICE_ENTRY_INVALID, WORKLOAD_ENTRY_INVALID = "serviceentry-invalid", "workloadentry-invalid"
_DYNAMIC = frozenset(("http", "http2", "grpc", "tls"))


def texts(values: Value) -> Iterator[Value]:
    """The strings of a list that can be judged."""
    return (item for item in values.items() if item.text and not item.is_templated)


def service_entry(resource: Resource) -> Iterator[Fault]:
    """Hosts, addresses, ports and endpoints of a ServiceEntry, by its resolution."""
    spec, resolution = resource.spec, resource.at("spec", "resolution").text or "NONE"
    for host in texts(spec["hosts"]):
        problem = wildcard_problem(host.text) if host.text != "*" else ""
        if problem:
            yield _refused(host, problem)
    for address in texts(spec["addresses"]):
        if not is_subnet(address.text):
            yield _refused(address, "it is neither an IP address nor a range of them")
        elif "/" in address.text and resolution not in ("NONE", "STATIC"):
            yield _refused(address, f"a range of addresses needs the resolution NONE or STATIC, not {resolution}")
    for port in spec["ports"].items():
        yield from _port(port)
    yield from _endpoints(resource, resolution)
    if resolution == "DYNAMIC_DNS":
        yield from _dynamic(resource)
    yield from _several_hosts(resource, resolution)


def _refused(value: Value, problem: str) -> Fault:
    return fault_at(value, f"'{value.text}' is refused: {problem}.", SERVICE_ENTRY_INVALID)


def _port(port: Value) -> Iterator[Fault]:
    name, protocol = port["name"], port["protocol"]
    if name.exists and isinstance(name.raw, str) and not name.is_templated and not is_label(name.text):
        yield _refused(name, "a port's name is a DNS label")
    if not protocol.is_templated and protocol_problem(protocol.text):
        yield _refused(protocol, protocol_problem(protocol.text))


def _endpoints(resource: Resource, resolution: str) -> Iterator[Fault]:
    spec = resource.spec
    endpoints, key = spec["endpoints"], spec["endpoints"].key
    if resolution == "NONE" and any(endpoints.items()):
        yield Fault(key.path, True, "The resolution NONE takes no endpoints: the resource is refused.", SERVICE_ENTRY_INVALID)
        return
    if resolution == "DNS_ROUND_ROBIN" and len(list(endpoints.items())) > 1:
        text = "The resolution DNS_ROUND_ROBIN takes one endpoint: the resource is refused."
        yield Fault(key.path, True, text, SERVICE_ENTRY_INVALID)
    if resolution in ("DNS", "DNS_ROUND_ROBIN") and not any(endpoints.items()):
        for host in texts(spec["hosts"]):
            if fqdn_problem(host.text) and not wildcard_problem(host.text):
                yield _refused(host, f"the resolution {resolution} without endpoints needs full host names")
    declared = {port["name"].text for port in spec["ports"].items()}
    for endpoint in endpoints.items():
        yield from _endpoint(endpoint, resolution, declared)


def _endpoint(endpoint: Value, resolution: str, declared: set[str]) -> Iterator[Fault]:
    address = endpoint["address"]
    if address.text and not address.is_templated and not is_address(address.text):
        socket = address.text.startswith(UNIX)
        if socket and resolution == "STATIC" and len(declared) != 1:
            yield _refused(address, "a Unix domain socket serves one port, and the entry must have exactly one")
        elif not socket and resolution == "STATIC":
            yield _refused(address, "the resolution STATIC takes IP addresses")
        elif resolution in ("DNS", "DNS_ROUND_ROBIN") and (socket or fqdn_problem(address.text)):
            yield _refused(address, "it is neither a host name nor an IP address")
    for name, number in endpoint["ports"].entries():
        if name not in declared and not any(is_placeholder(known) for known in (name, *declared)):
            text = f"The entry has no port named '{name}': the resource is refused."
            yield Fault(number.path, True, text, SERVICE_ENTRY_INVALID)


def _dynamic(resource: Resource) -> Iterator[Fault]:
    """DYNAMIC_DNS resolves what a wildcard matches, request by request."""
    spec = resource.spec
    for host in texts(spec["hosts"]):
        if not host.text.startswith("*."):
            yield _refused(host, "the resolution DYNAMIC_DNS is for wildcard hosts")
    for field in ("addresses", "endpoints"):
        if any(spec[field].items()):
            text = f"The resolution DYNAMIC_DNS takes no {field}: the resource is refused."
            yield Fault(spec[field].path, True, text, SERVICE_ENTRY_INVALID)
    for port in spec["ports"].items():
        if port["protocol"].text.lower() not in _DYNAMIC and not port["protocol"].is_templated:
            text = "The resolution DYNAMIC_DNS needs HTTP, HTTP2, GRPC or TLS: the resource is refused."
            yield Fault(port["protocol"].path, False, text, SERVICE_ENTRY_INVALID)


def _several_hosts(resource: Resource, resolution: str) -> Iterator[Fault]:
    """Plain TCP carries no name by which a proxy could tell several hosts apart."""
    spec = resource.spec
    if resolution in ("NONE", "DYNAMIC_DNS") or len(list(spec["hosts"].items())) < 2:
        return
    for port in spec["ports"].items():
        protocol = port["protocol"]
        if protocol.text.lower() not in HTTP_PROTOCOLS | TLS_PROTOCOLS and not protocol.is_templated:
            shown = f"'{protocol.text}'" if protocol.text else "an unstated protocol"
            text = f"Several hosts cannot share a port with {shown}, which carries no host name: the resource is refused."
            yield Fault((protocol if protocol else port["number"]).path, False, text, SERVICE_ENTRY_INVALID)
            return


def workload_entry(resource: Resource) -> Iterator[Fault]:
    """The address of a WorkloadEntry."""
    address = resource.at("spec", "address")
    if not address.text or address.is_templated or address.text.startswith(UNIX):
        return
    if not is_address(address.text) and fqdn_problem(address.text):
        text = f"'{address.text}' is refused: it is neither an IP address nor a host name."
        yield fault_at(address, text, WORKLOAD_ENTRY_INVALID)
