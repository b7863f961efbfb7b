"""The hooks, run by pre-commit itself on a git repository that is made on the spot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec: {ports: [{name: http, port: 80}]}\n"
ROUTE = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders]
  http:
    - retries: {attempts: 2, retryOn: CONDITION}
      route:
        - destination: {host: HOST}
"""


class Repository:
    """A git repository to commit in, with pre-commit at hand."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "PRE_COMMIT_HOME": str(cache),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@shop.example",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@shop.example",
        }
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, env=self._environment, check=True, capture_output=True)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def try_hook(self, hook: str, source: Path) -> tuple[int, str]:
        """Run a hook on what is staged; its exit status and output."""
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", str(source), hook, "--verbose"],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A clone of what is committed, which pre-commit installs from, and a cache for the installation."""
    source = tmp_path_factory.mktemp("hooks") / "meshlint"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(source)], check=True)
    return source, tmp_path_factory.mktemp("pre-commit")


@pytest.mark.parametrize("hook", ["meshlint", "meshlint-all"])
def test_hooks(hook: str, hooks: tuple[Path, Path], tmp_path: Path) -> None:
    source, cache = hooks
    repository = Repository(tmp_path, cache)
    repository.write("services.yaml", SERVICE)
    repository.git("add", "services.yaml")
    repository.git("commit", "--quiet", "-m", "services")

    repository.write("route.yaml", ROUTE.replace("CONDITION", "5xx").replace("HOST", "orders"))
    repository.git("add", "route.yaml")
    status, output = repository.try_hook(hook, source)
    assert status == 1 and "istio/virtualservice-retry-non-idempotent" in output

    repository.write("route.yaml", ROUTE.replace("CONDITION", "connect-failure").replace("HOST", "orders"))
    repository.git("add", "route.yaml")
    status, output = repository.try_hook(hook, source)
    assert status == 0, output  # the Service is defined in a file that is neither staged nor passed

    repository.write("route.yaml", ROUTE.replace("CONDITION", "connect-failure").replace("HOST", "oders"))
    repository.git("add", "route.yaml")
    status, output = repository.try_hook(hook, source)
    assert status == 1 and "istio/virtualservice-destination-host-not-found" in output
