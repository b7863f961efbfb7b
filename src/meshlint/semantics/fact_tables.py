"""Tables of facts about the meshes: the JSON files beside these modules."""

from __future__ import annotations

from typing import Any

from meshlint.packaged import packaged_table


def fact_table(name: str) -> dict[str, Any]:
    """The content of a table, by its file's name. Raises FileNotFoundError. Each call reads the file."""
    return packaged_table("meshlint.semantics", name)
