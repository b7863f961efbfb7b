"""Label selectors, sound and broken."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.manifests.selectors import selector_matches

LABELS = {"app": "cart", "tier": "web"}


@pytest.mark.parametrize(
    ("expression", "selects"),
    [
        ({"key": "app", "operator": "In", "values": ["cart"]}, True),
        ({"key": "app", "operator": "NotIn", "values": ["cart"]}, False),
        ({"key": "other", "operator": "NotIn", "values": ["cart"]}, True),
        ({"key": "app", "operator": "Exists"}, True),
        ({"key": "app", "operator": "DoesNotExist"}, False),
        ({"key": "other", "operator": "DoesNotExist"}, True),
        ({"key": "other", "operator": "In", "values": [None]}, False),
        ({"key": ["app"], "operator": "Exists"}, False),
        ({"key": ["app"], "operator": "DoesNotExist"}, False),
        ({"key": {}, "operator": "NotIn", "values": [[]]}, False),
        ({"key": "app", "operator": ["In"]}, False),
        ({"key": "app", "operator": "In", "values": {}}, False),
        ([], False),
    ],
)
def test_an_expression(expression: Any, selects: bool) -> None:
    assert selector_matches({"matchExpressions": [expression]}, LABELS) == selects
