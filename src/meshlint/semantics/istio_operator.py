"""What `istioctl` refuses of an IstioOperator before it installs anything: unknown fields, wrong types, malformed names.

Source: istio operator/pkg/apis/types.go (read with unknown fields disallowed) and operator/pkg/apis/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value, is_placeholder
from meshlint.semantics.istio_schema_hosts import is_label, is_subnet
from meshlint.semantics.numerals import whole_number
from meshlint.semantics.suggestions import perhaps

GATEWAY_LISTS = {"ingressGateways": "istio-ingressgateway", "egressGateways": "istio-egressgateway"}
"""The lists of gateways among the components, to the key below `values.gateways` that goes with each."""

_TEXT, _FLAG, _NUMBER, _LIST, _MAP, _TEXTS, _ANY = "text", "true or false", "a number", "a list", "a mapping", "texts", ""
_SPEC = {
    "profile": _TEXT, "installPackagePath": _TEXT, "hub": _TEXT, "tag": _ANY, "namespace": _TEXT, "revision": _TEXT,
    "compatibilityVersion": _TEXT, "meshConfig": _ANY, "components": _MAP, "values": _ANY, "unvalidatedValues": _ANY,
}  # fmt: skip
_COMPONENTS = {
    "base": _MAP, "pilot": _MAP, "cni": _MAP, "ztunnel": _MAP, "istiodRemote": _MAP, "gateway": _MAP,
    "ingressGateways": _LIST, "egressGateways": _LIST,
}  # fmt: skip
_COMPONENT = {"enabled": _FLAG, "namespace": _TEXT, "hub": _TEXT, "tag": _ANY, "k8s": _MAP}
_GATEWAY = {**_COMPONENT, "name": _TEXT, "label": _TEXTS}
_KUBERNETES = {
    "affinity": _MAP, "env": _LIST, "hpaSpec": _MAP, "imagePullPolicy": _TEXT, "nodeSelector": _TEXTS,
    "podDisruptionBudget": _MAP, "podAnnotations": _TEXTS, "priorityClassName": _TEXT, "readinessProbe": _MAP,
    "replicaCount": _NUMBER, "resources": _MAP, "service": _MAP, "strategy": _MAP, "tolerations": _LIST,
    "serviceAnnotations": _TEXTS, "securityContext": _MAP, "volumes": _LIST, "volumeMounts": _LIST, "overlays": _LIST,
}  # fmt: skip
_FORMER = frozenset(
    """
    addonComponents imagePullPolicy imagePullSecrets defaultNamespace customPackagePath resourceSuffix status
    proxy sidecarInjector policy telemetry citadel nodeAgent galley certManager kiali prometheus grafana tracing coreDNS
    scaleTargetRef spec
    """.split()
)
"""Fields that releases before 1.24 knew at some place."""
_REGISTRY = re.compile(r"(?:localhost|[A-Za-z0-9-]*\.[A-Za-z0-9.-]+|[A-Za-z0-9.-]+(?=:))(?::\d+)?\Z")
_REPOSITORY = re.compile(r"[a-z0-9_./-]*\Z")
_TAG = re.compile(r"[\w.-]{0,128}\Z", re.ASCII)
_ENTRIES = ("global", "proxy")


class OperatorFault(NamedTuple):
    """A place of an IstioOperator, whether its key is meant, and what is wrong with it."""

    value: Value
    on_key: bool
    message: str


def operator_faults(operator: Resource, knows_former: bool) -> Iterator[OperatorFault]:
    """The faults of an IstioOperator. `knows_former` says that its release may still know the fields that 1.24 dropped."""
    spec = operator.spec
    yield from _fields(spec, "spec", _SPEC, knows_former)
    components = spec["components"]
    yield from _fields(components, "components", _COMPONENTS, knows_former)
    for name, component in components.entries():
        if name in GATEWAY_LISTS:
            for gateway in component.items():
                yield from _component(gateway, name, _GATEWAY, knows_former)
        elif name in _COMPONENTS:
            yield from _component(component, name, _COMPONENT, knows_former)
    yield from _names(spec)
    yield from _ranges(spec.get("values", *_ENTRIES))


def _component(component: Value, name: str, fields: Mapping[str, str], knows_former: bool) -> Iterator[OperatorFault]:
    yield from _fields(component, name, fields, knows_former)
    yield from _fields(component["k8s"], "k8s", _KUBERNETES, knows_former)


def _fields(holder: Value, name: str, fields: Mapping[str, str], knows_former: bool) -> Iterator[OperatorFault]:
    for key, value in holder.entries():
        if is_placeholder(key) or (knows_former and key in _FORMER):
            continue
        if key not in fields:
            text = f"'{key}' is no field of '{name}': istioctl refuses the file.{perhaps(key, fields)}"
            yield OperatorFault(value, True, text)
        elif value and not value.is_templated and not _fits(value, fields[key]):
            on_key = isinstance(value.raw, (dict, list))
            yield OperatorFault(value, on_key, f"'{key}' takes {_wanted(fields[key])}: istioctl refuses the file.")


def _wanted(kind: str) -> str:
    return "a mapping of texts: quote numbers and booleans" if kind == _TEXTS else "text: quote it" if kind == _TEXT else kind


def _fits(value: Value, kind: str) -> bool:
    raw = value.raw
    if kind == _TEXTS:
        return isinstance(raw, dict) and all(item is None or isinstance(item, str) for item in raw.values())
    if kind == _NUMBER:
        return value.integer is not None and value.integer >= 0
    types = {_TEXT: str, _FLAG: bool, _LIST: list, _MAP: dict}
    return kind == _ANY or isinstance(raw, types[kind])


def _names(spec: Value) -> Iterator[OperatorFault]:
    hub, tag, revision = spec["hub"], spec["tag"], spec["revision"]
    if hub.text and not hub.is_templated and not _is_hub(hub.text):
        yield OperatorFault(hub, False, f"'{hub.text}' is no repository that images can be pulled from: istioctl refuses it.")
    if tag.text and not tag.is_templated and not _TAG.match(tag.text):
        yield OperatorFault(tag, False, f"'{tag.text}' is no tag of an image: istioctl refuses it.")
    if revision.text and not revision.is_templated and not is_label(revision.text):
        hint = ": write dashes for dots" if "." in revision.text else ""
        yield OperatorFault(revision, False, f"'{revision.text}' is no name of a revision, which is one DNS label{hint}.")


def _is_hub(text: str) -> bool:
    first, slash, rest = text.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return bool(_REGISTRY.match(first) and _REPOSITORY.match(rest))
    if not slash and ("." in first or ":" in first):
        return bool(_REGISTRY.match(first))
    return bool(_REPOSITORY.match(text))


def _ranges(proxy: Value) -> Iterator[OperatorFault]:
    for key in ("includeIPRanges", "excludeIPRanges"):
        value = proxy[key]
        if value.text in ("", "*") or value.is_templated:
            continue
        wrong = next((item for item in value.text.split(",") if "/" not in item or not is_subnet(item)), None)
        if wrong is not None:
            yield OperatorFault(value, False, f"'{wrong}' in '{key}' is no range of addresses: istioctl refuses it.")
    for key in ("includeInboundPorts", "excludeInboundPorts"):
        value = proxy[key]
        if value.is_templated:
            continue
        for item in value.text.split(","):
            number = whole_number(item)
            if item not in ("", "*") and (number is None or number > 65535):
                yield OperatorFault(value, False, f"'{item}' in '{key}' is no port: istioctl refuses it.")
                break
