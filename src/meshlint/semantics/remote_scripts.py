"""Scripts that are fetched and handed to a shell, in every spelling: through a pipe, `sh -c "$(curl …)"`, `bash <(curl …)`,
`eval`, or by way of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from meshlint.semantics.shell_commands import SHELLS, Command, Pipeline, pipelines
from meshlint.semantics.shell_lexer import Substitution
from meshlint.semantics.shell_wrappers import base_name

_FETCHERS = frozenset({"curl", "wget"})
_SOURCING = frozenset({"source", "."})
_URL = re.compile(r"(?:[a-z]+://\S+|[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?)\Z")
_SHORT_VALUES = {"curl": frozenset("oHdubeAxXmTcCEFKPQrtwyYz"), "wget": frozenset("OoPtTUaeDIX")}
_LONG_VALUES = frozenset(
    "--output --output-document --output-dir --header --data --user --proxy --retry --retry-delay --retry-max-time --max-time"
    " --connect-timeout --request --cacert --cert --key --write-out --user-agent --referer --resolve --range --tries --timeout"
    " --directory-prefix --output-file".split()
)
_LONGEST = 100  # commands of a pipeline that a person would write
_OUTPUT = {"curl": ("-o", "--output"), "wget": ("-O", "--output-document")}


class RemoteScript(NamedTuple):
    """A script from the network that a shell runs."""

    urls: tuple[str, ...]
    fetch: Command
    shell: Command  # what runs it; its environment is what the script sees
    position: int  # of the running pipeline, among those that were given
    line: int  # of the command that runs it


def remote_scripts(given: Sequence[Pipeline]) -> Iterator[RemoteScript]:
    """The fetched scripts that the pipelines of one shell or job run, in the order in which they run."""
    files: dict[str, Command] = {}
    for position, pipeline in enumerate(given):
        if len(pipeline.commands) > _LONGEST:
            continue
        for fetch, shell in _runs(pipeline, files):
            urls = fetched_urls(fetch)
            if urls:
                yield RemoteScript(urls, fetch, shell, position, shell.line)
        for command in pipeline.commands:
            if command.name in _FETCHERS:
                for name in _files(command, pipeline):
                    files[name] = command


def fetched_urls(command: Command) -> tuple[str, ...]:
    """The URLs of a curl or wget command, with or without scheme; () for any other command."""
    if command.name not in _FETCHERS:
        return ()
    return tuple(word for option, word in _arguments(command) if option in ("", "--url") and _URL.match(word))


def _runs(pipeline: Pipeline, files: dict[str, Command]) -> Iterator[tuple[Command, Command]]:
    fetch: Command | None = None
    for command in pipeline.commands:
        if fetch is not None and _reads_input(command):
            yield fetch, command
        if command.name in _FETCHERS:
            fetch = command
        for inner in _fetches_within(command):
            yield inner, command
        script = _script_file(command)
        if script in files:
            yield files[script], command


def _reads_input(command: Command) -> bool:
    """Whether a shell runs what it reads: `sh`, `sh -`, `bash -s -- x`, `sh /dev/stdin`."""
    if command.name not in SHELLS or _takes_text(command):
        return False
    words = iter(command.arguments)
    for word in words:
        if word in ("-", "/dev/stdin", "--") or re.match(r"-[a-z]*s", word):
            return True
        if re.match(r"[-+][A-Za-z]*[oO]\Z", word):
            next(words, "")
        elif not word.startswith(("-", "+")):
            return False
    return True


def _takes_text(command: Command) -> bool:
    """Whether a shell is called with -c, so that it reads neither its input nor a file."""
    return any(re.match(r"-[A-Za-z]*c\Z", word) for word in command.arguments)


def _fetches_within(command: Command) -> Iterator[Command]:
    """Fetches in the words that a shell runs as a script: `sh -c "$(…)"`, `eval "$(…)"`, `bash <(…)`, `sh <<< "$(…)"`."""
    runs_words = command.name in SHELLS or command.name in _SOURCING or command.name == "eval"
    if not runs_words:
        return
    given = [item for item in command.substitutions if item.whole]
    given += [item for redirect in command.redirects for item in redirect.target.substitutions]
    for item in given:
        yield from _fetches_in(item, command)


def _fetches_in(item: Substitution, command: Command) -> Iterator[Command]:
    for inner in pipelines(item.text, command.environment):
        yield from (fetch for fetch in inner.commands if fetch.name in _FETCHERS)


def _script_file(command: Command) -> str | None:
    """The file that a command runs as a script: `sh x.sh`, `. ./x.sh`, `./x.sh`."""
    if command.name in SHELLS or command.name in _SOURCING:
        operands = [word for word in command.arguments if not word.startswith(("-", "+"))]
        return _file_name(operands[0]) if operands and not _takes_text(command) else None
    return _file_name(command.words[0]) if command.words and "/" in command.words[0] else None


def _files(command: Command, pipeline: Pipeline) -> Iterator[str]:
    """The files that a fetch writes."""
    named = [word for option, word in _arguments(command) if option in _OUTPUT[command.name]]
    writers = pipeline.commands[pipeline.commands.index(command) :]
    named += [item.target.text for part in writers for item in part.redirects if item.operator in (">", ">|", ">>")]
    named += [word for part in writers if part.name == "tee" for word in part.arguments if not word.startswith("-")]
    if not named and (command.name == "wget" or any(re.match(r"--remote-name|-\w*O", word) for word in command.words)):
        named = list(fetched_urls(command))
    yield from (_file_name(name.partition("?")[0]) for name in named if name != "-")


def _file_name(path: str) -> str:
    return base_name(path.rstrip("/"))


def _arguments(command: Command) -> Iterator[tuple[str, str]]:
    """The operands of a fetch, each after "", and the values of its options, each after its option."""
    short_values = _SHORT_VALUES[command.name]
    words = iter(command.arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word.startswith("--"):
            if equals:
                yield name, value
            elif name in _LONG_VALUES or name == "--url":
                yield name, next(words, "")
        elif word.startswith("-") and word != "-":
            at = next((index for index, letter in enumerate(word[1:], 1) if letter in short_values), None)
            if at is not None:
                yield f"-{word[at]}", word[at + 1 :] or next(words, "")
        else:
            yield "", word
