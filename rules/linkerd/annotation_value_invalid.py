"""Values of Linkerd's annotations that are not what the annotation takes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_annotations import annotations_of, known, problem

_ELSEWHERE = (
    "linkerd.io/inject",
    "config.linkerd.io/default-inbound-policy",
    "config.alpha.linkerd.io/proxy-wait-before-exit-seconds",
    "config.linkerd.io/admission-webhooks",
    "balancer.",
    "retry.linkerd.io/",
    "timeout.linkerd.io/",
)  # rules of their own speak of these


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value, on the annotation."""
    for _, key, value in annotations_of(resource):
        entry = known().get(key)
        if entry is None or key.startswith(_ELSEWHERE) or not isinstance(value.raw, str) or value.is_templated:
            continue
        wrong = problem(entry, value.text)
        if wrong:
            yield context.finding(value, f"'{value.text}' is {wrong}: Linkerd does not take it.")
