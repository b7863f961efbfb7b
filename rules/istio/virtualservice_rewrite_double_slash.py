"""Rewrites whose last slash does not go with that of the prefix."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each route, at the rewrite, with the first prefix that it does not suit."""
    for route in given["routes"]:
        uri = route.get("rewrite", "uri")
        if not uri.text or uri.is_templated:
            continue
        for match in route["match"].items():
            prefix = match.get("uri", "prefix")
            if prefix.text in ("", "/") or prefix.is_templated or prefix.text.endswith("/") == uri.text.endswith("/"):
                continue
            before = prefix.text.rstrip("/")
            after = f"{uri.text}{f'{before}/a'.removeprefix(prefix.text)}"
            message = f"'{before}/a' becomes '{after}': the prefix '{prefix.text}' and the rewrite '{uri.text}' end differently."
            yield context.finding(uri, message, related=[(prefix, "the prefix that is replaced")])
            break
