"""Label selectors as Kubernetes evaluates them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def labels_match(wanted: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether `labels` hold every wanted pair. An empty selector matches everything: callers decide what empty means."""
    return all(labels.get(key) == value for key, value in wanted.items())


def selector_matches(selector: Any, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector (`matchLabels` and `matchExpressions`) selects these labels; {} selects everything.

    Expressions that Kubernetes would refuse match nothing.
    """
    if not isinstance(selector, dict):
        return False
    wanted = selector.get("matchLabels")
    if isinstance(wanted, dict) and not labels_match(wanted, labels):
        return False
    expressions = selector.get("matchExpressions")
    return all(_expression_matches(item, labels) for item in expressions) if isinstance(expressions, list) else True


def _expression_matches(expression: Any, labels: Mapping[str, str]) -> bool:
    if not isinstance(expression, dict):
        return False
    key, operator = expression.get("key"), expression.get("operator")
    raw = expression.get("values")
    values = raw if isinstance(raw, list) else []
    if not isinstance(key, str):
        return False
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return labels.get(key) not in values
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    return False
