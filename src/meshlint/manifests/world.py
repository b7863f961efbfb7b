"""What is known about the cluster besides the files."""

from __future__ import annotations

from typing import NamedTuple


class Externals(NamedTuple):
    """What the configuration says exists although no file defines it. Entries may be wildcards (`*.corp.example`)."""

    hosts: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()


class World(NamedTuple):
    """What is known about the cluster besides the files."""

    complete: bool = False  # the files are the whole inventory: what was not read does not exist
    cluster_domain: str = "cluster.local"
    externals: Externals = Externals()
    default_namespace: str | None = None
    whole_project: bool = False  # the files are a project's, not a choice of some
