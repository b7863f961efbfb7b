"""Egress hosts of namespaces that are not there."""

from __future__ import annotations

from fnmatch import fnmatchcase

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_sidecars import egress_host


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each egress host whose namespace nothing defines or uses."""
    inventory = context.inventory
    if "Namespace" in inventory.templated_kinds and not context.complete:
        return
    known = inventory.known_namespaces | {context.shared(IstioMesh).root_namespace, "istio-system", "kube-system", "default"}
    for listener in resource.at("spec", "egress").items():
        for value in listener["hosts"].items():
            host = egress_host(value)
            if host is None or host.namespace in ("*", ".") or host.namespace in known:
                continue
            if not any(fnmatchcase(host.namespace, pattern) for pattern in inventory.world.externals.namespaces):
                yield context.finding(value, f"There is no namespace '{host.namespace}': '{value.text}' imports nothing.")
