"""What a benchmark runs on: how often, and which trees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from trees import foreign_tree, mesh_tree, size_of

LARGE = 10_000  # documents
MEDIUM = 3_000
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
"""


class Tree(NamedTuple):
    """A folder, or one file, to run on, and what to call it in a table."""

    name: str
    path: Path

    def __str__(self) -> str:
        return f"{self.name}, {size_of(self.path) / 1e6:.1f} MB" if self.path.is_dir() else self.name


@dataclass(frozen=True)
class Bench:
    """What a benchmark runs on. Trees are generated when they are first asked for."""

    work: Path  # a folder for the trees
    corpus: Path | None  # real repositories
    runs: int
    is_quick: bool = False

    @property
    def large(self) -> int:
        """How many documents make a large tree."""
        return LARGE // 10 if self.is_quick else LARGE

    @property
    def medium(self) -> int:
        """How many documents are enough for the start not to matter."""
        return MEDIUM // 10 if self.is_quick else MEDIUM

    def mesh(self, documents: int) -> Tree:
        """The mesh-only tree of so many documents."""
        folder = self.work / f"mesh-{documents}"
        if not folder.exists():
            mesh_tree(folder, documents)
        return Tree(f"mesh only, {documents:,} documents", folder)

    def foreign(self, documents: int) -> Tree:
        """The tree in which a mesh of so many documents is a fifth of the bytes."""
        folder = self.work / f"foreign-{documents}"
        if not folder.exists():
            foreign_tree(folder, documents)
        return Tree(f"four fifths foreign, {documents:,} documents of a mesh", folder)

    def real(self) -> list[Tree]:
        """The real repositories, if any."""
        return [] if self.corpus is None else [Tree("real repositories", self.corpus)]

    def one_file(self) -> Tree:
        file = self.work / "one" / "service.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(SERVICE, encoding="utf-8")
        return Tree("one file", file)
