"""Version strings: their classes, how far ranges move, and the order of releases."""

from __future__ import annotations

import pytest

from meshlint.semantics.version_constraints import Constraint, Span
from meshlint.semantics.version_strings import (
    Release,
    VersionClass,
    classify_chart_version,
    classify_git_ref,
    classify_image_tag,
    is_number,
    is_prerelease_build,
    is_templated,
    loses_digits,
    version_span,
    version_text,
)

DIGEST = "sha256:" + "0a" * 32
COMMIT = "66d3ef1c0ffee66d3ef1c0ffee66d3ef1c0ffee0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, VersionClass.ABSENT),
        ("", VersionClass.ABSENT),
        ("  ", VersionClass.ABSENT),
        ("{{ .version }}", VersionClass.TEMPLATED),
        ("v{{version}}", VersionClass.TEMPLATED),
        ("${istio_version:=1.x}", VersionClass.TEMPLATED),
        ("$VERSION", VersionClass.TEMPLATED),
        ("<+pipeline.variables.version>", VersionClass.TEMPLATED),
        ("<version>", VersionClass.TEMPLATED),
        ("__TAG__", VersionClass.TEMPLATED),
        (DIGEST, VersionClass.DIGEST),
        ("1.30.1@" + DIGEST, VersionClass.DIGEST),
        ("1.30.1", VersionClass.EXACT),
        ("v1.30.1", VersionClass.EXACT),
        ("=1.30.1", VersionClass.EXACT),
        ("= 1.30.1", VersionClass.EXACT),
        ("1.30.1+ent", VersionClass.EXACT),
        ("1.30.1-distroless", VersionClass.EXACT),
        ("2025.11.1", VersionClass.EXACT),
        ("1.30.0-rc.1", VersionClass.PRERELEASE),
        ("1.30.1-solo", VersionClass.PRERELEASE),
        ("=1.30.0-rc.1+build", VersionClass.PRERELEASE),
        ("1.30", VersionClass.PARTIAL),
        ("v1", VersionClass.PARTIAL),
        ("=1.30", VersionClass.PARTIAL),
        ("1.30-alpha", VersionClass.PARTIAL),
        (1.3, VersionClass.PARTIAL),
        (2024, VersionClass.PARTIAL),
        ("*", VersionClass.WILDCARD),
        ("x", VersionClass.WILDCARD),
        ("1.x", VersionClass.WILDCARD),
        ("v1.27.X", VersionClass.WILDCARD),
        ("1.27.*", VersionClass.WILDCARD),
        ("2025.x.x", VersionClass.WILDCARD),
        ("~1.30.0", VersionClass.RANGE),
        ("~1.x", VersionClass.RANGE),
        ("^1", VersionClass.RANGE),
        (">= 1.27.0, < 1.28.0", VersionClass.RANGE),
        (">=1.27.0 <1.28.0", VersionClass.RANGE),
        ("<1.28.0 >1.27", VersionClass.RANGE),
        ("1.29.0 - 1.30.1", VersionClass.RANGE),
        ("1.29.2 || 1.30.1", VersionClass.RANGE),
        ("!=1.29.0", VersionClass.RANGE),
        (">=1.27.0-0", VersionClass.RANGE),
        ("latest", VersionClass.KEYWORD),
        ("stable", VersionClass.KEYWORD),
        ("HEAD", VersionClass.KEYWORD),
        ("edge-25.11.1", VersionClass.INVALID),
        ("1.27.1.2", VersionClass.INVALID),
        ("v 1.27", VersionClass.INVALID),
        ("==1.27.0", VersionClass.INVALID),
        (">=1.27 || ", VersionClass.INVALID),
        (">=next", VersionClass.INVALID),
        ({"a": 1}, VersionClass.INVALID),
        (True, VersionClass.INVALID),
    ],
)
def test_chart_version(value: object, expected: VersionClass) -> None:
    assert classify_chart_version(value) is expected


