"""Proxies without limits: by the installation's values, or in a pod that will not be injected any more."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Place, Resource, Severity, Value, Workload, workload_of
from meshlint.semantics.istio_injection import SidecarInjection, Verdict, is_already_injected, proxy_containers
from meshlint.semantics.istio_proxy_resources import removed_limits, unset_limits

_NAMES = {"cpu": "CPU", "memory": "memory"}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each place that leaves proxies without a limit."""
    if resource.kind == "InjectorValues":
        yield from _of_injector(resource.at("global", "proxy"), context)
    elif resource.kind == "HelmValues":
        yield from _of_values(resource.root, context)
    else:
        workload = workload_of(resource)
        if workload is not None:
            yield from _of_pods(workload, context)


def _of_values(values: Value, context: Context) -> Iterator[Finding]:
    if values["profile"].text == "ambient":
        return  # nothing is injected there
    for null, names in removed_limits(values.get("global", "proxy", "resources")):
        message = f"This null removes the chart's default: every injected proxy runs without a {_limits(names)}."
        yield from _finding(null.key, names, message, context)


def _of_injector(proxy: Value, context: Context) -> Iterator[Finding]:
    names = unset_limits(proxy["resources"])
    if proxy.mapping and names:
        at = next(value for value in (proxy.get("resources", "limits"), proxy["resources"], proxy) if value.exists)
        yield from _finding(
            at.key, names, f"These values are final: every injected proxy runs without a {_limits(names)}.", context
        )


def _of_pods(workload: Workload, context: Context) -> Iterator[Finding]:
    final = is_already_injected(workload)
    for container in proxy_containers(workload):
        names = unset_limits(container["resources"])
        if not names or _is_ztunnel(workload, container):
            continue
        if final or (container["resources"].mapping and context.shared(SidecarInjection).verdict(workload) is Verdict.NO):
            at = container["resources"].key if container["resources"] else container["name"]
            yield from _finding(at, names, f"The proxy of these pods has no {_limits(names)}, and no injector adds one.", context)


def _is_ztunnel(workload: Workload, container: Value) -> bool:
    image = container["image"].text
    return workload.labels.get("app") == "ztunnel" or "ztunnel" in image.rpartition("/")[2]


def _limits(names: tuple[str, ...]) -> str:
    return f"{' and '.join(_NAMES[name] for name in names)} limit"


def _finding(at: Place | Value, names: tuple[str, ...], message: str, context: Context) -> Iterator[Finding]:
    only_cpu = names == ("cpu",)
    if not only_cpu or context.option("cpu"):
        yield context.finding(at, message, severity=Severity.NOTE if only_cpu else None)
