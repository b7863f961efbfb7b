"""YAML text to node trees, with libyaml through ruamel.yaml's C parser, or ruamel's own where there is no wheel.

Nodes are only composed: ruamel's constructors and resolvers are not used, because values follow Kubernetes (scalars.py).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tag import Tag

try:
    from _ruamel_yaml import CParser
except ImportError:  # no wheel for this platform
    CParser = None

__all__ = ["UNTAGGED", "MappingNode", "Node", "ScalarNode", "SequenceNode", "SyntaxProblem", "compose"]

MAX_NODES = 2_000_000
"""Nodes of a document: what rules may have to walk. Half a kilobyte of memory each, while they are composed."""

MAX_DEPTH = 200  # levels of nesting; Kubernetes objects have far fewer than 50
_COLON = "unexpected ':'"  # what libyaml says of `[::1]`
_LONG_TO_TRY, _SHORT_TO_TRY = 1_000_000, 16_000
"""Code points up to which the parser in Python, twenty times slower, has a look at what libyaml refused: where that is known to
help, and where it seldom does."""
_RESERVED = ("%", "@", "`")  # no plain scalar begins so
UNTAGGED = Tag(suffix=None)
_VERSION_DIRECTIVE = re.compile(r"^%YAML[^\n]*", re.MULTILINE)
_DEEP_LINE = re.compile(rf"^[ \t\-?:]{{{MAX_DEPTH // 2}}}", re.MULTILINE)


class SyntaxProblem(Exception):
    """Text that is not YAML: a message without a position, and the offset (in code points) where it was noticed."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def _untagged(_kind: object, _value: object, _implicit: object) -> Tag:
    return UNTAGGED


class _DepthCounter:
    """Stops composing before the recursion of the parser can exhaust the stack."""

    nesting = 0

    def descend_resolver(self, *_: object) -> None:
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            raise SyntaxProblem(f"nesting is deeper than {MAX_DEPTH} levels", 0)

    def ascend_resolver(self, *_: object) -> None:
        self.nesting -= 1


if CParser is not None:

    class _FastComposer(CParser):  # type: ignore[misc]  # ruamel's C module has no types
        resolve = staticmethod(_untagged)
        descend_resolver = staticmethod(operator.is_)  # called for each node: what does nothing in C takes half as long
        ascend_resolver = staticmethod([].clear)

    class _GuardedComposer(_DepthCounter, CParser):  # type: ignore[misc]
        resolve = staticmethod(_untagged)


class _PlainResolver(_DepthCounter):
    """Stands in for ruamel's resolver: tags stay as written."""

    processing_version = (1, 2)
    _loader_version = None
    resolve = staticmethod(_untagged)

    def __init__(self, *_: object, **__: object) -> None:
        """Takes what ruamel hands to any resolver."""


def _pure_composer(text: str) -> Any:
    """ruamel's parser in Python: slower, more lenient than libyaml in flow collections, same nodes."""
    text = _VERSION_DIRECTIVE.sub(lambda line: "#" + " " * (len(line.group()) - 1), text)
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = _PlainResolver
    yaml.composer.warn_double_anchors = False
    yaml.get_constructor_parser(StringIO(text))
    return yaml.composer


def compose(text: str) -> Node | None:
    """Compose the one document in `text`; None when it is empty.

    Raises SyntaxProblem when the text is not one YAML document. What libyaml refuses and YAML 1.2 allows
    (such as `[::1]`-like plain scalars in flow collections) is tried again with the parser in Python.
    """
    if len(text) > MAX_NODES and text.count("\n") + text.count(",") > MAX_NODES:  # told before memory is taken
        raise SyntaxProblem(f"the document has more than {MAX_NODES:,} lines and items", 0)
    if CParser is None:
        return _run(_pure_composer, text)
    composer = _GuardedComposer if _may_nest_deeply(text) else _FastComposer
    try:
        return _run(composer, text)
    except SyntaxProblem as problem:
        if text[problem.offset : problem.offset + 1] in _RESERVED:  # the same to both
            raise
        if len(text) > (_LONG_TO_TRY if _COLON in problem.message else _SHORT_TO_TRY):
            raise
        try:
            return _run(_pure_composer, text)
        except SyntaxProblem:
            raise problem from None


def _may_nest_deeply(text: str) -> bool:
    return text.count("[") + text.count("{") >= MAX_DEPTH // 2 or _DEEP_LINE.search(text) is not None


def _run(composer: Callable[[str], Any], text: str) -> Node | None:
    try:
        node: Node | None = composer(text).get_single_node()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SyntaxProblem(_describe(error), mark.index if mark is not None else 0) from None
    except (YAMLError, YAMLStreamError) as error:
        position = getattr(error, "position", 0)
        raise SyntaxProblem(_first_line(str(error)), position if isinstance(position, int) else 0) from None
    except RecursionError:
        raise SyntaxProblem(f"nesting is deeper than {MAX_DEPTH} levels", 0) from None
    except (ValueError, IndexError, AttributeError, AssertionError, TypeError) as error:
        # ruamel's Python parser trips over some malformed input with these
        raise SyntaxProblem(_first_line(str(error)) or "the text cannot be parsed", 0) from None
    return node


def _describe(error: MarkedYAMLError) -> str:
    parts = [part for part in (error.problem, error.context) if part]
    return _first_line(" ".join(parts)) if parts else "the text cannot be parsed"


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0]
