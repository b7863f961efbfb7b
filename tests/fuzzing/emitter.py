"""Plain values to YAML text, in a layout left to chance, with anchors, merges, tags, comments and, now and then, nonsense."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from fuzzing import odd
from meshlint.loading.scalars import resolve_plain

_SAFE = re.compile(r"[A-Za-z_/][\w./-]*\Z", re.ASCII)
_LINES = re.compile(r"(?:[!-~][ -~]*\n)+\Z")
_TAGS = ("!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!local", "!!binary", "!<tag:x,2000:y>", "!", "!!set")
_REMARKS = (
    "# remark",
    "#",
    "# meshlint: ignore[*]",
    "# meshlint: ignore[istio/virtualservice-retry-non-idempotent] until=2020-01-01 because",
    "# meshlint: ignore-resource[yaml/*,nonsense/rule]",
    "# meshlint: ignore-file[linkerd/*] until=tomorrow",
    "# meshlint: ignore[",
    "# expect: nothing",
)


class Emitter:
    """Writes documents. `oddity` from 0 (only layout varies, the values are the same) to 1 says how much strays from them."""

    def __init__(self, chance: Random, oddity: float) -> None:
        self._chance = chance
        self._oddity = oddity
        self._anchors = 0

    def document(self, value: Any) -> str:
        """One document, without its marker, with a line end."""
        self._anchors = 0
        if self._chance.random() < 0.25:
            return self._flow(value) + "\n"
        return "\n".join(self._block(value, "")) + "\n"

    def _odd(self, share: float = 1.0) -> bool:
        return self._oddity > 0 and self._chance.random() < self._oddity * share

    def _block(self, value: Any, pad: str) -> list[str]:
        if isinstance(value, dict) and value:
            return self._mapping(value, pad)
        if isinstance(value, list) and value:
            return self._sequence(value, pad)
        return [pad + self._flow(value)]

    def _mapping(self, value: dict[str, Any], pad: str) -> list[str]:
        lines: list[str] = []
        for key, child in value.items():
            written = self._key(key)
            if self._odd(0.3):
                lines.append(pad + self._chance.choice(_REMARKS))
            if self._odd(0.1) and self._anchors:
                lines.append(f"{pad}<<: {self._alias()}")
            if self._odd(0.05):
                lines += [f"{pad}? {self._flow(odd.value(self._chance, 1))}", f"{pad}: {self._flow(child)}"]
            elif isinstance(child, (dict, list)) and child and self._chance.random() < 0.85:
                lines.append(f"{pad}{written}:{self._properties()}{self._remark()}")
                same = isinstance(child, list) and self._chance.random() < 0.5
                lines += self._block(child, pad if same else pad + " " * self._chance.choice((2, 2, 2, 4, 1)))
            elif isinstance(child, str) and self._is_block(child) and self._chance.random() < 0.7:
                lines += self._literal(f"{pad}{written}:", child, pad)
            else:
                lines.append(f"{pad}{written}: {self._inline(child)}{self._remark()}")
            if self._odd(0.03):
                lines.append(lines[-1])
        return lines

    def _sequence(self, value: list[Any], pad: str) -> list[str]:
        lines: list[str] = []
        for item in value:
            if isinstance(item, (dict, list)) and item and self._chance.random() < 0.8:
                inner = self._block(item, pad + "  ")
                lines.append(f"{pad}- {inner[0][len(pad) + 2 :]}")
                lines += inner[1:]
            else:
                lines.append(f"{pad}- {self._inline(item)}{self._remark()}")
        return lines

    def _is_block(self, text: str) -> bool:
        """Whether a text may be written as lines: where nothing is to be odd, those that come back as they were."""
        return "\n" in text if self._oddity else _LINES.match(text) is not None

    def _literal(self, head: str, text: str, pad: str) -> list[str]:
        style = self._chance.choice(("|", "|-", "|+", ">", ">-", "|2")) if self._oddity else "|"
        lines = text.split("\n") if self._oddity else text.removesuffix("\n").split("\n")
        return [f"{head} {style}", *(f"{pad}  {line}" for line in lines)]

    def _inline(self, value: Any) -> str:
        if self._odd(0.1) and self._anchors:
            return self._alias()
        properties = self._properties().lstrip()
        return f"{properties} {self._flow(value)}" if properties else self._flow(value)

    def _properties(self) -> str:
        """An anchor or a tag, with a blank before it, or nothing."""
        if self._odd(0.15):
            self._anchors += 1
            return f" &a{self._anchors}"
        return f" {self._chance.choice(_TAGS)}" if self._odd(0.08) else ""

    def _alias(self) -> str:
        return f"*a{self._chance.randint(1, self._anchors + (self._chance.random() < 0.02))}"

    def _remark(self) -> str:
        return f"  {self._chance.choice(_REMARKS)}" if self._odd(0.1) else ""

    def _key(self, key: str) -> str:
        return key if self._is_plain(key) and not self._odd(0.05) else self._scalar(key)

    def _is_plain(self, text: str) -> bool:
        """Whether a text needs no quotes; where nothing is to be odd, because it is read as a text."""
        return _SAFE.match(text) is not None and (self._oddity > 0 or resolve_plain(text) == text)

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._key(key)}: {self._flow(child)}" for key, child in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._flow, value)) + "]"
        return self._scalar(value)

    def _scalar(self, value: Any) -> str:
        if self._odd(0.1):
            return self._chance.choice(odd.PLAIN)
        if not isinstance(value, str):
            return json.dumps(value)
        if self._is_plain(value) or (self._oddity and value in odd.PLAIN and self._chance.random() < 0.5):
            return value
        if self._chance.random() < 0.3 and "\n" not in value:
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=self._chance.random() < 0.5)
