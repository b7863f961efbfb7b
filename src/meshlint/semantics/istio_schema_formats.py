"""Texts that Istio's schema asks to be of a form: names, addresses, URLs. Each format returns what is wrong, or "".

Source: patterns and CEL rules in istio/api kubernetes/customresourcedefinitions.gen.yaml, and the checks of the same fields in
istio pkg/config/validation (strictParseURL, ValidateUnixAddress, ValidateHTTPHeaderName, validateTunnelSettings) and
pkg/config/labels (Instance.Validate, IsDNS1123Label).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from meshlint.semantics.durations import is_whole_milliseconds, parse_duration
from meshlint.semantics.istio_schema_hosts import fqdn_problem, is_address, is_label, wildcard_problem

_GROUP = re.compile(r"(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)?\Z")
_KIND = re.compile(r"[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\Z")
_PORT_NAME = re.compile(r"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\Z")
_HEADER = re.compile(r"[-_A-Za-z0-9]+\Z")
_SHA256 = re.compile(r"(?:[a-f0-9]{64})?\Z")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_PORT_SUFFIX = re.compile(r"(?:\]|^[^\[\]:]*):(\d*)\Z")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LABEL_VALUE = re.compile(r"(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\Z")
_STAND_IN = re.compile(r"[A-Z][A-Z0-9_]+\Z|.*%[A-Z][A-Z0-9_]*%")  # what a script puts the URL in for
_WASM_SCHEMES = frozenset(("file", "http", "https", "oci"))
_UNIX = "unix://"

Format = Callable[[str], str]


def no_wildcard(text: str) -> str:
    """A label value is compared as it is."""
    return "a selector compares text, so that '*' matches nothing" if "*" in text else ""


def label_key(text: str) -> str:
    """The key of a selector's label."""
    return no_wildcard(text) if text else "the key of a label cannot be empty"


def absent_namespace(text: str) -> str:
    """A target reference stays in its namespace."""
    return "a policy can only be attached to an object of its own namespace" if text else ""


def endpoint_address(text: str) -> str:
    """An address, or the path of a Unix domain socket."""
    if not text.startswith(_UNIX):
        return ""
    path = text[len(_UNIX) :]
    if not path.startswith(("/", "@")):
        return "a Unix domain socket is an absolute path, or an abstract name with '@'"
    return "a Unix domain socket is no directory" if text.endswith("/") else ""


def http_url(text: str) -> str:
    """A URL from which keys can be fetched."""
    if _STAND_IN.match(text):
        return ""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return "it needs the scheme http:// or https://"
    return "" if _plausible_authority(rest) else "it is no URL"


def wasm_url(text: str) -> str:
    """Where a module lies. Without a scheme it is an OCI image; a host with a port, and no scheme, reads as a scheme."""
    scheme = None if _STAND_IN.match(text) else _SCHEME.match(text)
    if scheme is not None:
        return "" if scheme[1].lower() in _WASM_SCHEMES else "its scheme is none of http, https, file and oci"
    return "" if text.startswith("/") or _STAND_IN.match(text) or _plausible_authority(text) else "it is no URL"


def _plausible_authority(rest: str) -> bool:
    """Whether Go's net/url takes what stands after `http://`; it looks for no fragment there."""
    if any(character <= " " or character == "\x7f" for character in rest) or _BROKEN_ESCAPE.search(rest):
        return False
    authority = re.split(r"[/?]", rest, maxsplit=1)[0].rpartition("@")[2]
    if any(character in authority for character in '<>"^`{}|\\#%'):
        return False
    return ":" not in authority or bool(_PORT_SUFFIX.search(authority)) or authority.endswith("]")


def port_number(text: str) -> str:
    """A port as the key of a mapping."""
    valid = text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535 and len(text) < 6
    return "" if valid else "it is no port between 1 and 65535"


def label_name(text: str) -> str:
    """The key of a label: a name, with a domain before it or not."""
    domain, slash, name = text.rpartition("/")
    if not name or len(name) > 63 or not _LABEL_VALUE.match(name):
        return "it is no key of a label"
    return "it is no key of a label" if slash and fqdn_problem(domain) else ""


def idle_timeout(text: str) -> str:
    """How long a connection may idle; below a millisecond it may forever."""
    seconds = parse_duration(text)
    if seconds is None:
        return "it is no duration such as '500ms' or '2s'"
    if abs(seconds) < 0.001 or (seconds > 0 and is_whole_milliseconds(seconds)):
        return ""
    return "it is not a whole number of milliseconds"


def _pattern(pattern: re.Pattern[str], problem: str) -> Format:
    return lambda text: "" if pattern.match(text) else problem


FORMATS: dict[str, Format] = {
    "no-wildcard": no_wildcard,
    "label-key": label_key,
    "absent-namespace": absent_namespace,
    "endpoint-address": endpoint_address,
    "http-url": http_url,
    "wasm-url": wasm_url,
    "port-number": port_number,
    "label-name": label_name,
    "label-value": _pattern(_LABEL_VALUE, "it is no value of a label (letters, digits, '-', '_' and '.')"),
    "idle-timeout": idle_timeout,
    "wildcard-host": wildcard_problem,
    "subset-name": lambda text: "" if is_label(text) else "a subset is named by a DNS label",
    "tunnel-protocol": lambda text: "" if text in ("", "CONNECT", "POST") else "it is neither CONNECT nor POST",
    "tunnel-host": lambda text: fqdn_problem(text) if not is_address(text) else "",
    "no-lone-star": lambda text: "'*' would name every host" if text == "*" else "",
    "port-name": lambda text: "" if len(text) < 63 and _PORT_NAME.match(text) else "it is no port name (letters, digits and '-')",
    "probe-scheme": lambda text: "" if text in ("", "HTTP", "HTTPS") else "it is neither HTTP nor HTTPS",
    "api-group": _pattern(_GROUP, "it is no API group"),
    "api-kind": _pattern(_KIND, "it is no kind"),
    "header-name": _pattern(_HEADER, "it is no header name (letters, digits, '-' and '_')"),
    "sha256": _pattern(_SHA256, "it is not 64 lower-case hexadecimal digits"),
}
"""Format name to the check of a text."""
