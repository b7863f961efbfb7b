"""CORS policies that let foreign origins in."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value

_OPEN_PREFIXES = frozenset(("*", "http", "http:", "http:/", "http://", "https", "https:", "https:/", "https://"))
_OPEN_REGEXES = frozenset((".*", ".+", "*", "^.*$", "^.+$", "https?://.*", "^https?://.*$", "http.*", "https://.*"))
_RUNS_ON = re.compile(r"\.[*+][a-zA-Z0-9]")  # anything, and right behind it a name


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each origin. Without credentials a wide policy is a choice: that is said in stricter profiles only."""
    for policy in given["policies"]:
        secret = policy["allowCredentials"].raw is True
        if not secret and context.scan.profile <= context.rule.profile:
            continue
        for origin in [*policy["allowOrigins"].items(), *policy["allowOrigin"].items()]:
            wide = _wideness(origin)
            if wide:
                effect = "any site can act with the credentials of its visitors" if secret else "any site can read the responses"
                message = f"The origin '{_shown(origin)}' {wide}: {effect}."
                yield context.finding(origin, message, severity=Severity.ERROR if secret else Severity.WARNING)


def _wideness(origin: Value) -> str:
    exact = origin.text or origin["exact"].text
    prefix, regex = origin["prefix"].text, origin["regex"].text
    if exact == "*" or prefix in _OPEN_PREFIXES or regex in _OPEN_REGEXES:
        return "is every origin"
    return "also matches longer names that end in it" if _RUNS_ON.search(regex) else ""


def _shown(origin: Value) -> str:
    return origin.text or next((origin[key].text for key in ("exact", "prefix", "regex") if origin[key].text), "")
