"""What all tests share: results of earlier runs are kept in a folder of their own, never in the user's."""

from __future__ import annotations

import os
import signal
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


@pytest.fixture(scope="session", autouse=True)
def _interrupts_arrive() -> None:
    """A shell's background job ignores interrupts, and so would all that tests start: what is set here, they get by default."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
