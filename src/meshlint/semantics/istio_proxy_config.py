"""The ProxyConfig that a pod writes as YAML or JSON into its annotation `proxy.istio.io/config`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from meshlint.loading.composer import SyntaxProblem, compose
from meshlint.loading.values import Builder

NOT_YAML = object()


@lru_cache(maxsize=256)
def parsed(text: str) -> Any:
    """The plain value of the text, which pods of one project mostly share; NOT_YAML where it cannot be read."""
    try:
        return Builder().build(compose(text)) if text.strip() else {}
    except SyntaxProblem:
        return NOT_YAML
