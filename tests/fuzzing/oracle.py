"""What must hold for any input: no crash, an end in time, positions inside the files, and reports that can be read."""

from __future__ import annotations

import json
import re
import signal
import time
import traceback
import warnings
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from fuzzing.sample import File
from meshlint.engine import lint
from meshlint.findings import Located, Region
from meshlint.inputs import Inputs
from meshlint.loading.source import MAX_BYTES, UndecodableText, decode
from meshlint.outcome import Outcome
from meshlint.registry.registry import Registry
from meshlint.registry.rule import Rule
from meshlint.report import FORMATS, TextOptions, render
from meshlint.settings import Settings

_LINE_END = re.compile(r"\r\n|\n|\r")
_FRAME = re.compile(r'File "[^"]*?((?:meshlint|rules|semantics)/[^"]*)", line (\d+)')
_RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class OutOfTime(BaseException):
    """The budget is used up; no rule's `except Exception` takes it for a fault of its own."""


@dataclass(frozen=True)
class Failure:
    """Something that must not happen. Two of the same signature are taken for the same fault."""

    signature: str
    detail: str


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Raises OutOfTime once this process has used so many seconds of processor time."""

    def stop(_: int, frame: FrameType | None) -> NoReturn:
        raise OutOfTime("".join(traceback.format_stack(frame)[-4:]))

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Oracle:
    """Lints files in memory and says what is wrong with the outcome."""

    def __init__(self, registry: Registry, seconds: float) -> None:
        """`seconds` is the processor time that one call may take."""
        self._registry = registry
        self._seconds = seconds
        self.slowest = 0.0  # seconds of the last call

    def failures(self, files: Sequence[File], settings: Settings, with_reports: bool) -> list[Failure]:
        """What is wrong with how these files are linted; nothing, as a rule."""
        started = time.process_time()
        try:
            with budget(self._seconds), warnings.catch_warnings():
                warnings.simplefilter("error")  # they would be printed into the user's log
                outcome = lint(settings, self._registry, Inputs(deque(files), frozenset(name for name, _ in files)))
                found = list(_crashes(outcome))
                found += _misplaced(outcome, files)
                if with_reports:
                    found += self._unreadable(outcome)
        except OutOfTime as error:
            return [Failure(f"out of time in {_where(str(error))}", f"{self._seconds} seconds of processor time\n{error}")]
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            trace = traceback.format_exc()
            return [Failure(f"{type(error).__name__} in {_where(trace)}", trace)]
        finally:
            self.slowest = time.process_time() - started
        return found

    def _unreadable(self, outcome: Outcome) -> Iterator[Failure]:
        for name in FORMATS:
            text = render(name, outcome, _Rules(self._registry, outcome), TextOptions(color=False, width=100))
            raw = _RAW.search(text)
            if raw is not None:
                yield Failure(f"unsafe character in {name}", f"{raw[0]!r} in {text[max(raw.start() - 80, 0) : raw.end() + 20]!r}")
            try:
                if name in ("json", "sarif", "gitlab"):
                    json.loads(text)
                elif name == "junit":
                    ET.fromstring(text)
            except (ValueError, ET.ParseError) as error:
                yield Failure(f"unreadable {name}", f"{error}\n{text[:2000]!r}")


class _Rules:
    """The rules that a report describes: those that found something, to be quick."""

    def __init__(self, registry: Registry, outcome: Outcome) -> None:
        self._ids = sorted({finding.rule for finding in outcome.findings})
        self.rule = registry.rule
        self.documentation = registry.documentation

    def rules(self) -> list[Rule]:
        return [rule for rule in map(self.rule, self._ids) if rule is not None]


def _where(trace: str) -> str:
    frames = _FRAME.findall(trace)
    return ":".join(frames[-1]) if frames else "?"


def _crashes(outcome: Outcome) -> Iterator[Failure]:
    for crash in outcome.crashes:
        yield Failure(
            f"{crash.error.split(':')[0]} in {_where(crash.traceback)}", f"{crash.rule} on {crash.resource}\n{crash.traceback}"
        )


def _misplaced(outcome: Outcome, files: Sequence[File]) -> Iterator[Failure]:
    known = _Files(files)
    for finding in outcome.findings:
        for what, region in (("", finding.region), *(("related ", item.region) for item in finding.related)):
            problem = known.problem(region)
            if problem is not None:
                yield Failure(f"{what}position of {finding.rule}", f"{problem}: {region}\n{finding}")
        problem = known.text_problem(finding)
        if problem is not None:
            yield Failure(f"{problem} of {finding.rule}", str(finding))


class _Files:
    """The files as text, to judge positions by; what is no text has lines of bytes."""

    def __init__(self, files: Sequence[File]) -> None:
        self._data = dict(files)
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}

    def _text(self, file: str) -> str:
        if file not in self._texts:
            try:
                self._texts[file] = decode(self._data[file])
            except UndecodableText:
                self._texts[file] = self._data[file].decode("latin-1")
            self._lines[file] = _LINE_END.split(self._texts[file])
        return self._texts[file]

    def problem(self, region: Region) -> str | None:
        """What is wrong with a region; None where it lies in its file."""
        if region.file not in self._data:
            return "no such file"
        if len(self._data[region.file]) > MAX_BYTES:
            return None if region[1:] == (1, 1, 1, 2) else "not the start of what was not read"
        self._text(region.file)
        lines = self._lines[region.file]
        if not 1 <= region.start_line <= region.end_line <= len(lines):
            return f"the file has {len(lines)} lines"
        start, end = len(lines[region.start_line - 1]), len(lines[region.end_line - 1])
        if not 1 <= region.start_column <= start + 1:
            return f"the line has {start} columns"
        if (region.end_line, region.end_column) <= (region.start_line, region.start_column):
            return "empty or inverted"
        # the end of a line is shown as a column of its own
        return None if region.end_column <= end + 1 or region.start_column == start + 1 else f"the last line has {end} columns"

    def text_problem(self, finding: Located) -> str | None:
        """What is wrong with what a finding says; None where nothing is."""
        if not finding.message.strip().endswith("."):
            return "message without an end"
        for edit in finding.fix.edits if finding.fix is not None else ():
            if edit.file not in self._data or not 0 <= edit.start <= edit.end <= len(self._text(edit.file)):
                return "edit outside its file"
        return None
