"""Conditions of HTTP matches that the webhook refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_names import regex_fault

_PRESENT = "*"  # the regex that stands for "any value" in withoutHeaders


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each condition."""
    for match in given["matches"]:
        for key in ("uri", "scheme", "method", "authority"):
            yield from _string(match[key], key, context)
        for key in ("headers", "withoutHeaders", "queryParams"):
            for name, condition in match[key].entries():
                if not name:
                    yield context.finding(condition.key, f"A name in '{key}' is empty: Istio refuses the match.")
                yield from _string(condition, key, context)


def _string(condition: Value, key: str, context: Context) -> Iterator[Finding]:
    regex = condition["regex"]
    if condition["prefix"].raw == "" and key != "uri":
        yield context.finding(condition["prefix"], f"The prefix of '{key}' is empty: Istio refuses the match.")
    elif regex.raw == "":
        yield context.finding(regex, f"The regular expression of '{key}' is empty: Istio refuses the match.")
    elif regex.text and not regex.is_templated and regex.text != _PRESENT:
        fault = regex_fault(regex.text)
        if fault:
            yield context.finding(regex, f"The regular expression '{regex.text}' {fault}: Istio refuses the match.")
