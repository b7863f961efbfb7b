"""Durations of routes and traffic policies that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Path, Resource, Value
from meshlint.semantics.istio_names import duration_fault

_FIELDS: tuple[Path, ...] = (
    ("connectionPool", "tcp", "connectTimeout"),
    ("connectionPool", "tcp", "maxConnectionDuration"),
    ("connectionPool", "http", "idleTimeout"),
    ("outlierDetection", "interval"),
    ("outlierDetection", "baseEjectionTime"),
)


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each duration."""
    for timeout in given["timeouts"]:
        yield from _judged(timeout, context)
    for name in ("policies", "ports", "subsets", "subset_ports"):
        for policy in given[name]:
            for path in _FIELDS:
                yield from _judged(policy.get(*path), context)


def _judged(value: Value, context: Context) -> Iterator[Finding]:
    fault = duration_fault(value.text) if value.text and not value.is_templated else ""
    if fault:
        yield context.finding(value, f"{value.path[-1]} '{value.text}' {fault}, so that the resource is refused.")
