"""Commands that install a mesh, in whatever YAML holds them, as resources that point at their line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from meshlint.findings import Path, Region
from meshlint.loading.document import Document
from meshlint.loading.source import Source
from meshlint.manifests.resource import Layer, Resource
from meshlint.manifests.workloads import TEMPLATE_PATHS

if TYPE_CHECKING:
    from meshlint.semantics.mesh_commands import MeshCommand
    from meshlint.semantics.script_source import Script

_INTERESTING = re.compile(
    r"istioctl|downloadIstio|getLatestIstio|run\.linkerd|(?:linkerd|cilium|helm|kubectl|kustomize)\b(?!\.[a-z])|kuma\.io|consul-k8s"
)
_WORDS = ("istioctl", "Istio", "linkerd", "cilium", "helm", "kubectl", "kustomize", "kuma.io", "consul-k8s")
_ROLES = frozenset({"CIWorkflow", "AnsiblePlaybook"})
_KINDS = frozenset(TEMPLATE_PATHS) | frozenset(
    """
    ConfigMap Config.skaffold Task.tekton.dev ClusterTask.tekton.dev TaskRun.tekton.dev Pipeline.tekton.dev
    PipelineRun.tekton.dev KubeadmConfig.bootstrap.cluster.x-k8s.io KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io
    KubeadmControlPlane.controlplane.cluster.x-k8s.io KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io
    RKE2ConfigTemplate.bootstrap.cluster.x-k8s.io RKE2ControlPlane.controlplane.cluster.x-k8s.io
    """.split()
)
_ACTION = re.compile(r"(?P<name>cilium/cilium-cli)(?:@|\Z)")
_ACTION_VERSIONS = ("release-version", "image-tag", "ci-version", "repository")


class _CommandLine(Document):
    """A document all of whose values are one line of a script in `host`."""

    def __init__(self, host: Document, path: Path, line: int) -> None:
        super().__init__(Source(host.path, ""), host.index, 0, 0, host.role)
        self._host, self._path, self._line = host, path, line

    def region(self, path: Path, on_key: bool = False) -> Region:
        if path or on_key or self._host.style(self._path) != "|":
            return self._host.region(self._path)  # folded or quoted: lines do not map one to one
        return self._host.line_region(self._path, self._line)


def shell_commands(resources: Sequence[Resource]) -> Iterator[Resource]:
    """A `ShellCommand.artifact` for each command of a mesh, in the order of the files."""
    known: dict[tuple[int, Path], list[MeshCommand]] = {}  # an object can be deployed into several namespaces
    for resource in resources:
        role = resource.document.role
        if role in _ROLES or (not role and resource.full_kind in _KINDS):
            base = resource.layers[0]
            key = (id(base.document), base.prefix)
            if key not in known:
                found = _commands(resource.data, resource.document.path) if _concerns(base.document.text) else ()
                known[key] = list(found)
            for command in known[key]:
                yield _view(resource, base, command)
            if role == "CIWorkflow" and "cilium-cli" in base.document.text:
                yield from _actions(resource, base)


def _concerns(text: str) -> bool:
    """Whether a text names a tool at all; looking for plain words first is ten times faster than the pattern."""
    return any(word in text for word in _WORDS) and _INTERESTING.search(text) is not None


def _commands(data: Any, file_name: str) -> Iterator[MeshCommand]:
    """The commands of a document that names a tool: what reads shell is imported for such documents alone."""
    from meshlint.semantics.mesh_commands import mesh_commands
    from meshlint.semantics.shell_scripts import jobs_of, scripts

    found = list(scripts(data, file_name))
    wanted = {script.job for script in found if _concerns(script.text) or any(map(_concerns, _values(script)))}
    for job in jobs_of(script for script in found if script.job in wanted):
        yield from mesh_commands(job, data)


def _values(script: Script) -> Iterator[str]:
    return (value for value in script.environment.values() if value)


def _actions(resource: Resource, base: Layer) -> Iterator[Resource]:
    """GitHub Actions of mesh projects, with whether a release is chosen for them."""
    from meshlint.semantics.script_source import walk

    for path, holder in walk(resource.data):
        uses, inputs = holder.get("uses"), holder.get("with")
        match = _ACTION.match(uses) if isinstance(uses, str) else None
        if match is not None:
            given = inputs if isinstance(inputs, dict) else {}
            data: dict[str, Any] = {"what": "action", "mesh": "cilium", "tool": match["name"]}
            data["versioned"] = any(given.get(name) for name in _ACTION_VERSIONS)
            at = (*base.prefix, *path, "uses")
            yield _resource(resource, Layer(base.document, at, _owner(resource), dict.fromkeys(data, at)), data)


def _view(resource: Resource, base: Layer, command: MeshCommand) -> Resource:
    data: dict[str, Any] = {"what": command.what, "mesh": command.mesh, "tool": command.tool, **command.facts}
    line = _CommandLine(base.document, base.prefix + command.script.path, command.line)
    return _resource(resource, Layer(line, (), _owner(resource), dict.fromkeys(data, ())), data)


def _owner(resource: Resource) -> Resource | None:
    return None if resource.document.role else resource


def _resource(resource: Resource, layer: Layer, data: dict[str, Any]) -> Resource:
    name, namespace = str(data["tool"]), resource.namespace
    return Resource(data, (layer,), "ShellCommand", "artifact", name=name, namespace=namespace, scopes=resource.scopes)
