"""Labels and annotations of a Gateway's infrastructure that Kubernetes does not take."""

from __future__ import annotations

import re

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, is_placeholder

_DOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\Z")
_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\Z")
_MOST = 8


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key or value, and one for a mapping that is too large."""
    for field in ("labels", "annotations"):
        mapping = resource.spec["infrastructure"][field]
        if len(mapping.mapping) > _MOST:
            message = f"There are {len(mapping.mapping)} {field}: the API server refuses a Gateway with more than {_MOST}."
            yield context.finding(mapping.key, message)
        for key, value in mapping.entries():
            if not is_placeholder(key) and not _is_key(key):
                yield context.finding(value.key, f"'{key}' is no key of {field}, so that the API server refuses the Gateway.")
            if field == "labels" and not _is_label(value):
                yield context.finding(value, f"'{value.raw}' is no value of a label, so that the API server refuses the Gateway.")


def _is_key(key: str) -> bool:
    domain, slash, name = key.rpartition("/")
    return _NAME.match(name) is not None and (not slash or (_DOMAIN.match(domain) is not None and len(domain) <= 253))


def _is_label(value: Value) -> bool:
    return not value.text or value.is_templated or _NAME.match(value.text) is not None
