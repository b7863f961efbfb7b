"""ServiceRouters and ServiceSplitters by themselves: routes that are refused or never taken, splits that are refused or rounded.

Source: consul-k8s control-plane/api/v1alpha1/servicerouter_types.go (Validate); consul
agent/structs/config_entry_discoverychain.go (Validate of ServiceRouterConfigEntry and ServiceSplitterConfigEntry),
agent/xds/routes.go (makeRouteActionForSplitter, getRetryPolicyForDestination).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from meshlint.findings import Severity
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_faults import REFUSED, UNSYNCED, fault, is_set
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.http_methods import STANDARD
from meshlint.semantics.kept_faults import Fault, KeptFaults

_CONDITIONS = frozenset(
    """
    5xx gateway-error reset connect-failure envoy-ratelimited retriable-4xx refused-stream cancelled deadline-exceeded internal
    resource-exhausted unavailable
    """.split()
)
_NOTHING: tuple[object, ...] = (None, "", [], {}, False)
_DESTINATION = ("serviceSubset", "namespace", "partition")
_HEADERS = ("requestHeaders", "responseHeaders")
_LARGEST = 100  # percent


class ConsulRouters(KeptFaults):
    """The faults of one ServiceRouter, ServiceSplitter or RouteRetryFilter each: `context.shared(ConsulRouters)`."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with a router, a splitter or a filter by itself."""
        if resource.kind == "ServiceSplitter":
            yield from _splits(resource)
            return
        if resource.kind == "RouteRetryFilter":
            yield from _conditions(resource.spec, Severity.WARNING)
            return
        routes = list(resource.spec["routes"].items())
        for route in routes:
            destination, http = route["destination"], route.get("match", "http")
            yield from _rewrite(destination["prefixRewrite"], route)
            yield from _methods(http)
            yield from _conditions(destination, None)
            yield from _timeout(destination)
        yield from _unreachable(routes)


def _rewrite(prefix: Value, route: Value) -> Iterator[Fault]:
    http = route.get("match", "http")
    unsure = route["match"].is_templated or http.is_templated
    paths = [http[name] for name in ("pathPrefix", "pathExact")]
    if is_set(prefix) and not unsure and not any(path.text for path in paths):
        text = f"'prefixRewrite' replaces the path that 'pathPrefix' or 'pathExact' matched, and neither is set: {REFUSED}."
        yield Fault("router-prefix-rewrite-without-path", prefix.key, text)


def _methods(http: Value) -> Iterator[Fault]:
    seen: set[str] = set()
    for method in http["methods"].items():
        name = method.text.upper()
        if not name or method.is_templated:
            continue
        if name not in STANDARD:
            yield fault("router-invalid-method", method, f"'{method.text}' is no method of HTTP: {UNSYNCED}.")
        elif name in seen:
            yield fault("router-invalid-method", method, f"'{method.text}' is listed twice, in any case: {UNSYNCED}.")
        seen.add(name)


def _conditions(settings: Value, severity: Severity | None) -> Iterator[Fault]:
    for condition in settings["retryOn"].items():
        if not condition.text or condition.is_templated or condition.text in _CONDITIONS:
            continue
        if condition.text == "retriable-status-codes":
            hint = ": 'retryOnStatusCodes' lists the codes, and nothing else is needed"
        else:
            hint = "" if severity else f": {UNSYNCED}"
        text = f"'{condition.text}' is no condition that Consul knows{hint}."
        yield fault("router-invalid-retry-on", condition, text, severity)


def _timeout(destination: Value) -> Iterator[Fault]:
    """Retries that share the 15 seconds which Envoy gives a request as a whole."""
    timeout, numbers = destination["requestTimeout"], destination["numRetries"]
    has_conditions = any(is_set(destination[key]) for key in ("retryOn", "retryOnStatusCodes", "retryOnConnectFailure"))
    is_unset = timeout.raw in _NOTHING or parse_duration(timeout.text) == 0
    if has_conditions and is_unset and not timeout.is_templated:
        at = numbers if numbers else destination
        text = "Without 'requestTimeout' a request and all its retries share the 15 seconds that Envoy allows by default."
        yield Fault("router-retry-without-timeout", at.key, text)


def _unreachable(routes: list[Value]) -> Iterator[Fault]:
    """Routes that no request reaches: the first that matches is final."""
    seen: set[str] = set()
    takes_all: Value | None = None
    for route in routes:
        if not isinstance(route.raw, dict) or route["match"].is_templated:
            continue
        at = route["match"].key if route["match"].exists else route.place
        match = _normal(route["match"].mapping)
        form = repr(match)
        if takes_all is not None:
            index = takes_all.path[-1]
            yield Fault("router-unreachable-route", at, f"No request comes here: the route at index {index} takes them all.")
        elif form in seen:
            yield Fault("router-unreachable-route", at, "No request comes here: an earlier route has the same match.")
        seen.add(form)
        http = match[0][1] if match else ()
        conditions = dict(http) if isinstance(http, tuple) else {"": http}
        conditions.pop("caseInsensitive", None)
        if takes_all is None and conditions in ({}, {"pathPrefix": "/"}):
            takes_all = route


def _normal(raw: object) -> tuple[tuple[str, object], ...]:
    """A match in an order of its own, without what is not set; its one entry is `http`."""
    if not isinstance(raw, dict):
        return ()
    entries = ((key, _normal(value) if isinstance(value, dict) else value) for key, value in raw.items())
    return tuple(sorted(((key, value) for key, value in entries if value not in (*_NOTHING, ())), key=lambda entry: entry[0]))


def _splits(splitter: Resource) -> Iterator[Fault]:
    """Splits that the server takes for one. It tells changes of headers apart by address: no two are the same."""
    seen: set[tuple[str, ...]] = set()
    for split in splitter.spec["splits"].items():
        if not isinstance(split.raw, dict):
            continue
        yield from _granularity(split["weight"])
        if any(item.is_templated for _, item in split.entries()) or any(split[key] for key in _HEADERS):
            continue
        form = (split["service"].text or splitter.name, *(split[key].text for key in _DESTINATION))
        if form in seen:
            text = f"An earlier split has the same destination: {UNSYNCED}. One entry can have the weight of both."
            yield fault("splitter-duplicate-destination", split, text)
        seen.add(form)


def _granularity(weight: Value) -> Iterator[Fault]:
    """Weights that are not what is written: rounded to hundredths by the server, cut off to them in single precision by Envoy's
    configuration."""
    number = weight.number
    if number is None or not 0 < number <= _LARGEST:
        return
    hundredths = number * 100
    if abs(hundredths - round(hundredths)) > 1e-6:
        text = f"'{weight.source_text or number}' is finer than a hundredth of a percent, and is rounded."
        yield fault("splitter-weight-granularity", weight, text)
    elif int(_single(_single(number) * 100)) != round(hundredths):
        text = f"'{number}' loses 0.01 percent where Consul counts in single precision."
        yield fault("splitter-weight-granularity", weight, text)


def _single(number: float) -> float:
    found: float = struct.unpack("f", struct.pack("f", number))[0]
    return found
