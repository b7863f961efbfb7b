"""Private keys in the values of mesh charts. Cilium's values have a rule of their own."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_SHORTEST = 100  # a key of any kind is longer; shorter text is a placeholder


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each value that holds a key; encrypted text begins with ENC[ and holds none."""
    for value in _scalars(resource.root):
        if len(value.text) >= _SHORTEST and _PRIVATE_KEY.search(value.text):
            name = ".".join(str(step) for step in value.path)
            message = f"'{name}' is a private key in plain text: who reads these values can issue identities of the mesh with it."
            yield context.finding(value.key, message)


def _scalars(value: Value) -> Iterator[Value]:
    if value.text:
        yield value
    for _, item in value.entries():
        yield from _scalars(item)
    for item in value.items():
        yield from _scalars(item)
