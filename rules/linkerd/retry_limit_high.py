"""Retry limits above what a call chain can bear."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.linkerd_retries import parse_limit


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each limit above the option's."""
    for limit in given["limit"]:
        if (parse_limit(limit.text) or 0) > context.option("limit"):
            yield context.finding(limit, f"A failing request is sent up to '{limit.text}' times more, and no budget limits that.")
