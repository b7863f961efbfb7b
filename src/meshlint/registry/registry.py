"""The rules of a run: built in, and from users' packs; which are on; and their checks, imported when first needed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from meshlint.packaged import packaged_table
from meshlint.registry.index import DOCS, INDEX, load_documentation, load_rule, rule_files
from meshlint.registry.rule import Documentation, InvalidRule, Profile, Rule

if TYPE_CHECKING:
    from meshlint.registry.context import Check

_RULES = "meshlint.rules"  # the package of the built-in rules


class UnknownRule(ValueError):
    """A selection that names no rule; the message suggests the nearest."""


class Registry:
    """Rules by id. `documentation` is read on demand."""

    def __init__(self, rules: Mapping[str, Rule], documentation: Mapping[str, Documentation] | None = None) -> None:
        self._rules = dict(rules)
        self._documentation = dict(documentation or {})
        self._builtin_docs_read = documentation is not None
        self._checks: dict[str, Check] = {}

    @classmethod
    def builtin(cls) -> Registry:
        """The rules that come with meshlint, from the generated index."""
        raw = packaged_table(_RULES, INDEX)
        return cls({rule_id: load_rule(rule_id, entry) for rule_id, entry in raw.items()})

    @classmethod
    def of_folder(cls, folder: Path) -> Registry:
        """The rules of a folder, read from their files. Raises InvalidRule."""
        registry = cls({}, {})
        registry.add_pack(folder, python=True)
        return registry

    def add_pack(self, folder: Path, python: bool) -> None:
        """Add a user's rule pack. Checks in Python are only taken where `python` says so. Raises InvalidRule."""
        from meshlint.registry.rulefile import read_rule
        from meshlint.registry.untrusted import check_file, restrained

        for path, code in rule_files(folder):
            if code is not None and not python:
                raise InvalidRule(f"{path}: rules with Python are only loaded with --rules-dir")
            if not python:
                check_file(path, folder)
            rule, prose = read_rule(path, str(code.resolve()) if code is not None else "", takes_code=python)
            rule = rule if python else restrained(rule)
            if rule.id in self._rules:
                raise InvalidRule(f"{path}: a rule '{rule.id}' exists already")
            self._rules[rule.id] = rule
            self._documentation[rule.id] = prose

    def rule(self, rule_id: str) -> Rule | None:
        return self._rules.get(rule_id)

    def named(self, name: str) -> list[Rule]:
        """The rule of that id; else those that istioctl, Kiali or another peer reports under that code."""
        if name in self._rules:
            return [self._rules[name]]
        code = name.upper()
        return [rule for rule in self.rules() if any(code in rule.codes(peer) for peer in rule.detected_by)]

    def rules(self) -> list[Rule]:
        """Every rule, sorted by id."""
        return [self._rules[rule_id] for rule_id in sorted(self._rules)]

    def documentation(self, rule_id: str) -> Documentation:
        """The prose of a rule. Raises KeyError for an unknown id."""
        if rule_id not in self._documentation and not self._builtin_docs_read:
            self._builtin_docs_read = True
            raw = packaged_table(_RULES, DOCS)
            self._documentation = {key: load_documentation(entry) for key, entry in raw.items()} | self._documentation
        return self._documentation[rule_id]

    def check(self, rule: Rule) -> Check:
        """The function that checks a rule."""
        found = self._checks.get(rule.id)
        if found is None:
            found = self._checks[rule.id] = _import_check(rule)
        return found

    def enabled(self, profile: Profile, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Rule]:
        """The rules that are on, sorted by id. Raises UnknownRule.

        `select` and `ignore` take ids, globs over ids and `tag:name`. Without `select`, the rules of the profile are on.
        """
        selected, ignored = self._matching(select), self._matching(ignore)
        chosen = selected if selected is not None else {rule.id for rule in self._rules.values() if rule.profile <= profile}
        return [self._rules[rule_id] for rule_id in sorted(chosen - (ignored or set()))]

    def _matching(self, patterns: Iterable[str]) -> set[str] | None:
        matched: set[str] | None = None
        for pattern in patterns:
            found = {rule.id for rule in self._rules.values() if _matches(rule, pattern)}
            if not found:
                raise UnknownRule(self.describe_unknown(pattern))
            matched = (matched or set()) | found
        return matched

    def describe_unknown(self, pattern: str) -> str:
        """A message for a name that is no rule, with the nearest one that is."""
        from difflib import get_close_matches

        near = get_close_matches(pattern, self._rules, n=1, cutoff=0.5) or [
            rule_id for rule_id in sorted(self._rules) if rule_id.endswith(f"/{pattern}")
        ]
        hint = f"; did you mean '{near[0]}'?" if near else "; 'meshlint rules' lists all"
        return f"no rule matches '{pattern}'{hint}"


def _matches(rule: Rule, pattern: str) -> bool:
    if pattern.startswith("tag:"):
        return pattern[4:] in rule.tags
    return pattern == "all" or fnmatchcase(rule.id, pattern)


def _import_check(rule: Rule) -> Check:
    if rule.faults:
        from meshlint.registry import faults

        return faults.check_of(rule.faults)
    if not rule.python:
        from meshlint.registry import declarative

        return declarative.compiled(rule)
    if rule.python.endswith(".py"):
        return _load_file(rule.python)
    check: Check = importlib.import_module(rule.python).check
    return check


def _load_file(path: str) -> Check:
    name = f"meshlint_rule_pack_{abs(hash(path)):x}_{Path(path).stem}"
    import importlib.util

    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    check: Check = module.check
    return check
