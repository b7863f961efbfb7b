"""The shape of a ServiceProfile, as the admission webhook reads it: strictly, with nothing unknown and nothing empty.

Source: linkerd2 controller/gen/apis/serviceprofile/v1alpha2/types.go, pkg/profiles/profiles.go (Validate).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.quantities import quantity

FIELDS: dict[str, dict[str, str]] = {
    "spec": {"routes": "route", "retryBudget": "retry budget", "dstOverrides": "override", "opaquePorts": ""},
    "route": {"name": "", "condition": "condition", "isRetryable": "", "timeout": "", "responseClasses": "response class"},
    "condition": {"pathRegex": "", "method": "", "all": "condition", "any": "condition", "not": "condition"},
    "response class": {"condition": "response condition", "isFailure": ""},
    "response condition": {
        "status": "status", "all": "response condition", "any": "response condition", "not": "response condition",
    },
    "status": {"min": "", "max": ""},
    "retry budget": {"minRetriesPerSecond": "", "retryRatio": "", "ttl": ""},
    "override": {"authority": "", "weight": ""},
}  # fmt: skip
"""What each part of a profile may hold, and which part a field leads to."""

_CONDITIONS = ("condition", "response condition")


def parts(profile: Resource) -> Iterator[tuple[str, Value]]:
    """Every part of a profile by its name in FIELDS, the spec first; items of lists may be null."""
    yield from _parts("spec", profile.spec)


def _parts(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    yield name, value
    for key, below in FIELDS[name].items():
        field = value[key]
        if below and isinstance(field.raw, list):
            for item in field.items():
                yield from _parts(below, item)
        elif below and field:
            yield from _parts(below, field)


def missing(name: str, value: Value) -> str:
    """What a part lacks that the webhook asks for, in words; "" for nothing."""
    if value.raw is None:
        return f"this {name} is empty"
    if not isinstance(value.raw, dict):
        return ""
    if name == "route" and not value["name"].raw:
        return "this route has no name"
    if name in ("route", "response class") and not value["condition"]:
        return f"this {name} has no condition"
    if name in _CONDITIONS and not any(value[key] for key in FIELDS[name]):
        return f"this {name} is empty"
    return ""


class Authority(NamedTuple):
    """The Service that a DNS name such as `web.shop.svc.cluster.local` or an authority with a port means."""

    service: str
    namespace: str


def authority(text: str, cluster_domain: str) -> Authority | None:
    """The Service of a full cluster-local name; None for any other text."""
    host = text.rpartition(":")[0] if re.search(r":\d+\Z", text) else text
    name, dot, namespace = host.removesuffix(f".svc.{cluster_domain}").partition(".")
    complete = host.endswith(f".svc.{cluster_domain}") and dot and name and namespace and "." not in namespace
    return Authority(name, namespace) if complete else None


def rules_the_service(profile: Resource) -> bool:
    """Whether a profile stands before routes and annotations: with a route, or an override that has a weight."""
    overrides = profile.spec["dstOverrides"].items()
    return any(True for _ in profile.spec["routes"].items()) or any((quantity(item["weight"].raw) or 0) > 0 for item in overrides)
