"""Injected namespaces that refuse what injection adds."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.istio_cni import IstioCni
from meshlint.semantics.mesh_sidecars import ISTIO, LINKERD, MeshSidecars

_ENFORCE = "pod-security.kubernetes.io/enforce"
_LINKERD_VALUES = "HelmValues.linkerd"


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding, at the level. A warning where the installation was not read, and for restricted beside Istio's plug-in."""
    level = resource.at("metadata", "labels", _ENFORCE)
    if level.text not in ("baseline", "restricted"):
        return
    for mesh, _ in context.shared(MeshSidecars).of_namespace(resource):
        cni = _has_cni(mesh, resource, context)
        if cni and mesh == ISTIO and level.text == "restricted" and not _has_seccomp_profile(resource, context):
            message = (
                "'restricted' asks for a seccomp profile, which injected containers have only by 'global.proxy.seccompProfile'."
            )
            yield context.finding(level, message, severity=Severity.WARNING)
        elif not cni and mesh in (ISTIO, LINKERD):
            message = f"'{level.text}' refuses the init container that {mesh} injects without its CNI plug-in: no pod is created."
            yield context.finding(level, message, severity=Severity.WARNING if cni is None else None)
        else:
            continue
        return


def _has_cni(mesh: str, namespace: Resource, context: Context) -> bool | None:
    if mesh == ISTIO:
        return context.shared(IstioCni).installed(namespace)
    values = [item for item in context.inventory.of(_LINKERD_VALUES) if item.shares_scope(namespace)]
    if any(item.name == "linkerd2-cni" or item.at("cniEnabled").raw is True for item in values):
        return True
    return False if values else None


def _has_seccomp_profile(namespace: Resource, context: Context) -> bool:
    values = context.inventory.of("HelmValues.istio")
    return any(item.at("global", "proxy", "seccompProfile").mapping for item in values if item.shares_scope(namespace))
