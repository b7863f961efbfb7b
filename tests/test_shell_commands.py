"""Shell text: how it is cut into pipelines, what each command sees, what is fetched and run, and where YAML carries it."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.semantics.remote_scripts import fetched_urls, remote_scripts
from meshlint.semantics.shell_commands import Command, Pipeline, pipelines
from meshlint.semantics.shell_lexer import tokenize
from meshlint.semantics.shell_scripts import Job, jobs, scripts


def words(text: str) -> list[list[tuple[str, ...]]]:
    return [[command.words for command in pipeline.commands] for pipeline in pipelines(text)]


def last(text: str, environment: dict[str, str | None] | None = None) -> Command:
    return pipelines(text, environment)[-1].commands[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# curl x | sh\n", []),
        ("a b; c && d || e & f", [[("a", "b")], [("c",)], [("d",)], [("e",)], [("f",)]]),
        ("a | b |& c", [[("a",), ("b",), ("c",)]]),
        ("a |\n  b", [[("a",), ("b",)]]),
        ("a |\n  # why\n  b", [[("a",), ("b",)]]),
        ("a &&\n  b", [[("a",)], [("b",)]]),
        ("a \\\n  b \\\r\n  c", [[("a", "b", "c")]]),
        ("a b#c # d", [[("a", "b#c")]]),
        ("a 'b c' \"d 'e'\" f\\ g", [[("a", "b c", "d 'e'", "f g")]]),
        ("a \"b\\\"c\" '' $'x'", [[("a", 'b"c', "", "x")]]),
        ("a > b 2>&1 < c", [[("a",)]]),
        ("a &> b; c", [[("a",)], [("c",)]]),
        ("cat <<EOF | kubectl apply -f -\ncurl x | sh\nEOF\nb", [[("cat",), ("kubectl", "apply", "-f", "-")], [("b",)]]),
        ("cat <<-'EOF' > f\n\tcurl x\n\tEOF\nb", [[("cat",)], [("b",)]]),
        ("cat <<EOF\nnever closed\n", [[("cat",)], [("never", "closed")]]),
        ("{ a; } | b", [[("a",), ("b",)]]),
        ("(a; b) | c", [[("a",)], [("b",), ("c",)]]),
        ("while read l; do a; done | b", [[("read", "l")], [("a",), ("b",)]]),
        ("if a; then b; else c; fi", [[("a",)], [("b",)], [("c",)]]),
        ("for x in 1 2; do a; done", [[("a",)]]),
        ("case $x in y) a;; *) b;; esac", [[("a",)], [("*",)], [("b",)]]),
        ("! a", [[("a",)]]),
        ("f() { a; }", [[("f",)], [("a",)]]),
        ("echo don't; a", [[("echo", "don't")], [("a",)]]),
        ('echo "a; b', [[("echo", '"a')], [("b",)]]),
        ("a $(b", [[("a", "$(b")]]),
        ("a ${{ x.y || 'z' }} {{ b c }}", [[("a", "${{ x.y || 'z' }}", "{{ b c }}")]]),
        ("a $((1 + 2)) ${x:-y z}", [[("a", "$((1 + 2))", "${x:-y z}")]]),
        ("a $(b c)", [[("a", "$(b c)")], [("b", "c")]]),
        ("a `b c`", [[("a", "`b c`")], [("b", "c")]]),
        ("a <(b c)", [[("a", "<(b c)")], [("b", "c")]]),
        ("X=1 Y='2' a", [[("a",)]]),
        ("sudo -E -u root env -u Y X=1 nice -n 5 timeout -k 1 5m a b", [[("a", "b")]]),
        ("exec a; command a; nohup a; command -v a", [[("a",)], [("a",)], [("a",)], [("command", "-v", "a")]]),
        ("sh -ec 'a\nb'", [[("sh", "-ec", "a\nb")], [("a",)], [("b",)]]),
        ("bash <<'EOF'\na $b\nEOF", [[("bash",)], [("a", "$b")]]),
        ("ssh host sh -c 'a'", [[("ssh", "host", "sh", "-c", "a")], [("a",)]]),
        ("sh -c \"$(a)\"", [[("sh", "-c", "$(a)")], [("a",)]]),
    ],
)
def test_pipelines(text: str, expected: list[list[tuple[str, ...]]]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n\nb", [0, 2]),
        ("# x\na \\\n  b\nc", [1, 3]),
        ("cat <<E\n1\n2\nE\na", [0, 4]),
        ("a 'x\ny'\nb", [0, 2]),
        ("sh -c '\na\nb'\nc", [0, 1, 2, 3]),
        ("sh <<E\na\nE\nb", [0, 1, 3]),
        ("a $(b\n  c)\nd", [0, 0, 1, 2]),
    ],
)
def test_lines(text: str, lines: list[int]) -> None:
    assert [pipeline.line for pipeline in pipelines(text)] == lines


@pytest.mark.parametrize(
    "text", ["$(" * 5000, "`" * 4001, "'" * 4001, '"' * 4001, "<<A " * 1000, "\\", "a |", ">", "<<", "}" * 9]
)
def test_nothing_breaks_the_lexer(text: str) -> None:
    pipelines(text)
    assert tokenize("x" * 200_001) == []


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("V=1 a", {}, {"V": "1"}),
        ("export V=1 W=2\na", {}, {"V": "1", "W": "2"}),
        ("V=1\nexport V\na", {}, {"V": "1"}),
        ("V=1\na", {}, {}),
        ("V=1\na", {"V": "0"}, {"V": "1"}),
        ("set -a\nV=1\nset +a\nW=2\na", {}, {"V": "1"}),
        ("declare -x V=1\nreadonly W=2\na", {}, {"V": "1"}),
        ("export V=1\nunset V\na", {}, {}),
        ("export V=$(date)\na", {}, {"V": None}),
        ("export V=${W:-1}\na", {}, {"V": None}),
        ("export V=x$W\na", {"W": "1"}, {"W": "1", "V": "x1"}),
        ("if b; then export V=1; fi\na", {}, {"V": None}),
        ("export V='$x'\na", {}, {"V": None}),
        ("V=1 b | a", {}, {}),
        ("b | V=1 a", {}, {"V": "1"}),
        ("export V=1 | b\na", {}, {}),
        ("V=1 sudo a", {"W": "2"}, {}),
        ("sudo V=1 a", {"W": "2"}, {"V": "1"}),
        ("V=1 sudo -E a", {"W": "2"}, {"V": "1", "W": "2"}),
        ("V=1 sudo --preserve-env=V a", {}, {"V": "1"}),
        ("env -i V=1 a", {"W": "2"}, {"V": "1"}),
        ("env - a", {"W": "2"}, {}),
        ("env V=1 a", {"W": "2"}, {"V": "1", "W": "2"}),
        ("V=1 bash -c 'a'", {}, {"V": "1"}),
    ],
)
def test_environment(text: str, given: dict[str, str | None], expected: dict[str, str | None]) -> None:
    assert last(text, given).environment == expected


def test_what_comes_from_elsewhere_is_marked() -> None:
    assert not pipelines("a")[0].open_environment
    assert [pipeline.open_environment for pipeline in pipelines("b\n. ./versions.env\na")] == [False, False, True]
    assert [pipeline.open_environment for pipeline in pipelines("ssh host sh -c 'a'")] == [False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("V=1.2\na --version $V", ("a", "--version", "1.2")),
        ('V=1.2\na "--version=${V}"', ("a", "--version=1.2")),
        ('V="--version 1.2"\na $V "$V"', ("a", "--version", "1.2", "--version 1.2")),
        ("V=1.2\na '$V' \\$V", ("a", "$V", "$V")),
        ("V=1.2\na ${V:-9} ${W:-9} $W", ("a", "1.2", "${W:-9}", "$W")),
        ("for V in 1 2; do a $V", ("a", "$V")),
        ("read V\na $V", ("a", "$V")),
    ],
)
def test_known_variables_are_replaced(text: str, expected: tuple[str, ...]) -> None:
    assert last(text).words == expected


def test_a_command_knows_its_name_without_the_folder() -> None:
    command = last("/usr/local/bin/helm install x")
    assert (command.name, command.arguments) == ("helm", ("install", "x"))
    assert last("V=1").name == ""


URL = "https://istio.io/downloadIstio"


@pytest.mark.parametrize(
    "text",
    [
        f"curl -L {URL} | sh -",
        f"curl -sSL '{URL}' | bash",
        f"curl -L {URL} |\n  sudo sh -s -- -b /bin",
        f"curl -L {URL} | bash -eo pipefail",
        f"wget -qO- {URL} | tee x.sh | sh",
        f"curl -L --retry 3 -H 'A: b' {URL} | bash -x -",
        f"curl --url {URL} | sh /dev/stdin x",
        f'sh -c "$(curl -fsSL {URL})"',
        f"bash -c `wget -qO- {URL}`",
        f'eval "$(curl {URL})"',
        f"bash <(curl -s {URL})",
        f"bash < <(curl -s {URL})",
        f". <(curl -s {URL})",
        f'sh <<< "$(curl {URL})"',
        f"{{ curl {URL}; }} | sh",
        f"curl -o i.sh {URL} && sh i.sh",
        f"curl -fsSLo /tmp/i.sh {URL}\nchmod +x /tmp/i.sh\n/tmp/i.sh",
        f"curl -LO {URL}; bash -x ./downloadIstio",
        f"wget {URL}\nsource downloadIstio",
        f"wget -O i.sh {URL}; sudo bash i.sh",
        f"curl {URL} > i.sh; sh ./i.sh",
        f"curl {URL} | tee i.sh; sh i.sh",
        f"U={URL}\ncurl -L $U | sh",
        f"sh -c 'curl -L {URL} | sh'",
    ],
)
def test_fetched_scripts(text: str) -> None:
    found = list(remote_scripts(pipelines(text)))
    assert [script.urls for script in found] == [(URL,)]


@pytest.mark.parametrize(
    "text",
    [
        f"curl -L {URL}",
        f"curl -L {URL} -o i.sh",
        f"curl -L {URL} | tar xz",
        f"curl -L {URL} | sh -c 'cat'",
        f"curl -L {URL} | bash check.sh",
        f"curl -o i.sh {URL} && sh other.sh",
        f"echo 'curl {URL} | sh'",
        f'sh -c "echo $(curl {URL})"',
        "cat i.sh | sh",
        "curl | sh",
    ],
)
def test_what_is_not_run(text: str) -> None:
    assert list(remote_scripts(pipelines(text))) == []


def test_the_side_of_the_pipe_that_a_variable_is_on() -> None:
    (wrong,) = remote_scripts(pipelines(f"V=1 curl {URL} | sh -"))
    assert (wrong.fetch.assignments, wrong.shell.environment) == ({"V": "1"}, {})
    (right,) = remote_scripts(pipelines(f"curl {URL} | V=1 sh -"))
    assert (right.fetch.assignments, right.shell.environment) == ({}, {"V": "1"})
    (later,) = remote_scripts(pipelines(f"curl -o i.sh {URL}\ntrue\nV=1 sh i.sh"))
    assert (later.shell.environment, later.position, later.line) == ({"V": "1"}, 2, 2)
    (lost,) = remote_scripts(pipelines(f"export V=1\ncurl {URL} | sudo sh"))
    assert lost.shell.environment == {}


def test_urls_of_a_fetch() -> None:
    assert fetched_urls(last("curl -o a.sh -H x.y:z run.linkerd.io/install https://a.b/c")) == (
        "run.linkerd.io/install",
        "https://a.b/c",
    )
    assert fetched_urls(last("kubectl apply -f https://a.b/c")) == ()


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
