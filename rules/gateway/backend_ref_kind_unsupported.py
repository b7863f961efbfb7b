"""Backends that are neither Services nor of a kind that an implementation takes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.gateway_api_references import SERVICE, backends

_KNOWN = frozenset(
    """
    Service ServiceImport.multicluster.x-k8s.io XBackend.gateway.networking.x-k8s.io EgressNetwork.policy.linkerd.io
    Hostname.networking.istio.io Backend.gateway.envoyproxy.io Backend.gateway.kgateway.dev Upstream.gloo.solo.io
    MeshService.consul.hashicorp.com TraefikService.traefik.io InferencePool.inference.networking.k8s.io
    InferencePool.inference.networking.x-k8s.io AgentgatewayBackend.agentgateway.dev MeshService.kuma.io
    MeshExternalService.kuma.io MeshMultiZoneService.kuma.io ServiceImport.net.gke.io GCPInferencePoolImport.networking.gke.io
    ServiceImport.application-networking.k8s.aws TargetGroupConfiguration.gateway.k8s.aws AIServiceBackend.aigateway.envoyproxy.io
    """.split()
)


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each backend; an error for kinds of the core group, which no implementation adds to."""
    for backend in backends(resource):
        if backend.kind in _KNOWN or backend.kind in context.option("kinds"):
            continue
        core = "." not in backend.kind
        if core or context.is_audit:
            short = backend.kind.partition(".")[0]
            share = "its share of the requests fails" if core else "its share fails where the implementation does not know it"
            at = backend.value["kind"] if backend.value["kind"] else backend.value["group"]
            message = f"'{backend.name}' is a {short if core else backend.kind}, and no {SERVICE}: {share}."
            yield context.finding(at, message, severity=Severity.ERROR if core else Severity.WARNING)
