"""What rule packs that a configuration names may not do: they come with the scanned tree, from whoever wrote a pull request.

Such a pack holds no Python, reads nothing outside of its folder, and takes no more than linear time: its regular expressions are
matched without going back, and its JSONPaths neither calculate nor search at every depth of every depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from meshlint.registry.assertions import UntrustedPattern, names_option
from meshlint.registry.jsonpath import compile_selector, parsed_parts
from meshlint.registry.rule import InvalidRule, Rule
from meshlint.semantics.patterns import InvalidPattern, compile_pattern

MAX_RULE_BYTES = 256 * 1024
_PARTS = frozenset(("Root", "This", "Child", "Fields", "Index", "Slice", "Filter", "Expression", "Descendants"))
_COMPARISONS = frozenset((None, "==", "=", "!=", "<", "<=", ">", ">="))
_PATTERNS = ("match", "notMatch")


def check_file(path: Path, folder: Path) -> None:
    """Raises InvalidRule for what is no small regular file of the folder itself."""
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InvalidRule(f"{path}: the file lies outside of its rule pack")
        if not path.is_file() or path.stat().st_size > MAX_RULE_BYTES:
            raise InvalidRule(f"{path}: a rule is a regular file of at most {MAX_RULE_BYTES // 1024} KiB")
    except (OSError, RuntimeError) as error:
        raise InvalidRule(f"{path}: {error}") from None


def restrained(rule: Rule) -> Rule:
    """The rule, with patterns that take linear time. Raises InvalidRule for what cannot be bounded."""
    try:
        for path in (*rule.given.values(), *_fields(rule.then)):
            _check_path(path)
        return rule._replace(then=tuple(_with_untrusted_patterns(item) for item in rule.then))
    except (InvalidPattern, ValueError) as error:
        raise InvalidRule(f"{rule.origin}: {error}") from None


def _fields(value: Any) -> Iterator[str]:
    """The paths that assertions name."""
    if isinstance(value, Mapping):
        if isinstance(value.get("field"), str) and value["field"]:
            yield value["field"]
        value = list(value.values())
    for item in value if isinstance(value, (list, tuple)) else ():
        yield from _fields(item)


def _check_path(text: str) -> None:
    parts = list(parsed_parts(compile_selector(text)))
    names = [type(part).__name__ for part in parts]
    operators = [getattr(part, "op", None) for part in parts if type(part).__name__ == "Expression"]
    if not _PARTS.issuperset(names) or not _COMPARISONS.issuperset(operators) or names.count("Descendants") > 1:
        raise ValueError(f"'{text[:80]}': rule packs of a configuration may use names, indices, slices, comparisons and one '..'")


def _with_untrusted_patterns(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _untrusted(item) if key in _PATTERNS else _with_untrusted_patterns(item) for key, item in value.items()}
    return [_with_untrusted_patterns(item) for item in value] if isinstance(value, list) else value


def _untrusted(text: Any) -> UntrustedPattern:
    if names_option(text):
        raise ValueError(f"'{text}': rule packs of a configuration write their regular expressions out")
    compile_pattern(str(text))
    return UntrustedPattern(text)
