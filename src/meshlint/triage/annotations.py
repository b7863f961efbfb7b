"""Suppression by annotation on the object itself: meshlint's own, and those of istioctl and Kiali for the rules of their codes.

- `ignore.meshlint.dev/istio.some-rule: reason`
- `galley.istio.io/analyze-suppress: IST0101,IST0103`, or `"*"` for all of istioctl's
- `kiali.io/ignore-validations: KIA1101`, likewise

Source: istio pkg/config/analysis/local/istiod_analyze.go and pkg/config/analysis/diag (suppression by annotation).
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from meshlint.registry.rule import Rule

OWN = "ignore.meshlint.dev/"
PEERS = {"istioctl": "galley.istio.io/analyze-suppress", "kiali": "kiali.io/ignore-validations"}


def suppresses(annotations: Mapping[str, str], rule_id: str, rule: Rule | None) -> bool:
    """Whether the annotations of an object suppress a rule on it."""
    name = rule_id.replace("/", ".")
    if any(key.startswith(OWN) and fnmatchcase(name, key.removeprefix(OWN)) for key in annotations):
        return True
    return rule is not None and any(
        _names(annotations[key], rule.codes(peer)) for peer, key in PEERS.items() if key in annotations
    )


def _names(text: str, codes: frozenset[str]) -> bool:
    named = {item.strip().upper() for item in text.replace(",", " ").split()}
    return bool(codes) and ("*" in named or not named.isdisjoint(codes))
