"""Other linters on the same files, each at the settings that suit it best. None of them is a dependency of the project.

They are installed into a folder that git ignores, by the tools that people install them with; one that cannot be is left out.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench import Tree
from commands import lint
from measure import Cost, FailedRun, run

FOLDER = Path(__file__).resolve().parent.parent / "build" / "peers"
INSTALL_SECONDS = 900
FOUND_OR_NOT = (0, 1)  # the statuses of a linter that did its work


class Peer(NamedTuple):
    """A linter: what it is called, how it is installed, and the call that is measured, without its target."""

    name: str
    source: str  # "pip" or "go"
    package: str
    command: tuple[str, ...]
    settings: str  # in words


PEERS = (
    Peer(
        "yamllint",
        "pip",
        "yamllint==1.38.0",
        ("yamllint", "-d", "relaxed", "-f", "parsable"),
        "its relaxed rules: syntax and style of each file by itself",
    ),
    Peer(
        "Checkov",
        "pip",
        "checkov==3.3.30",
        ("checkov", "--framework", "kubernetes", "--quiet", "--compact", "--skip-download", "--soft-fail", "-d"),
        "its Kubernetes rules only, offline, compact output",
    ),
    Peer(
        "kube-linter",
        "go",
        "golang.stackrox.io/kube-linter/cmd/kube-linter@latest",
        ("kube-linter", "lint", "--add-all-built-in", "--format", "plain"),
        "all its built-in checks",
    ),
)


class Timing(NamedTuple):
    """One line of the table: a tool on one tree, or why there is none."""

    tool: str
    settings: str
    tree: str
    cost: Cost | None
    ratio: float  # its wall-clock seconds over meshlint's
    reason: str = ""


def timings(trees: Iterable[Tree], runs: int) -> Iterator[Timing]:
    """Each tool on each tree: meshlint in as many processes as it chooses, without its cache, and then its peers."""
    commands: list[tuple[Peer, list[str]]] = []
    for peer in PEERS:
        reason = _install(peer)
        if reason:
            yield Timing(peer.name, peer.settings, "", None, 0, reason)
        else:
            commands.append((peer, [str(FOLDER / "bin" / peer.command[0]), *peer.command[1:]]))
    for tree in trees:
        name = str(tree)
        own = _cost(lint(tree.path, "--no-cache"), runs)
        yield Timing("meshlint", "all rules, without the cache", name, own, 1)
        for peer, command in commands:
            try:
                cost = _cost([*command, str(tree.path)], runs)
            except FailedRun as failure:
                print(failure, file=sys.stderr)
                yield Timing(peer.name, peer.settings, name, None, 0, "it failed")
            else:
                yield Timing(peer.name, peer.settings, name, cost, cost.wall / own.wall)


def _cost(command: list[str], runs: int) -> Cost:
    """The median of several runs, after one that is not counted."""
    run(command, FOUND_OR_NOT)
    costs = [run(command, FOUND_OR_NOT) for _ in range(runs)]
    return Cost(
        statistics.median(cost.processor for cost in costs),
        statistics.median(cost.wall for cost in costs),
        max(cost.peak for cost in costs),
    )


def _install(peer: Peer) -> str:
    """Install a peer where it is not there yet; returns why it cannot be, else ""."""
    stamp = FOLDER / f"{peer.name}.installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == peer.package:
        return ""
    if peer.source == "go" and shutil.which("go") is None:
        return "not measured: Go is not installed"
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = FOLDER / "bin" / "python"
    steps = [[str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", peer.package]]
    if not python.exists():
        steps.insert(0, [sys.executable, "-m", "venv", str(FOLDER)])
    if peer.source == "go":
        steps = [["env", f"GOBIN={FOLDER / 'bin'}", "go", "install", peer.package]]
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as problem:
            print(problem, file=sys.stderr)
            return f"not measured: it cannot be installed here with {peer.source}"
        if done.returncode != 0:
            print(done.stderr[-2000:], file=sys.stderr)
            return f"not measured: it cannot be installed here with {peer.source}"
    stamp.write_text(peer.package, encoding="utf-8")
    return ""
