"""Values of Consul's chart that leave gossip in clear text, which is its default."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.consul_values import is_control_plane, is_on, runs_servers, setting

_KEY = "global.gossipEncryption"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding where neither a generated nor a given key encrypts gossip between the chart's servers."""
    if not is_control_plane(resource) or resource.partial or not runs_servers(resource):
        return
    gossip = setting(resource, _KEY)
    named = gossip["secretName"].text or gossip["secretKey"].text
    if not is_on(resource, f"{_KEY}.autoGenerate") and not named and not gossip["autoGenerate"].is_templated:
        yield context.finding(gossip, "Gossip between the servers is neither encrypted nor authenticated.")
