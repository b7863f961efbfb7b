"""Loaded files as plain data, to travel between processes: all but the text, which the other side has as bytes."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshlint.findings import Finding
from meshlint.loading.document import Document
from meshlint.loading.loader import LoadedFile
from meshlint.loading.source import Source
from meshlint.loading.values import DuplicateKey


class PackedDocument(NamedTuple):
    """A document without its source."""

    position: int  # among the documents of its source
    start: int
    end: int
    role: str
    data: Any
    duplicates: tuple[DuplicateKey, ...]


class PackedFile(NamedTuple):
    """A loaded file without its text; `is_text` is false where its bytes were none."""

    is_text: bool
    documents: list[PackedDocument]
    candidates: list[PackedDocument]
    findings: list[Finding]
    templated_kinds: list[str]
    skipped: dict[str, int]


def pack(loaded: LoadedFile) -> PackedFile:
    """What `unpack` needs besides the bytes."""
    return PackedFile(
        bool(loaded.source.text),
        [_pack_document(document) for document in loaded.documents],
        [_pack_document(document) for document in loaded.candidates],
        loaded.findings,
        loaded.templated_kinds,
        loaded.skipped,
    )


def unpack(packed: PackedFile, path: str, data: bytes) -> LoadedFile:
    """The file that was packed; `data` are the bytes that it was loaded from."""
    source = Source.of(path, data) if packed.is_text else Source(path, "")
    loaded = LoadedFile(source)
    loaded.documents = [_unpack_document(document, source) for document in packed.documents]
    loaded.candidates = [_unpack_document(document, source) for document in packed.candidates]
    loaded.findings = packed.findings
    loaded.templated_kinds = packed.templated_kinds
    loaded.skipped = packed.skipped
    return loaded


def _pack_document(document: Document) -> PackedDocument:
    return PackedDocument(document.index, document.start, document.end, document.role, document.data, document.duplicates)


def _unpack_document(packed: PackedDocument, source: Source) -> Document:
    document = Document(source, packed.position, packed.start, packed.end, packed.role)
    document.data = packed.data
    document.duplicates = packed.duplicates
    return document
