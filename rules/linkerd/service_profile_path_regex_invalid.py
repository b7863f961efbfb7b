"""Path expressions that the proxy's regular expressions do not take."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_profiles import parts
from meshlint.semantics.patterns import fault

_NEVER = re.compile(r"\(\?(?:[=!]|<[=!])|(?<!\\)(?:\\\\)*\\[1-9]")
_ONLY_THERE = re.compile(r"\\[pPzuxUQ]|\[\[:|&&|\(\?[a-zA-Z-]*[UuRx]|\\[<>{}]|\(\?<[a-zA-Z_]|~~|--")


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each expression. What Python cannot judge is taken for valid."""
    for name, part in parts(resource):
        path = part["pathRegex"] if name == "condition" else None
        if path is not None and path.text and not path.is_templated and not _compiles(path.text):
            yield context.finding(
                path, f"'{path.text}' does not compile: the proxy leaves it out, and the route matches other requests."
            )


def _compiles(text: str) -> bool:
    if _NEVER.search(text):
        return False
    if _ONLY_THERE.search(text) or len(text) > 500:
        return True
    return not fault(text)
