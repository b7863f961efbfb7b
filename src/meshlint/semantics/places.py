"""What is the same for everything in one part of the tree, worked out once for each part.

Whether two resources can be in one cluster depends on their scopes and their folders, which thousands of resources have in
common: asking for each of them what installations, charts or releases stand beside it would compare everything with everything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from meshlint.manifests.resource import Resource

Answer = TypeVar("Answer")


def place_of(resource: Resource) -> Hashable:
    """What decides which other resources share a scope with this one: equal for resources that share it with the same ones."""
    alternatives = resource.alternatives
    return resource.scopes, None if alternatives is None else alternatives.place(resource.document.path)


class OncePerPlace(Generic[Answer]):
    """Remembers a function of a resource that asks nothing of it but `shares_scope`, and of further arguments, if any."""

    __slots__ = ("_answer", "_known")

    def __init__(self, answer: Callable[..., Answer]) -> None:
        """`answer` takes the resource, then the further arguments."""
        self._answer = answer
        self._known: dict[Hashable, Answer] = {}

    def __call__(self, beside: Resource, *more: Hashable) -> Answer:
        key = (place_of(beside), more)
        try:
            return self._known[key]
        except KeyError:
            found = self._known[key] = self._answer(beside, *more)
            return found
