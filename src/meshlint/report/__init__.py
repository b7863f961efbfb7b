"""Reports: one module a format, imported when that format is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from meshlint.outcome import Outcome
from meshlint.report.contract import Renderer, RuleSource, TextOptions

__all__ = ["FORMATS", "RENDERERS", "Renderer", "RuleSource", "TextOptions", "render"]

RENDERERS: Mapping[str, str] = {
    "text": "meshlint.report.text",
    "concise": "meshlint.report.concise",
    "json": "meshlint.report.json_report",
    "sarif": "meshlint.report.sarif",
    "github": "meshlint.report.github",
    "gitlab": "meshlint.report.gitlab",
    "junit": "meshlint.report.junit",
}
"""Format name -> the module whose `render` makes it."""

FORMATS: tuple[str, ...] = tuple(RENDERERS)


def render(format_name: str, outcome: Outcome, rules: RuleSource, options: TextOptions) -> str:
    """The report of a run, as text to be written in UTF-8; raises ValueError when the format is not one of FORMATS."""
    if format_name not in RENDERERS:
        raise ValueError(f"Format '{format_name}' is not one of {', '.join(FORMATS)}.")
    renderer: Renderer = importlib.import_module(RENDERERS[format_name]).render
    return renderer(outcome, rules, options)
