"""What the admission webhook refuses of ServiceDefaults and ProxyDefaults, and what they open.

Source: consul-k8s control-plane/api/v1alpha1 (servicedefaults_types.go, proxydefaults_types.go, shared_types.go: `validate`).
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_fields import first_blank_at, is_blank
from meshlint.semantics.kept_faults import Fault, KeptFaults

_SINKS = ("", "stdout", "stderr", "file")
_MATCHERS = ("pathExact", "pathPrefix", "pathRegex")


class ConsulDefaults(KeptFaults):
    """The faults that a ServiceDefaults or ProxyDefaults shows by itself."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        spec = resource.spec
        yield from _annotation_fields(spec)
        yield from _extensions(spec["envoyExtensions"])
        if resource.kind == "ProxyDefaults":
            config = spec["config"]
            if config and not isinstance(config.raw, dict) and not config.is_templated:
                message = "'config' is no mapping: the webhook refuses the entry, and every proxy keeps the old settings."
                yield Fault("proxydefaults-config-not-map", config.key, message)
            yield from _access_logs(spec["accessLogs"])
            yield from _exposed_everywhere(spec["expose"])
            return
        yield from _exposed_root(spec["expose"])
        yield from _upstreams(spec["upstreamConfig"])
        yield from _destination(spec["destination"])
        yield from _rate_limits(spec["rateLimits"])


def _annotation_fields(spec: Value) -> Iterator[Fault]:
    mode, port = spec["mode"], spec.get("transparentProxy", "outboundListenerPort")
    if mode:
        message = (
            "'mode' cannot be set here: the webhook refuses the entry. The annotation 'transparent-proxy' of the pods decides."
        )
        yield Fault("field-set-via-annotation", mode.key, message)
    if port.number:
        message = "'outboundListenerPort' cannot be set here: the webhook refuses the entry. An annotation of the pods decides."
        yield Fault("field-set-via-annotation", port.key, message)


def _extensions(extensions: Value) -> Iterator[Fault]:
    for extension in extensions.items():
        arguments = extension["arguments"]
        if not isinstance(arguments.raw, dict) and not arguments.is_templated and not extension.is_templated:
            place = arguments.key if arguments.exists else extension["name"].place if extension["name"] else extension.place
            message = f"The extension '{extension['name'].text}' has no mapping 'arguments': the webhook refuses the entry."
            yield Fault("envoy-extension-arguments", place, message)


def _access_logs(logs: Value) -> Iterator[Fault]:
    """The webhook stops at the first fault of access logs, in this order."""
    sink, path, as_json, as_text = (logs[key] for key in ("type", "path", "jsonFormat", "textFormat"))
    if any(value.is_templated for value in (sink, path)):
        return
    if sink and sink.raw not in _SINKS:
        message = (
            f"Access logs go to 'stdout', 'stderr' or 'file', not to '{sink.text or sink.raw}': the webhook refuses the entry."
        )
        yield Fault("access-logs-invalid", sink.place, message)
    elif sink.raw == "file" and is_blank(path):
        yield Fault("access-logs-invalid", sink.place, "Access logs of type 'file' need a 'path': the webhook refuses the entry.")
    elif not is_blank(as_json) and not is_blank(as_text):
        message = "Access logs have one format, 'jsonFormat' or 'textFormat': with both the webhook refuses the entry."
        yield Fault("access-logs-invalid", as_text.key, message)
    elif sink.raw != "file" and not is_blank(path):
        message = "'path' is for access logs of type 'file': with another type the webhook refuses the entry."
        yield Fault("access-logs-invalid", path.key, message)
    elif as_json.text and not _is_json(as_json):
        yield Fault("access-logs-invalid", as_json.key, "'jsonFormat' is no valid JSON: the webhook refuses the entry.")


def _is_json(value: Value) -> bool:
    try:
        json.loads(value.text)
    except (ValueError, RecursionError):
        return "{{" in value.text or "${" in value.text
    return True


def _exposed_everywhere(expose: Value) -> Iterator[Fault]:
    if expose["checks"].raw is True:
        message = (
            "Every service's checks get a listener outside the mesh: who knows the path needs no certificate and no intention."
        )
        yield Fault("expose-checks-bypass", expose["checks"].place, message)
    if not is_blank(expose["paths"]):
        message = "Every service exposes these paths outside the mesh, where neither certificates nor intentions count."
        yield Fault("expose-checks-bypass", expose["paths"].key, message)


def _exposed_root(expose: Value) -> Iterator[Fault]:
    for item in expose["paths"].items():
        if item["path"].text == "/":
            message = "The path '/' exposes the service outside the mesh, where neither certificates nor intentions count."
            yield Fault("expose-checks-bypass", item["path"].place, message)


