"""Real manifests to start from: the fixtures of the rules, and any folder besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fixture_cases import FIXTURES, all_cases

from fuzzing.sample import File
from meshlint.loading.composer import SyntaxProblem, compose
from meshlint.loading.loader import split
from meshlint.loading.relevance import Relevance
from meshlint.loading.source import UndecodableText, decode
from meshlint.loading.values import Builder
from meshlint.registry.registry import Registry
from meshlint.semantics.views import VIEW_SOURCES

MAX_BYTES = 16_000  # of one file: small inputs are quick, and faults need few lines
_SUFFIXES = (".yaml", ".yml", ".json")
_SEEDS_OF_A_KEY = 64
_MAX_DEPTH = 40


@dataclass(frozen=True)
class SeedFile:
    """A file, and the plain values of those of its documents that can be read."""

    name: str
    data: bytes
    documents: tuple[Any, ...]


Seed = tuple[SeedFile, ...]


class Seeds:
    """All seeds, with their objects by kind and their values by key."""

    def __init__(self, seeds: Iterable[Seed]) -> None:
        self.seeds = tuple(seeds)
        self.files: tuple[File, ...] = tuple((file.name, file.data) for seed in self.seeds for file in seed)
        self.parsed = tuple(seed for seed in self.seeds if any(file.documents for file in seed))
        self._by_kind: dict[str, list[dict[str, Any]]] = {}
        self._by_key: dict[str, list[Any]] = {}
        chance = Random(0)
        for seed in self.parsed:
            for document in (document for file in seed for document in file.documents):
                if isinstance(document, dict) and isinstance(document.get("kind"), str):
                    self._by_kind.setdefault(document["kind"], []).append(document)
                self._note(document, chance)
        self.keys = tuple(self._by_key)
        self.kinds = tuple(self._by_kind)

    def _note(self, value: Any, chance: Random) -> None:
        if isinstance(value, dict):
            for key, child in value.items():
                known = self._by_key.setdefault(key, [])
                if len(known) < _SEEDS_OF_A_KEY:
                    known.append(child)
                else:
                    known[chance.randrange(_SEEDS_OF_A_KEY)] = child
                self._note(child, chance)
        elif isinstance(value, list):
            for item in value:
                self._note(item, chance)

    def values_of(self, key: str) -> list[Any]:
        """Values that this key has somewhere."""
        return self._by_key.get(key, [])

    def of_kind(self, kind: Any) -> list[dict[str, Any]]:
        """Objects of a kind."""
        return self._by_kind.get(kind, []) if isinstance(kind, str) else []


def fixture_seeds(every: int = 1) -> Iterator[Seed]:
    """Each `every`th case of the rules' fixtures, under the names that its files have."""
    for number, case in enumerate(all_cases()):
        if number % every == 0:
            files = [path for path in case.files() if path.suffix != ".expect" and path.stat().st_size <= MAX_BYTES]
            base = case.path if case.path.is_dir() else FIXTURES
            yield tuple(_seed_file(path.relative_to(base).as_posix(), path.read_bytes()) for path in files)


def folder_seeds(folder: Path) -> Iterator[Seed]:
    """Each small manifest of a folder in which something matters to a rule."""
    relevance = Relevance({kind for rule in Registry.builtin().rules() for kind in rule.kinds_to_load} | set(VIEW_SOURCES))
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        if not path.name.endswith(_SUFFIXES) or path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
            continue
        data = path.read_bytes()
        name = "/".join(path.relative_to(folder).parts[-3:])
        if data not in seen and _matters(name, data, relevance):
            seen.add(data)
            yield (_seed_file(name, data),)


def _matters(name: str, data: bytes, relevance: Relevance) -> bool:
    try:
        text = decode(data)
    except UndecodableText:
        return False
    return any(relevance.role(name, text[start:end]) is not None for start, end in split(text))


def _seed_file(name: str, data: bytes) -> SeedFile:
    return SeedFile(name, data, tuple(_documents(data)))


def _documents(data: bytes) -> Iterator[Any]:
    try:
        text = decode(data)
    except UndecodableText:
        return
    for start, end in split(text):
        try:
            value = Builder().build(compose(text[start:end]))
        except SyntaxProblem:
            continue
        if isinstance(value, (dict, list)) and _depth(value) < _MAX_DEPTH:
            yield value


def _depth(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, children), default=0)
