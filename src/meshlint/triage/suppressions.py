"""Inline suppressions: `# meshlint: ignore[istio/some-rule] until=2027-01-31 reason`.

On a line of code it covers that line; alone on a line, the block below it; `ignore-resource[…]` covers the document,
`ignore-file[…]` the file. Rendered manifests lose comments: there the annotation `ignore.meshlint.dev/istio.some-rule: reason`
covers its resource. Unknown, unused and expired ones are reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from meshlint.findings import Finding, Region, Severity
from meshlint.loading.composer import MappingNode, Node, ScalarNode, SyntaxProblem, compose
from meshlint.loading.loader import split
from meshlint.loading.source import Source

UNKNOWN = "meshlint/suppression-unknown-rule"
UNUSED = "meshlint/suppression-unused"
EXPIRED = "meshlint/suppression-expired"

_DIRECTIVE = re.compile(
    r"(?:^|(?<=[ \t]))#[ \t]*meshlint:[ \t]*(ignore|ignore-resource|ignore-file)\[([^\[\]\r\n]*)\]"
    r"(?:[ \t]+until=(\S+))?([^\r\n]*)",
    re.MULTILINE,
)


class Suppression(NamedTuple):
    """One directive: the rules it names, the lines it covers (from 1, inclusive), and whether it was of use."""

    rules: tuple[str, ...]
    first_line: int
    last_line: int
    region: Region
    until: str
    used: set[str]  # those of its rules that found something

    def expired(self, today: date) -> bool:
        try:
            return bool(self.until) and date.fromisoformat(self.until) < today
        except ValueError:
            return True  # a date that cannot be read must not hide findings for ever


def find_suppressions(source: Source) -> list[Suppression]:
    """The directives in the comments of a file; text inside scalars is no comment."""
    if "meshlint:" not in source.text:
        return []
    documents = list(split(source.text))
    spans = sorted(span for start, end in documents for span in _scalar_spans(source.text[start:end], start))
    starts = [start for start, _ in spans]
    layout = _Layout(source, documents)
    return [
        _suppression(source, match, layout)
        for match in _DIRECTIVE.finditer(source.text)
        if not (at := bisect_right(starts, match.start())) or spans[at - 1][1] <= match.start()
    ]


def _scalar_spans(text: str, start: int) -> list[tuple[int, int]]:
    if "meshlint:" not in text:
        return []
    try:
        root = compose(text)
    except SyntaxProblem:
        return []
    return [
        (start + node.start_mark.index, start + node.end_mark.index)
        for node in _scalars(root)
        if _DIRECTIVE.search(node.value) is not None
    ]


def _scalars(root: Node | None) -> Iterator[ScalarNode]:
    open_nodes, seen = [root], set()
    while open_nodes:
        node = open_nodes.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            yield node
        elif isinstance(node, MappingNode):
            open_nodes.extend(child for pair in node.value for child in pair)
        else:
            open_nodes.extend(node.value)


def _suppression(source: Source, match: re.Match[str], layout: _Layout) -> Suppression:
    line, column = source.position(match.start())
    rules = tuple(name.strip() for name in match.group(2).split(",") if name.strip())
    first, last = line, line
    verb = match.group(1)
    if verb == "ignore-file":
        first, last = 1, len(source.line_starts)
    elif verb == "ignore-resource":
        first, last = layout.document_lines(match.start())
    elif not source.line(line)[: column - 1].strip():
        first, last = layout.block_lines(line)
    region = Region(source.path, line, column, line, column + len(match.group().rstrip()))
    return Suppression(rules, first, last, region, match.group(3) or "", set())


class _Layout:
    """The documents and blocks of a file, read once for all of its directives."""

    def __init__(self, source: Source, documents: list[tuple[int, int]]) -> None:
        self._source = source
        self._documents = documents
        self._starts = [start for start, _ in documents]

    def document_lines(self, offset: int) -> tuple[int, int]:
        """The lines of the document around an offset; its own line where there is none."""
        at = bisect_right(self._starts, offset) - 1
        if at >= 0 and offset < self._documents[at][1]:
            start, end = self._documents[at]
            return self._source.position(start)[0], self._source.position(max(end - 1, start))[0]
        return self._source.position(offset)[0], self._source.position(offset)[0]

    def block_lines(self, comment_line: int) -> tuple[int, int]:
        """The lines of the node that begins on the first line of code below a comment."""
        at = bisect_right(self._code, comment_line)
        return (self._code[at], self._ends[at]) if at < len(self._code) else (comment_line, comment_line)

    @cached_property
    def _code(self) -> list[int]:
        return [number for number in range(1, len(self._source.line_starts) + 1) if _is_code(self._source.line(number))]

    @cached_property
    def _ends(self) -> list[int]:
        """The last line of the block that begins on each line of code."""
        ends = list(self._code)
        open_blocks: list[tuple[int, int, bool]] = []  # which line of code, its indentation, whether it is an item
        for at, number in enumerate(self._code):
            text = self._source.line(number)
            indent, dash = _indent(text), text.lstrip().startswith("-")
            while open_blocks and (text.startswith("---") or not _goes_on(*open_blocks[-1][1:], indent, dash)):
                ends[open_blocks.pop()[0]] = self._code[at - 1]
            open_blocks.append((at, indent, text.lstrip().startswith("- ")))
        for at, _, _ in open_blocks:
            ends[at] = self._code[-1]
        return ends


def _goes_on(indent: int, is_item: bool, next_indent: int, next_dash: bool) -> bool:
    """Whether the next line belongs to the block of a line: it is deeper, or an item of the list that a key holds."""
    return next_indent > indent or (next_indent == indent and next_dash and not is_item)


def _is_code(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def complaints(
    suppressions: Iterable[Suppression], is_known: Callable[[str], bool], ran: Callable[[str], bool], today: date
) -> Iterator[Finding]:
    """Findings about the directives themselves: rules that do not exist, that found nothing here, dates that have passed."""
    for item in suppressions:
        for name in item.rules:
            if not is_known(name):
                yield Finding(
                    UNKNOWN, f"No rule is called '{name}'; this comment suppresses nothing.", item.region, Severity.WARNING
                )
            elif item.expired(today):
                yield Finding(EXPIRED, f"The suppression of '{name}' ended with '{item.until}'.", item.region, Severity.WARNING)
            elif name not in item.used and ran(name):
                yield Finding(UNUSED, f"'{name}' reports nothing here; the comment can go.", item.region, Severity.NOTE)
