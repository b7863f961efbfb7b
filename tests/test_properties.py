"""What must hold for any input: no crash, positions inside the file, and findings that depend on meaning only.

MESHLINT_FUZZ_EXAMPLES raises the number of examples of each test for a longer run.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from fixture_cases import FIXTURES
from fuzzing.emitter import Emitter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshlint.engine import check
from meshlint.engine import lint as lint_inputs
from meshlint.findings import Located, Severity
from meshlint.inputs import Inputs
from meshlint.loading.composer import SyntaxProblem, compose
from meshlint.loading.loader import split
from meshlint.loading.values import Builder
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.settings import Settings

REGISTRY = Registry.builtin()
SETTINGS = Settings(profile=Profile.AUDIT, context="none", namespace="default")
EXAMPLES = int(os.environ.get("MESHLINT_FUZZ_EXAMPLES", "60"))
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="MESHLINT_FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.large_base_example],
)


def _fixture_texts() -> list[str]:
    paths = sorted(path for path in FIXTURES.rglob("*.yaml") if path.is_file())
    return [path.read_bytes().decode("utf-8", "replace") for path in paths]


TEXTS = _fixture_texts()


def _objects() -> list[list[dict[str, Any]]]:
    """The Kubernetes objects of each fixture that holds nothing else."""
    found = []
    for text in TEXTS:
        try:
            documents = [Builder().build(compose(text[start:end])) for start, end in split(text)]
        except SyntaxProblem:
            continue
        if documents and all(isinstance(item, dict) and "kind" in item and "apiVersion" in item for item in documents):
            kinds = {item["kind"] for item in documents}
            if not kinds & {"List", "Kustomization", "Component", "ClusterWorkflowTemplate"}:
                found.append(documents)
    return found


OBJECTS = _objects()


def lint(folder: Path, files: dict[str, str | bytes]) -> tuple[Located, ...]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    outcome = check(SETTINGS, REGISTRY, [str(folder)])
    assert not outcome.crashes, outcome.crashes[0].traceback
    for name in files:
        (folder / name).unlink()
    return outcome.findings


def meaning(findings: Iterable[Located]) -> Counter[tuple[str, Severity, str, str]]:
    """What findings say, apart from where: the rule, the resource if it has a name, and the message."""
    return Counter((item.rule, item.severity, item.resource if item.kind else "", item.message) for item in findings)


def stream(objects: Iterable[dict[str, Any]], indent: int | None = None) -> str:
    return "".join(f"---\n{json.dumps(item, indent=indent)}\n" for item in objects)


def assert_inside(findings: Iterable[Located], text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for item in findings:
        region = item.region
        assert 1 <= region.start_line <= max(len(lines), 1), item
        assert 1 <= region.start_column <= region.end_column, item
        assert region.start_column <= len(lines[region.start_line - 1]) + 1, item


def lint_text(files: Mapping[str, str]) -> tuple[Located, ...]:
    """Findings on files in memory."""
    contents = deque((name, text.encode("utf-8", "surrogatepass")) for name, text in sorted(files.items()))
    outcome = lint_inputs(SETTINGS, REGISTRY, Inputs(contents, frozenset(files)))
    assert not outcome.crashes, outcome.crashes[0].traceback
    return outcome.findings


UNRELATED = {
    "z.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unrelated, namespace: elsewhere}\ndata: {a: b}\n",
    "z/broken.yaml": "apiVersion: example.org/v1\nkind: Widget\nspec: [\n",
    "z/values.yaml": "replicas: 3\nimage: {tag: latest}\n",
    "z/package.json": "{}\n",
}


@pytest.mark.parametrize("number", range(0, len(OBJECTS), 1 if "MESHLINT_FUZZ_EXAMPLES" in os.environ else 23))
def test_findings_depend_on_meaning_only(number: int) -> None:
    objects, chance = OBJECTS[number], random.Random(number)
    expected = meaning(lint_text({"a.yaml": stream(objects)}))
    shuffled = [_shuffled(item, chance) for item in objects]
    chance.shuffle(shuffled)
    commented = stream(objects, indent=2).replace("\n", "  # remark\n").replace("---  # remark", "---")
    ways = {
        "order": {"a.yaml": stream(shuffled)},
        "indentation": {"a.yaml": stream(objects, indent=chance.randint(1, 5))},
        "layout": {"a.yaml": "---\n".join(map(Emitter(chance, 0.0).document, objects))},
        "comments": {"a.yaml": commented},
        "list": {"a.json": json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})},
        "unrelated files": {"a.yaml": stream(objects), **UNRELATED},
    }
    if len({str((item["kind"], item.get("metadata"))) for item in objects}) == len(
        objects
    ):  # twice in two files is something else
        ways["split"] = {f"{at:03}.yaml": stream([item]) for at, item in enumerate(objects)}
    for way, files in ways.items():
        assert meaning(lint_text(files)) == expected, way


def _shuffled(value: Any, chance: random.Random) -> Any:
    """The same value with the keys of its mappings in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: _shuffled(value[key], chance) for key in keys}
    return [_shuffled(item, chance) for item in value] if isinstance(value, list) else value


_ODD_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["*", "", ".", "a.b", "istio-system/x", "${X}", "{{ x }}", "5xx", "1.2.3.4/33", "::", "~", "1h", "-1s", "@sha256:"]
    ),
)
_ODD_VALUES = st.recursive(
    _ODD_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


@BOUNDED
@given(st.sampled_from(OBJECTS), st.randoms(use_true_random=False), st.lists(_ODD_VALUES, min_size=1, max_size=4))
def test_values_of_any_type_anywhere_crash_nothing(
    tmp_path_factory: pytest.TempPathFactory, objects: list[dict[str, Any]], chance: random.Random, odd: list[Any]
) -> None:
    mutated = json.loads(json.dumps(objects))
    for value in odd:
        _replace_somewhere(chance.choice(mutated), value, chance)
    text = stream(mutated, indent=2)
    assert_inside(lint(tmp_path_factory.mktemp("lint"), {"a.yaml": text}), text)


def _replace_somewhere(root: Any, value: Any, chance: random.Random) -> None:
    """Put a value in the place of some other one, below the object's kind."""
    holder = root
    for _ in range(chance.randint(1, 12)):
        keys = [key for key in holder if key not in ("kind", "apiVersion")] if isinstance(holder, dict) else range(len(holder))
        if not keys:
            return
        key = chance.choice(list(keys))
        if not isinstance(holder[key], (dict, list)) or chance.random() < 0.25:
            holder[key] = value
            return
        holder = holder[key]


@BOUNDED
@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
def test_damaged_text_crashes_nothing(tmp_path_factory: pytest.TempPathFactory, text: str, chance: random.Random) -> None:
    letters = list(text)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randint(0, 6)] = chance.choice(
            [*"[]{}:,&*!|>'\"%@`#-?\t\r\n \0é\ufeff\u2028\x85", "- ", "---\n", "<<: ", "*a ", "&a "]
        )
    damaged = "".join(letters)
    assert_inside(lint(tmp_path_factory.mktemp("lint"), {"a.yaml": damaged}), damaged)


@BOUNDED
@given(st.binary(max_size=300))
def test_any_bytes_crash_nothing(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    lint(tmp_path_factory.mktemp("lint"), {"a.yaml": b"apiVersion: v1\nkind: Service\n" + data, "b.yaml": data})
