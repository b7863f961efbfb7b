"""What the values of Consul's chart switch on, with the chart's defaults.

Source: consul-k8s charts/consul/values.yaml, and the `fail` calls of its templates.
"""

from __future__ import annotations

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value

_ON_BY_DEFAULT = frozenset({"connectInject.enabled", "global.enabled", "global.tls.verify", "global.tls.httpsOnly"})


def is_control_plane(values: Resource) -> bool:
    """Whether these are values of the chart consul."""
    return values.name == "consul"


def setting(values: Resource, dotted: str) -> Value:
    """The value of a dotted key."""
    return values.at(*dotted.split("."))


def is_on(values: Resource, dotted: str) -> bool:
    """Whether a switch is on; where it is not written, whether the chart's default is. `-` means that of `global.enabled`."""
    raw = setting(values, dotted).raw
    return dotted in _ON_BY_DEFAULT if raw in (None, "-") else raw in (True, "true")


def runs_servers(values: Resource) -> bool:
    """Whether the chart runs Consul's servers in this cluster."""
    raw = setting(values, "server.enabled").raw
    return is_on(values, "global.enabled") if raw in (None, "-") else raw in (True, "true")


def is_said(values: Resource, dotted: str) -> bool:
    """Whether something can be said of a switch: no template decides it, and no values are missing that could set it."""
    value = setting(values, dotted)
    return not value.is_templated and (value.exists or not values.partial)
