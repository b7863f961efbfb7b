"""What a version string says: chart versions, image tags and git references, and whether they can move.

A string is read in its own context: `1.27` is a range to Helm, a tag that registries move, and a branch's name in git.
"""

from __future__ import annotations

import enum
import re

from meshlint.semantics.release import Release, without_flavour
from meshlint.semantics.version_constraints import Constraint, Span

__all__ = [
    "Release",
    "VersionClass",
    "classify_chart_version",
    "classify_git_ref",
    "classify_image_tag",
    "is_number",
    "is_prerelease_build",
    "is_templated",
    "loses_digits",
    "version_span",
    "version_text",
]

_TEMPLATE = re.compile(
    r"\{\{|\{%|<%|\$\{|\$\(|<\+|%\{|\[\[|\(\(|\$[A-Za-z_]|%%|__[A-Za-z][A-Za-z0-9_]*__|<[A-Za-z][A-Za-z_-]*>|\A@[A-Za-z_-]+@\Z"
)
_DIGEST = re.compile(r"(?:.*@)?sha256:[0-9a-f]{64}")
_ENVOY_FLAVOUR = re.compile(r"\A(?:(?:distroless|debug|contrib|tools|alpine|google-vrp|windows)-)+(?=v?\d|latest)")
_WORDS = "latest|stable|edge|main|master|dev|develop|development|nightly|canary|release|test|testing|unstable|head|trunk|snapshot"
_KEYWORD = re.compile(rf"(?:{_WORDS})\Z|.*-(?:latest|nightly|unstable|dev|ci|snapshot|main|master)\Z", re.IGNORECASE)
_THREE_PARTS = re.compile(r"v?\d+\.\d+\.\d+\Z")
_THREE_PARTS_AND_PRE = re.compile(r"v?\d+\.\d+\.\d+-[0-9A-Za-z.-]+\Z")
_CHANNEL_TAG = re.compile(r"(?:edge|stable)-\d+\.\d+\.\d+(?:\.\d+)?\Z|enterprise-.*\d")
_MANY_PARTS = re.compile(r"v?\d+(?:\.\d+){3,}\Z|\d{6,}\Z")
_BUILD = re.compile(r"v?\d+\.\d+\.\d+-\d+-[0-9a-f]{7,}\Z")
_PARTIAL = re.compile(r"v?\d+(?:\.\d+)?\Z")
_PARTIAL_PRE = re.compile(r"v?\d+\.\d+-(?:alpha|beta|rc|dev|pre|snapshot)\b.*", re.IGNORECASE)
_PRE_WORDS = re.compile(r"\d-(?:alpha|beta|rc|dev|snapshot|pre)(?![a-z])", re.IGNORECASE)
_TAG_CHARACTERS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")
_COMMIT = re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{7,40}\Z|[0-9a-f]{40}\Z")
_TAG_NAME = re.compile(r"(?:edge|stable|version)-v?\d|(?:.*[-_/@])?v?\d+\.\d+\.\d+(?:[-+._].*)?\Z")
_BRANCH_NAME = re.compile(r"(?:HEAD|@)(?:[~^].*)?\Z|release[-/_]v?\d+(?:\.\d+)?\Z|v?\d+(?:\.\d+)?\Z|[^0-9]+\Z")


class VersionClass(enum.Enum):
    """What a version string is, in the context that it stands in."""

    ABSENT = "absent"  # missing, null or empty
    TEMPLATED = "templated"  # a placeholder of some template language: nothing can be said
    DIGEST = "digest"
    EXACT = "exact"
    PRERELEASE = "prerelease"  # exact, of a build before a release or of a vendor
    PARTIAL = "partial"  # without patch number: 1.27
    WILDCARD = "wildcard"  # *, 1.x
    RANGE = "range"  # ^1.27.0, >=1.27 <1.28
    KEYWORD = "keyword"  # latest, main, v1.34-latest
    SHA = "sha"  # a git commit
    BRANCH = "branch"
    TAG = "tag"  # a git tag by its look
    OTHER = "other"  # a name that does not say whether it moves
    INVALID = "invalid"  # nothing that the reader of this field accepts

    @property
    def pinned(self) -> bool:
        """Whether it names one build for good, as far as names can."""
        return self in _PINNED

    @property
    def floating(self) -> bool:
        """Whether what it names changes without a commit here. ABSENT depends on the tool, so it is not among them."""
        return self in _FLOATING


_PINNED = frozenset({VersionClass.DIGEST, VersionClass.EXACT, VersionClass.PRERELEASE, VersionClass.SHA, VersionClass.TAG})
_FLOATING = frozenset(
    {VersionClass.PARTIAL, VersionClass.WILDCARD, VersionClass.RANGE, VersionClass.KEYWORD, VersionClass.BRANCH}
)


