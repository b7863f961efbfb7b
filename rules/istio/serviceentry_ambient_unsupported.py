"""ServiceEntries of ambient namespaces that ztunnel cannot serve as they are written."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_ambient import USE_WAYPOINT, AmbientMesh

_DYNAMIC = "DYNAMIC_DNS"
_LAST = (1, 31)  # the newest release that is known to ignore exportTo


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for the hosts or the resolution, and one for exportTo. In a mixed mesh the entry may be for sidecars."""
    mesh = context.shared(AmbientMesh)
    is_bound = resource.labels.get(USE_WAYPOINT, "none") not in ("", "none")
    if mesh.has_sidecars or not (is_bound or mesh.namespace_is_ambient(resource.namespace, resource)):
        return
    yield from _unserved(resource, mesh, context)
    tokens = [item.text for item in resource.at("spec", "exportTo").items()]
    if any(tokens) and "*" not in tokens and context.target("istio", resource).line <= _LAST:
        message = f"ztunnel does not look at 'exportTo': the host is not kept to {', '.join(f'{item!r}' for item in tokens)}."
        yield context.finding(resource.at("spec", "exportTo").key, message)


def _unserved(resource: Resource, mesh: AmbientMesh, context: Context) -> Iterator[Finding]:
    spec = resource.spec
    resolution = spec["resolution"]
    if resolution.is_templated or spec["addresses"]:
        return
    if resolution.text == _DYNAMIC:
        if mesh.waypoint(resource.labels, resource.namespace, resource) is None and resource.namespace is not None:
            message = "Hosts with resolution DYNAMIC_DNS are served by waypoints, and this entry has none: it has no effect."
            yield context.finding(resolution, message)
        return
    wildcard = next((host for host in spec["hosts"].items() if host.text.startswith("*")), None)
    if wildcard is not None:
        message = f"ztunnel has no address for the wildcard '{wildcard.text}': connections pass as if the entry were not there."
        yield context.finding(wildcard, message)
    elif resolution.text in ("", "NONE"):
        message = (
            "With resolution NONE and no addresses ztunnel recognises no connection to these hosts: the entry has no effect."
        )
        yield context.finding(resolution if resolution else spec["hosts"].key, message)
