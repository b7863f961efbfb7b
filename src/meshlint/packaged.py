"""Tables of JSON that are packaged with the code, in a folder or an archive."""

from __future__ import annotations

import json
import pkgutil
from typing import Any


def packaged_table(package: str, name: str) -> dict[str, Any]:
    """The content of a table of a package, by its file's name. Raises FileNotFoundError.

    Each call reads the file: who asks often keeps the answer.
    """
    data = pkgutil.get_data(package, name)  # what importlib.resources imports takes longer than the largest table
    if data is None:
        raise FileNotFoundError(name)
    table: dict[str, Any] = json.loads(data.decode("utf-8"))
    return table
