"""Which charts, images, repositories and installers belong to a mesh.

The facts are in mesh_artifacts.json, from the projects' own charts, values files and installation pages. Names that other
software also uses count only together with a repository of the mesh, so that nothing foreign is taken for a mesh's.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any, NamedTuple

from meshlint.semantics.fact_tables import fact_table
from meshlint.semantics.git_location import GitLocation
from meshlint.semantics.image_reference import ImageReference
from meshlint.semantics.version_strings import is_templated

_LOCAL = (".", "/", "~", "file:")
_ARCHIVES = (".tgz", ".tar.gz")


class MeshChart(NamedTuple):
    """A Helm chart of a mesh, or of what is installed beside one (mesh "delivery", "pki", "spiffe")."""

    mesh: str
    name: str
    role: str  # control-plane, data-plane, cni, crds, gateway, umbrella, operator, observability, ...
    product: str  # whose version the chart's version is: the mesh's, or e.g. consul-k8s
    channel: str  # of the repository: release, edge, stable, enterprise, testing, archived; "" where it is not known
    generic: bool  # the name alone would not have been enough


class MeshImage(NamedTuple):
    """A container image of a mesh."""

    mesh: str
    name: str  # last part of the repository
    role: str
    follows_mesh_version: bool  # its tags are the mesh's versions
    origin: str  # "test" for development builds, "superseded" for a repository without new versions, else ""


class MeshRepository(NamedTuple):
    """A place in a mesh project's git repository."""

    mesh: str
    location: GitLocation


class Installer(NamedTuple):
    """An address that installs or looks up a mesh. `variable` is what pins the version; None where nothing can."""

    mesh: str
    url: str  # without scheme and query
    what: str  # script, sample (a manifest) or version (the number of the newest release)
    variable: str | None


class ImageValues(NamedTuple):
    """Where a chart's values name images; every entry is the keys from the root of the values."""

    hubs: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...]
    images: tuple[tuple[str, ...], ...]  # a full reference, or a bare name where it has no slash
    blocks: tuple[tuple[str, ...], ...]  # mappings with a repository, a tag, and perhaps digest, useDigest and override
    repository_key: str  # within a block
    tag_key: str


def chart(name: str, repository: str | None = None) -> MeshChart | None:
    """The mesh chart of that name, or None.

    `name` may be bare, `alias/name` with an alias that helm users share, or a whole `oci://` address. `repository` is a
    URL, an OCI registry path with or without scheme, or `@alias`. Local paths and packaged archives are no charts here.
    """
    located = _locate(name.strip(), (repository or "").strip())
    if located is None:
        return None
    bare, location = located
    for mesh, facts in _table()["charts"].items():
        if bare in facts["names"]:
            channel = _channel(facts["repositories"], location)
            generic = bare in facts["generic"]
            if generic and channel is None:
                return None
            product = facts["products"].get(bare, mesh)
            return MeshChart(mesh, bare, facts["names"][bare], product, channel or "", generic)
    return None


def helm_alias(name: str) -> str | None:
    """The URL behind a name that helm users commonly give a mesh's repository; None for other names."""
    url = _table()["helm_aliases"].get(name)
    return str(url) if url else None


@lru_cache(maxsize=4096)
def image(repository: str) -> MeshImage | None:
    """The mesh image of a repository, with or without tag and digest; None for samples and everything else."""
    reference = ImageReference.parse(repository)
    if reference is None:
        return None
    parent, _, name = reference.canonical_name.rpartition("/")
    for group in _table()["images"]:
        role = _first_match(group["names"], name)
        if role is not None and any(_owned(parent, owner) for owner in group["owners"]):
            follows = any(fnmatchcase(name, pattern) for pattern in group["follows"])
            return MeshImage(group["mesh"], name, role, follows, _origin(reference.canonical_name))
    return None


