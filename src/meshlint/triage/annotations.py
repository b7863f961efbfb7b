"""Suppression by annotation on the object itself: meshlint's own, and those of istioctl and Kiali for the rules of their codes.

- `ignore.meshlint.dev/istio.some-rule: reason`
- `galley.istio.io/analyze-suppress: IST0101,IST0103`, or `"*"` for all of istioctl's
- `kiali.io/ignore-validations: KIA1101`, likewise

Source: istio pkg/config/analysis/local/istiod_analyze.go and pkg/config/analysis/diag (suppression by annotation).
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from meshlint.registry.rule import Rule

OWN = "ignore.meshlint.dev/"
_latest: list[Any] = [None, []]
PEERS = {"istioctl": "galley.istio.io/analyze-suppress", "kiali": "kiali.io/ignore-validations"}


def suppresses(annotations: Mapping[str, str], rule_id: str, rule: Rule | None) -> bool:
    """Whether the annotations of an object suppress a rule on it."""
    name = rule_id.replace("/", ".")
    if any(fnmatchcase(name, pattern) for pattern in _own_patterns(annotations)):
        return True
    return rule is not None and any(
        _names(annotations[key], rule.codes(peer)) for peer, key in PEERS.items() if key in annotations
    )


def _own_patterns(annotations: Mapping[str, str]) -> list[str]:
    """The rules that meshlint's own annotations name: read once for the findings of an object, which come together."""
    if _latest[0] is not annotations:
        _latest[:] = [annotations, [key.removeprefix(OWN) for key in annotations if key.startswith(OWN)]]
    patterns: list[str] = _latest[1]
    return patterns


def _names(text: str, codes: frozenset[str]) -> bool:
    return bool(codes) and ("*" in _codes(text) or not _codes(text).isdisjoint(codes))


@lru_cache(maxsize=64)
def _codes(text: str) -> frozenset[str]:
    return frozenset(text.upper().replace(",", " ").split())
