"""Pods that are killed while they drain."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload, workload_of
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.istio_injection import PROXY, SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import PROXY_CONFIG, NativeSidecars, proxy_config
from meshlint.semantics.mesh_sidecars import MeshSidecars

_DEFAULT_GRACE = 30
_DRAIN = "terminationDrainDuration"
_SLEEP = re.compile(r"\bsleep\s+(\d{1,18})(s|m)?\b")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the proxy's drain time, one for each preStop hook that sleeps too long."""
    workload = workload_of(resource)
    if workload is None or not context.shared(MeshSidecars).injecting(workload):
        return
    given = workload.pod_spec["terminationGracePeriodSeconds"]
    grace = given.integer if given.integer is not None else _DEFAULT_GRACE
    drain = parse_duration(str(proxy_config(workload).get(_DRAIN, ""))) or 0
    if drain >= grace and _has_classic_istio(workload, context):
        message = f"The proxy drains for {drain:g}s, and the pod is killed after {grace}s."
        yield context.finding(workload.annotation(PROXY_CONFIG).key, message)
    for container in workload.pod_spec["containers"].items():
        seconds, at = _pre_stop_sleep(container)
        if at is not None and seconds >= grace:
            yield context.finding(at, f"The preStop hook sleeps for {seconds}s, and the pod is killed after {grace}s.")


def _has_classic_istio(workload: Workload, context: Context) -> bool:
    if context.shared(SidecarInjection).verdict(workload) is not Verdict.YES:
        return False
    return not context.shared(NativeSidecars).is_native(workload)


def _pre_stop_sleep(container: Value) -> tuple[int, Value | None]:
    hook = container.get("lifecycle", "preStop")
    seconds = hook.get("sleep", "seconds")
    if seconds.integer is not None:
        return seconds.integer, seconds
    command = hook.get("exec", "command")
    found = _SLEEP.search(" ".join(str(item.raw) for item in command.items()))
    if found is None or container["name"].text == PROXY:
        return 0, None
    return int(found.group(1)) * (60 if found.group(2) == "m" else 1), command
