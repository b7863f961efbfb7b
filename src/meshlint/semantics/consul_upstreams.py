"""Upstreams that pods name in an annotation.

Source: consul-k8s control-plane/connect-inject/controllers/endpoints/endpoints_controller.go (processUpstreams, and what it calls
for prepared queries, labeled and unlabeled upstreams), control-plane/connect-inject/common/common.go (PortValue).
"""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.findings import Severity
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder
from meshlint.manifests.workloads import Workload, workload_of
from meshlint.semantics.consul import GROUP, ConsulMesh
from meshlint.semantics.consul_edition import ConsulEdition
from meshlint.semantics.kept_faults import Fault, KeptFaults
from meshlint.semantics.targets import Targets

_KEY = f"{GROUP}/connect-service-upstreams"
_RULE = "upstreams-annotation-invalid"
_QUERY = "prepared_query"
_LABELS = ({"svc"}, {"ns", "peer", "dc"}, {"peer", "ap", "dc"})
"""What the second, fourth and sixth part of a labeled name may be: `db.svc.shop.ns.west.peer`."""


class ConsulUpstreams(KeptFaults):
    """The faults of the annotation of injected pods, each item once."""

    def __init__(self, inventory: Inventory, targets: Targets) -> None:
        super().__init__(inventory, targets)
        self._mesh = inventory.shared(ConsulMesh, targets)
        self._edition = inventory.shared(ConsulEdition, targets)

    def walk(self, resource: Resource) -> Iterator[Fault]:
        workload = workload_of(resource)
        if workload is not None and workload.annotations.get(_KEY) and self._mesh.injection(workload) is not None:
            yield from self._upstreams(workload)

    def _upstreams(self, workload: Workload) -> Iterator[Fault]:
        resource, value = workload.resource, workload.annotation(_KEY)
        has_tenancy = self._edition.namespaces(resource) is not False or self._edition.partitions(resource) is not False
        taken: set[int] = set()
        for item in value.text.split(","):
            if is_placeholder(item):
                continue
            problem = _problem(item, workload)
            port = _port(item, workload)
            if problem:
                yield Fault(_RULE, value.place, f"The upstream '{item.strip()}' {problem}: the pod is not registered.")
            elif port in taken:
                message = f"The port {port} of '{item.strip()}' is another upstream's already: one of the two is not reached."
                yield Fault(_RULE, value.place, message, Severity.WARNING)
            elif not has_tenancy and "." in _name(item) and not _is_labeled(item) and not _name(item).startswith(_QUERY):
                message = f"Without Consul namespaces '{_name(item)}' is a service with a dot in its name: none is registered so."
                yield Fault(_RULE, value.place, message, Severity.WARNING)
            if port is not None:
                taken.add(port)


def _parts(item: str) -> list[str]:
    return [part.strip() for part in item.split(":", 2)]


def _name(item: str) -> str:
    return _parts(item)[0]


def _is_labeled(item: str) -> bool:
    return _name(item).split(".")[1:2] == ["svc"]


def _problem(item: str, workload: Workload) -> str:
    """What is wrong with an upstream, as the end of a sentence; "" if nothing is."""
    parts = _parts(item)
    if parts == [""]:
        return "is empty (a comma too many)"
    if len(parts) < (3 if parts[0] == _QUERY else 2):
        return "has no local port, as in 'name:1234'"
    if not parts[0] or (parts[0] == _QUERY and not parts[1]):
        return "has no name"
    if _is_labeled(item) and not _has_right_labels(parts[0].split(".")):
        return "has labels that Consul does not know, as in 'db.svc.shop.ns'"
    port = _port(item, workload)
    return "" if port is not None and 0 < port <= 65535 else f"has the local port '{_written_port(item)}', which is none"


def _has_right_labels(pieces: list[str]) -> bool:
    labels = [piece.strip() for piece in pieces[1::2]]
    return len(pieces) in (2, 4, 6) and all(label in known for label, known in zip(labels, _LABELS))


def _written_port(item: str) -> str:
    parts = _parts(item)
    return parts[2 if parts[0] == _QUERY else 1] if len(parts) > (2 if parts[0] == _QUERY else 1) else ""


def _port(item: str, workload: Workload) -> int | None:
    """The local port: the name of a container's port, or a number as Go writes them."""
    written = _written_port(item)
    named = next((port["containerPort"].integer for port in workload.ports() if written and port["name"].text == written), None)
    if named is not None:
        return named
    try:
        return int(written, 10 if written.isdecimal() else 0)
    except ValueError:
        return None
