"""Opt-outs among peers that refuse plain text."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value, Workload, workload_of
from meshlint.semantics.istio_annotations import INJECT
from meshlint.semantics.istio_injection import NAMESPACE_LABEL, REVISION_LABEL, SidecarInjection, inject_label
from meshlint.semantics.istio_mesh import IstioMesh

_PEERS = "PeerAuthentication.security.istio.io"
_LINKERD = "linkerd.io/inject"
_LINKERD_POLICY = "config.linkerd.io/default-inbound-policy"
_LINKERD_STRICT = frozenset(("all-authenticated", "cluster-authenticated", "deny"))


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding, at the opt-out."""
    workload = workload_of(resource)
    if workload is None or workload.namespace is None:
        return
    at = _istio_opt_out(workload, context) or _linkerd_opt_out(workload, context)
    if at is not None:
        yield context.finding(at, "These pods stay outside the mesh, and their neighbours accept mTLS only.")


def _istio_opt_out(workload: Workload, context: Context) -> Value | None:
    metadata = workload.template["metadata"]
    said = inject_label(workload)
    if said is None:
        said = workload.annotations.get(INJECT)
    namespace = context.shared(SidecarInjection).namespace_labels(workload) or {}
    injected = namespace.get(NAMESPACE_LABEL) == "enabled" or (NAMESPACE_LABEL not in namespace and REVISION_LABEL in namespace)
    if said != "false" or not injected or not _is_strict(workload, context):
        return None
    block = "labels" if metadata["labels"].has(INJECT) else "annotations"
    return metadata.get(block, INJECT)


def _is_strict(workload: Workload, context: Context) -> bool:
    namespaces = (workload.namespace, context.shared(IstioMesh).root_namespace)
    policies = [item for item in context.inventory.of(_PEERS) if not item.at("spec", "selector", "matchLabels").mapping]
    own = [item for item in policies if item.namespace == namespaces[0]] or [i for i in policies if i.namespace == namespaces[1]]
    return any(item.at("spec", "mtls", "mode").text == "STRICT" for item in own)


def _linkerd_opt_out(workload: Workload, context: Context) -> Value | None:
    above = context.inventory.namespace_annotations(workload.namespace, workload.resource) or {}
    strict = above.get(_LINKERD) in ("enabled", "ingress") and above.get(_LINKERD_POLICY) in _LINKERD_STRICT
    return workload.annotation(_LINKERD) if strict and workload.annotations.get(_LINKERD) == "disabled" else None
