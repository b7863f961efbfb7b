"""A short run of the fuzzer, and proof that it would notice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from fuzzing.byte_family import ByteFamily
from fuzzing.campaign import Campaign
from fuzzing.minimise import minimised
from fuzzing.oracle import Oracle
from fuzzing.resource_family import ResourceFamily
from fuzzing.sample import Family, File
from fuzzing.seeds import Seeds, fixture_seeds
from fuzzing.structure_family import StructureFamily
from meshlint.findings import Finding, Region, Severity
from meshlint.manifests.resource import Resource
from meshlint.registry.context import Check, Context, Given
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Documentation, Profile, Rule
from meshlint.settings import Settings

SEEDS = Seeds(fixture_seeds(every=7))
SERVICE = b"apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n"
SETTINGS = Settings(profile=Profile.AUDIT, context="none", select=("test/rule",))


@pytest.mark.parametrize(
    ("name", "family", "batches"),
    [("bytes", ByteFamily(SEEDS), 6), ("structure", StructureFamily(SEEDS), 8), ("resources", ResourceFamily(SEEDS), 12)],
)
def test_no_input_does_harm(tmp_path: Path, name: str, family: Family, batches: int) -> None:
    campaign = Campaign({name: family}, seed=2027, failures_folder=tmp_path)
    for _ in range(batches):
        assert campaign.run_batch(name) == []
    assert campaign.figures.inputs[name] > 100 and not campaign.figures.failures


def test_the_same_seed_makes_the_same_inputs() -> None:
    for family in (ByteFamily(SEEDS), StructureFamily(SEEDS), ResourceFamily(SEEDS)):
        assert family.sample(Random("x")) == family.sample(Random("x"))


def oracle(check: Check, seconds: float = 2.0) -> Oracle:
    """An oracle whose only rule is this one."""
    rule = Rule("test/rule", "Tests.", Severity.ERROR, "high", Profile.DEFAULT, kinds=("Service",))
    registry = Registry({rule.id: rule}, {rule.id: Documentation("Why.", "Fix.", ())})
    registry._checks[rule.id] = check
    return Oracle(registry, seconds)


def judged(check: Check, seconds: float = 2.0, files: tuple[File, ...] = (("a.yaml", SERVICE),)) -> list[str]:
    return [failure.signature for failure in oracle(check, seconds).failures(files, SETTINGS, with_reports=True)]


def saying(message: str, at: Region | None = None) -> Check:
    """A check that reports this."""

    def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
        yield context.finding(at or resource.at("metadata", "name"), message)

    return check


def raising(_: Resource, __: Given, ___: Context) -> Iterator[Finding]:
    raise ZeroDivisionError("none")


def endless(_: Resource, __: Given, ___: Context) -> Iterator[Finding]:
    while True:
        pass


def test_what_is_right_is_no_failure() -> None:
    assert judged(saying("All is well.")) == []
    assert judged(saying("Escapes \x1b[31m are escaped.")) == []


def test_a_crash_is_noticed() -> None:
    (signature,) = judged(raising)
    assert signature.startswith("ZeroDivisionError")


def test_what_never_ends_is_noticed() -> None:
    (signature,) = judged(endless, seconds=0.2)
    assert signature.startswith("out of time")


@pytest.mark.parametrize(
    "region",
    [
        Region("a.yaml", 6, 1, 6, 2),
        Region("a.yaml", 0, 1, 1, 2),
        Region("a.yaml", 1, 16, 1, 17),
        Region("a.yaml", 1, 2, 1, 16),
        Region("a.yaml", 2, 3, 2, 3),
    ],
)
def test_a_position_outside_the_file_is_noticed(region: Region) -> None:
    assert judged(saying("Here.", region)) == ["position of test/rule"]


def test_a_message_without_an_end_is_noticed() -> None:
    assert judged(saying("And so")) == ["message without an end of test/rule"]


def test_a_failure_is_made_small() -> None:
    files = [("a.yaml", SERVICE + b"---\n" + SERVICE.replace(b"cart", b"fault") + b"spec: {}\n"), ("b.yaml", SERVICE)]
    assert minimised(files, lambda fewer: any(b"fault" in data for _, data in fewer)) == [("a.yaml", b"fault")]
