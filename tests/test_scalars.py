"""Plain scalars are read as Kubernetes reads them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from meshlint.loading.composer import compose
from meshlint.loading.values import Builder


def value_of(text: str) -> Any:
    return Builder().build(compose(f"key: {text}"))["key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", True),
        ("Yes", True),
        ("y", True),
        ("off", False),
        ("NO", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("none", "none"),
        ("12", 12),
        ("-7", -7),
        ("1_000", 1000),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("18446744073709551616", 2.0**64),
        ("1" + "0" * 300, 1e300),
        ("1" + "0" * 350, "1" + "0" * 350),
        ("0x10000000000000000", "0x10000000000000000"),
        ("1e400", "1e400"),
        ("-1e400", "-1e400"),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 15),
        ("0b101", 5),
        ("0", 0),
        ("-0", 0),
        ("08", 8.0),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.27.0", "1.27.0"),
        ("2001-01-01", "2001-01-01"),
        ("12:30:45", "12:30:45"),
        ("1.2.3.4/8", "1.2.3.4/8"),
        ('"on"', "on"),
        ("'5'", "5"),
        ("!!str 5", "5"),
        ('!!int "5"', 5),
        ("=", "="),
    ],
)
def test_scalar(text: str, value: Any) -> None:
    found = value_of(text)
    assert found == value and type(found) is type(value)


def test_infinities() -> None:
    assert value_of(".inf") == math.inf and value_of("-.inf") == -math.inf and math.isnan(value_of(".nan"))


def test_an_absurdly_long_number_stays_text() -> None:
    assert value_of("9" * 5000) == "9" * 5000


def test_keys_become_strings() -> None:
    data = Builder().build(compose("on: 1\n5: 2\n1.5: 3\nnull: 4\n'on': 5\n"))
    assert data == {"true": 1, "5": 2, "1.5": 3, "null": 4, "on": 5}
