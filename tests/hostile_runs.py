"""What tests of hostile input share: a fault to find, a run of the command, and what no output may hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

FAULT = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: NAME
  namespace: shop
spec:
  hosts: [orders]
  http:
    - retries: {attempts: 2, retryOn: 5xx}
      route:
        - destination: {host: orders}
"""
RULE = "istio/virtualservice-retry-non-idempotent"
HOSTILE = '"a\\e[31m\\n::error title=x::y %0A <b>&\\"|`"'


def meshlint(
    *arguments: str, cwd: Path, stdin: IO[bytes] | None = None, preexec_fn: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "meshlint", *arguments]
    return subprocess.run(command, cwd=cwd, stdin=stdin, preexec_fn=preexec_fn, capture_output=True, check=False, timeout=120)


FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


def assert_harmless(output: bytes) -> None:
    """Nothing that a terminal or a CI system would obey."""
    text = output.decode()  # and UTF-8
    assert not set(text) & {chr(code) for code in range(32) if chr(code) not in "\n"} | set(text) & {"\x7f", "\x9b", "\u202e"}
    assert "##[" not in text and "##vso[" not in text
    assert all(
        line.startswith(("::error file=bad", "::error title=meshlint")) for line in text.split("\n") if line.lstrip()[:2] == "::"
    )
