"""A run of the fuzzer: batches of inputs of each family, what fails in them, and figures."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from fuzzing.minimise import minimised
from fuzzing.oracle import Failure, Oracle
from fuzzing.sample import Family, File, Sample
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Profile
from meshlint.semantics.targets import Release
from meshlint.settings import Settings

BATCH = {"bytes": 48, "structure": 16, "resources": 12}
"""Inputs that are linted together, each in a folder of its own: a run over one file costs five milliseconds whatever it holds."""

SECONDS = 2.0  # of processor time that one input may take
_REPORTS_EVERY = 10  # batches
_SLOW = 0.4  # seconds of a batch from which on its inputs are timed one by one

_AUDIT = Settings(profile=Profile.AUDIT, context="none", namespace="default")
_WORLDS = (
    _AUDIT,
    Settings(profile=Profile.AUDIT, context="none", complete=True),
    Settings(profile=Profile.AUDIT, context="auto"),
    Settings(profile=Profile.AUDIT, context="auto", complete=True, namespace="shop", line_hashes=True),
    _AUDIT.overridden(targets={product: Release(1, 10) for product in ("istio", "cilium", "consul")}),
    _AUDIT.overridden(targets={"linkerd": Release(2, 11), "gateway-api": Release(0, 8)}, line_hashes=True),
)


@dataclass
class Figures:
    """What was done so far."""

    inputs: Counter[str] = field(default_factory=Counter)  # by family
    batches: Counter[str] = field(default_factory=Counter)
    bytes: Counter[str] = field(default_factory=Counter)
    reports: int = 0  # batches of which every format was rendered
    failures: Counter[str] = field(default_factory=Counter)  # by signature
    slowest: tuple[float, str] = (0.0, "")  # processor seconds of one input, and which
    started: float = field(default_factory=time.monotonic)

    def text(self) -> str:
        elapsed = f"{time.monotonic() - self.started:,.0f} s ({time.process_time():,.0f} s of processor)"
        lines = [f"{sum(self.inputs.values()):,} inputs in {elapsed}"]
        lines += [f"  {name}: {count:,} inputs, {self.bytes[name] / 1e6:,.1f} MB" for name, count in sorted(self.inputs.items())]
        lines.append(f"  every report format rendered for {self.reports:,} batches")
        lines.append(f"  slowest input: {self.slowest[0]:.2f} s of processor ({self.slowest[1]})")
        lines.append(f"  {len(self.failures)} kinds of failure, {sum(self.failures.values()):,} in all")
        lines += [f"    {count:6,} × {signature}" for signature, count in self.failures.most_common()]
        return "\n".join(lines) + "\n"


class Campaign:
    """Makes and judges inputs. The same seed makes the same inputs."""

    def __init__(self, families: Mapping[str, Family], seed: int, failures_folder: Path | None = None) -> None:
        self.figures = Figures()
        self._families = families
        self._seed = seed
        self._folder = failures_folder
        self._oracle = Oracle(Registry.builtin(), SECONDS)

    def run_batch(self, family: str, size: int | None = None) -> list[Failure]:
        """Lint one batch of a family. Returns what fails in it."""
        number = self.figures.batches[family]
        chance = Random(f"{self._seed} {family} {number}")
        samples = [self._families[family].sample(chance) for _ in range(size or BATCH[family])]
        settings = chance.choice(_WORLDS)
        with_reports = number % _REPORTS_EVERY == 0
        found = self._judged(samples, settings, with_reports, f"{family} {number}")
        self.figures.batches[family] += 1
        self.figures.inputs[family] += len(samples)
        self.figures.bytes[family] += sum(len(data) for sample in samples for _, data in sample)
        self.figures.reports += with_reports
        return found

    def _judged(self, samples: Sequence[Sample], settings: Settings, with_reports: bool, origin: str) -> list[Failure]:
        together = [(f"{index}/{name}", data) for index, sample in enumerate(samples) for name, data in sample]
        found = self._oracle.failures(together, settings, with_reports)
        if not found and self._oracle.slowest < _SLOW:
            return []
        alone: list[Failure] = []
        for index, sample in enumerate(samples):
            of_one = self._oracle.failures(sample, settings, with_reports=True)
            self.figures.slowest = max(self.figures.slowest, (self._oracle.slowest, f"{origin}, input {index}"))
            self._note(of_one, list(sample), settings, f"{origin}, input {index}")
            alone += of_one
        known = {failure.signature for failure in alone}
        of_all = [
            failure for failure in found if failure.signature not in known and not failure.signature.startswith("out of time")
        ]
        self._note(of_all, together, settings, origin)
        return alone + of_all

    def _note(self, failures: Sequence[Failure], files: list[File], settings: Settings, origin: str) -> None:
        for signature, failure in {failure.signature: failure for failure in failures}.items():
            self.figures.failures[signature] += 1
            if self.figures.failures[signature] == 1 and self._folder is not None:
                self._write(failure, files, settings, origin, self._folder)

    def _write(self, failure: Failure, files: list[File], settings: Settings, origin: str, folder: Path) -> None:
        def fails(fewer: list[File]) -> bool:
            return any(
                found.signature == failure.signature for found in self._oracle.failures(fewer, settings, with_reports=True)
            )

        smaller = minimised(files, fails, 400 if "out of time" not in failure.signature else 20)
        case = folder / f"{len(self.figures.failures):04}"
        case.mkdir(parents=True, exist_ok=True)
        about = f"{failure.signature}\nseed {self._seed}, {origin}\n{settings}\n\n{failure.detail}\n"
        (case / "failure.txt").write_text(about, encoding="utf-8", errors="backslashreplace")
        (case / "names.json").write_text(json.dumps([name for name, _ in smaller], indent=1))
        for index, (_, data) in enumerate(smaller):
            (case / f"file-{index}").write_bytes(data)
