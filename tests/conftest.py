"""What all tests share: results of earlier runs are kept in a folder of their own, never in the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("MESHLINT_CACHE_DIR")
    os.environ["MESHLINT_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["MESHLINT_CACHE_DIR"]
    else:
        os.environ["MESHLINT_CACHE_DIR"] = before
