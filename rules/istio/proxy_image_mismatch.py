"""Namespaces whose sidecars were not rolled after an upgrade."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload
from meshlint.semantics.istio_injection import NAMESPACE_LABEL, REVISION_LABEL, proxy_containers

_CONFIG_MAP = "istio-sidecar-injector"
_FLAVOURS = ("-distroless", "-debug")
_OVERRIDE = "sidecar.istio.io/proxyImage"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a namespace, that names the pods with another image."""
    expected = _expected(resource, context)
    if not expected:
        return
    old = [
        container["image"]
        for workload in context.inventory.workloads_in(resource.name)
        if workload.namespace == resource.name and workload.resource.kind == "Pod"
        for container in _sidecars(workload)
        if _plain(container["image"].text) != _plain(expected)
    ]
    if old:
        count = "1 pod runs" if len(old) == 1 else f"{len(old)} pods run"
        message = f"{count} another proxy than '{expected}', which the injector now gives: restart the workloads."
        yield context.finding(
            resource.at("metadata", "name"), message, related=[(image, "the proxy's image") for image in old[:10]]
        )


def _expected(namespace: Resource, context: Context) -> str:
    labels = namespace.labels
    if labels.get(NAMESPACE_LABEL, "enabled") != "enabled" or not {NAMESPACE_LABEL, REVISION_LABEL} & labels.keys():
        return ""
    revision = "" if NAMESPACE_LABEL in labels else labels[REVISION_LABEL]
    name = _CONFIG_MAP if revision in ("", "default") else f"{_CONFIG_MAP}-{revision}"
    found = [item for item in context.inventory.of("InjectorValues.istio") if item.name == name and item.shares_scope(namespace)]
    return _image(found[0].at("global")) if found else ""


def _image(values: Value) -> str:
    image = values.get("proxy", "image").text or "proxyv2"
    if "/" in image:
        return image
    hub, tag = values["hub"].text, values["tag"].raw
    return f"{hub}/{image}:{tag}" if hub and isinstance(tag, (str, int, float)) else ""


def _sidecars(workload: Workload) -> Iterator[Value]:
    if _OVERRIDE not in workload.annotations:
        yield from (item for item in proxy_containers(workload) if item["image"].text not in ("", "auto"))


def _plain(image: str) -> str:
    return next((image.removesuffix(flavour) for flavour in _FLAVOURS if image.endswith(flavour)), image)
