"""Private keys in the values of Cilium's chart."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value

_ROOTS = (
    ("tls", "ca"),
    ("hubble", "tls"),
    ("hubble", "relay", "tls"),
    ("hubble", "ui", "tls"),
    ("clustermesh", "apiserver", "tls"),
    ("clustermesh", "config", "clusters"),
)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each `key` below the TLS settings; encrypted text and placeholders hold none."""
    for root in _ROOTS:
        for value in _keys(resource.at(*root)):
            if value.text.strip() and not value.is_templated and not value.text.startswith("ENC["):
                name = ".".join(str(step) for step in value.path)
                yield context.finding(value.key, f"'{name}' is a private key in plain text: who reads these values has it.")


def _keys(value: Value) -> Iterator[Value]:
    for key, item in value.entries():
        if key == "key":
            yield item
        else:
            yield from _keys(item)
    for item in value.items():
        yield from _keys(item)
