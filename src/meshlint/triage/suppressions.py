"""Inline suppressions: `# meshlint: ignore[istio/some-rule] until=2027-01-31 reason`.

On a line of code it covers that line; alone on a line, the block below it; `ignore-resource[…]` covers the document,
`ignore-file[…]` the file. Rendered manifests lose comments: there the annotation `ignore.meshlint.dev/istio.some-rule: reason`
covers its resource. Unknown, unused and expired ones are reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from meshlint.findings import Finding, Located, Region, Severity
from meshlint.loading.composer import MappingNode, Node, ScalarNode, SyntaxProblem, compose
from meshlint.loading.loader import split
from meshlint.loading.source import Source

UNKNOWN = "meshlint/suppression-unknown-rule"
UNUSED = "meshlint/suppression-unused"
EXPIRED = "meshlint/suppression-expired"

_DIRECTIVE = re.compile(
    r"(?:^|(?<=[ \t]))#[ \t]*meshlint:[ \t]*(ignore|ignore-resource|ignore-file)\[([^\]\r\n]*)\](?:[ \t]+until=(\S+))?([^\r\n]*)",
    re.MULTILINE,
)


@dataclass(slots=True)
class Suppression:
    """One directive: the rules it names, the lines it covers (from 1, inclusive), and whether it was of use."""

    rules: tuple[str, ...]
    first_line: int
    last_line: int
    region: Region
    until: str = ""
    used: set[str] = field(default_factory=set)

    def expired(self, today: date) -> bool:
        try:
            return bool(self.until) and date.fromisoformat(self.until) < today
        except ValueError:
            return True  # a date that cannot be read must not hide findings for ever

    def covers(self, finding: Located) -> bool:
        return self.first_line <= finding.region.start_line <= self.last_line

    def names(self, rule: str) -> str | None:
        return next((pattern for pattern in self.rules if fnmatchcase(rule, pattern)), None)


def find_suppressions(source: Source) -> list[Suppression]:
    """The directives in the comments of a file; text inside scalars is no comment."""
    if "meshlint:" not in source.text:
        return []
    matches = list(_DIRECTIVE.finditer(source.text))
    spans = [span for start, end in split(source.text) for span in _scalar_spans(source.text[start:end], start)]
    return [_suppression(source, match) for match in matches if not any(a <= match.start() < b for a, b in spans)]


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


def _suppression(source: Source, match: re.Match[str]) -> Suppression:
    line, column = source.position(match.start())
    rules = tuple(name.strip() for name in match.group(2).split(",") if name.strip())
    first, last = line, line
    verb = match.group(1)
    if verb == "ignore-file":
        first, last = 1, len(source.line_starts)
    elif verb == "ignore-resource":
        first, last = _document_lines(source, match.start())
    elif not source.line(line)[: column - 1].strip():
        first, last = _block_lines(source, line)
    region = Region(source.path, line, column, line, column + len(match.group().rstrip()))
    return Suppression(rules, first, last, region, match.group(3) or "")


def _document_lines(source: Source, offset: int) -> tuple[int, int]:
    for start, end in split(source.text):
        if start <= offset < end:
            return source.position(start)[0], source.position(max(end - 1, start))[0]
    return source.position(offset)[0], source.position(offset)[0]


def _block_lines(source: Source, comment_line: int) -> tuple[int, int]:
    """The lines of the node that begins on the first line of code below a comment."""
    total = len(source.line_starts)
    first = next((n for n in range(comment_line + 1, total + 1) if _is_code(source.line(n))), comment_line)
    indent, is_item = _indent(source.line(first)), source.line(first).lstrip().startswith("- ")
    last = first
    for number in range(first + 1, total + 1):
        text = source.line(number)
        if not _is_code(text):
            continue
        deeper = _indent(text) > indent or (_indent(text) == indent and text.lstrip().startswith("-") and not is_item)
        if not deeper or text.startswith("---"):
            break
        last = number
    return first, last


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
