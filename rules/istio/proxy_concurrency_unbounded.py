"""Proxies as large as their node."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload, workload_of
from meshlint.semantics.istio_ambient_policies import is_for_gateways
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import PROXY_CONFIG, proxy_config

_MESSAGE = "'concurrency: 0' starts a worker for every core of the node, whatever the CPU limit."


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a concurrency of zero; gateways may want all of their node."""
    workload = workload_of(resource)
    if workload is not None:
        if _is_zero(proxy_config(workload).get("concurrency")) and _is_sidecar(workload, context):
            yield context.finding(workload.annotation(PROXY_CONFIG).key, _MESSAGE)
        return
    value = _setting(resource)
    if value is not None and _is_zero(value.raw):
        yield context.finding(value, _MESSAGE)


def _is_sidecar(workload: Workload, context: Context) -> bool:
    injection = context.shared(SidecarInjection)
    return "gateway" not in injection.templates(workload) and injection.verdict(workload) is not Verdict.NO


def _setting(resource: Resource) -> Value | None:
    if resource.kind == "MeshConfig":
        return resource.at("defaultConfig", "concurrency")
    return None if is_for_gateways(resource) else resource.at("spec", "concurrency")


def _is_zero(raw: object) -> bool:
    return isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw == 0
