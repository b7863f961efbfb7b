"""Measurements as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from growth import MEMORY, TIME, Growth
from peers import Timing
from ratios import Limit, Row


def ratio_table(rows: Iterable[Row]) -> str:
    """The ratios, one line each."""
    lines = _head("measured,against", "ratio,lowest,highest,wanted,met,seconds")
    for row in rows:
        ratio, limit = row.ratio, row.limit
        found = f"{ratio.median:.2f} | {ratio.lowest:.2f} | {ratio.highest:.2f}"
        judged = f"{limit} | {_met(limit, ratio.median)}" if limit is not None else "|"
        lines.append(f"| {row.what} | {row.against} | {found} | {judged} | {row.seconds[0]:.2f} : {row.seconds[1]:.2f} |")
    return "\n".join(lines)


def growth_table(found: Iterable[Growth]) -> str:
    """Time and memory by the size of the tree."""
    time = f"over the first ({TIME}),lowest,highest,met"
    memory = f"peak memory,over the bytes read ({MEMORY}),memory added over bytes added"
    lines = _head("", f"documents,read,seconds,ms a document,{time},{memory}")
    for each in found:
        time = f"{each.time.median:.2f} | {each.time.lowest:.2f} | {each.time.highest:.2f} | {_met(TIME, each.time.median)}"
        memory = f"{each.peak / 1e6:.0f} MB | {each.peak / each.size:.1f} | {each.added:.1f}"
        per_document = each.seconds / each.documents * 1000
        lines.append(
            f"| {each.documents:,} | {each.size / 1e6:.1f} MB | {each.seconds:.2f} | {per_document:.3f} | {time} | {memory} |"
        )
    return "\n".join(lines)


def peer_table(timings: Iterable[Timing]) -> str:
    """The peers, by tree."""
    lines = _head("tool,settings,files", "wall clock,over meshlint's,processor,memory")
    for each in timings:
        if each.cost is None:
            lines.append(f"| {each.tool} | {each.settings} | {each.tree} | {each.reason} | | | |")
            continue
        numbers = f"{each.cost.wall:.2f} s | {each.ratio:.1f} | {each.cost.processor:.2f} s | {each.cost.peak / 1e6:.0f} MB"
        lines.append(f"| {each.tool} | {each.settings} | {each.tree} | {numbers} |")
    return "\n".join(lines)


def phase_table(trees: Iterable[tuple[str, dict[str, float]]]) -> str:
    """The share of each step, by tree."""
    found = list(trees)
    steps = list(found[0][1]) if found else []
    lines = _head("tree", ",".join((*steps, "seconds")))
    for name, spent in found:
        total = sum(spent.values())
        lines.append(f"| {name} | {' | '.join(f'{spent[step] / total:.0%}' for step in steps)} | {total:.2f} |")
    return "\n".join(lines)


def _head(texts: str, numbers: str) -> list[str]:
    """The first two lines of a table: columns of texts, then columns of numbers, which stand to the right."""
    left, right = [name for name in texts.split(",") if name], numbers.split(",")
    return [f"| {' | '.join((*left, *right))} |", "|" + "---|" * len(left) + "---:|" * len(right)]


def _met(limit: Limit, value: float) -> str:
    return "yes" if limit.met_by(value) else "**no**"


def record(page: Path, name: str, text: str) -> None:
    """Put tables into a page, between its markers of that name. Raises ValueError where the page has none."""
    opening, closing = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(re.escape(opening) + ".*?" + re.escape(closing), re.DOTALL)
    before = page.read_text(encoding="utf-8")
    if not pattern.search(before):
        raise ValueError(f"the page has no {opening} … {closing}")
    page.write_text(pattern.sub(lambda _: f"{opening}\n\n{text}\n\n{closing}", before, count=1), encoding="utf-8")
