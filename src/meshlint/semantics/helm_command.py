"""helm commands: which chart they install, and at which version. Source: https://helm.sh/docs/helm/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from meshlint.semantics.command_options import CommandLine, parse
from meshlint.semantics.mesh_artifacts import MeshChart, chart
from meshlint.semantics.shell_commands import Command
from meshlint.semantics.version_strings import VersionClass, classify_chart_version, is_templated

_WITH_VALUE = frozenset(
    """
    -f --values --set --set-file --set-json --set-literal --set-string -n --namespace --version --repo --username --password
    --ca-file --cert-file --key-file --keyring --kube-apiserver --kube-as-group --kube-as-user --kube-ca-file --kube-context
    --kube-tls-server-name --kube-token --kubeconfig --registry-config --repository-cache --repository-config --timeout
    --description --history-max -l --labels --name-template -o --output --post-renderer --post-renderer-args -d --destination
    --untardir -s --show-only -a --api-versions --kube-version --output-dir --burst-limit --qps --wait-for
    """.split()
)
_OPERANDS = {"install": 2, "upgrade": 2, "template": 2, "pull": 1, "fetch": 1}
_SKIPPING = ("--force", "--no-hooks", "--disable-openapi-validation")


class HelmCommand(NamedTuple):
    """A mesh chart that a helm command takes from a repository."""

    action: str
    name: str  # as it is written
    chart: MeshChart
    version: str  # "" where none is given
    version_class: VersionClass
    certain: bool  # False where a variable may hold the version
    skipping: str  # an option that hides failures; "" without one


def helm_aliases(commands: Iterable[Command]) -> dict[str, str]:
    """The repositories that `helm repo add` declares."""
    found: dict[str, str] = {}
    for command in commands:
        if command.name == "helm":
            operands = parse(command.arguments, _WITH_VALUE).operands
            if operands[:2] == ["repo", "add"] and len(operands) > 3:
                found[operands[2]] = operands[3]
    return found


def helm_command(command: Command, aliases: Mapping[str, str]) -> Iterator[HelmCommand]:
    """The mesh charts of a helm command; nothing for local charts, foreign ones and other commands."""
    line = parse(command.arguments, _WITH_VALUE)
    operands = [word for word in line.operands if word != "secrets"]
    action = operands[0] if operands else ""
    expected = _OPERANDS.get(action)
    if command.name != "helm" or expected is None:
        return
    given = operands[1:]
    if expected == 2 and action != "upgrade" and (len(given) == 1 or line.has("-g", "--generate-name", "--name-template")):
        given = ["", *given]
    certain = len(given) <= expected or not any(is_templated(word) for word in given)
    for name in given[expected - 1 :] if action in ("pull", "fetch") else given[expected - 1 : expected]:
        found = _chart(name, line, aliases)
        if found is not None:
            version = line.value("--version") or _reference_version(name)
            yield HelmCommand(
                action,
                name,
                found,
                version,
                VersionClass.DIGEST if "@sha256:" in name else classify_chart_version(version),
                certain,
                next((option for option in _SKIPPING if line.has(option)), ""),
            )


def _chart(name: str, line: CommandLine, aliases: Mapping[str, str]) -> MeshChart | None:
    repository = line.value("--repo")
    alias, slash, rest = name.partition("/")
    if not repository and slash and alias in aliases:
        return chart(rest, aliases[alias])
    if not slash and not repository:
        return None  # a folder of this name, since helm knows no default repository
    return chart(name, repository)


def _reference_version(name: str) -> str:
    """The tag of an OCI reference: oci://registry/charts/istiod:1.27.1."""
    last = name.partition("@")[0].rpartition("/")[2]
    return last.partition(":")[2] if name.startswith("oci://") else ""
