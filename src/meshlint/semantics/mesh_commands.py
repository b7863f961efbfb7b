"""The commands of a job that install a mesh, or fetch what installs it, as facts that rules can judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from meshlint.semantics.cli_origins import image_origin, moving_origin
from meshlint.semantics.cluster_commands import applied_locations
from meshlint.semantics.command_options import parse
from meshlint.semantics.git_views import is_moving, location_revision
from meshlint.semantics.helm_command import helm_aliases, helm_command
from meshlint.semantics.mesh_artifacts import Installer, installer
from meshlint.semantics.remote_scripts import RemoteScript, fetched_urls, remote_scripts
from meshlint.semantics.script_source import Script
from meshlint.semantics.shell_commands import Command
from meshlint.semantics.shell_scripts import Job
from meshlint.semantics.version_strings import VersionClass, classify_image_tag, is_templated

_MESH_TOOLS = {"istioctl": "istio", "linkerd": "linkerd", "cilium": "cilium", "consul-k8s": "consul"}
_INSTALLING = frozenset({"install", "upgrade"})
_GROUPS = frozenset(  # `linkerd viz install`, `istioctl manifest install`
    {"viz", "multicluster", "jaeger", "smi", "manifest", "operator"}
)
_INSTALLING_IN_GROUP = frozenset({"install", "upgrade", "apply", "init"})
_TOOL_VALUES = frozenset(
    """
    --context --kubeconfig -c -n --namespace -i --istioNamespace -f --filename -s --set --revision -r --vklog -L
    --linkerd-namespace --api-addr --as --as-group --version --helm-set --values --set-string --chart-directory --manifests -d
    --linkerd-version --control-plane-version --repository
    """.split()
)
_RELEASE_BRANCH = re.compile(r"(?:refs/heads/)?release[-/]v?\d")
_SKIPPING = {
    "istioctl": ("--force",),
    "linkerd": ("--ignore-cluster", "--force", "--skip-checks"),
    "cilium": (),
    "consul-k8s": (),
}


class MeshCommand(NamedTuple):
    """A command, and what it says."""

    script: Script
    line: int  # in the script, from 0
    what: str  # installer, helm, apply, mesh-cli or version-lookup
    mesh: str
    tool: str  # the command's name
    facts: dict[str, Any]


def mesh_commands(job: Job, data: Any) -> Iterator[MeshCommand]:
    """The commands of a job that concern a mesh. `data` are the plain values of the document that the job stands in."""
    origins: dict[str, str] = {}
    yield from _installers(job, origins)
    commands = [(step.script, command) for step in job.steps for command in step.pipeline.commands]
    aliases = helm_aliases(command for _, command in commands)
    for script, command in commands:
        found = moving_origin(command)
        if found is not None:
            origins.setdefault(*found)
        yield from _lookups(script, command, origins)
    yield from _applied(job)
    for script, command in commands:
        yield from _helm(script, command, aliases)
        if command.name in _MESH_TOOLS:
            yield from _tool(script, command, origins, data)


def _applied(job: Job) -> Iterator[MeshCommand]:
    for step in job.steps:
        for command, url, known in applied_locations(step.pipeline):
            ref, version_class = location_revision(known)
            facts: dict[str, Any] = {
                "url": url,
                "ref": ref,
                "repository": known.location.repository,
                "class": version_class.value,
                "moving": is_moving(version_class),
                "releaseBranch": _RELEASE_BRANCH.match(ref) is not None,
            }
            yield MeshCommand(step.script, command.line, "apply", known.mesh, command.name, facts)


def _helm(script: Script, command: Command, aliases: Mapping[str, str]) -> Iterator[MeshCommand]:
    for chart in helm_command(command, aliases):
        facts: dict[str, Any] = {
            "action": chart.action,
            "chart": chart.name,
            "version": chart.version,
            "class": chart.version_class.value,
            "unpinned": chart.version_class.floating or (chart.version_class is VersionClass.ABSENT and chart.certain),
            "skipping": chart.skipping,
        }
        yield MeshCommand(script, command.line, "helm", chart.chart.mesh, "helm", facts)


def _installers(job: Job, origins: dict[str, str]) -> Iterator[MeshCommand]:
    for found in remote_scripts([step.pipeline for step in job.steps]):
        for url in found.urls:
            known = installer(url)
            if known is not None and known.what == "script":
                step = job.steps[found.position]
                facts = _pin(found, known, step.pipeline.open_environment)
                if facts["unpinned"]:
                    origins.setdefault(known.mesh, known.url)
                yield MeshCommand(step.script, found.line, "installer", known.mesh, found.shell.name, facts)


def _pin(found: RemoteScript, known: Installer, open_environment: bool) -> dict[str, Any]:
    """What decides the version that an installer script takes: a variable that the shell sees, or nothing."""
    variable = known.variable or ""
    environment = found.shell.environment
    version = environment.get(variable) if variable in environment else ""
    version_class = classify_image_tag(version) if version is not None else VersionClass.TEMPLATED
    absent = version_class is VersionClass.ABSENT and not open_environment
    return {
        "url": known.url,
        "variable": variable,
        "version": version or "",
        "class": version_class.value,
        "unpinned": absent or version_class.floating,
        "misplaced": absent and variable in found.fetch.assignments,
    }


def _lookups(script: Script, command: Command, origins: dict[str, str]) -> Iterator[MeshCommand]:
    """Fetches of a file that holds the number of the newest release."""
    for url in fetched_urls(command):
        known = installer(url)
        if known is not None and known.what == "version":
            origins.setdefault(known.mesh, known.url)
            yield MeshCommand(script, command.line, "version-lookup", known.mesh, command.name, {"url": known.url})


def _tool(script: Script, command: Command, origins: dict[str, str], data: Any) -> Iterator[MeshCommand]:
    line = parse(command.arguments, _TOOL_VALUES)
    group = line.operands[0] if line.operands and line.operands[0] in _GROUPS else ""
    action = next(iter(line.operands[1:] if group else line.operands), "")
    if action not in (_INSTALLING_IN_GROUP if group else _INSTALLING):
        return
    mesh = _MESH_TOOLS[command.name]
    version = line.value("--version", "--linkerd-version")
    image = image_origin(data, script.path)
    origin = origins.get(mesh, "") or (image[1] if image is not None and image[0] == mesh else "")
    facts = {
        "action": f"{group} {action}".strip(),
        "version": version or "",
        "class": classify_image_tag(version).value,
        "versioned": version is not None or line.has("--chart-directory", "--manifests", "-d"),
        "certain": not any(is_templated(word) for word in line.operands),
        "origin": origin,
        "skipping": next((option for option in _SKIPPING[command.name] if line.has(option)), ""),
    }
    yield MeshCommand(script, command.line, "mesh-cli", mesh, command.name, facts)
