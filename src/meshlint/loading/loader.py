"""A source to its documents: split at markers, drop what cannot matter, compose the rest, one by one.

A broken document never hides the ones beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshlint.findings import Finding, Region, Related, Severity
from meshlint.loading.composer import SyntaxProblem, compose
from meshlint.loading.document import Document
from meshlint.loading.relevance import Relevance
from meshlint.loading.source import MAX_BYTES, Source, UndecodableText
from meshlint.loading.values import Builder, DuplicateKey

SYNTAX_ERROR = "yaml/syntax-error"
DUPLICATE_KEY = "yaml/duplicate-key"
HELM_TEMPLATE = "Helm template"
TOO_LARGE = "larger than the size limit"
KEPT_TEXT = 64 * 1024
"""Code points of text whose node trees are kept for findings, at over thirty bytes each: a commit's files are composed once."""

_MARKER = re.compile(r"\n(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")  # with the line break before it, which is sought faster than `^`
_DIRECTIVES_ONLY = re.compile(r"(?:[ \t]*(?:[%#][^\r\n]*)?\r?\n)*[ \t]*(?:[%#][^\r\n]*)?\Z")
_CONTENT = re.compile(r"^(?![ \t]*(?:#|\r|\n|\Z|---|\.\.\.))[^\r\n]", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{|\{%")
_TEMPLATED_KIND = re.compile(r"^kind:[ \t]*['\"]?(\w+)", re.MULTILINE)


class LoadedFile:
    """What one source held."""

    __slots__ = ("candidates", "documents", "findings", "skipped", "source", "templated_kinds")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents: list[Document] = []
        self.candidates: list[Document] = []  # possible values files, not parsed yet
        self.findings: list[Finding] = []
        self.templated_kinds: list[str] = []  # kinds of the documents that are Helm templates
        self.skipped: dict[str, int] = {}  # reason -> documents

    def skip(self, reason: str) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + 1


class Loader:
    """Turns bytes into documents. `relevance` says which documents matter."""

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance
        self._room = KEPT_TEXT

    def load(self, path: str, data: bytes, in_chart_templates: bool = False) -> LoadedFile:
        """Load one file. `in_chart_templates` says that it lies in the templates folder of a Helm chart."""
        if len(data) > MAX_BYTES:
            loaded = LoadedFile(Source(path, ""))
            loaded.skip(TOO_LARGE)
            message = f"The file is larger than {MAX_BYTES // 2**20} MiB and was not read."
            loaded.findings.append(Finding(SYNTAX_ERROR, message, Region(path, 1, 1, 1, 2), Severity.ERROR))
            return loaded
        try:
            source = Source.of(path, data)
        except UndecodableText as error:
            loaded = LoadedFile(Source(path, ""))
            region = Region(path, error.line, 1, error.line, 2)
            loaded.findings.append(Finding(SYNTAX_ERROR, f"The file cannot be read: {error.message}.", region, Severity.ERROR))
            return loaded
        return self._load_text(source, in_chart_templates)

    def _load_text(self, source: Source, in_chart_templates: bool) -> LoadedFile:
        loaded = LoadedFile(source)
        for index, (start, end) in enumerate(split(source.text)):
            text = source.text[start:end]
            role = self._relevance.role(source.path, text)
            if role is None:
                continue
            document = Document(source, index, start, end, role)
            if in_chart_templates and "{{" in text:
                loaded.skip(HELM_TEMPLATE)
                loaded.templated_kinds.extend(_TEMPLATED_KIND.findall(text))
            elif role == "values":
                loaded.candidates.append(document)
            else:
                self._parse(document, text, loaded)
        return loaded

    def _parse(self, document: Document, text: str, loaded: LoadedFile) -> None:
        kept = len(text) <= self._room
        self._room -= len(text) if kept else 0
        problem = parse(document, kept)
        if problem is None:
            if document.data is not None:
                loaded.documents.append(document)
                loaded.findings.extend(duplicate_findings(document))
        elif _TEMPLATE.search(text):
            loaded.skip(HELM_TEMPLATE)
            loaded.templated_kinds.extend(_TEMPLATED_KIND.findall(text))
        else:
            loaded.findings.append(syntax_finding(document, problem))


class _Templated(SyntaxProblem):
    """`a: {{ .Values.x }}` parses, as a mapping with a mapping for a key; nobody means that."""


def parse(document: Document, keep_nodes: bool = False) -> SyntaxProblem | None:
    """Fill in the document's plain values and duplicate keys; returns what is wrong with its text, if anything.

    `keep_nodes` keeps the node tree too, so that regions need not compose it again.
    """
    try:
        text = document.text
        root = compose(text)
        builder = Builder("&" in text)
        document.data = builder.build(root)
        if builder.has_mapping_key and "{{" in text:
            return _Templated("the document is a template", 0)
    except SyntaxProblem as problem:
        return problem
    document.duplicates = tuple(builder.duplicates)
    if keep_nodes:
        document.keep(root)
    return None


def split(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of each document of a stream. Each begins with its marker, if it has one."""
    starts = [0]
    if "\n---" in text or "\n..." in text:
        starts.extend(match.start() + 1 for match in _MARKER.finditer(text))
    begin: int | None = None
    for start, end in zip(starts, [*starts[1:], len(text)]):
        piece = text[start:end]
        if begin is None and _is_directives(piece):
            begin = start  # `%YAML 1.1` belongs to the document after it
            continue
        first = start if begin is None else begin
        begin = None
        if text.startswith("...", start):
            first = start + 3
        if _CONTENT.search(piece) or piece.startswith("--- "):
            yield first, end


def _is_directives(piece: str) -> bool:
    return "%" in piece and not piece.startswith("---") and _DIRECTIVES_ONLY.match(piece) is not None


def syntax_finding(document: Document, problem: SyntaxProblem) -> Finding:
    """A document that is not YAML, at the place where the parser noticed."""
    region = document.span(problem.offset, problem.offset + 1)
    message = f"The document is not valid YAML and was not checked: {problem.message}."
    return Finding(SYNTAX_ERROR, message, region, Severity.ERROR)


def duplicate_findings(document: Document) -> Iterator[Finding]:
    """One finding for each repeated key, with the first one as its related place."""
    for duplicate in document.duplicates:
        yield _duplicate_finding(document, duplicate)


def _duplicate_finding(document: Document, duplicate: DuplicateKey) -> Finding:
    length = len(duplicate.key)
    first = document.span(duplicate.first_offset, duplicate.first_offset + length)
    message = f"The key '{duplicate.key}' stands twice in one mapping; the last value silently wins."
    region = document.span(duplicate.offset, duplicate.offset + length)
    return Finding(DUPLICATE_KEY, message, region, Severity.ERROR, (Related(first, "first stands here"),))
