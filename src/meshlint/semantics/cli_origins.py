"""Where a job has a mesh's command-line tool from, as far as the job shows it, and whether that is one release.

The tools install the release that they were built for, so that their version is the mesh's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from meshlint.findings import Path
from meshlint.semantics.git_location import Form
from meshlint.semantics.image_reference import ImageReference
from meshlint.semantics.mesh_artifacts import git_repository, image
from meshlint.semantics.remote_scripts import fetched_urls
from meshlint.semantics.shell_commands import Command
from meshlint.semantics.version_strings import VersionClass, classify_image_tag

_PACKAGES = {
    "istioctl": "istio",
    "linkerd": "linkerd",
    "linkerd2": "linkerd",
    "linkerd-cli": "linkerd",
    "cilium-cli": "cilium",
    "consul-k8s": "consul",
}
_MANAGERS = {"brew": "install", "apt-get": "install", "apt": "install", "apk": "add", "dnf": "install", "yum": "install",
             "snap": "install", "choco": "install", "asdf": "install", "mise": "use", "arkade": "get"}  # fmt: skip
_GO_MODULE = re.compile(
    r"(istio\.io/istio|github\.com/linkerd/linkerd2|github\.com/cilium/cilium-cli)/[\w./-]*@(latest|master|main)\Z"
)
_CLI_PROJECTS = {
    "github.com/istio/istio": "istio",
    "github.com/linkerd/linkerd2": "linkerd",
    "github.com/cilium/cilium-cli": "cilium",
}


def moving_origin(command: Command) -> tuple[str, str] | None:
    """The mesh whose tool a command installs in whatever release is the newest, and how it says so; None for others."""
    return _package(command) or _newest_release(command)


def _package(command: Command) -> tuple[str, str] | None:
    words = command.arguments
    if _MANAGERS.get(command.name) in words:
        for word in words:
            if word in _PACKAGES:
                return _PACKAGES[word], f"{command.name} {_MANAGERS[command.name]} {word}"
    if command.name == "go" and words[:1] == ("install",):
        for word in words[1:]:
            match = _GO_MODULE.match(word)
            if match is not None:
                mesh = {"istio.io/istio": "istio"}.get(match[1]) or _CLI_PROJECTS[match[1]]
                return mesh, f"go install {word}"
    return None


def _newest_release(command: Command) -> tuple[str, str] | None:
    for url in fetched_urls(command):
        known = git_repository(url)
        if known is not None and known.location.ref == "latest" and known.location.form in (Form.RELEASE, Form.LOOKUP):
            mesh = _CLI_PROJECTS.get(known.location.repository.lower())
            if mesh:
                return mesh, url
    return None


def image_origin(data: Any, path: Path) -> tuple[str, str] | None:
    """The mesh whose tool is in the image that a script at `path` runs in, where that image's tag moves."""
    for text in _images(data, path):
        reference, known = ImageReference.parse(text), image(text)
        if reference is None or known is None:
            return None
        found = VersionClass.DIGEST if reference.digest else classify_image_tag(reference.tag)
        moving = found.floating or found is VersionClass.ABSENT
        return (known.mesh, f"the image '{text}'") if moving else None
    return None


def _images(data: Any, path: Path) -> Iterator[str]:
    """Images around a script, the nearest first: `image`, `container` (GitHub), `docker` (CircleCI)."""
    holders: list[dict[str, Any]] = []
    value = data
    for step in (*path, None):
        if isinstance(value, dict):
            holders.append(value)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
    for holder in reversed(holders):
        yield from _image_texts([holder.get("image"), holder.get("container"), holder.get("docker")])


def _image_texts(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _image_texts([value.get("image"), value.get("name")])
        elif isinstance(value, list):
            yield from _image_texts(value[:1])
