"""What a benchmark runs on: how often, and which trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trees import foreign_tree, mesh_tree, size_of

LARGE = 10_000  # documents
MEDIUM = 3_000
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
"""


@dataclass(frozen=True)
class Bench:
    """What a benchmark runs on."""

    work: Path  # a folder for the trees
    corpus: Path | None  # real repositories
    runs: int
    is_quick: bool = False

    def size(self, documents: int) -> int:
        return documents // 10 if self.is_quick else documents

    def mesh(self, documents: int) -> Path:
        """The mesh-only tree of so many documents, generated when it is first asked for."""
        folder = self.work / f"mesh-{documents}"
        if not folder.exists():
            mesh_tree(folder, documents)
        return folder

    def foreign(self, documents: int) -> Path:
        """The tree in which a mesh of so many documents is a fifth of the bytes."""
        folder = self.work / f"foreign-{documents}"
        if not folder.exists():
            foreign_tree(folder, documents)
        return folder

    def one_file(self) -> Path:
        file = self.work / "one" / "service.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(SERVICE, encoding="utf-8")
        return file

    def large_trees(self) -> Iterator[tuple[str, Path]]:
        if self.corpus is not None:
            yield described("real repositories", self.corpus), self.corpus
        size = self.size(LARGE)
        yield described(f"mesh only, {size:,} documents", self.mesh(size)), self.mesh(size)


def described(name: str, tree: Path) -> str:
    return f"{name}, {size_of(tree) / 1e6:.1f} MB"
