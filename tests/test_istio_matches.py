"""When one match of a VirtualService accepts all that another does."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.loading.document import Document
from meshlint.loading.source import Source
from meshlint.manifests.resource import Layer, Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_matches import compile_re2, covers_match, is_catch_all


@pytest.mark.parametrize("regex", ["(a|a)*b", "(a|aa)+b", "(a?){50}b", ".?" * 66 + "b"])
def test_a_regex_of_the_mesh_takes_linear_time_as_there(regex: str) -> None:
    pattern = compile_re2(regex)
    assert pattern is not None and not pattern.matches("a" * 1000)


def _match(raw: Any) -> Value:
    return Value(Resource({}, (Layer(Document(Source("", ""), 0, 0, 0, "")),), "VirtualService", "networking.istio.io"), (), raw)


COVERED: list[tuple[Any, Any]] = [
    ({}, {"uri": {"exact": "/a"}}),
    ({"uri": {"prefix": "/a"}}, {"uri": {"exact": "/ab"}, "method": {"exact": "GET"}}),
    ({"uri": {"prefix": "/A"}, "ignoreUriCase": True}, {"uri": {"prefix": "/abc"}}),
    ({"uri": {"regex": "/v[0-9]"}}, {"uri": {"exact": "/v1"}}),
    ({"headers": {"x": {}}}, {"headers": {"x": {"exact": "1"}, "y": {"exact": "2"}}}),
    ({"queryParams": {"q": {"prefix": "a"}}}, {"queryParams": {"q": {"exact": "ab"}}}),
    ({"gateways": ["mesh", "edge"]}, {"gateways": ["edge"]}),
    ({"name": "one", "port": 80}, {"name": "two", "port": 80}),
    ({"withoutHeaders": {"x": {}}}, {"withoutHeaders": {"x": {}, "y": {}}}),
]
NOT_COVERED: list[tuple[Any, Any]] = [
    ({"uri": {"prefix": "/a"}}, {}),
    ({"uri": {"prefix": "/ab"}}, {"uri": {"prefix": "/a"}}),
    ({"uri": {"prefix": "/a"}}, {"uri": {"exact": "/A"}, "ignoreUriCase": True}),
    ({"uri": {"prefix": "/a"}}, {"uri": {"regex": "/a.*"}}),
    ({"method": {"exact": "GET"}}, {"uri": {"exact": "/a"}}),
    ({"headers": {"x": {"exact": "1"}}}, {"headers": {"x": {}}}),
    ({"gateways": ["edge"]}, {}),
    ({"port": 80}, {"port": 443}),
    ({"withoutHeaders": {"x": {}}}, {}),
    ({"sourceLabels": {"app": "a"}}, {"sourceLabels": {"app": "b"}}),
]


@pytest.mark.parametrize(("broad", "narrow"), COVERED)
def test_covers(broad: Any, narrow: Any) -> None:
    assert covers_match(_match(broad), _match(narrow))


@pytest.mark.parametrize(("broad", "narrow"), NOT_COVERED)
def test_does_not_cover(broad: Any, narrow: Any) -> None:
    assert not covers_match(_match(broad), _match(narrow))


@pytest.mark.parametrize("raw", [{}, {"name": "all"}, {"uri": {"prefix": "/"}}, {"uri": {"regex": ".*"}}, None])
def test_accepts_everything(raw: Any) -> None:
    assert is_catch_all(_match(raw))


@pytest.mark.parametrize("raw", [{"uri": {"prefix": "/a"}}, {"uri": {"prefix": "/"}, "port": 80}, {"headers": {"x": {}}}])
def test_leaves_something(raw: Any) -> None:
    assert not is_catch_all(_match(raw))
