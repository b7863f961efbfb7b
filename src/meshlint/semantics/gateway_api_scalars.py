"""Single values of the Gateway API: what form each has, and which rule reports one of another form.

Source: patterns and bounds in kubernetes-sigs/gateway-api, config/crd (Hostname, Duration, SectionName, HTTPHeaderName, ...).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

FORMAT = "field-format"
RANGE = "field-range"
_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(?:\.{_LABEL})*"
_TOKEN = r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+"
_STATUS_CODES = frozenset((301, 302, 303, 307, 308))


class Scalar(NamedTuple):
    """A form of value. `what` completes "it takes …"; an empty text is reported as missing unless `may_be_empty`."""

    what: str
    pattern: re.Pattern[str] | None = None
    longest: int = 0  # characters; 0 for any number
    rule: str = FORMAT
    may_be_empty: bool = False
    bounds: tuple[int, int] | None = None  # of a whole number


def _text(what: str, pattern: str, longest: int, rule: str = FORMAT, may_be_empty: bool = False) -> Scalar:
    return Scalar(what, re.compile(pattern + r"\Z"), longest, rule, may_be_empty)


HOSTNAME = rf"(?:\*\.)?{_SUBDOMAIN}"
SCALARS: dict[str, Scalar] = {
    "text": Scalar("text", may_be_empty=True),
    "group": _text("an API group, or nothing for the core group", _SUBDOMAIN, 253, may_be_empty=True),
    "kind": _text("a kind: letters, digits and dashes", r"[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?", 63),
    "namespace": _text("the name of a namespace", _LABEL, 63),
    "object-name": Scalar("a name", longest=253),
    "section-name": _text("a name in lower case: letters, digits, dashes and dots", _SUBDOMAIN, 253),
    "hostname": _text("a host name in lower case, which may begin with '*.'", HOSTNAME, 253, "hostname-format"),
    "exact-hostname": _text("a host name in lower case, without wildcard", _SUBDOMAIN, 253, "hostname-format"),
    "optional-hostname": _text(
        "a host name in lower case, which may begin with '*.'", HOSTNAME, 253, "hostname-format", may_be_empty=True
    ),
    "header-name": _text("the name of a header", _TOKEN, 256),
    "header-value": _text("visible characters, with single blanks between", r"[!-~]+(?:[\t ][!-~]+)*", 4096),
    "url-path": _text("a path of a URL", r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+", 1024, may_be_empty=True),
    "protocol": _text(
        "a protocol, or one with a domain before a slash",
        rf"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?|{_SUBDOMAIN}/[A-Za-z0-9]+",
        255,
    ),
    "controller-name": _text("a domain and a path", rf"{_SUBDOMAIN}/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+", 253),
    "well-known": _text(
        "'System', or a name with a domain before a slash", rf"System|{_SUBDOMAIN}/[A-Za-z0-9/\-._~]+", 253, may_be_empty=True
    ),
    "uri": _text("a URI with its scheme", r"[^:/?#]+:(?://[^/?#]*)[^?#]*(?:\?[^#]*)?(?:#.*)?", 253, may_be_empty=True),
    "cookie-name": _text("the name of a cookie", _TOKEN, 4096, may_be_empty=True),
    "duration": _text(
        "a duration in whole h, m, s or ms, such as '1m30s'", r"(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}", 0, "duration-format"
    ),
    "port": Scalar("a port from 1 to 65535", rule="port-out-of-range", bounds=(1, 65535)),
    "any-port": Scalar("a port from 0 to 65535", rule="port-out-of-range", bounds=(0, 65535)),
    "weight": Scalar("a whole number from 0 to 1000000", rule="weight-out-of-range", bounds=(0, 1_000_000)),
    "int": Scalar("a whole number", rule=RANGE, bounds=(-(2**31), 2**31 - 1)),
    "status-code": Scalar("301, 302, 303, 307 or 308", rule="enum-value-unsupported", bounds=(301, 308)),
    "bool": Scalar("true or false"),
}
"""Name in the table to form."""


def is_formed(raw: Any, name: str) -> bool:
    """Whether a value that is neither null nor empty has the form of that name."""
    scalar = SCALARS[name]
    if name == "bool":
        return isinstance(raw, bool)
    if scalar.bounds is not None:
        whole = isinstance(raw, (int, float)) and not isinstance(raw, bool) and float(raw).is_integer()
        return whole and scalar.bounds[0] <= raw <= scalar.bounds[1] and (name != "status-code" or raw in _STATUS_CODES)
    if not isinstance(raw, str) or (scalar.longest and len(raw) > scalar.longest):
        return False
    return scalar.pattern is None or scalar.pattern.match(raw) is not None
