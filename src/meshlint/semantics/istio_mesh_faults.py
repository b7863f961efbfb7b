"""What istiod refuses of a MeshConfig, so that it goes on with the one that it had, or does not start.

The document is read with Go's jsonpb: durations in Go's form, no numbers or booleans for text, no text for booleans. Unknown
fields are passed over. Then the values are checked.
Source: istio pkg/config/mesh/mesh.go (ApplyMeshConfig), pkg/config/validation/agent/validation.go (ValidateMeshConfig,
ValidateMeshConfigProxyConfig).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.durations import is_whole_milliseconds, parse_duration
from meshlint.semantics.istio_schema_hosts import fqdn_problem, is_address, is_label, wildcard_problem

_FLAGS = """
enableTracing enableAutoMtls enablePrometheusMerge enableEnvoyAccessLogService disableEnvoyListenerLog
verifyCertificateAtClient defaultConfig.holdApplicationUntilProxyStarts
""".split()
_TEXTS = """
accessLogFile accessLogFormat trustDomain rootNamespace ingressService ingressClass ingressSelector
defaultConfig.discoveryAddress defaultConfig.configPath defaultConfig.binaryPath defaultConfig.serviceCluster
""".split()
_TEXT_MAPS = ("defaultConfig.proxyMetadata",)
_CHOICES = {
    "outboundTrafficPolicy.mode": ("ALLOW_ANY", "REGISTRY_ONLY"),
    "accessLogEncoding": ("TEXT", "JSON"),
    "h2UpgradePolicy": ("DO_NOT_UPGRADE", "UPGRADE"),
    "ingressControllerMode": ("UNSPECIFIED", "OFF", "DEFAULT", "STRICT"),
    "meshMTLS.minProtocolVersion": ("TLS_AUTO", "TLSV1_2", "TLSV1_3"),
    "pathNormalization.normalization": ("DEFAULT", "NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"),
    "defaultConfig.controlPlaneAuthPolicy": ("NONE", "MUTUAL_TLS"),
    "defaultConfig.interceptionMode": ("REDIRECT", "TPROXY", "NONE"),
}
_PORTS = ("proxyListenPort", "defaultConfig.statusPort", "defaultConfig.proxyAdminPort")
_ADDRESSES = """
defaultConfig.discoveryAddress defaultConfig.statsdUdpAddress defaultConfig.envoyMetricsServiceAddress
defaultConfig.envoyMetricsService.address defaultConfig.envoyAccessLogService.address
defaultConfig.tracing.zipkin.address defaultConfig.tracing.datadog.address defaultConfig.tracing.lightstep.address
""".split()


class MeshFault(NamedTuple):
    """A value, and what is wrong with it, as a clause."""

    value: Value
    problem: str


def mesh_faults(config: Resource) -> Iterator[MeshFault]:
    """The values of a MeshConfig that istiod does not take, each at most once."""
    seen: set[tuple[str | int, ...]] = set()
    for check in (_types, _scalars, _durations, _domains, _locality, _private_keys):
        for fault in check(config.root):
            if fault.value.path not in seen:
                seen.add(fault.value.path)
                yield fault


def _at(root: Value, name: str) -> Value:
    return root.get(*name.split("."))


def _types(root: Value) -> Iterator[MeshFault]:
    for name in _FLAGS:
        value = _at(root, name)
        if value and not value.is_templated and not isinstance(value.raw, bool):
            yield MeshFault(value, f"takes true or false without quotes, not '{value.raw}'")
    for name in _TEXTS:
        value = _at(root, name)
        if isinstance(value.raw, (bool, int, float)):
            yield MeshFault(value, f"takes text: quote '{value.raw}'")
    for name in _TEXT_MAPS:
        for _, value in _at(root, name).entries():
            if isinstance(value.raw, (bool, int, float)):
                yield MeshFault(value, f"takes text: quote '{value.source_text or value.raw}'")


def _scalars(root: Value) -> Iterator[MeshFault]:
    for name, choices in _CHOICES.items():
        value = _at(root, name)
        if value.text and not value.is_templated and value.text not in choices:
            yield MeshFault(value, f"has no value '{value.text}', only {', '.join(choices)}")
    for name in _PORTS:
        value = _at(root, name)
        if value.integer is not None and not 1 <= value.integer <= 65535:
            yield MeshFault(value, f"is a port between 1 and 65535, not {value.integer}")
    for name in _ADDRESSES:
        value = _at(root, name)
        if value.text and not value.is_templated and not _is_host_and_port(value.text):
            yield MeshFault(value, f"is written 'host:port', not '{value.text}'")


def _is_host_and_port(text: str) -> bool:
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        return False
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else 0
    return bool(colon) and 1 <= number <= 65535 and (not fqdn_problem(host) or is_address(host))


def _durations(root: Value) -> Iterator[MeshFault]:
    checks: dict[str, Callable[[float], str]] = {
        "connectTimeout": _connect_timeout,
        "protocolDetectionTimeout": lambda seconds: "" if is_whole_milliseconds(seconds) else "is of whole milliseconds",
        "defaultConfig.drainDuration": lambda seconds: "" if seconds >= 1 and seconds.is_integer() else "is of whole seconds",
    }
    for name, check in checks.items():
        value = _at(root, name)
        if value.is_templated or not value:
            continue
        seconds = parse_duration(value.text)
        problem = "is a duration such as '5s'" if seconds is None else check(seconds)
        if problem:
            yield MeshFault(value, f"{problem}, not '{value.raw}'")


def _connect_timeout(seconds: float) -> str:
    if not 0.001 <= seconds <= 3600:
        return "lies between 1ms and 1h"
    return "" if is_whole_milliseconds(seconds) else "is of whole milliseconds"


def _domains(root: Value) -> Iterator[MeshFault]:
    for value in (root["trustDomain"], *root["trustDomainAliases"].items()):
        labels = value.text.removesuffix(".").split(".")
        if isinstance(value.raw, str) and not value.is_templated and not all(map(is_label, labels)):
            yield MeshFault(value, f"is a domain name, not '{value.text}'")
    for setting in root["serviceSettings"].items():
        for host in setting["hosts"].items():
            problem = wildcard_problem(host.text)
            if host.text and not host.is_templated and problem:
                yield MeshFault(host, f"takes host names, not '{host.text}': {problem}")


def _locality(root: Value) -> Iterator[MeshFault]:
    setting = root["localityLbSetting"]
    if any(setting["distribute"].items()) and any(setting["failover"].items()):
        yield MeshFault(setting["failover"], "excludes 'distribute'")
    for failover in setting["failover"].items():
        origin, target = failover["from"], failover["to"]
        if origin.text and origin.text == target.text and not origin.is_templated:
            yield MeshFault(target, f"is another region than 'from', not '{target.text}' again")
        for region in (origin, target):
            if not region.is_templated and ("/" in region.text or "*" in region.text):
                yield MeshFault(region, f"is a region without zone or wildcard, not '{region.text}'")


def _private_keys(root: Value) -> Iterator[MeshFault]:
    provider = root.get("defaultConfig", "privateKeyProvider")
    for name in ("cryptomb", "qat"):
        delay = provider[name]["pollDelay"]
        if isinstance(provider[name].raw, dict) and (not delay or parse_duration(delay.text) == 0):
            yield MeshFault(delay if delay else provider[name], "needs a 'pollDelay' above 0")
