"""Values that the injector accepts for annotations of a pod. A value that it refuses makes the creation of the pod fail.

Source: istio pkg/kube/inject/validate.go; the four resource annotations become Kubernetes quantities.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from meshlint.semantics.go_booleans import BOOLEANS
from meshlint.semantics.istio_annotations import RESOURCE_ANNOTATIONS
from meshlint.semantics.istio_proxy_config import NOT_YAML, parsed

_UNSIGNED = re.compile(r"\d{1,18}\Z", re.ASCII)
_PREFIX = re.compile(r"(0|[1-9]\d{0,2})\Z", re.ASCII)
_MODES = frozenset(("REDIRECT", "TPROXY", "NONE"))


def refusal(name: str, value: str) -> str:
    """What an annotation wants instead of this value ("a port from 0 to 65535"); "" where the value is accepted."""
    check = _CHECKS.get(name)
    return check(value) if check is not None else ""


def _port(value: str) -> str:
    return "" if _is_port(value) else "a port from 0 to 65535"


def _seconds(value: str) -> str:
    return "" if _UNSIGNED.match(value) and int(value) < 2**32 else "a whole number that is not negative"


def _ports(value: str) -> str:
    ok = not value.strip() or all(_is_port(item.strip()) for item in value.split(","))
    return "" if ok else "a list of ports, separated by commas"


def _ports_or_all(value: str) -> str:
    return "" if value == "*" or not _ports(value) else "'*' or a list of ports, separated by commas"


def _ranges(value: str) -> str:
    ok = not value or all(_is_range(item) for item in value.split(","))
    return "" if ok else "a list of CIDR ranges, separated by commas without spaces"


def _ranges_or_all(value: str) -> str:
    return "" if value == "*" or not _ranges(value) else "'*' or a list of CIDR ranges, separated by commas without spaces"


def _mode(value: str) -> str:
    return "" if value in _MODES else "REDIRECT, TPROXY or NONE"


def _boolean(value: str) -> str:
    return "" if value in BOOLEANS else "true or false"


def _resource(value: str) -> str:
    from meshlint.semantics.quantities import quantity

    amount = quantity(value.strip())
    return "" if amount is not None and amount >= 0 else "a Kubernetes quantity, such as 100m or 128Mi"


def _proxy_config(value: str) -> str:
    data = parsed(value)
    if data is NOT_YAML:
        return "YAML or JSON"
    return "" if data is None or isinstance(data, dict) else "a mapping of ProxyConfig's fields"


def _is_port(text: str) -> bool:
    return bool(_UNSIGNED.match(text)) and int(text) <= 65535


def _is_range(text: str) -> bool:
    address, slash, bits = text.partition("/")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return bool(slash and _PREFIX.match(bits)) and int(bits) <= parsed.max_prefixlen and "%" not in address


_CHECKS: dict[str, Callable[[str], str]] = {
    "sidecar.istio.io/interceptionMode": _mode,
    "status.sidecar.istio.io/port": _port,
    "readiness.status.sidecar.istio.io/initialDelaySeconds": _seconds,
    "readiness.status.sidecar.istio.io/periodSeconds": _seconds,
    "readiness.status.sidecar.istio.io/failureThreshold": _seconds,
    "traffic.sidecar.istio.io/includeOutboundIPRanges": _ranges_or_all,
    "traffic.sidecar.istio.io/excludeOutboundIPRanges": _ranges,
    "traffic.sidecar.istio.io/includeInboundPorts": _ports_or_all,
    "traffic.sidecar.istio.io/excludeInboundPorts": _ports,
    "traffic.sidecar.istio.io/excludeOutboundPorts": _ports,
    "prometheus.istio.io/merge-metrics": _boolean,
    "proxy.istio.io/config": _proxy_config,
    **dict.fromkeys(RESOURCE_ANNOTATIONS, _resource),
}
