"""Values of policies with a star at one end, as proxies compare them."""

from __future__ import annotations

from collections.abc import Iterable


def matches_any(pattern: str, texts: Iterable[str]) -> bool:
    """Whether a value matches some text: `*` any, `*x` by its end, `x*` by its beginning, else as a whole, case included."""
    if pattern.startswith("*"):
        return any(text.endswith(pattern[1:]) for text in texts)
    if pattern.endswith("*"):
        return any(text.startswith(pattern[:-1]) for text in texts)
    return pattern in texts
