"""Retry policies that the webhook refuses, and parts of them that never apply."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource, Severity, Value
from meshlint.semantics.istio_names import duration_fault
from meshlint.semantics.istio_retries import UNSUPPORTED_EFFECT, has_codes, is_supported

_NEEDS_ATTEMPTS = ("perTryTimeout", "retryOn", "retryRemoteLocalities")


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each field at fault. The mesh-wide policy is not validated, so its faults are warnings."""
    release = context.target("istio", resource)
    for retries in given["retries"]:
        yield from _attempts(retries, context)
        yield from _conditions(retries, release, context)
        for name in ("perTryTimeout", "backoff"):
            yield from _duration(retries[name], context)
    for retries in given["default"]:
        yield from _attempts(retries, context, Severity.WARNING)
        yield from _mesh_conditions(retries, release, context)


def _attempts(retries: Value, context: Context, severity: Severity | None = None) -> Iterator[Finding]:
    attempts = retries["attempts"]
    number = attempts.integer if attempts else 0
    if number is None or number > 0 or not retries.mapping:
        return
    if number < 0:
        consequence = "Istio refuses the policy" if severity is None else "it switches the default retries off"
        yield context.finding(attempts, f"'attempts: {number}' is negative: {consequence}.", severity=severity)
        return
    beside = [name for name in _NEEDS_ATTEMPTS if retries[name] and retries[name].raw != ""]
    if beside:
        found = "'attempts: 0'" if attempts else "no 'attempts', which means 0,"
        consequence = "Istio refuses that" if severity is None else "nothing is retried"
        message = f"The retry policy has {found} beside '{', '.join(beside)}': {consequence}."
        yield context.finding(attempts if attempts else retries.key, message, severity=severity)


def _conditions(retries: Value, release: Release, context: Context) -> Iterator[Finding]:
    value = retries["retryOn"]
    if not value.text or value.is_templated:
        return
    items = value.text.split(",")
    refused = [item for item in items if not is_supported(item, release)]
    if refused:
        blanks = all(is_supported(item.strip(), release) for item in refused if item.strip())
        reason = "items are not trimmed, and may not be empty" if blanks else f"Istio {release} knows no such condition"
        shown = ", ".join(f"'{item}'" for item in refused)
        yield context.finding(value, f"retryOn {shown}: {reason}, so the policy is refused.")
        return
    yield from _inert(value, items, context)


def _mesh_conditions(retries: Value, release: Release, context: Context) -> Iterator[Finding]:
    value = retries["retryOn"]
    if not value.text or value.is_templated:
        return
    items = [item.strip() for item in value.text.split(",") if item.strip()]
    unknown = [item for item in items if not is_supported(item, release)]
    if unknown:
        shown = ", ".join(f"'{item}'" for item in unknown)
        message = f"retryOn {shown}: no condition that Istio {release} knows, so it is dropped without a word."
        yield context.finding(value, message, severity=Severity.WARNING)
        return
    yield from _inert(value, items, context)


def _inert(value: Value, items: list[str], context: Context) -> Iterator[Finding]:
    if UNSUPPORTED_EFFECT in items:
        message = f"retryOn '{UNSUPPORTED_EFFECT}' never applies: the policy has no field to name the headers."
        yield context.finding(value, message, severity=Severity.WARNING)
    elif "retriable-status-codes" in items and not has_codes(items):
        message = "retryOn 'retriable-status-codes' never applies: no status code is in the list."
        yield context.finding(value, message, severity=Severity.WARNING)


def _duration(value: Value, context: Context) -> Iterator[Finding]:
    fault = duration_fault(value.text) if value.text and not value.is_templated else ""
    if fault:
        yield context.finding(value, f"{value.path[-1]} '{value.text}' {fault}: Istio refuses the policy.")
