"""What SARIF says of each rule, as text: free of what a run found, so that it is the same in every report."""

from __future__ import annotations

from typing import Any

from meshlint.findings import Severity
from meshlint.registry.documentation import rule_page
from meshlint.registry.rule import Documentation, Profile, Rule
from meshlint.report.sanitize import block, one_line

_LONGEST = 1024  # of GitHub's descriptions, in characters
_MOST_TAGS = 20
_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def short_description(rule: Rule) -> str:
    return _cut(one_line(rule.title))


def full_description(rule: Rule, documentation: Documentation) -> str:
    """Why the rule is, as one paragraph; GitHub wants some text even of a user's rule that does not say."""
    return _cut(one_line(" ".join(documentation.why.split()))) or short_description(rule)


def help_text(rule: Rule, documentation: Documentation) -> str:
    paragraphs = [documentation.why.strip() or rule.title]
    if fix := documentation.fix.strip():
        paragraphs += ["How to fix:", fix]
    return block("\n\n".join(paragraphs))


def help_markdown(rule: Rule, documentation: Documentation) -> str:
    return block(rule_page(rule, documentation))


def help_uri(documentation: Documentation) -> str | None:
    """The first reference, which is the mesh's own documentation."""
    first = documentation.references[0] if documentation.references else ""
    return first if first.startswith(("https://", "http://")) else None


def properties(rule: Rule) -> dict[str, Any]:
    """What GitHub ranks alerts by. `security-severity` makes an alert a security alert, so other rules have none."""
    ranked: dict[str, Any] = {"precision": precision(rule), "problem.severity": _PROBLEM_SEVERITY[rule.severity]}
    if rule.tags:
        ranked["tags"] = list(rule.tags[:_MOST_TAGS])
    if rule.security_severity:
        ranked["security-severity"] = rule.security_severity
    return ranked


def precision(rule: Rule) -> str:
    """Confidence in GitHub's words; only the default profile's rules, without a known false positive, are very high."""
    return "very-high" if rule.confidence == "high" and rule.profile is Profile.DEFAULT else rule.confidence


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
