"""Jobs that wait for their proxy."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Workload, workload_of
from meshlint.semantics.istio_injection import SidecarInjection, Verdict
from meshlint.semantics.istio_native_sidecars import NativeSidecars

_ENDS_PROXY = ("quitquitquit", "pilot-agent request POST quit", "scuttle", "pkill", "killall")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a Job that gets a classic sidecar and does nothing to end it."""
    workload = workload_of(resource)
    if workload is None or context.shared(SidecarInjection).verdict(workload) is not Verdict.YES:
        return
    if not context.shared(NativeSidecars).is_native(workload) and not _ends_proxy(workload):
        message = "These pods get a classic sidecar, which does not end with the job's container: the Job never completes."
        yield context.finding(resource.at("metadata", "name"), message)


def _ends_proxy(workload: Workload) -> bool:
    for container in workload.containers():
        words = [item.text for block in ("command", "args") for item in container[block].items()]
        hook = container.get("lifecycle", "preStop", "exec", "command")
        text = " ".join([container["image"].text, *words, *(item.text for item in hook.items())])
        if any(mark in text for mark in _ENDS_PROXY):
            return True
    return False
