"""What every format is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from meshlint.outcome import Outcome
from meshlint.registry.rule import Documentation, Rule


class RuleSource(Protocol):
    """The rules that a report may describe."""

    def rules(self) -> Sequence[Rule]:
        """All enabled rules, whether they found something or not, sorted by id."""
        ...

    def rule(self, rule_id: str) -> Rule | None:
        """The rule with this id, or None when there is none."""
        ...

    def documentation(self, rule_id: str) -> Documentation:
        """The prose of one rule that `rules()` or `rule()` gave."""
        ...


class TextOptions(NamedTuple):
    """How the formats for people look; the others ignore it."""

    color: bool
    width: int  # columns of the terminal
    show_source: bool = True


Renderer = Callable[[Outcome, RuleSource, TextOptions], str]
"""Makes the whole report; it ends with a newline unless it is empty."""
