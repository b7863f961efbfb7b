"""Sidecars of the root namespace that reach only its own workloads."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_mesh import IstioMesh
from meshlint.semantics.istio_policies import Subjects
from meshlint.semantics.istio_sidecars import selector_labels


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding, on the labels of the selector; a note where a workload of the root namespace carries them."""
    labels = selector_labels(resource)
    root = context.shared(IstioMesh).root_namespace
    if resource.namespace != root or not labels.mapping:
        return
    here = context.shared(Subjects).labelled(labels.mapping, root, resource)
    meant = any(subject.namespace == root for subject in here)
    message = f"In the root namespace '{root}' a Sidecar with a selector is for workloads of that namespace only."
    yield context.finding(labels.key, message, severity=Severity.NOTE if meant else Severity.WARNING)
