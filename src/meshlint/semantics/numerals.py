"""Whole numbers that stand in text."""

from __future__ import annotations

MAX_DIGITS = 18  # so that a number fits into 64 bits; Python refuses to convert thousands of digits


def whole_number(text: str) -> int | None:
    """The number that ASCII digits spell; None for anything else, and for more digits than 64 bits hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None
