"""One YAML document: its plain values, and the region of any of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import Any

from meshlint.findings import Path, Region
from meshlint.loading.composer import MappingNode, Node, ScalarNode, compose
from meshlint.loading.source import Source
from meshlint.loading.tree import Tree
from meshlint.loading.values import DuplicateKey
from meshlint.loading.vocabulary import Vocabulary

_KEPT = 32  # node trees, of which each weighs some twenty times its text
_latest: deque[Document] = deque()


class Document:
    """A document of a source, from `start` to `end`. `data` holds its plain values.

    Most node trees are not kept: `region` composes the text again, which only findings pay for.
    """

    __slots__ = ("_tree", "data", "duplicates", "end", "index", "role", "source", "start")

    def __init__(self, source: Source, index: int, start: int, end: int, role: str) -> None:
        self.source = source
        self.index = index  # among the source's documents, from 0
        self.start = start
        self.end = end
        self.role = role  # "" for Kubernetes objects, else the role of the file: "Chart.yaml", "CIWorkflow", ...
        self.data: Any = None
        self.duplicates: tuple[DuplicateKey, ...] = ()
        self._tree: Tree | None = None

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def mentioned(self, words: Vocabulary) -> Collection[str]:
        """Those of the words that some key or value may hold. A word has only what no scalar folds: letters, digits, `./_-`."""
        text = self.text
        if "\\" in text:
            return words.words  # JSON may write a slash as \/, and anything as \u0061
        return words.found_in(text)

    def keep(self, root: Node | None) -> None:
        """Keep the node tree for good."""
        self._tree = Tree(root)

    @property
    def tree(self) -> Tree:
        """The node tree. Kept until enough other documents were asked: findings come one document after another."""
        if self._tree is None:
            self._tree = Tree(compose(self.text))
            _latest.append(self)
            if len(_latest) > _KEPT:
                _latest.popleft()._tree = None
        return self._tree

    def region(self, path: Path, on_key: bool = False) -> Region:
        """The region of the value at `path`, or of its key; of the nearest parent's key where the path does not exist.

        A primary region is one line: a value that spans lines is cut at the end of its first, and a collection is
        shown by its key, because that is the line that a person looks for.
        """
        node, key, taken = self.tree.find(path)
        if node is None:
            return self.span(0, 0)
        shown = node
        if key is not None and (on_key or taken < len(path) or not isinstance(node, ScalarNode) or not node.value):
            shown = key
        elif not isinstance(node, ScalarNode):
            shown = _first_scalar(node)
        return self.span(shown.start_mark.index, shown.end_mark.index)

    def offsets(self, path: Path) -> tuple[int, int]:
        """Start and end offset in the source of the value at `path`; raises KeyError where it does not exist."""
        node, _, taken = self.tree.find(path)
        if node is None or taken < len(path):
            raise KeyError(path)
        return self.start + node.start_mark.index, self.start + node.end_mark.index

    def source_text(self, path: Path) -> str | None:
        """A scalar as it is written, without quotes: "1.10" where the plain value is the number 1.1."""
        node, _, taken = self.tree.find(path)
        return node.value if isinstance(node, ScalarNode) and taken == len(path) else None

    def style(self, path: Path) -> str:
        """How a scalar is written: "" plain, "'", '"', "|" or ">"; "" for anything else."""
        node, _, taken = self.tree.find(path)
        return (node.style or "") if isinstance(node, ScalarNode) and taken == len(path) else ""

    def span(self, start: int, end: int) -> Region:
        """The region between two offsets of this document's text, cut at the end of its first line."""
        line, column = self.source.position(min(self.start + start, len(self.source.text)))
        room = len(self.source.line(line)) + 1
        width = max(end - start, 1)
        return Region(self.path, line, min(column, max(room, 1)), line, max(min(column + width, room), column + 1))

    def line_region(self, path: Path, line_offset: int) -> Region:
        """The region of one line inside a block scalar: `line_offset` counts its lines from 0."""
        start, end = self.offsets(path)
        first, _ = self.source.position(start)
        last, _ = self.source.position(max(end - 1, start))  # YAML breaks lines in places where editors do not (U+0085, U+2028)
        number = min(first + line_offset + (1 if self.style(path) in ("|", ">") else 0), last)
        text = self.source.line(number)
        indent = len(text) - len(text.lstrip())
        return Region(self.path, number, indent + 1, number, max(len(text.rstrip()) + 1, indent + 2))


def _first_scalar(node: Node) -> Node:
    """The scalar that a collection begins with: the first key of an item, for instance."""
    while not isinstance(node, ScalarNode) and node.value:
        node = node.value[0][0] if isinstance(node, MappingNode) else node.value[0]
    return node
