"""Istio's retry policies: conditions, defaults of each release, and what the admission webhook accepts.

Source: istio pilot/pkg/networking/core/route/retry/retry.go, pkg/config/validation/agent/validation.go (ValidateHTTPRetry).
"""

from __future__ import annotations

from meshlint.manifests.value import Value
from meshlint.semantics.envoy_retries import AFTER_PROCESSING, GRPC, STATUS_CODES, unsafe_conditions
from meshlint.semantics.targets import Release

UNSUPPORTED_EFFECT = "retriable-headers"
"""Accepted, but a VirtualService has no field to name the headers, so it never applies."""

_SUPPORTED = frozenset(("connect-failure", "refused-stream", STATUS_CODES, "envoy-ratelimited")) | AFTER_PROCESSING | GRPC
_STATUS_CODES = frozenset(
    str(code)
    for codes in (
        *(range(100, 104), range(200, 209), (226,), range(300, 306), (307, 308)),
        *(range(400, 419), range(421, 427), (428, 429, 431, 451), range(500, 509), (510, 511)),
    )
    for code in codes
)  # the constants of Go's net/http/status.go
_DEFAULT = ("connect-failure", "refused-stream", "unavailable", "cancelled")


def split_conditions(text: str) -> list[str]:
    """The items of `retryOn` as istiod takes them: split at commas, trimmed, without empty ones."""
    return [item.strip() for item in text.split(",") if item.strip()]


def default_conditions(release: Release, compatibility: Release | None = None) -> list[str]:
    """The conditions of a policy without `retryOn`: until 1.23, and with `compatibilityVersion` 1.21 to 1.23, also 503."""
    effective = min(release, compatibility) if compatibility is not None else release
    return [*_DEFAULT] if effective.at_least(1, 24) else [*_DEFAULT, "503"]


def is_known_code(item: str) -> bool:
    """Whether Istio takes an item of `retryOn` for a status code: one that Go's net/http names."""
    return item in _STATUS_CODES


def is_supported(item: str, release: Release) -> bool:
    """Whether the validator of a release accepts an item of `retryOn`, untrimmed."""
    if item == "reset-before-request":
        return release.at_least(1, 23)
    return item in _SUPPORTED or is_known_code(item)


def unsafe(conditions: list[str], grpc: bool) -> list[str]:
    """The conditions that may repeat a request after it was processed."""
    usable = [item for item in conditions if item != UNSUPPORTED_EFFECT and (not item.isdigit() or is_known_code(item))]
    return unsafe_conditions(usable, grpc)


def attempts(retries: Value) -> int:
    """The number of retries that a policy asks for; 0 where it asks for none or cannot be read."""
    return max(retries["attempts"].integer or 0, 0)


def conditions_of(retries: Value, default: list[str]) -> list[str]:
    """The conditions in effect: what `retryOn` lists, or the default of the release."""
    return split_conditions(retries["retryOn"].text) or default


def has_codes(items: list[str]) -> bool:
    """Whether a list of conditions names a status code that Istio accepts."""
    return any(is_known_code(item) for item in items)


def follow_processing(conditions: list[str]) -> bool:
    """Whether one of these conditions is met by an ordinary failure after the work was done."""
    return any(item in ("5xx", "gateway-error", "reset") or item.isdigit() for item in conditions)
