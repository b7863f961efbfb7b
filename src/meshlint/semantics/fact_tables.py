"""Tables of facts about the meshes: the JSON files beside these modules."""

from __future__ import annotations

import json
import pkgutil
from typing import Any


def fact_table(name: str) -> dict[str, Any]:
    """The content of a table, by its file's name, from a folder or an archive. Raises FileNotFoundError.

    Each call reads the file: who asks often keeps the answer.
    """
    data = pkgutil.get_data("meshlint.semantics", name)  # what importlib.resources imports takes longer than the largest table
    if data is None:
        raise FileNotFoundError(name)
    table: dict[str, Any] = json.loads(data.decode("utf-8"))
    return table
