"""Numbers of Consul servers that a majority vote cannot use, or that the chart refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.consul_values import is_control_plane, runs_servers, setting


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the number that is written; the default of one is for trying things out."""
    if not is_control_plane(resource) or not runs_servers(resource):
        return
    replicas, expected = setting(resource, "server.replicas"), setting(resource, "server.bootstrapExpect")
    count, wanted = replicas.integer, expected.integer
    if count is not None and wanted is not None and wanted < count:
        message = f"'bootstrapExpect' is {wanted} and there are {count} servers: the chart fails."
        yield context.finding(expected, message, severity=Severity.ERROR)
    elif count == 1:
        yield context.finding(replicas, "A single server: when it fails or restarts, there is no control plane.")
    elif count and count % 2 == 0:
        yield context.finding(replicas, f"{count} servers tolerate no more failures than {count - 1} do.")
