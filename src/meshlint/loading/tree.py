"""A document's nodes, and the way from a path to one of them."""

from __future__ import annotations

from typing import NamedTuple

from meshlint.findings import Path
from meshlint.loading.composer import MappingNode, Node, SequenceNode
from meshlint.loading.values import MERGE, is_merge, key_text

_FEW = 16  # entries of a mapping, up to which looking at each is no work


class Found(NamedTuple):
    """The last node that exists on a way."""

    node: Node | None
    key: Node | None  # of the node; None for items and the root
    taken: int  # how many steps of the path were taken


class Tree:
    """The nodes of one document. Keys of large mappings are looked up once for all: each finding asks for some."""

    def __init__(self, root: Node | None) -> None:
        self.root = root
        self._indexes: dict[int, dict[str, tuple[Node, Node]]] = {}  # by the mapping's id

    def find(self, path: Path) -> Found:
        """Follow a path of keys and indices. Of a repeated key the last one counts; merged keys (`<<`) are looked into."""
        node, key = self.root, None
        for taken, step in enumerate(path):
            found = self._child(node, step)
            if found is None:
                return Found(node, key, taken)
            key, node = found
        return Found(node, key, len(path))

    def _child(self, node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
        if isinstance(node, SequenceNode):
            return (None, node.value[step]) if isinstance(step, int) and -len(node.value) <= step < len(node.value) else None
        seen: set[int] = set()  # what is merged may merge the same again, and so on
        open_nodes = [node]
        while open_nodes and isinstance(step, str):
            mapping = open_nodes.pop()
            if not isinstance(mapping, MappingNode) or id(mapping) in seen:
                continue
            seen.add(id(mapping))
            found = self._entry(mapping, step)
            if found is not None:
                return found
            open_nodes.extend(reversed(_merged(mapping)))
        return None

    def _entry(self, mapping: MappingNode, key: str) -> tuple[Node, Node] | None:
        """The entry that the mapping itself has."""
        if len(mapping.value) <= _FEW:
            for key_node, value in reversed(mapping.value):
                if key_text(key_node) == key and (key != MERGE or not is_merge(key_node)):
                    return key_node, value
            return None
        index = self._indexes.get(id(mapping))
        if index is None:
            entries = ((key_text(key_node), (key_node, value)) for key_node, value in mapping.value if not is_merge(key_node))
            index = self._indexes[id(mapping)] = dict(entries)
        return index.get(key)


def _merged(mapping: MappingNode) -> list[Node]:
    """The mappings that `<<` names, in order."""
    sources = [value for key, value in mapping.value if is_merge(key)]
    return [item for source in sources for item in (source.value if isinstance(source, SequenceNode) else [source])]
