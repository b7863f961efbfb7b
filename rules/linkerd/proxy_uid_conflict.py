"""User ids of applications that are the proxy's."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Workload, workload_of
from meshlint.semantics.linkerd_injection import LinkerdMesh
from meshlint.semantics.numerals import whole_number

_DEFAULT = 2102


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each `runAsUser`, of the pod and of its containers."""
    workload = workload_of(resource)
    if workload is None or context.shared(LinkerdMesh).injection(workload) is None:
        return
    own = _proxy_uid(workload, context.shared(LinkerdMesh))
    for holder in (workload.pod_spec, *workload.containers()):
        user = holder["securityContext"]["runAsUser"]
        if user.integer == own:
            yield context.finding(user, f"'{own}' is the user of Linkerd's proxy: the traffic of this one bypasses the mesh.")


def _proxy_uid(workload: Workload, mesh: LinkerdMesh) -> int:
    stated = mesh.setting(workload, "config.linkerd.io/proxy-uid")
    number = whole_number(stated.text) if stated is not None else None
    if number is not None:
        return number
    values = (item.at("proxy", "uid").integer for item in mesh.control_planes(workload.resource))
    return next((uid for uid in values if uid is not None), _DEFAULT)
