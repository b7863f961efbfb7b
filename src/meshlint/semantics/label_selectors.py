"""Label selectors in rules: the matching of the inventory, on values."""

from __future__ import annotations

from collections.abc import Mapping

from meshlint.manifests.selectors import selector_matches
from meshlint.manifests.value import Value


def selects(selector: Value, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector (`matchLabels`, `matchExpressions`) selects these labels; an absent one selects nothing."""
    return selector_matches(selector.raw, labels)
