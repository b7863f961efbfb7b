"""The small indexes that semantics are built on: each answers as asking every item would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meshlint.loading.document import Document
from meshlint.loading.source import Source
from meshlint.manifests.alternatives import Alternatives
from meshlint.manifests.host_patterns import HostPatterns
from meshlint.manifests.hosts import covers
from meshlint.manifests.resource import SHARED, Layer, Resource
from meshlint.semantics.by_namespace import ByNamespace
from meshlint.semantics.places import OncePerPlace

_HOSTS = st.lists(st.sampled_from(("a", "b", ".", "a.b", "svc", "*")), max_size=5).map("".join)
_NAMESPACES = st.sampled_from((None, "", "shop", "bank"))


@given(st.lists(_HOSTS.map("*{}".format), max_size=6), _HOSTS)
def test_patterns_that_cover_a_host_are_found_in_the_order_they_were_added(patterns: list[str], host: str) -> None:
    index: HostPatterns[int] = HostPatterns()
    for number, pattern in enumerate(patterns):
        index.add(pattern, number)
    assert index.covering(host) == [number for number, pattern in enumerate(patterns) if covers(pattern, host)]
    assert bool(index) == bool(patterns)


@given(st.lists(_NAMESPACES, max_size=8), _NAMESPACES)
def test_items_of_a_namespace_come_with_those_of_unknown_namespace_in_order(
    namespaces: list[str | None], asked: str | None
) -> None:
    index: ByNamespace[int] = ByNamespace()
    for number, namespace in enumerate(namespaces):
        index.add(namespace, number)
    expected = [number for number, namespace in enumerate(namespaces) if asked is None or namespace in (asked, None)]
    assert index.within(asked) == expected


def _resource(path: str, scopes: frozenset[str] = frozenset({SHARED})) -> Resource:
    return Resource({}, (Layer(Document(Source(path, ""), 0, 0, 0, "")),), "Service", "", scopes=scopes)


def test_what_is_asked_once_for_a_place_is_what_each_resource_there_would_be_told() -> None:
    twice = ("Service", "shop", "cart")
    alternatives = Alternatives([(twice, "samples/one/cart.yaml"), (twice, "samples/two/cart.yaml")])
    paths = ("samples/one/cart.yaml", "samples/one/more/web.yaml", "samples/two/web.yaml", "samples/three/x.yaml", "other/x.yaml")
    resources = [_resource(path) for path in paths] + [_resource("samples/one/k.yaml", frozenset({"overlay"}))]
    for resource in resources:
        resource.alternatives = alternatives
    asked: list[Resource] = []

    def beside(resource: Resource, limit: int) -> list[Resource]:
        asked.append(resource)
        return [item for item in resources if item.shares_scope(resource)][:limit]

    once = OncePerPlace(beside)
    for resource in resources:
        assert once(resource, 9) == [item for item in resources if item.shares_scope(resource)]
        assert once(resource, 1) == [item for item in resources if item.shares_scope(resource)][:1]
    assert len(asked) == 2 * 5  # the two files below samples/one are in one place
