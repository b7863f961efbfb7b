"""What limits injected proxies get from the installation's values.

Source: istio manifests/charts/istio-control/istio-discovery values.yaml (`global.proxy.resources`: requests 100m and 128Mi,
limits 2000m and 1024Mi) and files/injection-template.yaml. Helm merges maps, so that only a null removes a default.
"""

from __future__ import annotations

from meshlint.manifests.value import Value

LIMITS = ("cpu", "memory")


def removed_limits(resources: Value) -> list[tuple[Value, tuple[str, ...]]]:
    """Which default limits the values of the chart take away: each null, and the limits ("cpu", "memory") it removes.

    `resources` is `global.proxy.resources`; nothing is removed where it is absent or empty.
    """
    for value in (resources, resources["limits"]):
        if value.exists and value.raw is None:
            return [(value, LIMITS)]
    limits = resources["limits"]
    return [(limits[name], (name,)) for name in LIMITS if limits.has(name) and limits[name].raw is None]


def unset_limits(resources: Value) -> tuple[str, ...]:
    """The limits ("cpu", "memory") that a container's `resources`, or final values, leave out."""
    limits = resources["limits"]
    return tuple(name for name in LIMITS if not limits[name] or limits[name].raw == "")
