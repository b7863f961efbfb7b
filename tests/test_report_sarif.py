from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
import sarif_om
from report_samples import (
    DOCUMENTATION,
    HOSTILE,
    OPEN_POLICY,
    PLAIN,
    RETRY,
    ROUTE,
    Rules,
    full_outcome,
    hostile_outcome,
    located,
)

from meshlint.findings import Edit, Fix, Located, Region, Severity
from meshlint.outcome import Outcome
from meshlint.registry.documentation import rule_page
from meshlint.registry.rule import Documentation, Profile
from meshlint.report import render
from meshlint.report.sanitize import one_line
from meshlint.report.sarif import artifact, json_path
from meshlint.report.sarif_rules import full_description, help_text, precision, properties
from meshlint.report.sarif_serializer import plain


def run(outcome: Outcome, rules: Rules | None = None) -> Any:
    """The only run of the report."""
    report = json.loads(render("sarif", outcome, rules or Rules(), PLAIN))
    assert report["version"] == "2.1.0"
    assert len(report["runs"]) == 1
    return report["runs"][0]


def test_an_empty_run_has_results_and_every_rule() -> None:
    report = json.loads(render("sarif", Outcome(()), Rules(), PLAIN))
    assert report["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    [only] = report["runs"]
    assert only["results"] == []
    assert only["columnKind"] == "unicodeCodePoints"
    assert only["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert list(only["originalUriBaseIds"]) == ["%SRCROOT%"]
    assert "uri" not in only["originalUriBaseIds"]["%SRCROOT%"]
    assert [rule["id"] for rule in only["tool"]["driver"]["rules"]] == [ROUTE.id, OPEN_POLICY.id, RETRY.id]


def test_a_result_in_full() -> None:
    result = run(full_outcome())["results"][0]
    region = {"startLine": 12, "startColumn": 11, "endLine": 12, "endColumn": 18}
    location = {"uri": "k8s/vs.yaml", "uriBaseId": "%SRCROOT%"}
    assert result == {
        "ruleId": RETRY.id,
        "ruleIndex": 2,
        "level": "error",
        "message": {"text": "Host 'reviews' is missing, so requests fail with 503."},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": location, "region": region},
                "logicalLocations": [
                    {"fullyQualifiedName": "VirtualService shop/reviews", "kind": "resource", "name": "shop/reviews"}
                ],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "The subset is defined here."},
                "physicalLocation": {
                    "artifactLocation": {"uri": "k8s/dr.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
                },
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": "8b7cf3e952e7aeb2:1"},
        "fixes": [
            {
                "description": {"text": "Limit the retries"},
                "artifactChanges": [
                    {
                        "artifactLocation": location,
                        "replacements": [
                            {
                                "deletedRegion": {"charOffset": 0, "charLength": 0},
                                "insertedContent": {"text": "# checked\n"},
                            },
                            {
                                "deletedRegion": {"charOffset": 200, "charLength": 3},
                                "insertedContent": {"text": "gateway-error"},
                            },
                        ],
                    }
                ],
            }
        ],
        "properties": {"confidence": "high", "path": "$.spec.http[0].retries"},
    }


def test_every_result_states_its_level_and_points_at_its_rule() -> None:
    only = run(full_outcome())
    assert [result["level"] for result in only["results"]] == ["error", "warning", "note"]
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_rule_of_severity_warning_states_its_level_too() -> None:
    levels = [rule["defaultConfiguration"] for rule in run(Outcome(()))["tool"]["driver"]["rules"]]
    assert levels == [{"level": "note"}, {"level": "warning"}, {"level": "error"}]


def test_a_rule_in_full() -> None:
    rule = run(Outcome(()))["tool"]["driver"]["rules"][2]
    assert rule == {
        "id": RETRY.id,
        "shortDescription": {"text": "Retries can repeat a request that is not idempotent."},
        "fullDescription": {"text": "A proxy that repeats a `POST` can order twice. Nobody sees it."},
        "help": {
            "text": "A proxy that repeats a `POST` can order twice.\n\nNobody sees it.\n\n"
            "How to fix:\n\nName the methods that are safe to repeat.",
            "markdown": rule_page(RETRY, DOCUMENTATION[RETRY.id]),
        },
        "helpUri": "https://istio.io/latest/docs/reference/config/networking/virtual-service/",
        "defaultConfiguration": {"level": "error"},
        "properties": {"precision": "very-high", "problem.severity": "error", "tags": ["reliability", "retries"]},
    }


def test_only_web_references_become_help_uris_and_only_security_rules_have_a_score() -> None:
    route, policy, _ = run(Outcome(()))["tool"]["driver"]["rules"]
    assert "helpUri" not in route and "helpUri" not in policy
    assert policy["properties"]["security-severity"] == "7.5"
    assert "security-severity" not in route["properties"]
    assert route["properties"]["problem.severity"] == "recommendation"
    assert len(policy["fullDescription"]["text"]) <= 1024
    assert policy["fullDescription"]["text"].endswith("long…")


def test_precision_follows_confidence_and_profile() -> None:
    assert precision(RETRY) == "very-high"
    assert precision(RETRY._replace(profile=Profile.STRICT)) == "high"
    assert precision(OPEN_POLICY) == "medium"
    assert precision(ROUTE._replace(profile=Profile.DEFAULT)) == "low"


def test_no_more_tags_than_github_takes() -> None:
    assert len(properties(RETRY._replace(tags=tuple(map(str, range(30)))))["tags"]) == 20


def test_a_rule_without_prose_still_has_text() -> None:
    silent = Documentation(why="", fix="", references=())
    assert full_description(RETRY, silent) == RETRY.title
    assert help_text(RETRY, silent) == RETRY.title


def test_the_descriptions_of_rules_do_not_depend_on_the_findings() -> None:
    assert run(Outcome(()))["tool"] == run(full_outcome())["tool"]


def test_a_finding_of_a_rule_that_is_not_enabled_or_not_known_is_described_all_the_same() -> None:
    outcome = Outcome((located(rule="own/rule"), located()))
    only = run(outcome, Rules(enabled=(ROUTE,)))
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [ROUTE.id, RETRY.id, "own/rule"]
    assert rules[1]["shortDescription"]["text"] == RETRY.title
    assert rules[2]["shortDescription"]["text"] and rules[2]["fullDescription"]["text"] and rules[2]["help"]["text"]
    assert [result["ruleIndex"] for result in only["results"]] == [2, 1]


def test_what_failed_or_was_skipped_is_a_notification_and_the_run_still_counts() -> None:
    [invocation] = run(full_outcome())["invocations"]
    assert invocation["executionSuccessful"] is True
    notes = invocation["toolExecutionNotifications"]
    assert [(note["level"], note["message"]["text"]) for note in notes] == [
        ("error", "Cannot read 'gone.yaml': no such file."),
        ("note", "Skipped 8 documents: Helm template."),
        ("note", "Skipped 1 document: too large."),
        (
            "error",
            "Rule 'gateway/route-hint' failed on 'HTTPRoute shop/a in k8s/z y.yaml': ValueError: no.",
        ),
    ]
    assert notes[-1]["associatedRule"] == {"id": ROUTE.id, "index": 0}
    assert notes[-1]["exception"] == {"kind": "ValueError", "message": "no"}


def test_unsafe_fixes_and_unknown_hashes_are_left_out() -> None:
    finding = located()._replace(fix=Fix("Drop it", (Edit("a.yaml", 0, 1, ""),)))
    result = run(Outcome((finding,)))["results"][0]
    assert "fixes" not in result
    assert "partialFingerprints" not in result
    assert "relatedLocations" not in result


def test_a_fix_of_two_files_changes_each_once() -> None:
    edits = (Edit("b.yaml", 5, 6, "x"), Edit("a.yaml", 1, 2, ""), Edit("b.yaml", 1, 2, "y"))
    [fix] = run(Outcome((located()._replace(fix=Fix("Move", edits, safe=True)),)))["results"][0]["fixes"]
    changes = [
        (change["artifactLocation"]["uri"], [r["deletedRegion"]["charOffset"] for r in change["replacements"]])
        for change in fix["artifactChanges"]
    ]
    assert changes == [("a.yaml", [1]), ("b.yaml", [1, 5])]


def test_a_file_without_a_resource_is_named_by_its_path() -> None:
    region = Region("a.yaml", 1, 1, 1, 2)
    finding = Located(ROUTE.id, Severity.NOTE, "No.", region, "a.yaml", "", ())
    location = run(Outcome((finding,)))["results"][0]["locations"][0]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "a.yaml"}]


