"""The calls that are measured, and what they are measured against."""

from __future__ import annotations

import sys
from pathlib import Path

PYTHON = sys.executable
IMPORTS = [PYTHON, "-c", "import click, ruamel.yaml"]
ONE_PROCESS = ("--no-cache", "--jobs", "1")
TWO_PROCESSES = ("--no-cache", "--jobs", "2")


def meshlint(*arguments: str) -> list[str]:
    return [PYTHON, "-m", "meshlint", *arguments]


def lint(target: Path, *more: str) -> list[str]:
    """The call that is measured: every rule on, no configuration."""
    return meshlint("check", "--isolated", "--profile", "audit", "--fail-on", "never", "--format", "concise", *more, str(target))


def composing(target: Path) -> list[str]:
    """What the parser alone needs for the same bytes."""
    return [PYTHON, str(Path(__file__).with_name("baseline.py")), str(target)]
