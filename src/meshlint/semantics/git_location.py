"""Where a URL points into a git repository: which repository, at which revision.

Understands what git clone, kustomize (`host/owner/name//path?ref=x`), go-getter (`git::`), Argo CD and Flux take, and
GitHub's addresses of raw files, archives and releases.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple
from urllib.parse import parse_qs

_URL = re.compile(r"(?:(?:https?|ssh|git)://)(?:[^/@\s]*@)?(?P<host>[^/:\s]+)(?::\d+)?/(?P<path>[^\s]*)\Z")
_SCP = re.compile(r"(?:[^/@\s:]+@)?(?P<host>[^/:\s]+\.[^/:\s]+):(?!//|\d+/)(?P<path>[^\s]+)\Z")
_BARE = re.compile(r"(?P<host>[A-Za-z0-9][\w-]*(?:\.[\w-]+)+)/(?P<path>[^\s]+)\Z")
_ARCHIVE_SUFFIX = re.compile(r"\.(?:tar\.gz|tgz|zip)\Z")
_RAW_HOSTS = frozenset({"raw.githubusercontent.com", "raw.github.com"})


class Form(enum.Enum):
    """What is read at a location."""

    CLONE = "clone"  # the repository, by git
    FILE = "file"  # a file or an archive at a revision, by HTTP
    RELEASE = "release"  # a file attached to a release
    LOOKUP = "lookup"  # the number of the newest release


class GitLocation(NamedTuple):
    """A place in a git repository. `ref` is None where the URL leaves the revision to a default, "latest" for releases."""

    repository: str  # host/owner/name, without user, scheme and .git
    path: str
    ref: str | None
    form: Form

    @classmethod
    def parse(cls, url: str) -> GitLocation | None:
        """The location that a URL names; None for local paths and other text."""
        text = re.sub(r"\Agit(?:::|\+)", "", url.strip())
        text, _, query = text.partition("#")[0].partition("?")
        match = _URL.match(text) or _SCP.match(text) or _BARE.match(text)
        if match is None:
            return None
        host = match["host"].lower().removeprefix("www.")
        path = match["path"].lstrip("/")
        parameters = parse_qs(query)
        ref = next(iter(parameters.get("ref") or parameters.get("version") or []), None)
        if host in _RAW_HOSTS:
            return _raw(path.split("/"))
        if host == "api.github.com":
            return _api(path.split("/"))
        if host == "codeload.github.com":
            return _archive(path.split("/"))
        return _github(path, ref) if host in ("github.com", "ssh.github.com") else _other(host, path, ref)


def _github(path: str, ref: str | None) -> GitLocation | None:
    owner, _, rest = path.partition("/")
    name, _, inner = rest.partition("/")
    name, _, at = name.partition("@")
    if not owner or not name:
        return None
    repository = f"github.com/{owner}/{name.removesuffix('.git')}"
    steps = inner.strip("/").split("/")
    if steps[0] == "releases" and len(steps) > 1:
        return _release(repository, steps)
    if steps[0] == "archive" and len(steps) > 1:
        return GitLocation(repository, "", _ARCHIVE_SUFFIX.sub("", "/".join(steps[1:])), Form.FILE)
    if steps[0] in ("raw", "blob", "tree") and len(steps) > 1 and not inner.startswith("/"):
        named, file = _split_ref(steps[1:])
        return GitLocation(repository, file, named, Form.CLONE if steps[0] == "tree" else Form.FILE)
    return GitLocation(repository, inner.strip("/"), ref or at or None, Form.CLONE)


def _release(repository: str, steps: list[str]) -> GitLocation:
    if steps[1] == "latest":
        return GitLocation(repository, steps[-1], "latest", Form.RELEASE if "download" in steps else Form.LOOKUP)
    if steps[1] == "download" and len(steps) > 2:
        return GitLocation(repository, "/".join(steps[3:]), steps[2], Form.RELEASE)
    return GitLocation(repository, "", steps[2] if steps[1] == "tag" and len(steps) > 2 else None, Form.LOOKUP)


def _raw(steps: list[str]) -> GitLocation | None:
    if len(steps) < 4:
        return None
    ref, file = _split_ref(steps[2:])
    return GitLocation(f"github.com/{steps[0]}/{steps[1]}", file, ref, Form.FILE)


def _archive(steps: list[str]) -> GitLocation | None:
    if len(steps) < 4:
        return None
    return GitLocation(f"github.com/{steps[0]}/{steps[1]}", "", "/".join(steps[3:]), Form.FILE)


def _api(steps: list[str]) -> GitLocation | None:
    if len(steps) < 4 or steps[0] != "repos" or steps[3] != "releases":
        return None
    ref = steps[5] if steps[4:5] == ["tags"] and len(steps) > 5 else "latest"
    return GitLocation(f"github.com/{steps[1]}/{steps[2]}", "", ref, Form.LOOKUP)


def _split_ref(steps: list[str]) -> tuple[str, str]:
    """A revision and the path after it. Branches with a slash cannot be told from paths unless written refs/heads/…"""
    width = 3 if steps[0] == "refs" and len(steps) > 2 else 1
    return "/".join(steps[:width]), "/".join(steps[width:])


def _other(host: str, path: str, ref: str | None) -> GitLocation | None:
    repository, mark, inner = re.sub(r"/_git/", "/", path).partition(".git")
    if not mark:
        repository, _, inner = path.partition("//")
    inner, at = (inner[1:].partition("/")[2], inner[1:].partition("/")[0]) if inner.startswith("@") else (inner, "")
    cleaned = repository.strip("/")
    return GitLocation(f"{host}/{cleaned}", inner.strip("/"), ref or at or None, Form.CLONE) if cleaned else None
