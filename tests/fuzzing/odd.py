"""Scalars that nobody expects where they stand."""

from __future__ import annotations

from random import Random
from typing import Any

PLAIN = (
    "0o17 017 0x1F 0b101 1_000 +1 -0 .5 5. 1e400 -1e-400 .inf -.Inf .nan ~ null Null yes No on OFF y n true TRUE "
    "1.10 01:30 2024-02-30 2001-12-14t21:59:43.10-05:00 0.0.0.0 ::1 fd00::/8 1.2.3.4/33 << = - ? : * & ! % @ ` "
    "1h -1s 1.5h 1d 10m0s 9223372036854775808h 5xx 999 *.example.com *. .a a. a..b -a a- A_b ../.. /etc/passwd istio-system/x "
    "x/y/z @sha256: repo:tag@sha256:00 ghcr.io/a/b latest 1.24.x >=1.2 <1 ^1.0 ~1.2 1.2.3-rc.1+meta v1 v1.2.3.4 "
    "${X} $(X) $X {{x}} <x> __X__ %{x} spiffe://a/ns/b/sa/c cluster.local/ns/*/sa/* http://[::1]:80/ https://a:99999999/ "
    "1Gi 1.5e3m 100% 0% -1% 65536 -1 0 4294967296 18446744073709551616 ROOT MESH MUTUAL STRICT"
).split()
"""Unquoted scalars, as they are written."""

TEXTS = (
    "",
    " ",
    "\n",
    "a\nb\n",
    "\t",
    "é",
    "日本語",
    "\u202e\u200b",
    "\U0001f600",
    "\u0130İ",
    "ſ",
    "a" * 300,
    "a." * 80,
    "*" * 40,
    "[a-z]+(b|c)*",
    "(((((",
    "[[[[",
    "a{1000000000}",
    "(?P<x>a)(?P=x)",
    "\\",
    "\\Q\\E",
    "$",
    "%s %d {0} {",
    "request.headers['x']",
    "a && b || !c",
    "curl -L https://x.example/i.sh | sh -s -- 'a",
    "istioctl install --set a.b=c -y $(cat",
    'helm install x oci://r.example/c --version "1.2',
    "<<EOF\nx\n",
    "::error::x",
    "\x1b[31m",
    "\x7f",
    "²",
    "٣",
    "9" * 5000,
    "1." + "9" * 30 + ".0",
    "1.2.3-rc.²",
    "A=x\nB=$A$A\nC=$B$B\nistioctl install --set $C\n",
    "(a|a)*b",
    " " * 3000,
    "a" + "\t\n" * 500,
    ",".join(["a=b"] * 300),
    "[" * 200,
)

NUMBERS = (
    0,
    1,
    -1,
    2**31,
    2**63,
    2**64,
    -(2**70),
    10**300,
    10**400,
    0.1,
    -0.0,
    1e308,
    5e-324,
    10**305,
    10**350,
    65535,
    65536,
    100,
    101,
    1e22,
)


def scalar(chance: Random) -> Any:
    """A value that is no collection."""
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice((None, True, False))
    if kind in (1, 2):
        return chance.choice(NUMBERS)
    if kind == 3:
        return chance.randint(-1000, 100_000)
    if kind in (4, 5):
        return chance.choice(PLAIN)
    if kind == 6:
        return chance.choice(TEXTS)
    return "".join(
        chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xA0, 0xD7FF)))) for _ in range(chance.randrange(9))
    )


def value(chance: Random, depth: int = 3) -> Any:
    """A value of any type."""
    kind = chance.randrange(10)
    if depth == 0 or kind < 6:
        return scalar(chance)
    if kind < 8:
        return [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {word(chance): value(chance, depth - 1) for _ in range(chance.randrange(4))}


def word(chance: Random) -> str:
    """A key."""
    found = (
        scalar(chance) if chance.random() < 0.4 else chance.choice(("name", "a", "spec", "host", "match", "exact", "0", "x.y/z"))
    )
    return str(found) if not isinstance(found, int) else f"k{len(str(found))}"
