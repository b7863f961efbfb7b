"""The documentation's pages: one for each rule, and a list of all. `python -m meshlint.registry.pages docs/rules` writes them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from meshlint.registry.documentation import rule_page
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule


def pages(registry: Registry) -> dict[str, str]:
    """File name to text, for every rule and for the list of them."""
    texts = {page_name(rule): rule_page(rule, registry.documentation(rule.id)) for rule in registry.rules()}
    return {"README.md": _list(registry.rules()), **texts}


def page_name(rule: Rule) -> str:
    """The page of a rule, below the folder of pages."""
    return f"{rule.id}.md"


def _list(rules: Iterable[Rule]) -> str:
    lines = [
        "# Rules",
        "",
        "Written by `make index` from the rule files.",
        "",
        "| rule | severity | profile | what it finds |",
        "|---|---|---|---|",
    ]
    for rule in rules:
        title = rule.title.replace("|", "&#124;")
        lines.append(f"| [`{rule.id}`]({page_name(rule)}) | {rule.severity.label} | {rule.profile.label} | {title} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write every page, and remove those of rules that are gone; the folder is the only argument."""
    folder = Path(arguments[0])
    wanted = pages(Registry.builtin())
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in folder.glob("*/*.md"):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
