"""Envoy's retry conditions: what each one repeats, whatever mesh writes it.

Source: Envoy, HTTP router filter, x-envoy-retry-on and x-envoy-retry-grpc-on.
"""

from __future__ import annotations

from collections.abc import Iterable

from meshlint.manifests.value import Value

NEVER_PROCESSED = frozenset(("connect-failure", "refused-stream", "reset-before-request"))
"""The request did not reach the application, so repeating it is safe for every method."""

REFUSED_EARLY = frozenset(("envoy-ratelimited", "resource-exhausted", "429"))
"""Turned away before work was done, in the normal case."""

AFTER_PROCESSING = frozenset(
    ("5xx", "gateway-error", "reset", "retriable-4xx", "retriable-headers", "http3-post-connect-failure")
)
"""The application may have done its work before the condition arose."""

GRPC = frozenset(("cancelled", "deadline-exceeded", "internal", "unavailable", "resource-exhausted"))
"""Conditions on the grpc-status; plain HTTP responses never meet them."""

STATUS_CODES = "retriable-status-codes"


def unsafe_conditions(conditions: Iterable[str], grpc: bool, has_codes: bool = False) -> list[str]:
    """The conditions of a list that may repeat a request which was processed, in their order.

    `grpc` says that the backend speaks gRPC: only then do gRPC conditions mean anything. `has_codes` says that status
    codes are named elsewhere than in the list, for `retriable-status-codes`. Three-digit numbers count as status codes.
    """
    items = list(conditions)
    codes = has_codes or any(is_status_code(item) for item in items)
    unsafe = []
    for item in items:
        after = item in AFTER_PROCESSING or (is_status_code(item) and item not in REFUSED_EARLY)
        on_code = item == STATUS_CODES and codes and has_codes
        on_status = grpc and item in GRPC - REFUSED_EARLY
        if after or on_code or on_status:
            unsafe.append(item)
    return unsafe


def is_status_code(item: str) -> bool:
    """Whether a condition is an HTTP status code by itself."""
    return len(item) == 3 and item.isascii() and item.isdigit() and "100" <= item <= "599"


_GATEWAY_DEFAULT = ("connect-failure", "refused-stream", "unavailable", "cancelled", STATUS_CODES)


def gateway_conditions(retry: Value) -> tuple[list[str], list[int]]:
    """The conditions and status codes of an Envoy Gateway `retry`: what `retryOn` lists, else the defaults, which retry 503.

    Source: envoyproxy/gateway internal/xds/translator/route.go (buildRetryPolicy).
    """
    listed = [item.text for item in retry.get("retryOn", "triggers").items() if item.text]
    codes = [item.integer for item in retry.get("retryOn", "httpStatusCodes").items() if item.integer is not None]
    return listed or [*_GATEWAY_DEFAULT], codes if retry["retryOn"] else [503]
