"""YAML that is made up: keys and kinds that rules look for, around values of any type, in any layout."""

from __future__ import annotations

from random import Random
from typing import Any

from fuzzing import odd
from fuzzing.emitter import Emitter
from fuzzing.sample import Sample
from fuzzing.seeds import Seeds

_NAMES = ("a.yaml", "b/values.yaml", "kustomization.yaml", "Chart.yaml", "x.json", ".github/workflows/ci.yaml", "mesh.yaml")


class StructureFamily:
    """Objects of known kinds, lists of them, and mappings of known keys."""

    def __init__(self, seeds: Seeds) -> None:
        self._seeds = seeds

    def sample(self, chance: Random) -> Sample:
        emitter = Emitter(chance, chance.choice((0.0, 0.2, 0.6, 1.0)))
        documents = [emitter.document(self._document(chance)) for _ in range(chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.05:
            documents.append(chance.choice((_bomb, _merges))(chance))
        name = chance.choice(_NAMES) if chance.random() < 0.4 else "a.yaml"
        return ((name, "---\n".join(documents).encode("utf-8", "surrogatepass")),)

    def _document(self, chance: Random) -> Any:
        kind = chance.random()
        if kind < 0.15:
            return self._mapping(chance, 4)
        if kind < 0.2:
            return odd.value(chance, 5)
        if kind < 0.3:
            return {"apiVersion": "v1", "kind": "List", "items": [self._object(chance) for _ in range(chance.randrange(5))]}
        return self._object(chance)

    def _object(self, chance: Random) -> Any:
        like = chance.choice(self._seeds.of_kind(chance.choice(self._seeds.kinds)))
        made: dict[str, Any] = {"apiVersion": like.get("apiVersion", "v1"), "kind": like["kind"]}
        if chance.random() < 0.9:
            made["metadata"] = {
                "name": chance.choice(("a", "b", odd.scalar(chance))),
                "namespace": chance.choice(("a", "shop", odd.scalar(chance))),
            }
        for key, value in like.items():
            if key not in made and chance.random() < 0.95:
                made[key] = self._like(value, chance, 6)
        return made

    def _like(self, value: Any, chance: Random, depth: int) -> Any:
        """A value of the shape of another, strayed from here and there."""
        if depth == 0 or chance.random() < 0.08:
            return self._any(chance, 2)
        if isinstance(value, dict):
            made = {key: self._like(child, chance, depth - 1) for key, child in value.items() if chance.random() < 0.9}
            if chance.random() < 0.2:
                made[chance.choice(self._seeds.keys)] = self._any(chance, 2)
            return made
        if isinstance(value, list):
            return [self._like(item, chance, depth - 1) for item in value for _ in range(chance.choice((0, 1, 1, 1, 1, 2)))]
        return odd.scalar(chance) if chance.random() < 0.3 else value

    def _any(self, chance: Random, depth: int) -> Any:
        if chance.random() < 0.5:
            return odd.value(chance, depth)
        known = self._seeds.values_of(chance.choice(self._seeds.keys))
        return chance.choice(known)

    def _mapping(self, chance: Random, depth: int) -> dict[str, Any]:
        return {
            chance.choice(self._seeds.keys): self._any(chance, 2)
            if depth == 0 or chance.random() < 0.5
            else self._mapping(chance, depth - 1)
            for _ in range(chance.randrange(1, 5))
        }


def _bomb(chance: Random) -> str:
    """Aliases of aliases: harmless here and there, beyond every budget elsewhere."""
    width = chance.randrange(2, 10)
    lines = ["apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  a0: &a0 [x, y]"]
    levels = range(1, chance.randrange(2, 9))
    lines += [f"  a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in levels]
    return "\n".join(lines) + "\n"


def _merges(chance: Random) -> str:
    """Merges of merges, in a chain or a tree, below an object with something to report."""
    times = chance.randrange(1, 3)
    lines = ["apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  m0: &m0 {ports: [{port: x}], selector: 1}"]
    depth = chance.choice((3, 12, 100)) // times
    lines += [f"  m{at}: &m{at} {{<<: [{', '.join([f'*m{at - 1}'] * times)}], k{at}: 1}}" for at in range(1, depth)]
    return "\n".join(lines) + f"\n  <<: *m{len(lines) - 1}\n"
