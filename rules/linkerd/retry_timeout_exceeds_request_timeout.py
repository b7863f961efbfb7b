"""Timeouts of a try that use up the whole request's."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.gateway_routes import rules
from meshlint.semantics.linkerd_retries import TIMEOUT, annotation, annotation_seconds


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each object, on the try's timeout; the annotation of the request stands before the rules' fields."""
    attempt = annotation(resource, TIMEOUT)
    own = annotation_seconds(attempt.text)
    if not own:
        return
    stated = annotation(resource, "timeout.linkerd.io/request")
    requests = [stated] if stated else [rule["timeouts"]["request"] for rule in rules(resource)]
    limits = [(seconds, value) for value in requests if (seconds := annotation_seconds(value.text))]
    if limits and own >= min(limits, key=lambda limit: limit[0])[0]:
        shortest = min(limits, key=lambda limit: limit[0])[1]
        message = f"A try may take '{attempt.text}', and the whole request '{shortest.text}': no second try can start."
        yield context.finding(attempt, message, related=[(shortest, "The timeout of the request.")])
