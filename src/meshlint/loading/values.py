"""Node trees to plain dicts, lists and scalars."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshlint.findings import Path
from meshlint.loading.composer import MAX_NODES, UNTAGGED, MappingNode, Node, ScalarNode, SyntaxProblem
from meshlint.loading.scalars import json_key, resolve_plain, resolve_tagged

MAX_ALIASED_NODES = 100_000
"""Nodes that aliases and merges may add to those that are written, once each is written out."""

MERGE = "<<"
_cache: dict[str, Any] = {}  # plain scalar to its value
_keys: dict[str, str] = {}  # plain key to its string
_CACHE_LIMIT = 50_000


class DuplicateKey(NamedTuple):
    """A key that stands more than once in one mapping. Kubernetes keeps the last one."""

    path: Path
    key: str
    offset: int  # of the repeated key, in code points from the start of the document's text
    first_offset: int


class Builder:
    """Turns one document's nodes into plain values. Aliases share the value they name, as they share the node."""

    def __init__(self, may_share: bool = True) -> None:
        """`may_share` says that the text has a `&`: without one, no value is met twice."""
        self.duplicates: list[DuplicateKey] = []
        self.has_mapping_key = False  # whether some key is a mapping
        self._may_share = may_share
        self._shared: dict[int, tuple[Any, int]] = {}
        self._open: set[int] = set()
        self._written = 1
        self._merged = 0

    def build(self, node: Node | None) -> Any:
        """The plain value of a node tree; None for an empty document.

        Raises SyntaxProblem for an alias that contains itself, or aliases and merges that expand too far.
        """
        if node is None:
            return None
        value, _ = self._convert(node, ())
        return value

    def _convert(self, node: Node, path: Path) -> tuple[Any, int]:
        if node.__class__ is ScalarNode:
            return scalar_value(node), 1
        if not self._may_share:
            result = self._mapping(node, path) if isinstance(node, MappingNode) else self._sequence(node, path)
            if result[1] > MAX_NODES:
                raise SyntaxProblem(f"the document has more than {MAX_NODES:,} values", node.start_mark.index)
            return result
        known = self._shared.get(id(node))
        if known is not None:
            return known
        if id(node) in self._open:
            raise SyntaxProblem("an alias refers to a value that contains it", node.start_mark.index)
        self._open.add(id(node))
        result = self._mapping(node, path) if isinstance(node, MappingNode) else self._sequence(node, path)
        self._open.discard(id(node))
        self._written += len(node.value)
        if result[1] > min(self._written + MAX_ALIASED_NODES, MAX_NODES):
            raise SyntaxProblem(f"aliases expand to more than {MAX_ALIASED_NODES:,} values", node.start_mark.index)
        self._shared[id(node)] = result
        return result

    def _sequence(self, node: Node, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        size = 1
        for index, child in enumerate(node.value):
            if child.__class__ is ScalarNode:
                items.append(scalar_value(child))
                size += 1
            else:
                value, count = self._convert(child, (*path, index))
                items.append(value)
                size += count
        return items, size

    def _mapping(self, node: Node, path: Path) -> tuple[dict[str, Any], int]:
        entries: dict[str, Any] = {}
        merges: list[Any] = []
        firsts: dict[str, Node] = {}
        size = 1
        for key_node, value_node in node.value:
            plain = key_node.__class__ is ScalarNode and not key_node.style and key_node.ctag is UNTAGGED
            key = (_keys.get(key_node.value) if plain else None) or key_text(key_node)  # most without a call
            if key_node.__class__ is MappingNode:
                self.has_mapping_key = True
            if value_node.__class__ is ScalarNode:
                value: Any = value_node.value if value_node.style and value_node.ctag is UNTAGGED else scalar_value(value_node)
                count = 1
            else:
                value, count = self._convert(value_node, (*path, key))
            size += count
            if key == MERGE and is_merge(key_node):
                merges.append(value)
                continue
            if key in entries:
                firsts = firsts or {key_text(other): other for other, _ in reversed(node.value)}
                self.duplicates.append(DuplicateKey((*path, key), key, key_node.start_mark.index, firsts[key].start_mark.index))
            entries[key] = value
        for value in merges:
            self._merge_into(entries, value, node)
        return entries, size

    def _merge_into(self, entries: dict[str, Any], merged: Any, node: Node) -> None:
        for source in merged if isinstance(merged, list) else [merged]:
            if isinstance(source, dict):
                self._merged += len(source)  # copied, where aliases are shared
                if self._merged > MAX_ALIASED_NODES:
                    raise SyntaxProblem(f"merges expand to more than {MAX_ALIASED_NODES:,} values", node.start_mark.index)
                for key, value in source.items():
                    entries.setdefault(key, value)


def scalar_value(node: ScalarNode) -> Any:
    """A scalar node's value as Kubernetes reads it."""
    text: str = node.value
    if node.ctag is not UNTAGGED:
        return resolve_tagged(str(node.ctag), text)
    if node.style:
        return text
    try:
        return _cache[text]
    except KeyError:
        value = resolve_plain(text)
        if len(_cache) < _CACHE_LIMIT and len(text) < 64:
            _cache[text] = value
        return value


def key_text(node: Node) -> str:
    """The string that a key node becomes in JSON; keys that are collections are rendered by their source order."""
    if isinstance(node, ScalarNode):
        if node.style:
            return str(node.value)
        known = _keys.get(node.value) if node.ctag is UNTAGGED else None
        if known is not None:
            return known
        key = json_key(scalar_value(node))
        if node.ctag is UNTAGGED and len(_keys) < _CACHE_LIMIT and len(key) < 64:
            _keys[node.value] = key
        return key
    return f"<{'mapping' if isinstance(node, MappingNode) else 'sequence'} at {node.start_mark.index}>"


def is_merge(key_node: Node) -> bool:
    return isinstance(key_node, ScalarNode) and not key_node.style and key_node.value == MERGE