def git_repository(url: str) -> MeshRepository | None:
    """The mesh project's repository that a URL points into, with revision and path; None for anything else."""
    location = GitLocation.parse(url)
    mesh = _repositories().get(location.repository.lower()) if location else None
    return MeshRepository(mesh, location) if mesh and location else None


def installer(url: str) -> Installer | None:
    """The installer at a URL, with or without scheme; None for anything else."""
    address = re.sub(r"\A(?:https?://)?(?:www\.)?", "", url.strip()).partition("?")[0].partition("#")[0].rstrip("/")
    for entry in _table()["installers"]:
        if any(fnmatchcase(address, pattern) for pattern in entry["urls"]):
            return Installer(entry["mesh"], address, entry["what"], entry["variable"])
    return None


def image_values(chart_name: str) -> ImageValues | None:
    """Where the values of a mesh chart name images; None for charts without such values."""
    facts = _table()["image_values"].get(chart_name)
    if facts is None:
        return None
    hubs, tags, images, blocks = (
        tuple(tuple(dotted.split(".")) for dotted in facts.get(key, ())) for key in ("hubs", "tags", "images", "blocks")
    )
    return ImageValues(hubs, tags, images, blocks, facts.get("repository_key", "repository"), facts.get("tag_key", "tag"))


@cache
def _table() -> dict[str, Any]:
    return fact_table("mesh_artifacts.json")


@cache
def _repositories() -> dict[str, str]:
    """Mesh by git repository, in lower case as GitHub compares names."""
    return {f"github.com/{name}".lower(): mesh for mesh, names in _table()["git_repositories"].items() for name in names}


def _locate(name: str, repository: str) -> tuple[str, str] | None:
    """A chart's bare name and its repository, "" where that is not known; None for what is no remote chart."""
    if not name or is_templated(name) or name.startswith(_LOCAL) or name.endswith(_ARCHIVES):
        return None
    if repository.startswith(_LOCAL):
        return None
    if "://" in name:
        if not name.startswith("oci://"):
            return None
        name, repository = re.sub(r"(?::[\w.+-]+)?(?:@sha256:[0-9a-f]+)?\Z", "", name.removeprefix("oci://")), "oci:"
    head, _, bare = name.rpartition("/")
    location = _resolve_alias(repository)
    if head and repository:
        location = head if repository == "oci:" else f"{location.rstrip('/')}/{head}"
    elif head:
        location = helm_alias(head) or ""
        if not location:
            return None
    return bare, "" if is_templated(location) else location


def _resolve_alias(repository: str) -> str:
    if repository.startswith(("@", "alias:")):
        return helm_alias(repository.removeprefix("alias:").removeprefix("@")) or ""
    return repository


def _channel(repositories: dict[str, str], location: str) -> str | None:
    """The channel of a mesh's repository; None where the location is none of them. The longest entry wins."""
    address = re.sub(r"\A[a-z]+://(?:[^/@]*@)?", "", location).rstrip("/")
    host, _, path = address.partition("/")
    address = f"{host.lower()}/{path}".rstrip("/")
    if host.lower() in ("registry-1.docker.io", "index.docker.io"):
        address = f"docker.io/{path}"
    elif host and "." not in host and ":" not in host:
        address = f"docker.io/{address}"
    matches = [entry for entry in repositories if address == entry or address.startswith(f"{entry}/")]
    return repositories[max(matches, key=len)] if matches else None


def _first_match(names: dict[str, str], name: str) -> str | None:
    if name in names:
        return names[name]
    return next((role for pattern, role in names.items() if fnmatchcase(name, pattern)), None)


def _owned(parent: str, owner: str) -> bool:
    """Whether a repository's parent is the owner's, directly or behind a mirror's prefix."""
    return owner == "*" or parent == owner or parent.endswith(f"/{owner}")


def _origin(canonical_name: str) -> str:
    for origin, patterns in _table()["image_origins"].items():
        if any(fnmatchcase(canonical_name, pattern) for pattern in patterns):
            return str(origin)
    return ""
