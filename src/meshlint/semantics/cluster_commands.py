"""kubectl and kustomize commands that take manifests from a mesh project's repository."""

from __future__ import annotations

from collections.abc import Iterator

from meshlint.semantics.command_options import parse
from meshlint.semantics.mesh_artifacts import MeshRepository, git_repository
from meshlint.semantics.remote_scripts import fetched_urls
from meshlint.semantics.shell_commands import Command, Pipeline

_CLIENTS = frozenset({"kubectl", "oc"})
_WITH_VALUE = frozenset(
    """
    -f --filename -k --kustomize -n --namespace --context --cluster --kubeconfig --as --as-group -l --selector -o --output
    --field-manager --server -s --token --user --request-timeout --timeout --validate --cascade --grace-period
    """.split()
)
_APPLYING = frozenset({"apply", "create", "replace"})


def applied_locations(pipeline: Pipeline) -> Iterator[tuple[Command, str, MeshRepository]]:
    """The places in mesh projects' repositories whose manifests a pipeline applies, with the command that names each.

    `kubectl apply -f URL`, `-k URL`, `kustomize build URL | kubectl apply -f -`, `curl URL | kubectl apply -f -`.
    """
    applies = any(_applies(command) for command in pipeline.commands)
    for command in pipeline.commands:
        urls = tuple(_own_urls(command)) if _applies(command) else ()
        if applies:
            urls += (*_built(command), *fetched_urls(command))
        for url in urls:
            known = git_repository(url) if "/" in url else None
            if known is not None:
                yield command, url, known


def _applies(command: Command) -> bool:
    return (
        command.name in _CLIENTS
        and parse(command.arguments, _WITH_VALUE).operands[:1] != []
        and (parse(command.arguments, _WITH_VALUE).operands[0] in _APPLYING)
    )


def _own_urls(command: Command) -> Iterator[str]:
    line = parse(command.arguments, _WITH_VALUE)
    for option in ("-f", "--filename", "-k", "--kustomize"):
        for value in line.options.get(option, ()):
            yield from value.split(",")


def _built(command: Command) -> Iterator[str]:
    """What `kustomize build` and `kubectl kustomize` read."""
    operands = parse(command.arguments, _WITH_VALUE).operands
    if (command.name == "kustomize" and operands[:1] == ["build"]) or (
        command.name in _CLIENTS and operands[:1] == ["kustomize"]
    ):
        yield from operands[1:]
