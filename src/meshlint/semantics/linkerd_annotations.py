"""The annotations and labels that Linkerd knows: what they may hold, where they are read, since and until which release.

The table is linkerd_annotations.json. Source: linkerd2 pkg/k8s/labels.go, pkg/inject/inject.go,
policy-controller/k8s/index/src/outbound/index.rs, and the release tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.manifests.workloads import workload_of
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.fact_tables import fact_table
from meshlint.semantics.go_booleans import BOOLEANS
from meshlint.semantics.quantities import quantity

PREFIXES = (
    "config.linkerd.io/",
    "config.alpha.linkerd.io/",
    "config.beta.linkerd.io/",
    "balancer.linkerd.io/",
    "balancer.alpha.linkerd.io/",
    "retry.linkerd.io/",
    "timeout.linkerd.io/",
)
"""Prefixes under which nobody else writes annotations."""

MANAGED = "managed"  # written by Linkerd itself


class Known(NamedTuple):
    """One name. `value` is a list of words separated by "|", or the name of a grammar; `on` says which objects are read."""

    name: str
    value: str
    on: tuple[str, ...]
    is_label: bool
    since: str
    until: str  # the last release that read it; "" for those that still are


@lru_cache(maxsize=1)
def known() -> dict[str, Known]:
    """Every name that Linkerd reads or writes."""
    raw = fact_table("linkerd_annotations.json")
    return {
        name: Known(
            name, item["value"], tuple(item["on"]), item.get("label", False), item.get("since", ""), item.get("until", "")
        )
        for name, item in raw.items()
    }


def level(resource: Resource) -> str:
    """What an object's own annotations are to Linkerd: those of a "pod", "namespace", "service", "egress", "route", ..."""
    if resource.kind in ("Namespace", "Service", "Pod"):
        return resource.kind.lower()
    if resource.kind == "EgressNetwork":
        return "egress"
    return "route" if resource.kind.endswith("Route") else "profile" if resource.kind == "ServiceProfile" else "workload"


@lru_cache(maxsize=64)
def annotations_of(resource: Resource) -> tuple[tuple[str, str, Value], ...]:
    """Every annotation of an object and of its pod template: the level it stands on, its key, its value."""
    own = [(level(resource), str(key), value) for key, value in resource.at("metadata", "annotations").entries()]
    workload = workload_of(resource)
    if workload is not None and workload.template.path:
        pods = workload.template.get("metadata", "annotations")
        own.extend(("pod", str(key), value) for key, value in pods.entries())
    return tuple(own)


_WHOLE = re.compile(r"[+-]?\d{1,19}\Z", re.ASCII)
_FRACTION = re.compile(r"[+-]?(\d{1,19}(\.\d{0,19})?|\.\d{1,19})\Z", re.ASCII)
_GRAMMARS: dict[str, tuple[Callable[[str], object], str]] = {
    "quantity": (lambda text: quantity(text) is not None, "no quantity such as '100m' or '64Mi'"),
    "go duration": (lambda text: parse_duration(text) is not None, "no duration such as '1s' or '500ms'"),
    "boolean": (BOOLEANS.__contains__, "neither 'true' nor 'false'"),
    "integer": (_WHOLE.match, "no whole number"),
    "fraction": (_FRACTION.match, "no number"),
}


def problem(entry: Known, text: str) -> str:
    """What is wrong with a value, in words; "" where it is fine, or where its grammar is another rule's matter."""
    if "|" in entry.value:
        words = entry.value.split("|")
        return "" if text in words else "none of " + ", ".join(word for word in words if word)
    accepts, words_for_no = _GRAMMARS.get(entry.value, (lambda _: True, ""))
    return "" if accepts(text) else words_for_no