def _upstreams(upstreams: Value) -> Iterator[Fault]:
    defaults, overrides = upstreams["defaults"], list(upstreams["overrides"].items())
    for key in ("name", "namespace", "partition", "peer"):
        if not is_blank(defaults[key]):
            message = (
                f"Defaults are for all upstreams and take no '{key}': the webhook refuses the entry. It belongs to an override."
            )
            yield Fault("upstream-identity-invalid", defaults[key].key, message)
    seen: set[tuple[str, ...]] = set()
    for override in overrides:
        yield from _override(override)
        identity = tuple(override[key].text for key in ("name", "namespace", "partition", "peer"))
        if identity[0] and identity in seen and not any("{{" in part or "$" in part for part in identity):
            message = f"There is another override for '{identity[0]}': which of the two counts is nowhere promised."
            yield Fault("upstream-override-duplicate", override["name"].place, message)
        seen.add(identity)
    parts = [part for part in (defaults, *overrides) if part]
    if parts and all(
        is_blank(part[key]) and isinstance(part.raw, dict) for part in parts for key in ("passiveHealthCheck", "limits")
    ):
        message = "No upstream has 'limits' or a 'passiveHealthCheck': nothing stops calls to instances that fail."
        yield Fault("upstream-no-outlier-detection", upstreams.key, message)


def _override(override: Value) -> Iterator[Fault]:
    name, peer = override["name"], override["peer"]
    if is_blank(name) and isinstance(override.raw, dict):
        place = name.key if name.exists else override.place
        yield Fault(
            "upstream-identity-invalid", place, "An override without 'name' is for no upstream: the webhook refuses the entry."
        )
    for key in ("namespace", "partition"):
        if not is_blank(peer) and not is_blank(override[key]):
            message = f"An override has a 'peer' or a '{key}', not both: the webhook refuses the entry."
            yield Fault("upstream-identity-invalid", override[key].key, message)


def _destination(destination: Value) -> Iterator[Fault]:
    """An address outside the mesh: what the webhook takes for a name is any text of labels between dots."""
    if not isinstance(destination.raw, dict):
        return
    addresses, port = destination["addresses"], destination["port"]
    if is_blank(addresses):
        place = first_blank_at(destination, "addresses")
        yield Fault("destination-invalid", place, "A destination without addresses: the webhook refuses the entry.")
    seen: set[str] = set()
    for item in addresses.items():
        address = item.text
        if item.is_templated or not isinstance(item.raw, str):
            continue
        if address in seen:
            yield Fault(
                "destination-invalid", item.place, f"The address '{address}' stands twice: the webhook refuses the entry."
            )
        elif not _is_address(address):
            message = f"'{address}' is neither an IP address nor a host name without wildcards: the webhook refuses the entry."
            yield Fault("destination-invalid", item.place, message)
        seen.add(address)
    if not port or (port.number is not None and not 1 <= port.number <= 65535):
        place = port.place if port else first_blank_at(destination, "port")
        shown = f"'{port.raw}' is no port" if port else "A destination without a port"
        yield Fault("destination-invalid", place, f"{shown}: the webhook refuses the entry.")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        labels = text.removesuffix(".").split(".")
        return "*" not in text and len(text) < 256 and all(0 < len(label) < 64 for label in labels)
    return True


def _rate_limits(limits: Value) -> Iterator[Fault]:
    if not isinstance(limits.raw, dict):
        return
    level = limits["instanceLevel"]
    faults = [*_rate(level), *(fault for route in level["routes"].items() for fault in _route_rate(route))]
    yield from faults
    rates = [level["requestsPerSecond"], *(route["requestsPerSecond"] for route in level["routes"].items())]
    if not faults and all(not rate or rate.number == 0 for rate in rates) and not level.is_templated:
        place = first_blank_at(limits, "instanceLevel")
        yield Fault(
            "instance-rate-limit-invalid", place, "No 'requestsPerSecond' is set anywhere: the webhook refuses the entry."
        )


def _rate(level: Value) -> Iterator[Fault]:
    rate, burst = level["requestsPerSecond"], level["requestsMaxBurst"]
    for value in (rate, burst):
        if value.number is not None and value.number < 0:
            yield _negative(value)
    if (not rate or rate.number == 0) and (burst.number or 0) > 0:
        message = "'requestsMaxBurst' needs a 'requestsPerSecond' beside it: the webhook refuses the entry."
        yield Fault("instance-rate-limit-invalid", burst.key, message)


def _route_rate(route: Value) -> Iterator[Fault]:
    rate, burst = route["requestsPerSecond"], route["requestsMaxBurst"]
    matchers = [key for key in _MATCHERS if not is_blank(route[key])]
    if len(matchers) != 1 and isinstance(route.raw, dict):
        has = "no path" if not matchers else " and ".join(f"'{key}'" for key in matchers)
        message = f"A route has {has}, and takes one of 'pathExact', 'pathPrefix' and 'pathRegex': the webhook refuses the entry."
        yield Fault("instance-rate-limit-invalid", route.place, message)
    if not rate or (rate.number is not None and rate.number <= 0):
        place = rate.place if rate.exists else route.place
        yield Fault(
            "instance-rate-limit-invalid", place, "A route needs 'requestsPerSecond' above 0: the webhook refuses the entry."
        )
    if burst.number is not None and burst.number < 0:
        yield _negative(burst)


def _negative(value: Value) -> Fault:
    return Fault("instance-rate-limit-invalid", value.place, f"'{value.raw}' is below 0: the webhook refuses the entry.")
