"""Matches of TrafficSplits where Linkerd is the mesh."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.smi_splits import Splits


def check(_resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each split, on its matches."""
    for matches in given["matches"]:
        if matches and context.shared(Splits).is_linkerds:
            yield context.finding(matches.key, "Linkerd's TrafficSplit has no matches: the split applies to every request.")
