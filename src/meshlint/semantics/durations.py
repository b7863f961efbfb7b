"""Durations as the meshes write them: Go's time.ParseDuration."""

from __future__ import annotations

import re

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")


def parse_duration(text: str) -> float | None:
    """Seconds in a Go duration ("1h2m", "500ms", "-1.5s", "0"); None for anything else."""
    sign, body = (-1.0, text[1:]) if text[:1] == "-" else (1.0, text[1:] if text[:1] == "+" else text)
    if body == "0":
        return 0.0
    seconds, position = 0.0, 0
    while position < len(body):
        part = _PART.match(body, position)
        if part is None:
            return None
        seconds += float(part.group(1)) * _UNITS[part.group(2)]
        position = part.end()
    return sign * seconds if position else None


def is_whole_milliseconds(seconds: float) -> bool:
    """Whether a duration has no part finer than a millisecond, as Istio's validator asks."""
    return abs(seconds * 1000 - round(seconds * 1000)) < 1e-6
