"""Rewrites and redirects of a prefix that the rule does not define."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.gateway_api_filters import rule_filters


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each replacement of a prefix in a rule without exactly one PathPrefix."""
    for rule in resource.spec["rules"].items():
        problem = _problem(rule)
        if not problem:
            continue
        for key in ("requestRedirect", "urlRewrite"):
            for settings in rule_filters(rule, key):
                path = settings["path"]
                if path["type"].text == "ReplacePrefixMatch" and path["replacePrefixMatch"]:
                    message = f"The prefix to replace is not defined, as {problem}: the API server refuses the route."
                    yield context.finding(path["replacePrefixMatch"], message)


def _problem(rule: Value) -> str:
    matches = list(rule["matches"].items())
    if len(matches) > 1:
        return f"the rule has {len(matches)} matches"
    kind = matches[0].get("path", "type") if matches else None
    if kind is None or not kind.text or kind.is_templated or kind.text == "PathPrefix":
        return ""
    return f"the rule's match is of type '{kind.text}'"
