"""All shell text of a document, whatever carries it, and its pipelines job by job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from meshlint.findings import Path
from meshlint.semantics import ci_scripts, object_scripts
from meshlint.semantics.script_source import Script
from meshlint.semantics.shell_commands import Pipeline, pipelines
from meshlint.semantics.shell_state import ShellState

_WORKLOAD_KINDS = frozenset(
    "Pod Deployment StatefulSet DaemonSet ReplicaSet Job CronJob Rollout ReplicationController DeploymentConfig".split()
)
_TEKTON_KINDS = frozenset({"Task", "ClusterTask", "TaskRun", "Pipeline", "PipelineRun"})
_GITHUB_FILE = re.compile(r"(?:\A|/)\.github/workflows/[^/]+\.ya?ml\Z")
_ACTION_FILE = re.compile(r"(?:\A|/)action\.ya?ml\Z")
_GITLAB_FILE = re.compile(r"\.gitlab-ci\.ya?ml\Z")
_CIRCLECI_FILE = re.compile(r"(?:\A|/)\.circleci/[^/]+\.ya?ml\Z")
_AZURE_FILE = re.compile(r"(?:\A|/)azure-pipelines[^/]*\.ya?ml\Z")
_TASKFILE = re.compile(r"(?:\A|/)[Tt]askfile(?:\.dist)?\.ya?ml\Z")
_COMPOSE_FILE = re.compile(r"(?:\A|/)(?:docker-)?compose[^/]*\.ya?ml\Z")
_STEP_ENVIRONMENT = re.compile(r"\bGITHUB_ENV\b|\bBASH_ENV\b")
_HANDED_ON = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)", re.ASCII)
_AZURE_VARIABLE = re.compile(r"##vso\[task\.setvariable variable=([\w.]+)(?![\w.])[^\[\]\n]*\](.*)")


class Step(NamedTuple):
    """A pipeline and the script that it stands in."""

    script: Script
    pipeline: Pipeline


class Job(NamedTuple):
    """What runs one after the other on one machine."""

    path: Path
    steps: list[Step]


def scripts(data: Any, file_name: str = "", kind: str = "") -> Iterator[Script]:
    """The shell text of a document, in the order in which it runs within a job.

    `data` are the plain values, `file_name` the path with forward slashes, `kind` the Kubernetes kind where there is one
    and the data does not say it itself.
    """
    if isinstance(data, list):
        yield from object_scripts.ansible(data)
    elif isinstance(data, dict):
        found_kind = kind or data.get("kind")
        if isinstance(found_kind, str) and "apiVersion" in data:
            yield from _of_object(data, found_kind)
        else:
            yield from _of_file(data, file_name)


def jobs(data: Any, file_name: str = "", kind: str = "") -> list[Job]:
    """The pipelines of a document by job."""
    return jobs_of(scripts(data, file_name, kind))


def jobs_of(found_scripts: Iterable[Script]) -> list[Job]:
    """The pipelines of scripts by job, with what earlier scripts leave for later ones of the same job.

    A variable reaches a later script through the same shell, or through what steps hand on ($GITHUB_ENV, $BASH_ENV,
    Azure's task.setvariable).
    """
    found: dict[Path, Job] = {}
    shells: dict[Path, ShellState] = {}
    handed_on: dict[Path, dict[str, str | None]] = {}
    for script in found_scripts:
        job = found.setdefault(script.job, Job(script.job, []))
        later = handed_on.setdefault(script.job, {})
        state = shells.get(script.shell)
        if state is None:
            state = shells[script.shell] = ShellState({**script.environment, **later})
            state.open_environment = script.open_environment
        for pipeline in pipelines(script.text, state=state):
            job.steps.append(Step(script, pipeline))
            later.update(_left_for_later(pipeline))
    return list(found.values())


def _of_object(data: dict[str, Any], kind: str) -> Iterator[Script]:
    if kind == "ConfigMap":
        yield from object_scripts.config_map(data)
    elif kind in _TEKTON_KINDS:
        yield from object_scripts.tekton(data)
    elif str(data["apiVersion"]).startswith("skaffold/"):
        yield from object_scripts.skaffold(data)
    else:
        yield from object_scripts.pod_scripts(data)
        if kind not in _WORKLOAD_KINDS:
            yield from object_scripts.machine_setup(data)


def _of_file(data: dict[str, Any], name: str) -> Iterator[Script]:
    if _GITLAB_FILE.search(name):
        yield from ci_scripts.gitlab(data)
    elif _CIRCLECI_FILE.search(name):
        yield from ci_scripts.circleci(data)
    elif _AZURE_FILE.search(name):
        yield from ci_scripts.azure(data)
    elif _TASKFILE.search(name):
        yield from object_scripts.taskfile(data)
    elif _COMPOSE_FILE.search(name):
        yield from object_scripts.compose(data)
    elif _GITHUB_FILE.search(name):
        yield from ci_scripts.github_workflow(data)
    elif _ACTION_FILE.search(name):
        yield from ci_scripts.github_action(data)
    else:
        yield from _by_shape(data)


def _by_shape(data: dict[str, Any]) -> Iterator[Script]:
    """For files whose name says nothing. `on` is read as a boolean by YAML 1.1, so its key may be "true"."""
    jobs_field, keys = data.get("jobs"), data.keys()
    if isinstance(jobs_field, dict) and keys & {"on", "true"}:
        yield from ci_scripts.github_workflow(data)
    elif isinstance(jobs_field, dict) and keys & {"workflows", "orbs", "executors"}:
        yield from ci_scripts.circleci(data)
    elif isinstance(data.get("runs"), dict):
        yield from ci_scripts.github_action(data)
    elif any(isinstance(data.get(key), list) for key in ("steps", "jobs")) or (
        isinstance(data.get("stages"), list) and all(isinstance(item, dict) for item in data["stages"])
    ):
        yield from ci_scripts.azure(data)
    elif isinstance(data.get("tasks"), dict) and "version" in data:
        yield from object_scripts.taskfile(data)
    elif isinstance(data.get("services"), dict):
        yield from object_scripts.compose(data)
    elif keys & {"runcmd", "bootcmd"}:
        yield from object_scripts.machine_setup(data)
    elif any(isinstance(job, dict) and "script" in job for job in data.values()):
        yield from ci_scripts.gitlab(data)


def _left_for_later(pipeline: Pipeline) -> dict[str, str | None]:
    """The variables that a pipeline hands to the later steps of its job."""
    written = "\n".join(_printed(pipeline))
    found = {match[1].replace(".", "_").upper(): match[2] for match in _AZURE_VARIABLE.finditer(written)}
    if _writes_environment(pipeline):
        matches = [match for line in written.splitlines() if (match := _HANDED_ON.match(line))]
        found.update({match[1]: match[2].strip("'\"") for match in matches})
    state = ShellState({})
    return {name: state.value(value) for name, value in found.items()}


def _printed(pipeline: Pipeline) -> Iterator[str]:
    for command in pipeline.commands:
        if command.name in ("echo", "printf"):
            yield " ".join(command.arguments).replace("\\n", "\n")
        yield from (redirect.body for redirect in command.redirects if redirect.body)


def _writes_environment(pipeline: Pipeline) -> bool:
    for command in pipeline.commands:
        targets = [redirect.target.text for redirect in command.redirects]
        targets += command.arguments if command.name == "tee" else ()
        if any(_STEP_ENVIRONMENT.search(target) for target in targets):
            return True
    return False