def test_the_source_text_of_a_number_counts() -> None:
    assert classify_chart_version(1.3, "1.30") is VersionClass.PARTIAL
    assert version_text(1.3, "1.30") == "1.30"
    assert version_text("1.30 ", "'1.30 '") == "1.30"
    assert loses_digits(1.3, "1.30")
    assert not loses_digits(1.31, "1.31")
    assert not loses_digits("1.30", "1.30")
    assert is_number(1.3)
    assert not is_number(True)
    assert not is_number("1.3")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (None, VersionClass.ABSENT),
        ("${TAG}", VersionClass.TEMPLATED),
        ("latest@" + DIGEST, VersionClass.DIGEST),
        ("1.30.1", VersionClass.EXACT),
        ("1.30.1-distroless", VersionClass.EXACT),
        ("v1.20.1", VersionClass.EXACT),
        ("1.21.3-ent.fips1402", VersionClass.EXACT),
        ("1.21.3-ubi9", VersionClass.EXACT),
        ("edge-25.11.1", VersionClass.EXACT),
        ("stable-2.14.10", VersionClass.EXACT),
        ("stable-2.11.1.1", VersionClass.EXACT),
        ("enterprise-2.17.1", VersionClass.EXACT),
        ("v1.33.4-1752151664-7c2edb0b44cf95f326d628b837fcdd845102ba68", VersionClass.EXACT),
        ("distroless-v1.34.1", VersionClass.EXACT),
        ("20240601", VersionClass.EXACT),
        ("1.30.0-rc.1", VersionClass.PRERELEASE),
        ("2.1.0-dev", VersionClass.PRERELEASE),
        ("1.20.3-asm.4", VersionClass.PRERELEASE),
        ("1.30", VersionClass.PARTIAL),
        ("v1", VersionClass.PARTIAL),
        ("1.30-distroless", VersionClass.PARTIAL),
        ("1.28-alpha.5b1c63e2f0d9", VersionClass.PARTIAL),
        ("1.28-dev", VersionClass.PARTIAL),
        ("latest", VersionClass.KEYWORD),
        ("Latest", VersionClass.KEYWORD),
        ("edge", VersionClass.KEYWORD),
        ("latest-distroless", VersionClass.KEYWORD),
        ("distroless-v1.34-latest", VersionClass.KEYWORD),
        ("v1.34-latest", VersionClass.KEYWORD),
        ("1.34.2-latest", VersionClass.KEYWORD),
        ("debug-latest", VersionClass.KEYWORD),
        ("main", VersionClass.KEYWORD),
        ("feature-ci", VersionClass.KEYWORD),
        ("9f3c2ab", VersionClass.SHA),
        (COMMIT, VersionClass.SHA),
        ("main-9f3c2ab", VersionClass.OTHER),
        ("production", VersionClass.OTHER),
        ("bad tag", VersionClass.INVALID),
        ("-1", VersionClass.INVALID),
    ],
)
def test_image_tag(tag: str | None, expected: VersionClass) -> None:
    assert classify_image_tag(tag) is expected


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("", VersionClass.ABSENT),
        ("{{ref}}", VersionClass.TEMPLATED),
        (COMMIT, VersionClass.SHA),
        ("9f3c2ab", VersionClass.SHA),
        ("1234567890" * 4, VersionClass.SHA),
        ("refs/tags/nightly", VersionClass.TAG),
        ("tags/v1.2.3", VersionClass.TAG),
        ("1.27.1", VersionClass.TAG),
        ("v1.4.0-rc.1", VersionClass.TAG),
        ("edge-25.11.1", VersionClass.TAG),
        ("version-2.18", VersionClass.TAG),
        ("argo-rollouts-2.37.7", VersionClass.TAG),
        ("helm/v1.2.3", VersionClass.TAG),
        ("release-1.27.3", VersionClass.TAG),
        ("HEAD", VersionClass.BRANCH),
        ("HEAD~1", VersionClass.BRANCH),
        ("main", VersionClass.BRANCH),
        ("origin/master", VersionClass.BRANCH),
        ("refs/heads/v1.2.3", VersionClass.BRANCH),
        ("refs/pull/7/head", VersionClass.BRANCH),
        ("release-1.27", VersionClass.BRANCH),
        ("release/v1.27", VersionClass.BRANCH),
        ("v1.27", VersionClass.BRANCH),
        ("1.27", VersionClass.BRANCH),
        ("experimental-ambient", VersionClass.BRANCH),
        ("*", VersionClass.WILDCARD),
        ("1.x", VersionClass.WILDCARD),
        (">=1.27.0", VersionClass.RANGE),
        ("^1.27.0", VersionClass.RANGE),
        ("topic-7", VersionClass.OTHER),
    ],
)
def test_git_ref(ref: str, expected: VersionClass) -> None:
    assert classify_git_ref(ref) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.27.3", None),
        ("=1.27.3", None),
        ("^0.0.3", None),
        ("not a version", None),
        ("1.27", Span.PATCH),
        ("1.27.x", Span.PATCH),
        ("~1.27.0", Span.PATCH),
        ("~1.27", Span.PATCH),
        ("^0.2.3", Span.PATCH),
        (">=1.27.0 <1.28.0", Span.PATCH),
        (">=1.27.0 <1.28.0 !=1.27.3", Span.PATCH),
        ("1.27.1 - 1.27.9", Span.PATCH),
        ("1.27.1 || 1.27.9", Span.PATCH),
        ("1", Span.MINOR),
        ("~1", Span.MINOR),
        ("~1.x", Span.MINOR),
        ("1.x", Span.MINOR),
        ("^1.27.0", Span.MINOR),
        ("^0", Span.MINOR),
        ("1.29.0 - 1.30.1", Span.MINOR),
        ("1.29.2 || 1.30.1", Span.MINOR),
        ("*", Span.UNBOUNDED),
        ("x", Span.UNBOUNDED),
        (">=1.27.0", Span.UNBOUNDED),
        (">1.0", Span.UNBOUNDED),
        ("!=1.27.0", Span.UNBOUNDED),
        ("<=1.27", Span.UNBOUNDED),
        (">=1.27 <3", Span.UNBOUNDED),
        ("1.27.x || >=1.29", Span.UNBOUNDED),
    ],
)
def test_span(text: str, expected: Span | None) -> None:
    assert version_span(text) is expected


