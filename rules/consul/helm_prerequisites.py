"""Features in the values of Consul's chart without which its templates stop."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.consul_values import is_control_plane, is_on, is_said, setting

_NEEDS = (
    ("global.peering.enabled", ("global.tls.enabled", "connectInject.enabled", "meshGateway.enabled")),
    ("global.federation.enabled", ("global.tls.enabled", "meshGateway.enabled")),
    ("global.adminPartitions.enabled", ("global.enableConsulNamespaces",)),
    ("connectInject.cni.enabled", ("connectInject.enabled",)),
    ("global.acls.createReplicationToken", ("global.acls.manageSystemACLs",)),
    ("server.auditLogs.enabled", ("global.acls.manageSystemACLs",)),
    ("meshGateway.enabled", ("connectInject.enabled",)),
    ("ingressGateways.enabled", ("connectInject.enabled",)),
    ("terminatingGateways.enabled", ("connectInject.enabled",)),
    ("telemetryCollector.enabled", ("connectInject.enabled",)),
)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each feature, on its switch."""
    if not is_control_plane(resource):
        return
    for feature, needed in _NEEDS:
        if is_on(resource, feature):
            missing = [key for key in needed if is_said(resource, key) and not is_on(resource, key)]
            if missing:
                message = f"'{feature}' needs {' and '.join(repr(key) for key in missing)}: the chart fails."
                yield context.finding(setting(resource, feature), message)
    yield from _combinations(resource, context)


def _combinations(values: Resource, context: Context) -> Iterator[Finding]:
    federation = "global.federation.enabled"
    if is_on(values, federation) and is_on(values, "global.adminPartitions.enabled"):
        yield context.finding(setting(values, federation), "Federation and admin partitions exclude each other: the chart fails.")
    external = setting(values, "externalServers.enabled")
    if is_on(values, "externalServers.enabled") and not setting(values, "externalServers.hosts").raw and not values.partial:
        yield context.finding(external, "'externalServers.hosts' is empty: the chart fails.")
    address = setting(values, "meshGateway.wanAddress")
    if is_on(values, "meshGateway.enabled") and address["source"].text == "Static" and not address["static"].raw:
        yield context.finding(address["source"], "A static WAN address needs 'meshGateway.wanAddress.static': the chart fails.")
