r"""Makes text from users' files harmless where it is shown.

A name or a line of YAML may hold terminal escapes, bidirectional overrides that reorder what a reviewer reads, or the
commands that CI systems look for in a log (`##[...]`, `##vso[...]`, and `::...` at the start of a line). All of them
are written as visible escapes, such as `\x1b`.
"""

from __future__ import annotations

import json
import re
from functools import cache

_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


@cache
def _unsafe() -> re.Pattern[str]:
    return re.compile(
        "[\x00-\x1f\x7f-\x9f\xad"  # C0, DEL, C1, soft hyphen
        "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # invisible, reordering, and line separators
        "\ud800-\udfff"  # bytes of file names that are not UTF-8
        "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
        r"|#(?=#\w*\[)"  # commands of GitHub Actions, Azure Pipelines and TeamCity, found anywhere in a line
    )


@cache
def _folded() -> re.Pattern[str]:
    return re.compile("(?<![ \t])[ \t]*[\t\n\v\f\r\x85\u2028\u2029][ \t\n\v\f\r\x85\u2028\u2029]*")


def _is_plain(text: str) -> bool:
    """Whether a text certainly holds nothing unsafe, nor a line end: nearly all do, and finding it out costs next to nothing."""
    return text.isprintable() and "##" not in text


def escape_character(character: str) -> str:
    """The visible form of one character."""
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unsafe_offsets(text: str) -> set[int]:
    """The offsets of the characters that may not be shown as they are."""
    return set() if _is_plain(text) else {match.start() for match in _unsafe().finditer(text)}


def escape(text: str) -> str:
    """The text with every unsafe character visible, line ends and tabs too: for names, where each character counts."""
    return text if _is_plain(text) else _unsafe().sub(lambda match: escape_character(match[0]), text)


def one_line(text: str) -> str:
    """The text on one line, line ends and tabs folded to a space and the rest escaped: for messages."""
    stripped = text.strip()
    return stripped if _is_plain(stripped) else escape(_folded().sub(" ", stripped))


def block(text: str) -> str:
    """Text of several lines, each of them escaped: for prose such as a rule's documentation."""
    return "\n".join(map(escape, re.split("\r\n|\r|\n", text)))


def path_first(path: str) -> str:
    """A path that starts a line of output, where GitHub Actions would take a leading `::` for a command."""
    shown = escape(path)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def json_text(value: object, indent: int | None = None, sort_keys: bool = False) -> str:
    r"""JSON that reads back to the same value, with unsafe characters inside its strings as `\u` escapes.

    Only surrogates become visible escapes instead: many parsers refuse a document that holds a lone one.
    """
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=sort_keys, separators=separators)
    # The encoder has escaped the line ends inside strings: those that are left only lay the document out.
    return _unsafe().sub(lambda match: "\n" if match[0] == "\n" else _json_escape(match[0]), text) + "\n"


def _json_escape(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\\" + escape_character(character)
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
