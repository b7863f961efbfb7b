"""Shell text in Kubernetes objects and in the files of other tools: containers, Tekton, ConfigMaps, Cluster API,
cloud-init, Ansible, Taskfile, Compose, Skaffold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from meshlint.findings import Path
from meshlint.semantics.script_source import (
    Scope,
    Script,
    entries,
    executed,
    is_shell_script,
    mapping,
    texts,
    walk,
    words,
)

_POD_PATHS: tuple[Path, ...] = (
    ("spec",),
    ("spec", "template", "spec"),
    ("spec", "jobTemplate", "spec", "template", "spec"),
)
_CONTAINERS = ("initContainers", "containers")
_SCRIPT_NAME = re.compile(r"\.(?:sh|bash)\Z")
_MACHINE_COMMANDS = re.compile(r"(?:pre|post)[A-Z]\w*Commands\Z")
_ARGUMENT_REFERENCE = re.compile(r"\$\(([A-Za-z_][\w.-]*)\)")
_ANSIBLE_MODULE = re.compile(r"(?:ansible\.(?:builtin|legacy)\.)?(?:shell|command)\Z")
_ANSIBLE_TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")


def pod_scripts(data: dict[str, Any]) -> Iterator[Script]:
    """What the containers of a pod or of a workload's template run."""
    for path in _POD_PATHS:
        spec = _at(data, path)
        for key in _CONTAINERS:
            for at, container in entries(spec.get(key), (*path, key)):
                yield from _container(container, at, path, Scope())


def tekton(data: dict[str, Any]) -> Iterator[Script]:
    """Steps of Tekton's tasks, also of those inside pipelines and runs: https://tekton.dev/docs/pipelines/tasks/."""
    for path, holder in walk(data):
        scope = Scope().extended(mapping(holder.get("stepTemplate")).get("env"))
        for at, step in entries(holder.get("steps"), (*path, "steps")):
            script = step.get("script")
            if not isinstance(script, str):
                yield from _container(step, at, path, scope)
            elif is_shell_script(script):
                yield _container_scope(step, scope).script((*at, "script"), script, path)


def _container(container: dict[str, Any], path: Path, job: Path, scope: Scope) -> Iterator[Script]:
    argv = words(container.get("command"), (*path, "command"))
    if argv:
        argv += words(container.get("args"), (*path, "args"))
        scope = _container_scope(container, scope)
        found = executed(argv, (*path, "command"))
        if found is not None and is_shell_script(found[1]):
            yield scope.script(found[0], _with_references(found[1], scope), job)


def _container_scope(container: dict[str, Any], scope: Scope) -> Scope:
    declared = scope.extended(container.get("env"))
    return Scope(declared.variables, declared.open or bool(container.get("envFrom")))


def _with_references(text: str, scope: Scope) -> str:
    """`$(NAME)` replaced as the kubelet does, where the value is known."""
    return _ARGUMENT_REFERENCE.sub(lambda match: scope.variables.get(match[1]) or match[0], text)


def config_map(data: dict[str, Any]) -> Iterator[Script]:
    """Values of a ConfigMap that are shell scripts by their key or first line."""
    for key, text in mapping(data.get("data")).items():
        if isinstance(text, str) and is_shell_script(text) and (text.startswith("#!") or _SCRIPT_NAME.search(key)):
            yield Scope().script(("data", key), text, ("data", key))


def machine_setup(data: dict[str, Any]) -> Iterator[Script]:
    """Commands that run when a machine boots: Cluster API's preKubeadmCommands and their like, cloud-init's runcmd."""
    for path, holder in walk(data):
        for key, value in holder.items():
            if isinstance(value, list) and (_MACHINE_COMMANDS.match(key) or (key in ("runcmd", "bootcmd") and not path)):
                for index, item in enumerate(value):
                    at = (*path, key, index)
                    found = (at, item) if isinstance(item, str) else executed(words(item, at), at)
                    if found is not None:
                        yield Scope().script(*found, (*path, key), (*path, key))


def ansible(data: list[Any]) -> Iterator[Script]:
    """shell and command tasks of a playbook or a task file."""
    yield from _ansible_tasks(data, (), (), Scope())


def _ansible_tasks(tasks: Any, path: Path, job: Path, scope: Scope) -> Iterator[Script]:
    for at, task in entries(tasks, path):
        inner = scope.extended(task.get("environment"))
        for key, value in task.items():
            if _ANSIBLE_MODULE.match(key):
                found = _ansible_command(value, (*at, key))
                if found is not None:
                    yield inner.script(*found, job)
        for key in _ANSIBLE_TASKS:
            yield from _ansible_tasks(task.get(key), (*at, key), at if "hosts" in task else job, inner)


def _ansible_command(value: Any, path: Path) -> tuple[Path, str] | None:
    if isinstance(value, str):
        return path, value
    for key in ("cmd", "_raw_params"):
        text = mapping(value).get(key)
        if isinstance(text, str):
            return (*path, key), text
    argv = (*path, "argv")
    return executed(words(mapping(value).get("argv"), argv), argv)


def taskfile(data: dict[str, Any]) -> Iterator[Script]:
    """Commands of a Taskfile; each runs in a shell of its own: https://taskfile.dev/docs/reference/schema."""
    scope = Scope({}, bool(data.get("dotenv"))).extended(data.get("env"))
    for name, task in mapping(data.get("tasks")).items():
        job: Path = ("tasks", name)
        if not isinstance(task, dict):
            for path, text in texts(task, job):
                yield scope.script(path, text, job)
            continue
        inner = scope.extended(task.get("env"))
        inner = Scope(inner.variables, inner.open or bool(task.get("dotenv")))
        for key in ("cmd", "cmds"):
            for path, text in texts(task.get(key), (*job, key)):
                yield inner.script(path, text, job)
        for path, command in entries(task.get("cmds"), (*job, "cmds")):
            if isinstance(command.get("cmd"), str):
                yield inner.script((*path, "cmd"), command["cmd"], job)


def compose(data: dict[str, Any]) -> Iterator[Script]:
    """Commands of the services of a Compose file."""
    for name, service in mapping(data.get("services")).items():
        job: Path = ("services", name)
        declared = Scope().extended(mapping(service).get("environment"))
        scope = Scope(declared.variables, bool(mapping(service).get("env_file")))
        for key in ("entrypoint", "command"):
            value = mapping(service).get(key)
            found = ((*job, key), value) if isinstance(value, str) else executed(words(value, (*job, key)), (*job, key))
            if found is not None:
                yield scope.script(*found, job)


def skaffold(data: dict[str, Any]) -> Iterator[Script]:
    """Commands of Skaffold's hooks: https://skaffold.dev/docs/lifecycle-hooks/."""
    for path, holder in walk(data):
        if path[-3:-1] in (("hooks", "before"), ("hooks", "after")):
            for key in ("host", "container"):
                at = (*path, key, "command")
                found = executed(words(mapping(holder.get(key)).get("command"), at), at)
                if found is not None:
                    yield Scope().script(*found, path[:-2])


def _at(data: dict[str, Any], path: Path) -> dict[str, Any]:
    value: Any = data
    for step in path:
        value = mapping(value).get(str(step))
    return mapping(value)
