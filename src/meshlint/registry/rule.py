"""What a rule file says about a rule."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from meshlint.findings import Severity

_NONE: Mapping[str, Any] = MappingProxyType({})


class InvalidRule(ValueError):
    """A rule file that cannot be used; the message names the file and what is wrong."""


class Profile(enum.IntEnum):
    """Cumulative sets of rules: `default` has no known false positive, `audit` needs knowledge that files lack."""

    DEFAULT = 1
    STRICT = 2
    AUDIT = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Profile:
        """The profile named `default`, `strict` or `audit`; raises KeyError for anything else."""
        return cls[text.upper()]


class Option(NamedTuple):
    """A setting of one rule: its default, whose type is the option's type, and what it does."""

    default: Any
    doc: str
    is_pattern: bool = False  # whether it is a regular expression, to be matched by semantics/patterns.py


class Documentation(NamedTuple):
    """The prose of a rule, read only when it is shown."""

    why: str
    fix: str
    references: tuple[str, ...]
    versions_note: str = ""


class Rule(NamedTuple):
    """One rule, as its YAML file describes it. The id is the file's path with dashes: `istio/retry-invalid`."""

    id: str
    title: str  # one sentence, ends with a period
    severity: Severity
    confidence: str  # high | medium | low: how often a report is right
    profile: Profile
    kinds: tuple[str, ...]  # Kind.group; core kinds without a group; pseudo kinds such as HelmValues.istio
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # kinds without which the rule says nothing
    reads: tuple[str, ...] = ()  # further kinds that the rule looks up, and never reports on
    mentions: tuple[str, ...] = ()
    """Words: without any in its text, the rule says nothing of a resource. A kind of the rule among them counts as standing
    in any text, where one was read."""
    given: Mapping[str, str] = _NONE  # name -> JSONPath
    then: tuple[Mapping[str, Any], ...] = ()  # assertions; empty where `python` or `faults` say who checks
    options: Mapping[str, Option] = _NONE
    versions: Mapping[str, str] = _NONE  # product -> range, e.g. {"istio": ">=1.15"}
    detected_by: Mapping[str, str] = _NONE  # peer -> its code
    security_severity: str = ""  # "0.1" to "10.0" on security rules, GitHub's scale
    python: str = ""  # module that holds check(), or ""
    faults: str = ""  # module.Class in meshlint.semantics that finds what the rule reports, or ""
    origin: str = ""  # the rule file, for messages about the rule itself

    @property
    def kinds_to_load(self) -> tuple[str, ...]:
        """The kinds of documents that the rule wants to be read."""
        return (*self.kinds, *self.needs, *self.reads)

    def codes(self, peer: str) -> frozenset[str]:
        """The codes under which a peer (`istioctl`, `kiali`) reports the same."""
        return frozenset(self.detected_by.get(peer, "").upper().replace(",", " ").split())
