"""Plain scalars as Kubernetes reads them.

Kubernetes decodes YAML through sigs.k8s.io/yaml, whose parser is a fork of go-yaml v2: YAML 1.1 booleans (`on`, `yes`),
`0o17`, `017` and `0x1F` as integers, `1_000` with underscores; then JSON, where every key is a string. A number beyond
64 bits is a floating-point one, and text where that is too small for it as well.
Source: sigs.k8s.io/yaml goyaml.v2/resolve.go and yaml.go.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)\Z")
_MAX_DIGITS = 400  # beyond what a float64 can hold; Python refuses to convert very long numbers
_NUMERIC_START = frozenset("0123456789+-.")

_INT_TAG = "tag:yaml.org,2002:int"
_FLOAT_TAG = "tag:yaml.org,2002:float"
_BOOL_TAG = "tag:yaml.org,2002:bool"
_NULL_TAG = "tag:yaml.org,2002:null"


def resolve_plain(text: str) -> Scalar:
    """The value of an unquoted scalar without a tag."""
    if text[:1] in _NUMERIC_START:
        return _number(text) if text else None
    if len(text) <= 5:
        return _WORDS.get(text, text)
    return text


def _number(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    digits = text.replace("_", "")
    if len(digits) > _MAX_DIGITS:
        return text
    if _INTEGER.match(digits):
        number = _integer(digits)
        if -(2**63) <= number < 2**64:
            return number
    if _FLOAT.match(digits):
        decimal = float(digits)
        if math.isfinite(decimal):
            return decimal
    return text


def _integer(digits: str) -> int:
    sign = -1 if digits[0] == "-" else 1
    body = digits.lstrip("+-")
    if len(body) > 1 and body[0] == "0":
        prefix = body[1]
        if prefix in "xX":
            return sign * int(body[2:], 16)
        if prefix in "bB":
            return sign * int(body[2:], 2)
        return sign * int(body.lstrip("0oO") or "0", 8)
    return sign * int(body)


def resolve_tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit core tag; other tags keep the text."""
    if tag in (_INT_TAG, _FLOAT_TAG, _BOOL_TAG, _NULL_TAG):
        return resolve_plain(text)
    return text


def json_key(value: Scalar) -> str:
    """The string that a scalar key becomes when Kubernetes turns YAML into JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
