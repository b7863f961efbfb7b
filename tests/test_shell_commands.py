"""Shell text: how it is cut into pipelines, what each command sees, and what is fetched and run."""

from __future__ import annotations

import pytest

from meshlint.semantics.remote_scripts import fetched_urls, remote_scripts
from meshlint.semantics.shell_commands import Command, pipelines
from meshlint.semantics.shell_lexer import Redirect, tokenize


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
        ('sh -c "$(a)"', [[("sh", "-c", "$(a)")], [("a",)]]),
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


def test_values_that_double_are_not_followed_for_ever() -> None:
    lines = [f"A{number}=$A{number - 1}$A{number - 1}" for number in range(1, 60)]
    found = words("A0=xxxx\n" + "\n".join(lines) + "\ncurl $A3 $A59\n")
    assert found[-1] == [("curl", "x" * 32, "$A59")]


def test_an_expansion_stops_at_what_no_command_line_holds() -> None:
    (*_, [command]) = words("A=" + "x" * 9000 + "\ncurl " + "$A" * 100 + "\n")
    assert command[1] == "x" * 9000 + "$A" * 99


def test_of_thousands_of_variables_the_rest_is_not_known() -> None:
    script = "".join(f"export A{number}={number}\ncurl a\n" for number in range(4000))
    read = pipelines(script + "curl $A1 $A3999\n")
    assert read[-1].commands[0].words == ("curl", "1", "$A3999") and read[-1].open_environment
    assert len(read[-1].commands[0].environment) <= 300


def test_an_environment_is_what_it_was_when_the_command_ran() -> None:
    read = pipelines("export A=1\ncurl a\nA=2\ncurl b\nunset A\ncurl c\n")
    environments = [item.commands[0].environment for item in read if item.commands[0].name == "curl"]
    assert environments == [{"A": "1"}, {"A": "2"}, {}]


def test_here_documents_end_at_their_own_line_each() -> None:
    script = "sh <<A <<B\nx\n  A\ny\nB\nsh <<C\nz\ncurl a\n" + "cat <<EOF\n" * 5000
    (first, second, *_) = [item for item in tokenize(script) if isinstance(item, Redirect)]
    assert (first.body, second.body) == ("x\n", "\ny\n")
    assert [("curl", "a")] in words(script)  # C never comes, so that nothing is taken
