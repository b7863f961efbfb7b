"""Annotations under Linkerd's prefixes that no component reads."""

from __future__ import annotations

from functools import lru_cache

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.linkerd_annotations import PREFIXES, annotations_of, known
from meshlint.semantics.suggestions import perhaps


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation; a note where no known name is close, as vendors add their own."""
    names = known()
    for _, key, value in annotations_of(resource):
        if key.startswith(PREFIXES) and key not in names:
            meant = _meant(key)
            message = f"Linkerd knows no annotation '{key}', and ignores it.{meant}"
            yield context.finding(value.key, message, severity=None if meant else Severity.NOTE)


@lru_cache(maxsize=256)  # what one chart gets wrong, it gets wrong in every workload
def _meant(key: str) -> str:
    """The known name that is close, or that has the same words in another order."""
    words = sorted(key.partition("/")[2].split("-"))
    names = [name for name, entry in known().items() if not entry.until]
    same = next((name for name in names if sorted(name.partition("/")[2].split("-")) == words), "")
    return f" Perhaps '{same}' is meant." if same else perhaps(key, names)
