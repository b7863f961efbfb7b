"""Ports that two processes of one pod want."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_injection import PROXY, SidecarInjection, Verdict

_OWNERS = {
    15000: "Envoy's administration",
    15001: "outbound traffic",
    15004: "the agent's debug interface",
    15006: "inbound traffic",
    15008: "HBONE tunnels",
    15020: "merged metrics and probes",
    15021: "health checks",
    15053: "DNS capture",
    15090: "Envoy's metrics",
}


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each container port of an application in a pod that gets a sidecar."""
    workload = workload_of(resource)
    if workload is None:
        return
    for container in workload.containers():
        for port in container["ports"].items() if container["name"].text != PROXY else ():
            number = port["containerPort"].integer
            if number in _OWNERS and context.shared(SidecarInjection).verdict(workload) is Verdict.YES:
                yield context.finding(
                    port["containerPort"], f"The sidecar listens on {number} for {_OWNERS[number]}: both cannot have it."
                )
