"""Forms of the Gateway API's single values that are one of two."""

from __future__ import annotations

import pytest

from meshlint.semantics.gateway_api_scalars import is_formed


@pytest.mark.parametrize(
    ("name", "text", "is_right"),
    [
        ("protocol", "HTTP", True),
        ("protocol", "mesh.example/plain", True),
        ("protocol", "HTTP plain", False),
        ("protocol", "HTTP-", False),
        ("protocol", "mesh.example/", False),
        ("well-known", "System", True),
        ("well-known", "mesh.example/roots", True),
        ("well-known", "Systemic", False),
    ],
)
def test_either_form_reaches_to_the_end_of_the_value(name: str, text: str, is_right: bool) -> None:
    assert is_formed(text, name) is is_right
