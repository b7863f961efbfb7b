"""Fixtures: YAML that a rule must report on, with the expectation on the very line, and YAML on which it must stay silent.

`fixtures/<mesh>/<rule>/*.yaml` are single files, folders there are multi-file cases. A line that must be reported ends in
`# expect: <rule>`, optionally followed by the severity; `<file>.expect` holds `LINE RULE [SEVERITY]` for files without
comments (JSON).
A comment `# settings: target=istio=1.20 complete project namespace=shop select=RULE` changes how the case is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from meshlint.engine import check
from meshlint.findings import Located
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.settings import Settings, parse_targets

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
RULES = ROOT / "rules"

_EXPECT = re.compile(r"#\s*expect:\s*(.+?)\s*$", re.MULTILINE)
_SETTINGS = re.compile(r"#\s*settings:\s*(.+?)\s*$", re.MULTILINE)
Expectation = tuple[str, int, str]  # file, line, severity ("" where the fixture does not say)


@dataclass(frozen=True)
class Case:
    """One fixture: a file or a folder of a rule."""

    rule: str
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(FIXTURES))

    def files(self) -> list[Path]:
        return sorted(file for file in self.path.rglob("*") if file.is_file()) if self.path.is_dir() else [self.path]

    def expected(self) -> set[Expectation]:
        """What this case's rule must report."""
        return {found for file in self.files() for found in _expectations(file, self.rule)}

    def settings(self) -> Settings:
        words = [word for file in self.files() for match in _SETTINGS.findall(_text(file)) for word in match.split()]
        stated = [word.removeprefix("target=").partition("=")[::2] for word in words if word.startswith("target=")]
        settings = Settings(
            profile=Profile.AUDIT,
            select=(self.rule, *(word.removeprefix("select=") for word in words if word.startswith("select="))),
            context="none",
            targets=parse_targets(stated, self.name),
            complete="complete" in words,
        )
        if "project" in words:
            settings = settings.overridden(context=str(self.path))
        for word in words:
            if word.startswith("namespace="):
                settings = settings.overridden(namespace=word.partition("=")[2])
            if word.startswith("profile="):
                settings = settings.overridden(profile=Profile.parse(word.partition("=")[2]))
        return settings

    def reported(self, registry: Registry) -> list[Located]:
        """What the rule reports on this case; a crash is an error of the test."""
        outcome = check(self.settings(), registry, [str(self.path)])
        assert not outcome.crashes, outcome.crashes[0].traceback
        assert not outcome.problems, outcome.problems
        return [item for item in outcome.findings if item.rule == self.rule]


def cases(rule: str) -> list[Case]:
    """The fixtures of a rule."""
    folder = FIXTURES / rule
    if not folder.is_dir():
        return []
    return [Case(rule, path) for path in sorted(folder.iterdir()) if path.suffix != ".expect"]


def all_cases() -> Iterator[Case]:
    """The fixtures of every rule."""
    for folder in sorted(FIXTURES.glob("*/*")):
        if folder.is_dir() and folder.parent.name != "demo":
            yield from cases(f"{folder.parent.name}/{folder.name}")


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


def _expectations(file: Path, rule: str) -> Iterator[Expectation]:
    if file.suffix == ".expect":
        named = file.with_suffix("")
        for entry in _text(file).splitlines():
            line, found, *severity = entry.split()
            if found == rule:
                yield _shown(named), int(line), "".join(severity)
        return
    for number, line_text in enumerate(_text(file).splitlines(), start=1):
        match = _EXPECT.search(line_text)
        for item in match.group(1).split(",") if match else ():
            found, *severity = item.split()
            if found == rule:
                yield _shown(file), number, "".join(severity)


def _shown(file: Path) -> str:
    from meshlint.discovery import shown

    return shown(str(file))
