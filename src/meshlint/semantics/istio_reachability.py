"""Matches in the order in which they are tried: which ones an earlier match leaves nothing for.

Source: istio pilot/pkg/networking/core/route/route.go (BuildHTTPRoutesForVirtualService), pkg/config/validation/validation.go
(analyzeUnreachableHTTPRules and its siblings).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.istio_matches import covers_match, is_catch_all, matches
from meshlint.semantics.istio_routes import PROTOCOLS

_COMPARED = 100  # matches without a path, or with a regex for it, that one is compared with


class MatchIndex:
    """Matches that were seen, found by their path instead of one by one."""

    def __init__(self) -> None:
        self._equal: dict[str, Value] = {}
        self._by_path: dict[str, list[Value]] = {}
        self._others: list[Value] = []

    def add(self, match: Value) -> None:
        self._equal.setdefault(_key(match), match)
        path = _path(match)
        if path is not None:
            self._by_path.setdefault(path, []).append(match)
        elif len(self._others) < _COMPARED:
            self._others.append(match)

    def equal(self, match: Value) -> Value | None:
        """A match that states the same, its name aside."""
        return self._equal.get(_key(match))

    def covering(self, match: Value) -> Value | None:
        """A match that accepts all that this one accepts."""
        return next((seen for seen in self._candidates(match) if covers_match(seen, match)), None)

    def _candidates(self, match: Value) -> Iterator[Value]:
        yield from self._others
        path = _path(match)
        if path is not None:
            for length in range(len(path) + 1):
                yield from self._by_path.get(path[:length], ())[:_COMPARED]


class Shadow(NamedTuple):
    """A match, or a whole route, that an earlier one leaves nothing for."""

    later: Value
    earlier: Value
    whole_route: bool  # whether no match of the route is left
    equal: bool  # whether the two state the same


def unreachable(resource: Resource) -> Iterator[Shadow]:
    """The routes that can never be selected: they follow one that takes everything, or repeat the matches of earlier ones."""
    for protocol in PROTOCOLS:
        seen = MatchIndex()
        taker: Value | None = None
        for entry in resource.at("spec", protocol).items():
            if taker is not None:
                yield Shadow(entry, taker, whole_route=True, equal=False)
                continue
            own = list(entry["match"].items())
            equals = [seen.equal(match) for match in own]
            if own and all(equal is not None for equal in equals):
                yield Shadow(entry, next(equal for equal in equals if equal is not None), whole_route=True, equal=True)
            if _takes_everything(protocol, entry):
                taker = entry
            for match in own:
                seen.add(match)


def shadowed(resource: Resource) -> Iterator[Shadow]:
    """The matches that an earlier route's match repeats or, for HTTP, covers; not those behind a route that takes everything."""
    for protocol in PROTOCOLS:
        seen = MatchIndex()
        for entry in resource.at("spec", protocol).items():
            own = list(entry["match"].items())
            found = [seen.equal(match) or (seen.covering(match) if protocol == "http" else None) for match in own]
            whole = bool(own) and all(earlier is not None for earlier in found)
            for match, earlier in zip(own, found):
                if earlier is not None:
                    yield Shadow(match, earlier, whole, equal=seen.equal(match) is not None)
            if _takes_everything(protocol, entry):
                break
            for match in own:
                seen.add(match)


def _takes_everything(protocol: str, entry: Value) -> bool:
    """Whether nothing gets past a route: it has no match, or, for HTTP, one that accepts every request."""
    if not list(entry["match"].items()):
        return bool(entry.mapping) and not entry["match"].is_templated
    return protocol == "http" and any(is_catch_all(match) for match in matches(entry))


def _path(match: Value) -> str | None:
    """The path by which a match is found, in lower case; None for a match on no path or a regex."""
    text = match["uri"]["exact"].text or match["uri"]["prefix"].text
    return text.lower() or None


@lru_cache(maxsize=512)
def _key(match: Value) -> str:
    """A match without its name, as text that is the same for equal ones."""
    stated = {key: value for key, value in match.mapping.items() if key not in ("name", "statPrefix")}
    return json.dumps(stated, sort_keys=True, default=str)
