"""Waits of the proxy that do not fit into the pod's grace period."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.numerals import whole_number

_KEY = "config.alpha.linkerd.io/proxy-wait-before-exit-seconds"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a workload, on the annotation."""
    workload = workload_of(resource)
    wait = workload.annotation(_KEY) if workload is not None else None
    if workload is None or wait is None or not wait.text or wait.is_templated:
        return
    seconds = whole_number(wait.text)
    if seconds is None:
        yield context.finding(wait, f"'{wait.text}' is no number of seconds, and the proxy does not wait.")
        return
    stated = workload.pod_spec["terminationGracePeriodSeconds"]
    grace = stated.integer if stated.integer is not None else None if stated else 30
    if grace is not None and seconds >= grace:
        message = f"The proxy waits '{wait.text}' seconds, and the pod is killed after {grace}: its connections are cut."
        yield context.finding(wait, message, related=[(stated, "The grace period.")] if stated else [])