@pytest.mark.parametrize(
    ("constraint", "version", "pre", "accepted"),
    [
        ("~1.30.0", (1, 30, 9), "", True),
        ("~1.30.0", (1, 29, 4), "", False),
        (">1.27", (1, 27, 5), "", False),
        (">1.27", (1, 28, 0), "", True),
        ("<=1.27", (1, 27, 5), "", True),
        ("!=1.27.1", (1, 27, 1), "", False),
        ("!=1.27.1", (1, 27, 2), "", True),
        ("1.29.2 || 1.30.1", (1, 30, 1), "", True),
        ("1.29.2 || 1.30.1", (1, 30, 0), "", False),
        (">=1.27.0", (1, 28, 0), "alpha.1", False),
        (">=1.27.0-0", (1, 28, 0), "alpha.1", True),
        ("1.30.0-rc.1", (1, 30, 0), "rc.1", True),
        ("1.30.0-rc.1", (1, 30, 0), "rc.2", False),
        ("=>1.2 =<1.3", (1, 3, 7), "", True),
        ("~>1.2.3", (1, 3, 0), "", False),
    ],
)
def test_constraint_accepts(constraint: str, version: tuple[int, int, int], pre: str, accepted: bool) -> None:
    parsed = Constraint.parse(constraint)
    assert parsed is not None
    assert parsed.accepts(version, pre) is accepted


@pytest.mark.parametrize(
    ("text", "expected"), [(">=1.27.0-0", True), ("^1.27.0-alpha", True), ("^1.27.0", False), ("1.27.0-rc.1", False)]
)
def test_ranges_that_select_prereleases(text: str, expected: bool) -> None:
    parsed = Constraint.parse(text)
    assert parsed is not None
    assert parsed.selects_prereleases is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.30.0-rc.1", True),
        ("1.28-alpha.5b1c63e", True),
        ("2.1.0-DEV", True),
        ("v1.20.0-pre.3", True),
        ("1.30.1-debug", False),
        ("1.30.1-distroless", False),
        ("1.30.1-preview", False),
        ("1.30.1", False),
    ],
)
def test_prerelease_build(text: str, expected: bool) -> None:
    assert is_prerelease_build(text) is expected


def test_templated_is_about_strings() -> None:
    assert is_templated("{{ .Values.hub }}/proxyv2")
    assert not is_templated(1.2)
    assert not is_templated("<1.28.0")
    assert not is_templated("1.0__1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.24", Release(1, 24, parts=2)),
        ("v1.24.3", Release(1, 24, 3)),
        ("1.24.3-distroless", Release(1, 24, 3)),
        ("1.24.3+build", Release(1, 24, 3)),
        ("1.26-alpha.5b1c", Release(1, 26, 0, "alpha.5b1c")),
        ("edge-25.11.1", Release(2025, 11, 1)),
        ("2025.11.1", Release(2025, 11, 1)),
        ("stable-2.14.10", Release(2, 14, 10)),
        ("version-2.18", Release(2, 18)),
        ("=1.30.1", Release(1, 30, 1)),
        ("1", None),
        ("latest", None),
        ("1.x", None),
        ("~1.24.0", None),
        ("", None),
    ],
)
def test_release_parse(text: str, expected: Release | None) -> None:
    assert Release.parse(text) == expected


def test_release_order_and_details() -> None:
    texts = ["1.9.0", "1.24.0-alpha.2", "1.24.0-alpha.10", "1.24.0-beta", "1.24", "1.24.1", "edge-25.2.1", "2025.11.1"]
    releases = [release for release in map(Release.parse, texts) if release is not None]
    assert len(releases) == len(texts)
    shuffled = releases[1::2] + releases[::2]
    assert sorted(shuffled) == releases
    edge = Release.parse("edge-25.11.1")
    assert edge is not None
    assert (edge.channel, edge.line, str(edge)) == ("edge", (2025, 11), "2025.11.1")
    assert str(Release.parse("1.24")) == "1.24"
    assert str(Release.parse("1.26-alpha.x")) == "1.26-alpha.x"
