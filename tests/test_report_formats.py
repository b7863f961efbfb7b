"""The formats for programs, but SARIF."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from report_samples import HOSTILE, PLAIN, Rules, full_outcome, hostile_outcome, located

from meshlint.findings import Severity
from meshlint.outcome import Outcome
from meshlint.report import FORMATS, RENDERERS, render
from meshlint.report.sanitize import escape, one_line


def made(name: str, outcome: Outcome) -> str:
    return render(name, outcome, Rules(), PLAIN)


def read(name: str, outcome: Outcome) -> Any:
    return json.loads(made(name, outcome))


def test_formats_are_known_by_name() -> None:
    assert FORMATS == ("text", "concise", "json", "sarif", "github", "gitlab", "junit") == tuple(RENDERERS)
    with pytest.raises(ValueError, match="'html' is not one of text, concise"):
        made("html", Outcome(()))


def test_a_format_is_imported_when_it_is_used() -> None:
    code = "import sys, meshlint.report; print([m for m in ('sarif_om', 'json', 'xml', 'click') if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_lets_hostile_text_through(name: str) -> None:
    shown = made(name, hostile_outcome())
    assert shown == "\n".join(map(escape, shown.split("\n")))
    assert "/home/someone" not in made(name, full_outcome())
    shown.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_same_each_time_and_ends_its_last_line(name: str) -> None:
    assert made(name, full_outcome()) == made(name, full_outcome())
    assert made(name, full_outcome()).endswith("\n")
    assert not made(name, full_outcome()).endswith("\n\n")


def test_json_has_what_a_program_needs() -> None:
    report = read("json", full_outcome())
    assert list(report) == ["version", "findings", "summary"]
    assert report["version"] == 1
    assert report["findings"][0] == {
        "rule": "istio/retry-not-idempotent",
        "severity": "error",
        "confidence": "high",
        "message": "Host 'reviews' is missing, so requests fail with 503.",
        "file": "k8s/vs.yaml",
        "line": 12,
        "column": 11,
        "end_line": 12,
        "end_column": 18,
        "resource": "VirtualService shop/reviews",
        "kind": "VirtualService",
        "path": ["spec", "http", 0, "retries"],
        "related": [
            {
                "message": "The subset is defined here.",
                "file": "k8s/dr.yaml",
                "line": 3,
                "column": 5,
                "end_line": 3,
                "end_column": 9,
            }
        ],
        "fix": {
            "title": "Limit the retries",
            "safe": True,
            "edits": [
                {"file": "k8s/vs.yaml", "start": 200, "end": 203, "text": "gateway-error"},
                {"file": "k8s/vs.yaml", "start": 0, "end": 0, "text": "# checked\n"},
            ],
        },
    }
    assert report["findings"][1]["fix"] is None
    assert report["summary"] == {
        "errors": 1,
        "warnings": 1,
        "notes": 1,
        "suppressed": 3,
        "baselined": 12,
        "files": 37,
        "resources": 214,
        "skipped": {"Helm template": 8, "too large": 1},
        "without_context": {"istio/a": ["Service"], "istio/b": ["Namespace", "Service"]},
        "crashes": [
            {
                "rule": "gateway/route-hint",
                "resource": "HTTPRoute shop/a in k8s/z y.yaml",
                "error": "ValueError: no",
            }
        ],
        "problems": ["Cannot read 'gone.yaml': no such file."],
    }


def test_json_of_an_empty_run_and_of_an_unknown_rule() -> None:
    empty = read("json", Outcome(()))
    assert empty["findings"] == []
    assert empty["summary"]["errors"] == 0
    assert read("json", Outcome((located(rule="own/rule"),)))["findings"][0]["confidence"] is None


def test_json_keeps_what_a_program_acts_on_and_neutralises_what_it_shows() -> None:
    finding = read("json", hostile_outcome())["findings"][0]
    assert finding["message"] == one_line(HOSTILE)
    assert finding["path"][2] == HOSTILE.replace("\udc80", r"\udc80")
    assert finding["fix"]["edits"][0]["text"] == HOSTILE.replace("\udc80", r"\udc80")


def test_github_puts_errors_first_and_names_the_place_in_the_log() -> None:
    outcome = full_outcome()
    backwards = outcome._replace(findings=outcome.findings[::-1], crashes=(), problems=())
    assert made("github", backwards).splitlines()[:3] == [
        "::error file=k8s/vs.yaml,line=12,endLine=12,col=11,endColumn=18,title=istio/retry-not-idempotent"
        "::k8s/vs.yaml:12:11: Host 'reviews' is missing, so requests fail with 503.",
        "::warning file=k8s/vs.yaml,line=20,endLine=20,col=11,endColumn=18,title=istio/policy-allows-all"
        "::k8s/vs.yaml:20:11: Policy 'all' allows all.",
        "::notice file=k8s/z y.yaml,line=1,endLine=1,col=1,endColumn=1,title=gateway/route-hint::k8s/z y.yaml:1:1: Say more.",
    ]
    assert made("github", outcome).startswith("::error title=meshlint::error: Cannot read 'gone.yaml': no such file.\n")


def test_github_escapes_what_its_parser_reads() -> None:
    finding = located("50%, a: b,c %0A::error::x", file="a,b:c%0A.yaml")
    line = made("github", Outcome((finding,))).splitlines()[0]
    assert line.startswith("::error file=a%2Cb%3Ac%250A.yaml,line=12,")
    assert line.endswith("::a,b:c%250A.yaml:12:11: 50%25, a: b,c %250A::error::x")


def test_github_only_ever_starts_its_own_commands() -> None:
    lines = made("github", hostile_outcome()).splitlines()
    assert [line.split()[0] for line in lines if line.lstrip().startswith("::")] == [
        "::error",
        "::error",
        "::error",
        "::warning",
        "::notice",
    ]


def test_github_gives_columns_only_within_one_line_and_says_when_it_shows_too_few() -> None:
    finding = located()
    tall = finding._replace(region=finding.region._replace(end_line=14))
    assert ",endLine=14,title=" in made("github", Outcome((tall,)))
    notice = "GitHub shows 10 annotations of each level; this log has all of them."
    assert notice not in made("github", Outcome((finding,) * 10))
    assert notice in made("github", Outcome((finding,) * 11))


def test_gitlab_has_the_fields_that_its_widget_reads() -> None:
    entry = read("gitlab", full_outcome())[0]
    assert len(entry.pop("fingerprint")) == 64
    assert entry == {
        "description": "Host 'reviews' is missing, so requests fail with 503.",
        "check_name": "istio/retry-not-idempotent",
        "severity": "major",
        "location": {"path": "k8s/vs.yaml", "lines": {"begin": 12, "end": 12}},
    }
    assert [entry["severity"] for entry in read("gitlab", full_outcome())] == ["major", "minor", "info"]
    assert read("gitlab", Outcome(())) == []


def test_gitlab_fingerprints_are_unique_and_stay_when_lines_move() -> None:
    before = read("gitlab", Outcome((located(line=1), located(line=2), located(line=3, file="b.yaml"))))
    after = read("gitlab", Outcome((located(line=11), located(line=12), located(line=13, file="b.yaml"))))
    fingerprints = [entry["fingerprint"] for entry in before]
    assert len(set(fingerprints)) == 3
    assert fingerprints == [entry["fingerprint"] for entry in after]


def test_junit_groups_by_file_and_fails_what_is_at_least_a_warning() -> None:
    root = ET.fromstring(made("junit", full_outcome()))
    assert root.attrib == {"name": "meshlint", "tests": "5", "failures": "2", "errors": "2"}
    assert [(suite.get("name"), suite.get("tests")) for suite in root] == [
        ("k8s/vs.yaml", "2"),
        ("k8s/z y.yaml", "1"),
        ("meshlint", "2"),
    ]
    case = root[0][0]
    assert case.attrib == {
        "name": "istio/retry-not-idempotent at 12:11",
        "classname": "k8s/vs.yaml",
        "file": "k8s/vs.yaml",
        "line": "12",
    }
    assert case[0].tag == "failure"
    assert case[0].get("type") == "error"
    assert root[1][0].find("failure") is None
    assert "Say more." in (root[1][0].findtext("system-out") or "")
    assert [error.get("type") for error in root.iter("error")] == ["unreadable", "crash"]


def test_junit_is_well_formed_and_never_empty() -> None:
    hostile = ET.fromstring(made("junit", hostile_outcome()))
    assert hostile[0][0][0].get("message") == one_line(HOSTILE)
    assert len(ET.fromstring(made("junit", Outcome(())))[0]) == 1
    notes = Outcome((located(severity=Severity.NOTE),))
    assert ET.fromstring(made("junit", notes)).get("failures") == "0"
