"""Single values of the Gateway API: what form each has, and which rule reports one of another form.

Source: patterns and bounds in kubernetes-sigs/gateway-api, config/crd (Hostname, Duration, SectionName, HTTPHeaderName, ...).
"""

from __future__ import annotations

import re
from functools import cache
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
    pattern: str = ""  # up to the end of the value; "" for any text
    longest: int = 0  # characters; 0 for any number
    rule: str = FORMAT
    may_be_empty: bool = False
    bounds: tuple[int, int] | None = None  # of a whole number


HOSTNAME = rf"(?:\*\.)?{_SUBDOMAIN}"
SCALARS: dict[str, Scalar] = {
    "text": Scalar("text", may_be_empty=True),
    "group": Scalar("an API group, or nothing for the core group", _SUBDOMAIN, 253, may_be_empty=True),
    "kind": Scalar("a kind: letters, digits and dashes", r"[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?", 63),
    "namespace": Scalar("the name of a namespace", _LABEL, 63),
    "object-name": Scalar("a name", longest=253),
    "section-name": Scalar("a name in lower case: letters, digits, dashes and dots", _SUBDOMAIN, 253),
    "hostname": Scalar("a host name in lower case, which may begin with '*.'", HOSTNAME, 253, "hostname-format"),
    "exact-hostname": Scalar("a host name in lower case, without wildcard", _SUBDOMAIN, 253, "hostname-format"),
    "optional-hostname": Scalar(
        "a host name in lower case, which may begin with '*.'", HOSTNAME, 253, "hostname-format", may_be_empty=True
    ),
    "header-name": Scalar("the name of a header", _TOKEN, 256),
    "header-value": Scalar("visible characters, with single blanks between", r"[!-~]+(?:[\t ][!-~]+)*", 4096),
    "url-path": Scalar("a path of a URL", r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+", 1024, may_be_empty=True),
    "protocol": Scalar(
        "a protocol, or one with a domain before a slash",
        rf"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?|{_SUBDOMAIN}/[A-Za-z0-9]+",
        255,
    ),
    "controller-name": Scalar("a domain and a path", rf"{_SUBDOMAIN}/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+", 253),
    "well-known": Scalar(
        "'System', or a name with a domain before a slash", rf"System|{_SUBDOMAIN}/[A-Za-z0-9/\-._~]+", 253, may_be_empty=True
    ),
    "uri": Scalar("a URI with its scheme", r"[^:/?#]+:(?://[^/?#]*)[^?#]*(?:\?[^#]*)?(?:#.*)?", 253, may_be_empty=True),
    "cookie-name": Scalar("the name of a cookie", _TOKEN, 4096, may_be_empty=True),
    "duration": Scalar(
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
    return not scalar.pattern or _compiled(scalar.pattern).match(raw) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern up to the end of the text; a run meets few of the forms."""
    return re.compile(rf"(?:{pattern})\Z")
