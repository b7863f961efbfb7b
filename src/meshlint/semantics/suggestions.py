"""Names that a misspelt one may mean."""

from __future__ import annotations

from collections.abc import Iterable


def perhaps(name: str, known: Iterable[str]) -> str:
    """A sentence for the end of a message, " Perhaps 'x' is meant."; "" where no known name is close."""
    from difflib import get_close_matches

    close = get_close_matches(name, [item for item in known if item != name], n=1, cutoff=0.8)
    return meant(close[0]) if close else ""


def meant(name: str) -> str:
    """That sentence for one name."""
    return f" Perhaps '{name}' is meant."
