"""SARIF 2.1.0, as GitHub code scanning takes it.

Source: the OASIS standard, and GitHub's page "SARIF support for code scanning". GitHub opens alerts for suppressed
results too, so a report holds only what is to be fixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

import sarif_om as om

from meshlint import __version__
from meshlint.findings import Fix, Located, Path, Region
from meshlint.outcome import Crash, Outcome
from meshlint.registry.rule import Rule
from meshlint.report import sarif_rules
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import json_text, one_line
from meshlint.report.sarif_serializer import plain
from meshlint.report.summary import plural

INFORMATION = "https://meshlint.dev"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BASE = "%SRCROOT%"
_ABSOLUTE = re.compile("/|[A-Za-z]:/")
_SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LINK = re.compile(r"\](?=\()")


def render(outcome: Outcome, rules: RuleSource, _options: TextOptions) -> str:
    """One run with all enabled rules, the findings as results, and crashes as notifications; on one line."""
    described, index = _descriptors(outcome, rules)
    driver = om.ToolComponent(name="meshlint", version=__version__, information_uri=INFORMATION, rules=described)
    if _SEMANTIC_VERSION.fullmatch(__version__):
        driver.semantic_version = __version__
    root = om.ArtifactLocation(description=om.Message(text="The folder that meshlint ran in."))
    run = om.Run(
        tool=om.Tool(driver=driver),
        column_kind="unicodeCodePoints",
        original_uri_base_ids={BASE: root},
        invocations=[om.Invocation(execution_successful=True, tool_execution_notifications=_notes(outcome, index))],
        results=[_result(finding, rules.rule(finding.rule), index) for finding in outcome.findings],
    )
    log = om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run])
    return json_text(plain(log), sort_keys=True)


def artifact(file: str) -> om.ArtifactLocation:
    """A file by its percent-encoded URI, relative to the run's root unless the path is absolute."""
    encoded = quote(file.removeprefix("./"), safe="/", errors="surrogateescape")
    if _ABSOLUTE.match(file):
        return om.ArtifactLocation(uri="file:///" + encoded.lstrip("/").replace("%3A", ":", 1))
    return om.ArtifactLocation(uri=encoded, uri_base_id=BASE)


def json_path(path: Path) -> str:
    """A path as JSONPath, such as `$.spec.http[0].retries`."""
    return "$" + "".join(map(_step, path))


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if _NAME.fullmatch(key):
        return f".{key}"
    return "['" + key.replace("\\", "\\\\").replace("'", "\\'") + "']"


def _descriptors(outcome: Outcome, rules: RuleSource) -> tuple[list[om.ReportingDescriptor], dict[str, int]]:
    """Every enabled rule, and whatever else reported, each with its index: GitHub refuses results of unknown rules."""
    known: dict[str, Rule | None] = {rule.id: rule for rule in rules.rules()}
    reporting = {finding.rule for finding in outcome.findings} | {crash.rule for crash in outcome.crashes}
    known |= {rule_id: rules.rule(rule_id) for rule_id in reporting - known.keys()}
    described = [_undescribed(rule_id) if rule is None else _descriptor(rule, rules) for rule_id, rule in sorted(known.items())]
    return described, {rule_id: at for at, rule_id in enumerate(sorted(known))}


def _descriptor(rule: Rule, rules: RuleSource) -> om.ReportingDescriptor:
    documentation = rules.documentation(rule.id)
    return om.ReportingDescriptor(
        id=rule.id,
        short_description=om.MultiformatMessageString(text=sarif_rules.short_description(rule)),
        full_description=om.MultiformatMessageString(text=sarif_rules.full_description(rule, documentation)),
        help=om.MultiformatMessageString(
            text=sarif_rules.help_text(rule, documentation), markdown=sarif_rules.help_markdown(rule, documentation)
        ),
        help_uri=sarif_rules.help_uri(documentation),
        default_configuration=om.ReportingConfiguration(level=rule.severity.label),
        properties=sarif_rules.properties(rule),
    )


def _undescribed(rule_id: str) -> om.ReportingDescriptor:
    text = om.MultiformatMessageString(text="This version of meshlint has no description of the rule.")
    return om.ReportingDescriptor(id=rule_id, short_description=text, full_description=text, help=text)


def _result(finding: Located, rule: Rule | None, index: dict[str, int]) -> om.Result:
    properties = {"path": json_path(finding.path)}
    if rule is not None:
        properties["confidence"] = rule.confidence
    logical = om.LogicalLocation(fully_qualified_name=one_line(finding.resource))
    if finding.kind:
        logical.kind = "resource"
        logical.name = one_line(finding.resource.partition(" ")[2])
    primary = om.Location(physical_location=_physical(finding.region), logical_locations=[logical])
    related = [
        om.Location(id=number, physical_location=_physical(other.region), message=_message(other.message))
        for number, other in enumerate(finding.related, start=1)
    ]
    return om.Result(
        rule_id=finding.rule,
        rule_index=index[finding.rule],
        level=finding.severity.label,
        message=_message(finding.message),
        locations=[primary],
        related_locations=related or None,
        partial_fingerprints={"primaryLocationLineHash": finding.line_hash} if finding.line_hash else None,
        fixes=[_fix(finding.fix)] if finding.fix is not None and finding.fix.safe else None,
        properties=properties,
    )


def _message(text: str) -> om.Message:
    """Plain text; what would read as a link (`[text](target)`) loses its meaning, as its text may be a user's."""
    return om.Message(text=_LINK.sub(r"\\]", one_line(text)))


def _physical(region: Region) -> om.PhysicalLocation:
    return om.PhysicalLocation(
        artifact_location=artifact(region.file),
        region=om.Region(
            start_line=region.start_line,
            start_column=region.start_column,
            end_line=region.end_line,
            end_column=region.end_column,
        ),
    )


def _fix(fix: Fix) -> om.Fix:
    edits = sorted(fix.edits, key=lambda edit: (edit.file, edit.start))
    changes = [
        om.ArtifactChange(
            artifact_location=artifact(file),
            replacements=[
                om.Replacement(
                    deleted_region=om.Region(char_offset=edit.start, char_length=edit.end - edit.start),
                    inserted_content=om.ArtifactContent(text=edit.text),
                )
                for edit in group
            ],
        )
        for file, group in groupby(edits, key=lambda edit: edit.file)
    ]
    return om.Fix(description=om.Message(text=one_line(fix.title)), artifact_changes=changes)


def _notes(outcome: Outcome, index: dict[str, int]) -> Sequence[om.Notification]:
    return [*_unread(outcome), *(_crash(crash, index) for crash in outcome.crashes)]


def _unread(outcome: Outcome) -> Iterator[om.Notification]:
    for problem in outcome.problems:
        yield om.Notification(level="error", message=_message(problem))
    for reason, count in sorted(outcome.skipped.items()):
        if count:
            yield om.Notification(level="note", message=_message(f"Skipped {plural(count, 'document')}: {reason}."))


def _crash(crash: Crash, index: dict[str, int]) -> om.Notification:
    """A failure without its traceback, which would name the machine's folders."""
    kind, _, message = crash.error.partition(": ")
    return om.Notification(
        level="error",
        message=_message(f"Rule '{crash.rule}' failed on '{crash.resource}': {crash.error}."),
        associated_rule=om.ReportingDescriptorReference(id=crash.rule, index=index[crash.rule]),
        exception=om.Exception(kind=one_line(kind), message=one_line(message)),
    )
