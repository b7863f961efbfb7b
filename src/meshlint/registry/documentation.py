"""The page of a rule, which `meshlint explain`, the documentation and SARIF viewers show alike."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from meshlint.registry.rule import Documentation, Option, Rule


def rule_page(rule: Rule, documentation: Documentation) -> str:
    """One rule in Markdown, ending with a newline: what it is, why it matters, and what to do about it."""
    sections = [f"# {rule.id}", rule.title.strip(), "\n".join(_facts(rule))]
    prose = {"Why": documentation.why, "How to fix": documentation.fix, "Versions": documentation.versions_note}
    for heading, text in prose.items():
        if text.strip():
            sections += [f"## {heading}", text.strip()]
    if rule.options:
        sections += ["## Options", "\n".join(_options(rule.options))]
    sections += ["## How to suppress", _suppression(rule.id)]
    if rule.detected_by:
        peers = (f"- {peer}: {code}" for peer, code in sorted(rule.detected_by.items()))
        sections += ["## Detected by", "\n".join(peers)]
    if documentation.references:
        sections += ["## References", "\n".join(f"- <{reference}>" for reference in documentation.references)]
    return "\n\n".join(sections) + "\n"


def _facts(rule: Rule) -> Iterator[str]:
    yield f"- Severity: {rule.severity.label}"
    if rule.security_severity:
        yield f"- Security severity: {rule.security_severity} of 10"
    yield f"- Confidence: {rule.confidence}"
    yield f"- Profile: {rule.profile.label}"
    if rule.versions:
        ranges = (f"{product} {versions}" for product, versions in sorted(rule.versions.items()))
        yield f"- Versions: {', '.join(ranges)}"
    if rule.kinds:
        yield f"- Looks at: {_codes(rule.kinds)}"
    if rule.reads:
        yield f"- Also reads: {_codes(rule.reads)}"
    if rule.needs:
        yield f"- Says nothing without: {_codes(rule.needs)}"
    if rule.tags:
        yield f"- Tags: {', '.join(rule.tags)}"


def _codes(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _options(options: Mapping[str, Option]) -> Iterator[str]:
    for name, option in sorted(options.items()):
        yield f"- `{name}` (default `{json.dumps(option.default, ensure_ascii=False)}`): {' '.join(option.doc.split())}"


def _suppression(rule_id: str) -> str:
    annotation = rule_id.replace("/", ".")
    return "\n".join(
        [
            "On the line, or on a line of its own above the block:",
            "",
            "```yaml",
            f"# meshlint: ignore[{rule_id}] reason",
            "```",
            "",
            "For a whole resource, also where rendering drops comments, in its annotations:",
            "",
            "```yaml",
            f"ignore.meshlint.dev/{annotation}: reason",
            "```",
        ]
    )
