"""Which parts of a tree are never applied together."""

from __future__ import annotations

from meshlint.manifests.alternatives import Alternatives


def service(name: str) -> tuple[str, str, str]:
    return ("Service", "shop", name)


def test_without_repeated_objects_nothing_is_apart() -> None:
    known = Alternatives([(service("a"), "one/a.yaml"), (service("b"), "two/b.yaml")])
    assert not known.apart("one/a.yaml", "two/b.yaml")


def test_the_nearest_common_folder_decides() -> None:
    known = Alternatives([(service("a"), "x/one/deep/a.yaml"), (service("a"), "x/two/a.yaml")])
    assert known.apart("x/one/b.yaml", "x/two/c/d.yaml")
    assert known.apart("x/one/b.yaml", "x/three/d.yaml")
    assert not known.apart("x/one/b.yaml", "x/one/deep/c.yaml")
    assert not known.apart("x/one/b.yaml", "x/base.yaml")
    assert not known.apart("x/one/b.yaml", "y/two/c.yaml")


def test_an_object_defined_twice_in_one_file_tells_nothing() -> None:
    known = Alternatives([(service("a"), "a.yaml"), (service("a"), "a.yaml")])
    assert not known.apart("a.yaml", "b.yaml")
