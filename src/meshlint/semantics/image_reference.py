"""Image references taken apart, by the grammar of github.com/distribution/reference."""

from __future__ import annotations

import re
from typing import NamedTuple

_HOST = r"(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d+)?"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?P<name>(?:{_HOST}/)?{_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?\Z"
)
_MAX_LENGTH = 1024  # names end at 255, tags at 128; longer text is not worth matching
_DOCKER_HUB = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"})


class ImageReference(NamedTuple):
    """An image as it is written; nothing is filled in. `tag` and `digest` are "" where there is none."""

    registry: str  # host with port, "" where none is written
    repository: str  # path without the registry: istio/proxyv2
    tag: str = ""
    digest: str = ""  # with its algorithm: sha256:…

    @classmethod
    def parse(cls, text: str) -> ImageReference | None:
        """The reference that `text` spells, with or without `oci://` or `docker://`; None where it is not one."""
        match = _REFERENCE.match(re.sub(r"\A(?:oci|docker)://", "", text.strip())) if len(text) < _MAX_LENGTH else None
        if match is None:
            return None
        host, _, rest = match["name"].partition("/")
        if not rest or not ("." in host or ":" in host or host == "localhost" or host != host.lower()):
            host, rest = "", match["name"]
        return cls(host, rest, match["tag"] or "", match["digest"] or "")

    @property
    def name(self) -> str:
        """Registry and repository as written, without tag and digest."""
        return f"{self.registry}/{self.repository}" if self.registry else self.repository

    @property
    def canonical_name(self) -> str:
        """Registry and repository with Docker Hub's defaults, for comparison: `consul` is docker.io/library/consul."""
        if self.registry and self.registry.lower() not in _DOCKER_HUB:
            return f"{self.registry.lower()}/{self.repository}"
        return f"docker.io/{self.repository}" if "/" in self.repository else f"docker.io/library/{self.repository}"

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}@{self.digest}" if self.digest else f"{self.name}{tag}"
