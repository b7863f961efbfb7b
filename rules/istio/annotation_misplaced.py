"""Known annotations on objects that Istio does not read them from."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, workload_of
from meshlint.semantics.istio_annotations import ANNOTATIONS, POD_PREFIXES, WRITTEN_BY_ISTIO, Annotation, written_annotations

_INGRESS_CLASS = "kubernetes.io/ingress.class"  # other controllers read it on Services


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each annotation that has no effect on this kind."""
    has_template = workload_of(resource) is not None and resource.kind != "Pod"
    for key, kind, value in written_annotations(resource):
        annotation = ANNOTATIONS.get(key)
        if annotation is None or key in WRITTEN_BY_ISTIO or _works(annotation, resource, kind):
            continue
        if has_template and kind != "Pod" and key.startswith(POD_PREFIXES):
            continue  # sidecar-annotation-on-workload-metadata says where it belongs
        wanted = " or ".join(sorted(annotation.kinds))
        yield context.finding(
            value.key, f"'{key}' is read on {wanted} objects only: on {_article(kind)} {kind} it has no effect."
        )


def _works(annotation: Annotation, resource: Resource, kind: str) -> bool:
    if annotation.works_on(kind) or (annotation.name == _INGRESS_CLASS and kind == "Service"):
        return True
    # what a Kubernetes Gateway carries is copied to the Deployment, pods and Service made for it
    return resource.full_kind == "Gateway.gateway.networking.k8s.io" and not annotation.kinds.isdisjoint(("Pod", "Service"))


def _article(kind: str) -> str:
    return "an" if kind[:1] in "AEIOU" else "a"
