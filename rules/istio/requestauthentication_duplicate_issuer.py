"""Rules of a RequestAuthentication that nothing tells apart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_PLACES = ("fromHeaders", "fromParams", "fromCookies")


def check(_: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each rule whose issuer and places are those of an earlier one."""
    seen: dict[tuple[str, str], Value] = {}
    for rule in given:
        issuer = rule["issuer"]
        if not issuer.text or issuer.is_templated:
            continue
        key = (issuer.text, repr([rule[place].raw or None for place in _PLACES]))
        if key in seen:
            message = f"Another rule takes tokens of '{issuer.text}' from the same place: each is tried against both."
            yield context.finding(issuer, message, related=[(seen[key], "the other rule")])
        else:
            seen[key] = issuer
