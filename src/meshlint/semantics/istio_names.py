"""Names, durations and regular expressions as Istio's validation takes them.

Source: istio pkg/config/validation/agent/validation.go (ValidateWildcardDomain, ValidateDuration),
pkg/config/labels/collection.go, pkg/config/validation/validation.go (validateStringRegexp).
"""

from __future__ import annotations

import ipaddress
import re

from meshlint.semantics.durations import is_whole_milliseconds, parse_duration
from meshlint.semantics.patterns import fault

_LABEL = r"[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?"
_DOMAIN = re.compile(rf"(?:\*|(?:\*-)?{_LABEL})(?:\.{_LABEL})*\.?\Z")
_DNS_LABEL = re.compile(rf"{_LABEL}\Z")
_SHORTEST = 0.001  # seconds
_LONGEST_REGEX = 1024
_NOT_RE2 = re.compile(r"\(\?(?:[=!>]|<[=!])|\\[1-9]|[*+?}]\+")
_ELSEWHERE = re.compile(r"\\Q.*?(?:\\E|\Z)|\\[^1-9]|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_BROKEN = ("unterminated", "unbalanced", "nothing to repeat", "multiple repeat", "missing )", "bad character range")


def is_domain(text: str) -> bool:
    """Whether text is a host name whose first label may be `*` or begin with `*-`."""
    return len(text) <= 255 and _DOMAIN.match(text) is not None


def is_label(text: str) -> bool:
    """Whether text is a DNS label."""
    return _DNS_LABEL.match(text) is not None


def is_address(text: str, network: bool = False) -> bool:
    """Whether text is an IP address or, where that is allowed, a network."""
    try:
        ipaddress.ip_network(text, strict=False) if network else ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def duration_fault(text: str) -> str:
    """Why the webhook refuses a duration, as the rest of a sentence that begins with it; "" where it does not."""
    seconds = parse_duration(text)
    if seconds is None:
        return "is no duration such as '500ms' or '2s'"
    if seconds < _SHORTEST:
        return "is below the shortest duration of '1ms'"
    return "" if is_whole_milliseconds(seconds) else "is not a whole number of milliseconds"


def regex_fault(text: str) -> str:
    """Why the webhook or Envoy refuses a regular expression; "" where it is RE2, or cannot be judged."""
    if len(text) > _LONGEST_REGEX:
        return f"is longer than {_LONGEST_REGEX} characters"
    if _NOT_RE2.search(_ELSEWHERE.sub("_", text)):  # without quoted parts, escapes and classes, where signs mean themselves
        return "uses look-around, a back reference or a possessive quantifier, which RE2 does not have"
    broken = fault(text)
    return f"is broken ({broken})" if broken.startswith(_BROKEN) else ""