def is_templated(value: object) -> bool:
    """Whether a scalar holds a placeholder: `{{ x }}`, `${X}`, `$(X)`, `$X`, `<+x>`, `%{x}`, `__X__`, `<x>`, `@X@`."""
    return isinstance(value, str) and _TEMPLATE.search(value) is not None


def is_number(value: object) -> bool:
    """Whether YAML read the value as a number, so that `1.20` has become 1.2."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def version_text(value: object, source: str | None = None) -> str:
    """The version as its author wrote it: `source`, the text in the file, replaces a value that is not a string."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    return source.strip() if source is not None else str(value)


def loses_digits(value: object, source: str) -> bool:
    """Whether reading the version as a number changes it: 1.20 becomes 1.2, 1e3 becomes 1000.0."""
    return is_number(value) and str(value) != source.strip()


def classify_chart_version(value: object, source: str | None = None) -> VersionClass:
    """The class of a Helm chart version or constraint: EXACT to RANGE, or KEYWORD and INVALID, which Helm refuses.

    `value` is the plain value; `source` its text in the file, for versions that YAML reads as numbers.
    """
    text = version_text(value, source)
    general = _general(text)
    if general is not None:
        return general
    constraint = Constraint.parse(text)
    if constraint is None:
        return VersionClass.KEYWORD if _KEYWORD.match(text) else VersionClass.INVALID
    bare = text.removeprefix("=").strip().partition("+")[0]
    if _THREE_PARTS.match(without_flavour(bare)):
        return VersionClass.EXACT
    if _THREE_PARTS_AND_PRE.match(bare):
        return VersionClass.PRERELEASE
    if _PARTIAL.match(bare) or _PARTIAL_PRE.match(bare):
        return VersionClass.PARTIAL
    return VersionClass.RANGE if re.search(r"[\^~<>!|,=]|\s", bare) else VersionClass.WILDCARD


def classify_image_tag(value: object, source: str | None = None) -> VersionClass:
    """The class of an image tag: OTHER is neither version, keyword nor commit; INVALID is what registries refuse."""
    text = version_text(value, source)
    general = _general(text)
    if general is not None:
        return general
    if not _TAG_CHARACTERS.match(text):
        return VersionClass.INVALID
    bare = without_flavour(_ENVOY_FLAVOUR.sub("", text))
    if _PARTIAL_PRE.match(bare):
        return VersionClass.PARTIAL
    if any(form.match(bare) for form in (_THREE_PARTS, _CHANNEL_TAG, _MANY_PARTS, _BUILD)):
        return VersionClass.EXACT
    if _THREE_PARTS_AND_PRE.match(bare):
        return VersionClass.KEYWORD if bare.endswith("-latest") else VersionClass.PRERELEASE
    if _PARTIAL.match(bare):
        return VersionClass.PARTIAL
    if _KEYWORD.match(bare):
        return VersionClass.KEYWORD
    return VersionClass.SHA if _COMMIT.match(bare) else VersionClass.OTHER


def classify_git_ref(value: object, source: str | None = None) -> VersionClass:
    """The class of a git revision: SHA, TAG, BRANCH, or WILDCARD and RANGE where the tool resolves semantic versions.

    Two-part numbers and `release-1.27` are branches by custom; names that could be either are OTHER.
    """
    text = version_text(value, source)
    general = _general(text)
    if general is not None:
        return general
    if _COMMIT.match(text):
        return VersionClass.SHA
    kind, _, name = text.removeprefix("refs/").partition("/")
    if name and kind == "tags":
        return VersionClass.TAG
    if (name and kind == "heads") or text.startswith("refs/"):
        return VersionClass.BRANCH
    if _KEYWORD.match(text) or _BRANCH_NAME.match(text):
        return _semantic_class(text) or VersionClass.BRANCH
    return _semantic_class(text) or (VersionClass.TAG if _TAG_NAME.match(text) else VersionClass.OTHER)


def version_span(value: object, source: str | None = None) -> Span | None:
    """How far a chart constraint lets the newest version move; None for one version, or for no constraint at all."""
    constraint = Constraint.parse(version_text(value, source))
    return constraint.span if constraint else None


def is_prerelease_build(text: str) -> bool:
    """Whether a version or tag names an alpha, beta, rc, dev, snapshot or pre; flavours such as -debug are none."""
    return _PRE_WORDS.search(text) is not None


def _general(text: str) -> VersionClass | None:
    if not text:
        return VersionClass.ABSENT
    if is_templated(text):
        return VersionClass.TEMPLATED
    return VersionClass.DIGEST if _DIGEST.fullmatch(text) else None


def _semantic_class(text: str) -> VersionClass | None:
    """WILDCARD or RANGE for a constraint in a field that also takes names; a branch called `x` is not worth a case."""
    found = classify_chart_version(text)
    return found if found in (VersionClass.WILDCARD, VersionClass.RANGE) else None
