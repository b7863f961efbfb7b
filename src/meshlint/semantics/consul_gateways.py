"""What Consul refuses of ingress and terminating gateways, or serves otherwise than it reads.

Source: consul-k8s control-plane/api/v1alpha1 (ingressgateway_types.go, terminatinggateway_types.go, the webhook's part); consul
agent/structs/config_entry_gateways.go (the server's part: such an object is accepted by Kubernetes and never synced).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_fields import is_blank
from meshlint.semantics.kept_faults import Fault, KeptFaults

_WILDCARD = "*"


class ConsulGateways(KeptFaults):
    """The faults of IngressGateways and TerminatingGateways."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        services = resource.spec["services"]
        if resource.kind == "IngressGateway":
            yield from _ingress(resource)
        else:
            yield from _repeated_links(services)
            for service in services.items():
                yield from _link(service)


def _ingress(gateway: Resource) -> Iterator[Fault]:
    tls = gateway.spec["tls"]
    ports: set[int] = set()
    for listener in gateway.spec["listeners"].items():
        port = listener["port"]
        if port.integer in ports:
            message = f"Another listener has the port {port.integer} already: Consul refuses the whole gateway."
            yield Fault("ingress-duplicate-port", port.place, message)
        if port.integer is not None:
            ports.add(port.integer)
        yield from _listener(listener)
        yield from _hosts(listener, tls["enabled"].raw is True)
        if not _has_tls(tls) and not _has_tls(listener["tls"]):
            message = "This listener has no TLS: what enters here is plain text."
            yield Fault("ingress-plaintext", _port_of(listener).place, message)


def _has_tls(tls: Value) -> bool:
    return tls["enabled"].raw is True or tls["enabled"].is_templated or tls.is_templated or bool(tls["sds"])


def _port_of(listener: Value) -> Value:
    return listener["port"] if listener["port"].exists else listener


def _listener(listener: Value) -> Iterator[Fault]:
    """What is wrong with a listener's protocol and services."""
    protocol, services = listener["protocol"], listener["services"]
    if is_blank(services):
        place = services.key if services.exists else _port_of(listener).place
        yield Fault("ingress-listener-without-service", place, "This listener has no service: Consul refuses the whole gateway.")
    items = list(services.items())
    if protocol.text == "tcp" and len(items) > 1:
        message = f"A listener for 'tcp' has {len(items)} services, and takes one: nothing tells their connections apart."
        yield Fault("ingress-tcp-multiple-services", services.key, message)
    seen: set[tuple[str, str, str]] = set()
    for service in items:
        yield from _exposed(service, protocol)
        name = service["name"]
        identity = (name.text, service["namespace"].text, service["partition"].text)
        if is_blank(name):
            yield Fault(
                "ingress-listener-without-service", name.place, "A service without a name: Consul refuses the whole gateway."
            )
        elif identity in seen and not name.is_templated:
            message = f"The listener has the service '{name.text}' already: Consul refuses the whole gateway."
            yield Fault("ingress-listener-without-service", name.place, message)
        seen.add(identity)


def _exposed(service: Value, protocol: Value) -> Iterator[Fault]:
    """What a service may not have beside the listener's protocol."""
    name, hosts = service["name"], service["hosts"]
    if name.text == _WILDCARD and protocol.text not in ("", "http") and not protocol.is_templated:
        message = (
            f"'*' stands for all services where the protocol is 'http'; with '{protocol.text}' the webhook refuses the gateway."
        )
        yield Fault("ingress-wildcard-protocol", name.place, message)
    if not is_blank(hosts) and (name.text == _WILDCARD or protocol.text == "tcp"):
        beside = "the service '*'" if name.text == _WILDCARD else "the protocol 'tcp'"
        yield Fault(
            "ingress-hosts-not-allowed", hosts.key, f"Beside {beside} no hosts may stand: the webhook refuses the gateway."
        )


def _hosts(listener: Value, all_tls: bool) -> Iterator[Fault]:
    """Hosts that the server refuses. Only the gateway's own TLS, not a listener's, rules out `*`."""
    seen: set[str] = set()
    for service in listener["services"].items():
        for host in service["hosts"].items():
            text = host.text
            if not text or host.is_templated:
                continue
            why = ""
            if text in seen:
                why = "stands twice on this listener"
            elif text == _WILDCARD:
                why = "cannot be a name of the certificate that TLS needs" if all_tls else ""
            elif _WILDCARD in text.removeprefix("*."):
                why = "has a wildcard that is not its first label"
            if why:
                yield Fault("ingress-duplicate-host", host.place, f"The host '{text}' {why}: Consul refuses the whole gateway.")
            seen.add(text)


def _repeated_links(services: Value) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for service in services.items():
        name = service["name"]
        identity = name.text, service["namespace"].text
        if name.text and not name.is_templated and identity in seen:
            message = f"The service '{name.text}' is linked twice: Consul refuses the whole gateway, which is never synced."
            yield Fault("terminating-duplicate-service", name.place, message)
        seen.add(identity)


def _link(service: Value) -> Iterator[Fault]:
    """What is wrong with the TLS of one linked service."""
    name, authority = service["name"], service["caFile"]
    certificate, key = service["certFile"], service["keyFile"]
    has_secret, has_authority = not is_blank(service["secretRef"]), not is_blank(authority)
    has_certificate, has_key = not is_blank(certificate), not is_blank(key)
    if has_certificate != has_key:
        there, lacking = ("certFile", "keyFile") if has_certificate else ("keyFile", "certFile")
        message = f"'{there}' is set and '{lacking}' is not: the webhook refuses the gateway."
        yield Fault("terminating-cert-key-pair", service[there].key, message)
    elif has_certificate and not has_authority and not has_secret:
        message = "A client certificate without 'caFile': Consul refuses the whole gateway, which is never synced."
        yield Fault("terminating-ca-missing", certificate.key, message)
    has_tls = has_authority or has_certificate or has_key or has_secret
    place = name.place if name.exists else service.place
    if has_tls and is_blank(service["sni"]):
        message = f"TLS to '{name.text}' without 'sni': what serves several names may answer with another's certificate."
        yield Fault("terminating-sni-missing", place, message)
    if not has_tls:
        yield Fault("terminating-no-tls", place, f"'{name.text}' has no 'caFile': the gateway speaks plain text to it.")
