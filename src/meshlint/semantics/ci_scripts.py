"""Shell text in the files of CI systems: GitHub Actions, GitLab CI, CircleCI, Azure Pipelines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshlint.findings import Path
from meshlint.semantics.script_source import Scope, Script, entries, mapping, texts, walk
from meshlint.semantics.shell_commands import pipelines
from meshlint.semantics.shell_state import ShellState

_GITLAB_SETTINGS = frozenset(
    {"after_script", "before_script", "cache", "default", "image", "include", "services", "spec", "stages", "variables"}
)
_SHELL_PREFIXES = ("bash", "sh")


def github_workflow(data: dict[str, Any]) -> Iterator[Script]:
    """Steps of a workflow's jobs: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions."""
    shell = mapping(mapping(data.get("defaults")).get("run")).get("shell")
    for name, job in mapping(data.get("jobs")).items():
        if isinstance(job, dict):
            scope = Scope().extended(data.get("env"), mapping(job.get("container")).get("env"), job.get("env"))
            own_shell = mapping(mapping(job.get("defaults")).get("run")).get("shell", shell)
            yield from _github_steps(job.get("steps"), ("jobs", name), scope, own_shell)


def github_action(data: dict[str, Any]) -> Iterator[Script]:
    """Steps of a composite action."""
    yield from _github_steps(mapping(data.get("runs")).get("steps"), ("runs",), Scope(), None)


def _github_steps(steps: Any, job: Path, scope: Scope, shell: Any) -> Iterator[Script]:
    for path, step in entries(steps, (*job, "steps")):
        text, chosen = step.get("run"), step.get("shell", shell)
        if isinstance(text, str) and (not isinstance(chosen, str) or chosen.startswith(_SHELL_PREFIXES)):
            yield scope.extended(step.get("env")).script((*path, "run"), text, job)


def gitlab(data: dict[str, Any]) -> Iterator[Script]:
    """Scripts of GitLab's jobs: before_script and script share a shell, after_script has its own.

    Source: https://docs.gitlab.com/ci/yaml/. Variables are inherited through `extends`.
    """
    shared = Scope().extended(data.get("variables"))
    default = mapping(data.get("default"))
    prepared = list(texts(data.get("before_script"), ("before_script",)))
    prepared += texts(default.get("before_script"), ("default", "before_script"))
    for path, text in prepared:
        yield shared.script(path, text, (), ())
    for name, job in data.items():
        if isinstance(job, dict) and name not in _GITLAB_SETTINGS and ({"script", "before_script", "after_script"} & job.keys()):
            scope = shared.extended(_gitlab_variables(data, job, 0))
            yield from _gitlab_job(name, job, scope, [text for _, text in prepared])


def _gitlab_job(name: str, job: dict[str, Any], scope: Scope, prepared: list[str]) -> Iterator[Script]:
    state = ShellState(scope.variables)
    for text in [] if "before_script" in job else prepared:
        pipelines(text, state=state)
    running = Scope(state.environment, scope.open or state.open_environment)
    for key in ("before_script", "script"):
        for path, text in texts(job.get(key), (name, key)):
            yield running.script(path, text, (name,), (name,))
    for path, text in texts(job.get("after_script"), (name, "after_script")):
        yield scope.script(path, text, (name,), (name, "after_script"))


def _gitlab_variables(data: dict[str, Any], job: dict[str, Any], depth: int) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for _, parent in texts(job.get("extends"), ()) if depth < 10 else ():
        merged.update(_gitlab_variables(data, mapping(data.get(parent)), depth + 1))
    return {**merged, **mapping(job.get("variables"))}


def circleci(data: dict[str, Any]) -> Iterator[Script]:
    """Steps of CircleCI's jobs and reusable commands: https://circleci.com/docs/configuration-reference/."""
    for section in ("jobs", "commands"):
        for name, job in mapping(data.get(section)).items():
            if isinstance(job, dict):
                images = [item.get("environment") for _, item in entries(job.get("docker"), ())]
                scope = Scope().extended(*images[:1], job.get("environment"))
                yield from _circleci_steps(job.get("steps"), (section, name, "steps"), (section, name), scope)


def _circleci_steps(steps: Any, path: Path, job: Path, scope: Scope) -> Iterator[Script]:
    for at, step in entries(steps, path):
        run = step.get("run")
        if isinstance(run, str):
            yield scope.script((*at, "run"), run, job)
        elif isinstance(run, dict) and isinstance(run.get("command"), str):
            yield scope.extended(run.get("environment")).script((*at, "run", "command"), run["command"], job)
        for condition in ("when", "unless"):
            nested = mapping(step.get(condition)).get("steps")
            yield from _circleci_steps(nested, (*at, condition, "steps"), job, scope)


def azure(data: dict[str, Any]) -> Iterator[Script]:
    """Steps of Azure Pipelines: script, bash, and the inline text of Bash and AzureCLI tasks.

    Source: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps. Variables become upper-case environment
    variables with underscores.
    """
    for path, holder in walk(data):
        if isinstance(holder.get("steps"), list):
            scope = _azure_scope(data, path)
            for at, step in entries(holder["steps"], (*path, "steps")):
                found = _azure_step(step)
                if found is not None:
                    inner, text = found
                    yield scope.extended(step.get("env")).script((*at, *inner), text, path)


def _azure_scope(data: dict[str, Any], path: Path) -> Scope:
    scope = Scope().extended(data.get("variables"))
    value: Any = data
    for step in path:
        value = value[step]
        scope = scope.extended(mapping(value).get("variables"))
    upper = {name.upper().replace(".", "_"): given for name, given in scope.variables.items()}
    return Scope({**scope.variables, **upper}, scope.open)


def _azure_step(step: dict[str, Any]) -> tuple[Path, str] | None:
    for key in ("script", "bash"):
        if isinstance(step.get(key), str):
            return (key,), step[key]
    inputs, task = mapping(step.get("inputs")), str(step.get("task", ""))
    if task.startswith("PowerShell") or str(inputs.get("scriptType", "bash")) not in ("bash", ""):
        return None
    key = "inlineScript" if "inlineScript" in inputs else "script"
    return (("inputs", key), inputs[key]) if isinstance(inputs.get(key), str) else None
