"""Host names, addresses and protocols as Istio's webhook checks them. Each check returns what is wrong, or "".

Source: istio pkg/config/validation/agent/validation.go (ValidateFQDN, ValidateWildcardDomain, ValidatePartialWildCard,
ValidateNamespaceSlashWildcardHostname, ValidateIPSubnet), pkg/config/labels/instance.go, pkg/config/protocol/instance.go.
"""

from __future__ import annotations

import ipaddress
import re

_LABEL = re.compile(r"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\Z")
_WILDCARD = re.compile(r"(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)\Z")
HTTP_PROTOCOLS = frozenset(("http", "http2", "http_proxy", "grpc", "grpc-web", "hbone"))
TLS_PROTOCOLS = frozenset(("https", "tls"))
PROTOCOLS = HTTP_PROTOCOLS | TLS_PROTOCOLS | {"tcp", "udp", "mongo", "redis", "mysql"}
UNIX = "unix://"


def is_label(text: str) -> bool:
    """Whether a text is one label of a DNS name, in either case."""
    return len(text) <= 63 and bool(_LABEL.match(text))


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def is_subnet(text: str) -> bool:
    """Whether a text is an IP address, or a range in CIDR notation."""
    if "/" not in text:
        return is_address(text)
    address, _, length = text.partition("/")
    longest = 128 if ":" in address else 32
    return is_address(address) and length.isascii() and length.isdigit() and len(length) < 4 and int(length) <= longest


def fqdn_problem(text: str) -> str:
    """What keeps a text from being a DNS name without wildcard."""
    if not 0 < len(text) <= 255:
        return "a host name has 1 to 255 characters"
    return _labels_problem(text)


def _labels_problem(text: str) -> str:
    labels = text.split(".")
    if re.fullmatch(r"[+-]?[0-9]+", labels[-1]):
        return "the last label of a host name is no number"
    if labels[-1] == "" and len(labels) > 1:
        labels.pop()
    wrong = next((label for label in labels if not is_label(label)), None)
    return "" if wrong is None else f"'{wrong}' is no label of a host name"


def wildcard_problem(text: str) -> str:
    """What keeps a text from being a DNS name whose first label may be, or begin with, a wildcard."""
    if not 0 < len(text) <= 255:
        return "a host name has 1 to 255 characters"
    first, dot, rest = text.partition(".")
    if len(first.lstrip("*")) > 63 or not _WILDCARD.match(first):
        return f"'{first}' is no label of a host name"
    return _labels_problem(rest) if dot else ""


def entry_problem(text: str, is_gateway: bool) -> str:
    """What is wrong with a host entry: `namespace/name` in a Sidecar; the namespace may be left out in a Gateway."""
    place, slash, name = text.partition("/")
    if not slash:
        return _name_problem(text, True) if is_gateway else "a host is written 'namespace/name'"
    if not place or not name:
        return "neither the namespace nor the name can be empty"
    bare = place if is_gateway else place.removeprefix("~")
    if bare not in ("", "*", ".") and not is_label(bare):
        return f"'{place}' is no namespace"
    return _name_problem(name, is_gateway)


def _name_problem(name: str, is_gateway: bool) -> str:
    if name != "*" and "." not in name and not (is_gateway and is_address(name)):
        return "a short name is not allowed: write the full name"
    problem = wildcard_problem(name)
    if problem and not (is_gateway and is_address(name)):
        return problem
    return partial_wildcard_problem(name)


def partial_wildcard_problem(name: str) -> str:
    """Only a whole first label is a wildcard."""
    return "a wildcard is the whole first label" if "*" in name and name != "*" and not name.startswith("*.") else ""


def protocol_problem(text: str) -> str:
    """Whether Istio knows a protocol. An empty one means that it finds out by itself."""
    return "" if not text or text.lower() in PROTOCOLS else f"'{text}' is no protocol that Istio knows"


def socket_problem(text: str) -> str:
    """What is wrong with the path of a Unix domain socket, without its `unix://`."""
    if text.startswith("@") or (text.startswith("/") and not text.endswith("/")):
        return ""
    return "a Unix domain socket is an absolute path to a file, or an abstract name with '@'"
