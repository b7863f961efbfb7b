"""YAML inside a scalar of another document, such as `helm.values: |` of an Argo CD Application."""

from __future__ import annotations

from meshlint.findings import Path, Region
from meshlint.loading.document import Document
from meshlint.loading.loader import parse
from meshlint.loading.source import Source


class EmbeddedDocument(Document):
    """A document whose text is a scalar of `host`. Regions are those of the file that holds it all."""

    def __init__(self, host: Document, host_path: Path, text: str) -> None:
        super().__init__(Source(host.path, text), host.index, 0, len(text), host.role)
        self.host = host
        self.host_path = host_path

    def span(self, start: int, end: int) -> Region:
        if self.host.style(self.host_path) != "|":
            return self.host.region(self.host_path, on_key=True)  # folded or quoted: lines do not map one to one
        line, column = self.source.position(min(start, len(self.source.text)))
        host_start, _ = self.host.offsets(self.host_path)
        first, _ = self.host.source.position(host_start)
        number = first + line
        host_line = self.host.source.line(number)
        indent = len(host_line) - len(self.source.line(line)) if host_line.endswith(self.source.line(line)) else 0
        width = max(min(end - start, len(self.source.line(line)) + 1 - column), 1)
        return Region(self.path, number, column + indent, number, column + indent + width)


def embedded(host: Document, path: Path, text: str) -> EmbeddedDocument | None:
    """The document in a scalar, parsed; None when its text is not YAML, or a template."""
    document = EmbeddedDocument(host, path, text)
    return document if parse(document) is None else None
