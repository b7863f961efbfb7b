"""The generated index of the built-in rules: what a run needs of every rule, in one small file that reads in a millisecond.

`python -m meshlint.registry.index RULES_FOLDER` writes `_index.json` and `_docs.json` there; a test holds them fresh.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from meshlint.findings import Severity
from meshlint.registry.rule import Documentation, Option, Profile, Rule

INDEX = "_index.json"
DOCS = "_docs.json"


_SEVERITIES = {severity.label: severity for severity in Severity}
_PROFILES = {profile.label: profile for profile in Profile}
_NOTHING: dict[str, Any] = {}


def rule_files(folder: Path) -> Iterator[tuple[Path, Path | None]]:
    """The rule files of a pack, each with its Python file where it has one, sorted by path."""
    for path in sorted(folder.glob("*/*.yaml")):
        python = path.with_suffix(".py")
        yield path, python if python.exists() else None


def dump_rule(rule: Rule) -> dict[str, Any]:
    """A rule as JSON holds it."""
    return {
        "title": rule.title,
        "severity": rule.severity.label,
        "confidence": rule.confidence,
        "profile": rule.profile.label,
        "kinds": rule.kinds,
        "tags": rule.tags,
        "needs": rule.needs,
        "reads": rule.reads,
        "mentions": rule.mentions,
        "given": rule.given,
        "then": rule.then,
        "options": {name: _dump_option(option) for name, option in rule.options.items()},
        "versions": rule.versions,
        "detected-by": rule.detected_by,
        "security-severity": rule.security_severity,
        "python": rule.python,
        "faults": rule.faults,
    }


def _dump_option(option: Option) -> dict[str, Any]:
    return {"default": option.default, "doc": option.doc, **({"pattern": True} if option.is_pattern else {})}


def load_rule(rule_id: str, raw: dict[str, Any]) -> Rule:
    """A rule from its entry in the index."""
    return Rule(
        id=rule_id,
        title=raw["title"],
        severity=_SEVERITIES[raw["severity"]],
        confidence=raw["confidence"],
        profile=_PROFILES[raw["profile"]],
        kinds=tuple(raw.get("kinds", ())),
        tags=tuple(raw.get("tags", ())),
        needs=tuple(raw.get("needs", ())),
        reads=tuple(raw.get("reads", ())),
        mentions=tuple(raw.get("mentions", ())),
        given=raw.get("given", _NOTHING),
        then=tuple(raw.get("then", ())),
        options={
            name: Option(option["default"], option["doc"], option.get("pattern", False))
            for name, option in raw.get("options", _NOTHING).items()
        },
        versions=raw.get("versions", _NOTHING),
        detected_by=raw.get("detected-by", _NOTHING),
        security_severity=raw.get("security-severity", ""),
        python=raw.get("python", ""),
        faults=raw.get("faults", ""),
        origin="built in",
    )


def load_documentation(raw: dict[str, Any]) -> Documentation:
    """A rule's prose from its entry in the index of prose."""
    return Documentation(raw["why"], raw["fix"], tuple(raw["references"]), raw["versions-note"])


def build(folder: Path) -> tuple[str, str]:
    """The text of both index files for a folder of rules. Raises InvalidRule."""
    from meshlint.registry.rulefile import read_rule

    index: dict[str, Any] = {}
    docs: dict[str, Any] = {}
    for path, python in rule_files(folder):
        module = f"meshlint.rules.{path.parent.name}.{path.stem}" if python else ""
        rule, prose = read_rule(path, module, takes_code=True)
        index[rule.id] = {key: value for key, value in dump_rule(rule).items() if value}
        docs[rule.id] = {
            "why": prose.why, "fix": prose.fix, "references": prose.references, "versions-note": prose.versions_note
        }  # fmt: skip
    return _one_line_each(index), _one_line_each(docs)


def _one_line_each(entries: dict[str, Any]) -> str:
    """JSON that reads fast, with a line for each rule, so that a change of one rule is a change of one line."""
    lines = (
        f"{json.dumps(key)}:{json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(',', ':'))}"
        for key, entry in sorted(entries.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(arguments: list[str]) -> int:
    """Write both files; the folder of rules is the only argument."""
    folder = Path(arguments[0])
    for name, text in zip((INDEX, DOCS), build(folder)):
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
