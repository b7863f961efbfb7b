"""Matches of VirtualService routes: which requests they accept, and when one accepts all that another does.

A route's matches are alternatives; the conditions of a match hold together, and a condition that is absent is always met.
Source: istio pilot/pkg/networking/core/route/route.go (TranslateRouteMatch, isCatchAllMatch), istio.io/api virtual_service.proto.
"""

from __future__ import annotations

from functools import lru_cache

from meshlint.manifests.value import Value
from meshlint.semantics.http_methods import ALL, MethodSet
from meshlint.semantics.patterns import InvalidPattern, Pattern, compile_pattern

PROBED = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
"""The methods that a pattern is tried on."""

_METHOD = frozenset(("method",))
_LABELS = frozenset(("name", "statPrefix"))  # keys that decide nothing
_EMPTY: tuple[object, ...] = (None, {}, [], "")
_ANYTHING = frozenset((".*", ".+"))
_LONGEST = 1024  # characters of an expression that istiod takes


def matches(entry: Value) -> list[Value]:
    """The alternatives of a route's `match`; an absent value stands for "every request"."""
    return list(entry["match"].items()) or [entry["match"]]


@lru_cache(maxsize=512)
def match_methods(match: Value) -> MethodSet:
    """The methods that one alternative accepts: of its `method` and of a matcher on the `:method` pseudo-header."""
    accepted = matcher_methods(match["method"])
    header = match.get("headers", ":method")
    return accepted & matcher_methods(header) if header else accepted


def matcher_methods(matcher: Value) -> MethodSet:
    """The methods that a StringMatch accepts; all where there is none, or where it cannot be judged."""
    if not matcher:
        return ALL
    exact, prefix, regex = (matcher[key].raw for key in ("exact", "prefix", "regex"))
    if isinstance(exact, str):
        return MethodSet.of(exact)
    if isinstance(prefix, str):
        return ALL if not prefix else MethodSet(frozenset(method for method in PROBED if method.startswith(prefix)))
    if isinstance(regex, str):
        pattern = compile_re2(regex)
        return ALL if pattern is None else MethodSet(frozenset(method for method in PROBED if pattern.matches(method)))
    return ALL


@lru_cache(maxsize=1024)
def compile_re2(text: str) -> Pattern | None:
    """A regular expression of the mesh's; None where Python does not read it as RE2 does."""
    if len(text) > _LONGEST:
        return None
    try:
        return compile_pattern(text)
    except InvalidPattern:
        return None


def takes(earlier: Value, later: Value, method: str) -> bool:
    """Whether an earlier route takes every request of `method` that a later one would match."""
    return all(
        any(covers_match(candidate, match, _METHOD) and method in match_methods(candidate) for candidate in matches(earlier))
        for match in matches(later)
        if method in match_methods(match)
    )


def is_catch_all(match: Value) -> bool:
    """Whether a match accepts every request by istiod's count: no condition, or only the prefix `/` or a regex for anything."""
    conditions = conditions_of(match)
    if conditions - {"uri"}:
        return False
    uri = match["uri"]
    return not conditions or uri["prefix"].text == "/" or uri["regex"].text in (".*", "*")


def conditions_of(match: Value) -> set[str]:
    """The keys of a match that set a condition."""
    return {key for key, value in match.entries() if key not in _LABELS and key != "ignoreUriCase" and value.raw not in _EMPTY}


def covers_match(broad: Value, narrow: Value, ignored: frozenset[str] = frozenset()) -> bool:
    """Whether one match accepts all that another accepts, as far as can be told; conditions on the keys in `ignored` aside.

    With `method` ignored, a condition on the `:method` pseudo-header is ignored too.
    """
    return all(_covers(key, broad, narrow, ignored) for key in conditions_of(broad) - ignored)


def _covers(key: str, broad: Value, narrow: Value, ignored: frozenset[str]) -> bool:
    wide, tight = broad[key], narrow[key]
    if key == "uri":
        return _covers_uri(broad, narrow)
    if key in ("headers", "queryParams"):
        names = set(wide.mapping) - ({":method"} if "method" in ignored else set())
        return all(_covers_string(wide[name], tight[name]) for name in names)
    if key in ("sourceLabels", "withoutHeaders"):
        return all(tight[name].exists and tight[name].raw == value for name, value in wide.mapping.items())
    if key in ("gateways", "sniHosts", "destinationSubnets"):
        return bool(tight) and all(item.raw in [other.raw for other in wide.items()] for item in tight.items())
    if key in ("method", "authority", "scheme"):
        return _covers_string(wide, tight)
    return bool(wide.exists and wide.raw == tight.raw)


def _covers_uri(broad: Value, narrow: Value) -> bool:
    wide, tight = broad["uri"], narrow["uri"]
    fold, folded = (match["ignoreUriCase"].raw is True for match in (broad, narrow))
    if folded and not fold:
        return wide["prefix"].text == "/" or wide["regex"].text == ".*"
    return _covers_string(wide, tight, fold) or (wide["prefix"].text == "/")


def _covers_string(wide: Value, tight: Value, fold: bool = False) -> bool:
    """Whether a StringMatch accepts all that another does. An empty one asks for the presence of the header or parameter."""
    if not tight.exists:
        return False
    if wide.raw in _EMPTY or wide["regex"].text in _ANYTHING:
        return wide["regex"].text != ".+" or tight.raw not in _EMPTY
    exact, prefix, regex = (_text(wide, key, fold) for key in ("exact", "prefix", "regex"))
    tight_exact, tight_prefix = _text(tight, "exact", fold), _text(tight, "prefix", fold)
    if prefix is not None:
        start = tight_exact if tight_exact is not None else tight_prefix
        return start is not None and start.startswith(prefix)
    if exact is not None:
        return tight_exact == exact
    if regex is not None and tight_exact is not None and not fold:
        pattern = compile_re2(regex)
        return pattern is not None and pattern.matches(tight_exact)
    return bool(wide.raw == tight.raw)


def _text(matcher: Value, key: str, fold: bool) -> str | None:
    raw = matcher[key].raw
    if not isinstance(raw, str):
        return None
    return raw.lower() if fold and key != "regex" else raw