@pytest.mark.parametrize(
    ("file", "uri", "base"),
    [
        ("k8s/a b#1?.yaml", "k8s/a%20b%231%3F.yaml", "%SRCROOT%"),
        ("./a.yaml", "a.yaml", "%SRCROOT%"),
        ("c:d.yaml", "c%3Ad.yaml", "%SRCROOT%"),
        ("50%.yaml", "50%25.yaml", "%SRCROOT%"),
        ("é\udc80\n.yaml", "%C3%A9%80%0A.yaml", "%SRCROOT%"),
        ("/tmp/a.yaml", "file:///tmp/a.yaml", None),
        ("C:/x/a.yaml", "file:///C:/x/a.yaml", None),
    ],
)
def test_uris_are_percent_encoded_and_relative(file: str, uri: str, base: str | None) -> None:
    location = artifact(file)
    assert (location.uri, location.uri_base_id) == (uri, base)


def test_paths_are_jsonpath() -> None:
    assert json_path(()) == "$"
    assert json_path(("metadata", "annotations", "a.b/c", "it's", 3)) == r"$.metadata.annotations['a.b/c']['it\'s'][3]"


def test_hostile_text_is_neutral_and_makes_no_link() -> None:
    result = run(hostile_outcome())["results"][0]
    neutral = one_line(HOSTILE).replace("[t](", r"[t\](")
    assert result["message"]["text"] == neutral
    assert result["relatedLocations"][0]["message"]["text"] == neutral
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("%20%3A%3Aerror")


def test_the_serializer_keeps_levels_and_refuses_what_json_does_not_have() -> None:
    message = sarif_om.Message(text="No.")
    assert plain(sarif_om.Result(message)) == {"message": {"text": "No."}, "level": "warning"}
    assert plain(sarif_om.Notification(message)) == {"message": {"text": "No."}, "level": "warning"}
    assert plain(sarif_om.Region(char_offset=0, char_length=0)) == {"charOffset": 0, "charLength": 0}
    for value in ({"set"}, PurePosixPath("a")):
        with pytest.raises(TypeError, match="SARIF cannot hold"):
            plain({"value": value})
