"""What Istio's webhook refuses of the listeners of Gateways and Sidecars, beyond their fields.

Source: istio pkg/config/validation/validation.go (ValidateGateway, validateServer, validateTLSOptions, ValidateSidecar).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_schema_entries import texts
from meshlint.semantics.istio_schema_hosts import (
    HTTP_PROTOCOLS,
    PROTOCOLS,
    TLS_PROTOCOLS,
    UNIX,
    entry_problem,
    is_address,
    is_label,
    protocol_problem,
    socket_problem,
)
from meshlint.semantics.istio_schema_values import Fault, at_field, fault_at

SERVER_INVALID, TLS_INVALID, SIDECAR_INVALID = "gateway-server-invalid", "gateway-tls-settings-invalid", "sidecar-invalid"
_TERMINATING = ("SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL")
_FILES = ("serverCertificate", "privateKey", "caCertificates")
_ENDPOINT = re.compile(r"(?:127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\[::\])?:(\d{1,5})\Z")


def gateway(resource: Resource) -> Iterator[Fault]:
    """The servers of a Gateway."""
    if resource.name and not resource.at("metadata", "name").is_templated and not is_label(resource.name):
        name = resource.at("metadata", "name")
        yield fault_at(name, f"'{resource.name}' is refused: the name of a Gateway is a DNS label, without dots.", SERVER_INVALID)
    servers = resource.at("spec", "servers")
    if isinstance(resource.spec.raw, dict) and not servers.raw:
        yield at_field(("spec",), "A Gateway without 'servers' is refused.", SERVER_INVALID)
    for server in servers.items():
        yield from _server(server)


def _server(server: Value) -> Iterator[Fault]:
    hosts, port, bind = server["hosts"], server["port"], server["bind"]
    if hosts.raw == []:
        yield at_field(hosts.path, "A server without hosts is refused.", SERVER_INVALID)
    for host in texts(hosts):
        problem = entry_problem(host.text, True)
        if problem:
            yield fault_at(host, f"'{host.text}' is refused: {problem}.", SERVER_INVALID)
    yield from _bind(bind, SERVER_INVALID, allow_socket=True)
    if not port.mapping:
        return
    number, protocol = port["number"].integer, port["protocol"]
    if number is not None and not 1 <= number <= 65535 and not (number == 0 and bind.text.startswith(UNIX)):
        yield fault_at(port["number"], f"'{number}' is refused: a port lies between 1 and 65535.", SERVER_INVALID)
    if number and bind.text.startswith(UNIX):
        yield fault_at(port["number"], f"'{number}' is refused: the port of a Unix domain socket is 0.", SERVER_INVALID)
    if isinstance(protocol.raw, str) and not protocol.is_templated and protocol.text.lower() not in PROTOCOLS:
        yield fault_at(protocol, f"'{protocol.text}' is refused: it is no protocol that Istio knows.", SERVER_INVALID)
    if port["name"].raw == "":
        yield fault_at(port["name"], "The port of a server needs a name, so that the resource is refused.", SERVER_INVALID)
    if port["targetPort"].integer:
        yield fault_at(port["targetPort"], "'targetPort' has no effect on Gateways: the resource is refused.", SERVER_INVALID)
    yield from _server_tls(server, protocol.text.lower())


def _server_tls(server: Value, protocol: str) -> Iterator[Fault]:
    tls = server["tls"]
    if protocol in TLS_PROTOCOLS and not tls:
        text = f"A server of protocol '{protocol.upper()}' without 'tls' is refused."
        yield fault_at(server.get("port", "protocol"), text, TLS_INVALID)
    elif tls and protocol in HTTP_PROTOCOLS:
        passes = tls["mode"].text in ("", "PASSTHROUGH", "AUTO_PASSTHROUGH")
        if not passes or any(tls[field].text for field in _FILES):
            yield at_field(tls.path, "TLS settings on a plain HTTP port are refused, but for 'httpsRedirect'.", TLS_INVALID)
    elif tls and protocol in PROTOCOLS - TLS_PROTOCOLS:
        yield at_field(tls.path, f"TLS settings on a port of protocol '{protocol.upper()}' are refused.", TLS_INVALID)
    yield from tls_options(tls)


def tls_options(tls: Value) -> Iterator[Fault]:
    """Certificates, by the mode."""
    mode = tls["mode"].text
    if mode == "ISTIO_MUTUAL":
        for field in (*_FILES, "credentialName", "credentialNames"):
            if tls[field].raw:
                text = f"'{field}' is refused: with ISTIO_MUTUAL the mesh's own certificates are used."
                yield Fault(tls[field].path, True, text, TLS_INVALID)
        return
    if mode in _TERMINATING and not any(tls[field].raw for field in ("credentialName", "credentialNames", "tlsCertificates")):
        needed = [
            "serverCertificate",
            "privateKey",
            *([] if mode == "SIMPLE" or tls["caCertCredentialName"] else ["caCertificates"]),
        ]
        missing = [field for field in needed if not tls[field].raw]
        if missing:
            names = " and ".join(f"'{field}'" for field in missing)
            yield at_field(tls.path, f"{mode} without a credential needs {names}: the resource is refused.", TLS_INVALID)
    if tls["caCrl"].text and (tls["credentialName"].text or mode == "SIMPLE"):
        with_what = "'credentialName', whose Secret holds it" if tls["credentialName"].text else "mode SIMPLE"
        yield Fault(tls["caCrl"].path, True, f"'caCrl' is refused with {with_what}.", TLS_INVALID)


def _bind(bind: Value, rule: str, allow_socket: bool) -> Iterator[Fault]:
    if not bind.text or bind.is_templated:
        return
    problem = "" if is_address(bind.text) else "it is no IP address"
    if bind.text.startswith(UNIX) and allow_socket:
        problem = socket_problem(bind.text.removeprefix(UNIX))
    if problem:
        yield fault_at(bind, f"'{bind.text}' is refused as 'bind': {problem}.", rule)


def sidecar(resource: Resource) -> Iterator[Fault]:
    """The listeners of a Sidecar."""
    spec = resource.spec
    lists, blocks = ("egress", "ingress"), ("outboundTrafficPolicy", "inboundConnectionPool")
    if isinstance(spec.raw, dict) and not any(spec[field].raw for field in lists) and not any(spec[field] for field in blocks):
        yield at_field(("spec",), "A Sidecar that configures nothing is refused.", SIDECAR_INVALID)
    yield from _ingress(spec["ingress"])
    yield from _egress(spec["egress"])
    policy = spec["outboundTrafficPolicy"]
    if policy["mode"].text == "ALLOW_ANY_DYNAMIC_DNS":
        text = "'ALLOW_ANY_DYNAMIC_DNS' is refused: it is a mode of the MeshConfig only."
        yield fault_at(policy["mode"], text, SIDECAR_INVALID)
    if policy["egressProxy"] and policy["mode"].text not in ("ALLOW_ANY",) and not policy["mode"].is_templated:
        yield Fault(
            policy["egressProxy"].path, True, "'egressProxy' needs 'mode: ALLOW_ANY': the resource is refused.", SIDECAR_INVALID
        )


def _ingress(listeners: Value) -> Iterator[Fault]:
    seen: set[int] = set()
    for listener in listeners.items():
        port, endpoint, tls = listener["port"], listener["defaultEndpoint"], listener["tls"]
        yield from _port(port, listener["bind"], seen, allow_socket=False)
        if endpoint.text and not endpoint.is_templated:
            found = _ENDPOINT.match(endpoint.text)
            socket = endpoint.text.startswith(UNIX) and not socket_problem(endpoint.text.removeprefix(UNIX))
            if not socket and (found is None or not 1 <= int(found[1]) <= 65535):
                text = f"'{endpoint.text}' is refused: a default endpoint is 127.0.0.1:port, [::1]:port, or a Unix domain socket."
                yield fault_at(endpoint, text, SIDECAR_INVALID)
        for field in ("subjectAltNames", "httpsRedirect", "credentialName", "credentialNames", "tlsCertificates"):
            if tls[field].raw:
                yield Fault(tls[field].path, True, f"'{field}' is refused in the TLS settings of a Sidecar.", SIDECAR_INVALID)
        if tls["mode"].text in ("ISTIO_MUTUAL", "AUTO_PASSTHROUGH"):
            yield fault_at(tls["mode"], f"'{tls['mode'].text}' is refused in the TLS settings of a Sidecar.", SIDECAR_INVALID)
        elif tls and not tls["credentialName"].raw and not tls["credentialNames"].raw:
            yield from tls_options(tls)


def _egress(listeners: Value) -> Iterator[Fault]:
    seen: set[int] = set()
    items = list(listeners.items())
    for index, listener in enumerate(items):
        port = listener["port"]
        if port:
            yield from _port(port, listener["bind"], seen, allow_socket=True)
        elif index < len(items) - 1 and listener.mapping:
            yield at_field(
                listener.path, "An egress listener without a port is the last one: the resource is refused.", SIDECAR_INVALID
            )
        if listener["hosts"].raw == []:
            yield at_field(listener["hosts"].path, "An egress listener without hosts is refused.", SIDECAR_INVALID)
        for host in texts(listener["hosts"]):
            problem = entry_problem(host.text, False)
            if problem:
                yield fault_at(host, f"'{host.text}' is refused: {problem}.", SIDECAR_INVALID)


def _port(port: Value, bind: Value, seen: set[int], allow_socket: bool) -> Iterator[Fault]:
    number, name, protocol = port["number"].integer, port["name"], port["protocol"]
    if not port.mapping:
        return
    if name.text and not name.is_templated and not is_label(name.text):
        yield fault_at(name, f"'{name.text}' is refused: a port's name is a DNS label.", SIDECAR_INVALID)
    if not protocol.is_templated and protocol_problem(protocol.text):
        yield fault_at(protocol, f"'{protocol.text}' is refused: it is no protocol that Istio knows.", SIDECAR_INVALID)
    if port["targetPort"].integer:
        yield fault_at(port["targetPort"], "'targetPort' has no effect on Sidecars: the resource is refused.", SIDECAR_INVALID)
    socket = allow_socket and not number and bind.text.startswith(UNIX)
    if number is None and not port["number"] and not socket:
        yield at_field(port.path, "The port of a listener needs a number: the resource is refused.", SIDECAR_INVALID)
    elif number is not None and not socket:
        if not 1 <= number <= 65535:
            yield fault_at(port["number"], f"'{number}' is refused: a port lies between 1 and 65535.", SIDECAR_INVALID)
        elif number in seen:
            yield fault_at(port["number"], f"Two listeners have the port '{number}': the resource is refused.", SIDECAR_INVALID)
        seen.add(number)
    yield from _bind(bind, SIDECAR_INVALID, allow_socket=socket)
