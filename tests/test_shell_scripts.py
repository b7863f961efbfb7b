"""Where YAML carries shell text, the environment that each carrier gives it, and what belongs to one job."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.semantics.shell_commands import Pipeline
from meshlint.semantics.shell_scripts import Job, jobs, scripts


def found(data: Any, name: str = "", kind: str = "") -> list[tuple[tuple[str | int, ...], str]]:
    return [(script.path, script.text) for script in scripts(data, name, kind)]


STEPS = {"steps": [{"uses": "x"}, {"run": "a"}, {"run": "b", "shell": "python"}, {"run": "c", "shell": "bash -e {0}"}]}
GITHUB = [(("jobs", "x", "steps", 1, "run"), "a"), (("jobs", "x", "steps", 3, "run"), "c")]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        ({"on": "push", "jobs": {"x": STEPS}}, ".github/workflows/ci.yml", GITHUB),
        ({"true": "push", "jobs": {"x": STEPS}}, "ci.yml", GITHUB),
        ({"jobs": {"x": {**STEPS, "defaults": {"run": {"shell": "pwsh"}}}}}, ".github/workflows/ci.yml", GITHUB[1:]),
        ({"runs": {"using": "composite", **STEPS}}, "a/action.yml", [(("runs", *path[2:]), text) for path, text in GITHUB]),
        (
            {"before_script": ["a"], "x": {"script": ["b", ["c"]], "after_script": "d"}, ".y": {"script": "e"}, "image": {}},
            ".gitlab-ci.yml",
            [
                (("before_script", 0), "a"),
                (("x", "script", 0), "b"),
                (("x", "script", 1, 0), "c"),
                (("x", "after_script"), "d"),
                ((".y", "script"), "e"),
            ],
        ),
        ({"x": {"script": ["b"]}, "stages": ["x"]}, "ci/deploy.yml", [(("x", "script", 0), "b")]),
        (
            {
                "version": 2.1,
                "jobs": {"x": {"steps": ["checkout", {"run": "a"}, {"when": {"steps": [{"run": {"command": "b"}}]}}]}},
                "commands": {"y": {"steps": [{"run": "c"}]}},
            },
            ".circleci/config.yml",
            [
                (("jobs", "x", "steps", 1, "run"), "a"),
                (("jobs", "x", "steps", 2, "when", "steps", 0, "run", "command"), "b"),
                (("commands", "y", "steps", 0, "run"), "c"),
            ],
        ),
        (
            {
                "stages": [
                    {
                        "jobs": [
                            {
                                "steps": [
                                    {"script": "a"},
                                    {"bash": "b"},
                                    {"task": "Bash@3", "inputs": {"targetType": "inline", "script": "c"}},
                                    {"task": "AzureCLI@2", "inputs": {"scriptType": "bash", "inlineScript": "d"}},
                                    {"task": "AzureCLI@2", "inputs": {"scriptType": "pscore", "inlineScript": "e"}},
                                    {"powershell": "f"},
                                ]
                            }
                        ]
                    }
                ]
            },
            "azure-pipelines.yml",
            [
                (("stages", 0, "jobs", 0, "steps", 0, "script"), "a"),
                (("stages", 0, "jobs", 0, "steps", 1, "bash"), "b"),
                (("stages", 0, "jobs", 0, "steps", 2, "inputs", "script"), "c"),
                (("stages", 0, "jobs", 0, "steps", 3, "inputs", "inlineScript"), "d"),
            ],
        ),
        (
            {"version": "3", "tasks": {"x": {"cmds": ["a", {"cmd": "b"}, {"task": "y"}]}, "y": "c", "z": ["d"]}},
            "Taskfile.yml",
            [
                (("tasks", "x", "cmds", 0), "a"),
                (("tasks", "x", "cmds", 1, "cmd"), "b"),
                (("tasks", "y"), "c"),
                (("tasks", "z", 0), "d"),
            ],
        ),
        (
            {"services": {"x": {"command": ["sh", "-c", "a"]}, "y": {"command": "sh -c b"}, "z": {"image": "i"}}},
            "compose.yaml",
            [(("services", "x", "command", 2), "a"), (("services", "y", "command"), "sh -c b")],
        ),
        (
            {"runcmd": ["a", ["b", "c d"], ["sh", "-c", "e"]]},
            "user-data.yaml",
            [(("runcmd", 0), "a"), (("runcmd", 1), "b 'c d'"), (("runcmd", 2, 2), "e")],
        ),
        (
            [
                {"hosts": "all", "tasks": [{"shell": "a"}, {"block": [{"ansible.builtin.command": {"cmd": "b"}}]}]},
                {"command": {"argv": ["c", "d"]}},
                {"ansible.builtin.shell": {"_raw_params": "e"}},
                {"debug": {"msg": "f"}},
            ],
            "site.yml",
            [
                ((0, "tasks", 0, "shell"), "a"),
                ((0, "tasks", 1, "block", 0, "ansible.builtin.command", "cmd"), "b"),
                ((1, "command", "argv"), "c d"),
                ((2, "ansible.builtin.shell", "_raw_params"), "e"),
            ],
        ),
        ({"global": {"tag": "1.2"}}, "values.yaml", []),
        ("text", "x.yaml", []),
        (None, "x.yaml", []),
        ({"jobs": {"x": {"steps": "no"}, "y": None}, "on": 1}, ".github/workflows/ci.yml", []),
    ],
)
def test_scripts_in_files(data: Any, name: str, expected: list[tuple[tuple[str | int, ...], str]]) -> None:
    assert found(data, name) == expected


def pod(**container: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [container]}}


CONTAINER = ("spec", "containers", 0)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pod(command=["sh", "-c", "a"]), [((*CONTAINER, "command", 2), "a")]),
        (pod(command=["/bin/sh", "-c"], args=["a"]), [((*CONTAINER, "args", 0), "a")]),
        (pod(command=["bash", "-euo", "pipefail", "-c"], args=["a"]), [((*CONTAINER, "args", 0), "a")]),
        (pod(command=["helm"], args=["install", "x y"]), [((*CONTAINER, "command"), "helm install 'x y'")]),
        (pod(args=["a"]), []),
        (pod(command=["sh", "-c", "a $(V) $(W)"], env=[{"name": "V", "value": "1"}]), [((*CONTAINER, "command", 2), "a 1 $(W)")]),
        (
            {
                "apiVersion": "batch/v1",
                "kind": "CronJob",
                "spec": {"jobTemplate": {"spec": {"template": {"spec": {"initContainers": [{"command": ["sh", "-c", "a"]}]}}}}},
            },
            [(("spec", "jobTemplate", "spec", "template", "spec", "initContainers", 0, "command", 2), "a")],
        ),
        (
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "data": {"x.sh": "a", "y": "#!/usr/bin/env bash\nb", "z": "c", "p.sh": "#!/usr/bin/python3\nd"},
            },
            [(("data", "x.sh"), "a"), (("data", "y"), "#!/usr/bin/env bash\nb")],
        ),
        (
            {
                "apiVersion": "tekton.dev/v1",
                "kind": "Task",
                "spec": {"steps": [{"script": "a"}, {"script": "#!/usr/bin/env python\nb"}, {"command": ["c"], "args": ["d"]}]},
            },
            [(("spec", "steps", 0, "script"), "a"), (("spec", "steps", 2, "command"), "c d")],
        ),
        (
            {
                "apiVersion": "tekton.dev/v1",
                "kind": "Pipeline",
                "spec": {"tasks": [{"taskSpec": {"steps": [{"script": "a"}]}}]},
            },
            [(("spec", "tasks", 0, "taskSpec", "steps", 0, "script"), "a")],
        ),
        (
            {
                "apiVersion": "bootstrap.cluster.x-k8s.io/v1beta1",
                "kind": "KubeadmConfigTemplate",
                "spec": {"template": {"spec": {"preKubeadmCommands": ["a"], "postKubeadmCommands": ["b"]}}},
            },
            [
                (("spec", "template", "spec", "preKubeadmCommands", 0), "a"),
                (("spec", "template", "spec", "postKubeadmCommands", 0), "b"),
            ],
        ),
        (
            {
                "apiVersion": "skaffold/v4beta6",
                "kind": "Config",
                "deploy": {"helm": {"hooks": {"before": [{"host": {"command": ["sh", "-c", "a"]}}]}}},
            },
            [(("deploy", "helm", "hooks", "before", 0, "host", "command", 2), "a")],
        ),
    ],
)
def test_scripts_in_objects(data: dict[str, Any], expected: list[tuple[tuple[str | int, ...], str]]) -> None:
    assert found(data) == expected


def environments(data: Any, name: str) -> list[dict[str, str | None]]:
    """What the last command of each pipeline sees, for pipelines of `a`."""
    steps = [step for job in jobs(data, name) for step in job.steps]
    last_commands = [step.pipeline.commands[-1] for step in steps]
    return [dict(command.environment) for command in last_commands if command.name == "a"]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (
            {
                "env": {"V": 1.5, "W": "${{ inputs.w }}"},
                "jobs": {"x": {"env": {"X": True}, "steps": [{"run": "a", "env": {"V": "2"}}, {"run": "a"}]}},
            },
            ".github/workflows/ci.yml",
            [{"V": "2", "W": None, "X": "true"}, {"V": "1.5", "W": None, "X": "true"}],
        ),
        (
            {
                "jobs": {
                    "x": {"steps": [{"run": 'export W=1\necho "V=2" >> "$GITHUB_ENV"\na'}, {"run": "a"}]},
                    "y": {"steps": [{"run": "a"}]},
                }
            },
            ".github/workflows/ci.yml",
            [{"W": "1"}, {"V": "2"}, {}],
        ),
        (
            {
                "jobs": {
                    "x": {
                        "steps": [
                            {"run": "cat <<E >> $GITHUB_ENV\nV=2\nE"},
                            {"run": "echo W=$(b) | tee -a $GITHUB_ENV"},
                            {"run": "a"},
                        ]
                    }
                }
            },
            ".github/workflows/ci.yml",
            [{"V": "2", "W": None}],
        ),
        (
            {
                "variables": {"V": "1", "W": {"value": "2", "description": "x"}},
                ".base": {"variables": {"X": "3", "V": "0"}},
                "x": {"extends": ".base", "variables": {"V": "4"}, "script": ["export Y=5", "a"], "after_script": ["a"]},
                "y": {"script": ["a"]},
            },
            ".gitlab-ci.yml",
            [
                {"V": "4", "W": "2", "X": "3", "Y": "5"},
                {"V": "4", "W": "2", "X": "3"},
                {"V": "1", "W": "2"},
            ],
        ),
        (
            {"before_script": ["export V=1"], "x": {"script": ["a"]}, "y": {"before_script": [], "script": ["a"]}},
            ".gitlab-ci.yml",
            [{"V": "1"}, {}],
        ),
        (
            {
                "jobs": {
                    "x": {
                        "docker": [{"image": "i", "environment": {"V": "1"}}],
                        "environment": {"W": "2"},
                        "steps": [
                            {"run": "echo 'export X=3' >> $BASH_ENV"},
                            {"run": {"command": "a", "environment": {"Y": "4"}}},
                        ],
                    }
                }
            },
            ".circleci/config.yml",
            [{"V": "1", "W": "2", "X": "3", "Y": "4"}],
        ),
        (
            {
                "variables": [{"name": "istio.version", "value": "1.2.3"}],
                "steps": [{"bash": "echo '##vso[task.setvariable variable=V]2'"}, {"bash": "a"}],
            },
            "azure-pipelines.yml",
            [{"istio.version": "1.2.3", "ISTIO_VERSION": "1.2.3", "V": "2"}],
        ),
        (
            {
                "version": "3",
                "env": {"V": "1", "W": {"sh": "b"}},
                "tasks": {"x": {"env": {"X": "2"}, "cmds": ["export Y=3", "a"]}},
            },
            "Taskfile.yml",
            [{"V": "1", "W": None, "X": "2"}],
        ),
        (
            {"services": {"x": {"environment": ["V=1", "W"], "command": ["sh", "-c", "a"]}}},
            "compose.yaml",
            [{"V": "1", "W": None}],
        ),
        (
            [{"hosts": "all", "environment": {"V": "1"}, "tasks": [{"shell": "a", "environment": {"W": "{{ w }}"}}]}],
            "site.yml",
            [{"V": "1", "W": None}],
        ),
    ],
)
def test_environment_of_scripts(data: Any, name: str, expected: list[dict[str, str | None]]) -> None:
    assert environments(data, name) == expected


def test_variables_from_elsewhere_are_marked() -> None:
    def is_open(data: Any, name: str = "") -> list[bool]:
        return [step.pipeline.open_environment for job in jobs(data, name) for step in job.steps]

    assert is_open(pod(command=["a"], envFrom=[{"secretRef": {"name": "x"}}])) == [True]
    assert is_open(pod(command=["a"], env=[{"name": "V", "valueFrom": {}}])) == [False]
    assert is_open({"variables": [{"group": "x"}], "steps": [{"bash": "a"}]}, "azure-pipelines.yml") == [True]
    assert is_open({"env": "${{ fromJSON(x) }}", "jobs": {"x": STEPS}}, ".github/workflows/ci.yml") == [True, True]
    assert is_open({"services": {"x": {"env_file": "e", "command": "a"}}}, "compose.yaml") == [True]


def test_jobs_keep_scripts_together() -> None:
    data = {"jobs": {"x": {"steps": [{"run": "a\nb"}, {"run": "c"}]}, "y": {"steps": [{"run": "d"}]}}}
    result = jobs(data, ".github/workflows/ci.yml")
    assert [(job.path, [names(step.pipeline) for step in job.steps]) for job in result] == [
        (("jobs", "x"), ["a", "b", "c"]),
        (("jobs", "y"), ["d"]),
    ]
    assert [step.script.path for step in result[0].steps][-1] == ("jobs", "x", "steps", 1, "run")
    assert isinstance(result[0], Job)
    play = [{"hosts": "a", "tasks": [{"shell": "a"}]}, {"hosts": "b", "tasks": [{"shell": "b"}]}]
    assert [job.path for job in jobs(play, "site.yml")] == [(0,), (1,)]


def names(pipeline: Pipeline) -> str:
    return "|".join(command.name for command in pipeline.commands)
