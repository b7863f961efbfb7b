"""JUnit XML, which CI systems show as test results: a suite a file, a test case a finding."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby

from meshlint.findings import Located, Severity
from meshlint.outcome import Outcome
from meshlint.report.contract import RuleSource, TextOptions
from meshlint.report.sanitize import escape, one_line


def render(outcome: Outcome, _rules: RuleSource, _options: TextOptions) -> str:
    """Errors and warnings fail; notes pass and say so on their output; crashes and unread inputs are errors."""
    suites = [
        _suite(file, [_case(finding) for finding in findings])
        for file, findings in groupby(outcome.findings, key=lambda finding: finding.region.file)
    ]
    if own := _own_cases(outcome):
        suites.append(_suite("meshlint", own))
    root = ET.Element("testsuites", {"name": "meshlint", **_totals([case for suite in suites for case in suite])})
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(name: str, cases: list[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": escape(name), **_totals(cases)})
    suite.extend(cases)
    return suite


def _totals(cases: list[ET.Element]) -> dict[str, str]:
    def having(tag: str) -> str:
        return str(sum(1 for case in cases if case.find(tag) is not None))

    return {"tests": str(len(cases)), "failures": having("failure"), "errors": having("error")}


def _case(finding: Located) -> ET.Element:
    region = finding.region
    file, rule = escape(region.file), one_line(finding.rule)
    place = f"{region.start_line}:{region.start_column}"
    case = ET.Element(
        "testcase",
        {"name": f"{rule} at {place}", "classname": file, "file": file, "line": str(region.start_line)},
    )
    message = one_line(finding.message)
    text = f"{file}:{place}: {finding.severity.label}[{rule}] {message} ({one_line(finding.resource)})"
    if finding.severity is Severity.NOTE:
        ET.SubElement(case, "system-out").text = text
    else:
        ET.SubElement(case, "failure", {"type": finding.severity.label, "message": message}).text = text
    return case


def _own_cases(outcome: Outcome) -> list[ET.Element]:
    """What has no place in a file; a passing case when there is nothing at all, as CI systems reject empty reports."""
    cases = [_error("input", problem, "unreadable") for problem in outcome.problems]
    cases += [_error(crash.rule, f"{crash.resource}: {crash.error}", "crash") for crash in outcome.crashes]
    if not cases and not outcome.findings:
        cases.append(ET.Element("testcase", {"name": "no findings", "classname": "meshlint"}))
    return cases


def _error(name: str, message: str, kind: str) -> ET.Element:
    case = ET.Element("testcase", {"name": one_line(name), "classname": "meshlint"})
    ET.SubElement(case, "error", {"type": kind, "message": one_line(message)})
    return case
