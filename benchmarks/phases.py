"""Where the time of a run goes: the seconds of each step of the engine, and of what comes before and after."""

from __future__ import annotations

import json
from pathlib import Path

from commands import ONE_PROCESS, PYTHON, lint
from measure import run

STEPS = ("load", "assemble", "run_rules", "triage")  # functions of meshlint.engine

_CLOCKED = """
import gc, json, sys, time
gc.disable()  # as the command does
started = time.process_time()
import meshlint.engine as engine
spent = {}
def clocked(name, function):
    def timed(*arguments, **named):
        begun = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - begun
    return timed
for name in sys.argv.pop(1).split(","):
    setattr(engine, name, clocked(name, getattr(engine, name)))
from meshlint.cli import cli
try:
    cli.main(args=sys.argv[1:], prog_name="meshlint")
except SystemExit:
    pass
spent["the rest"] = time.process_time() - started - sum(spent.values())
print(json.dumps(spent))
"""


def phases(tree: Path) -> dict[str, float]:
    """Processor seconds by step of a run in one process; "the rest" is start, reading files, and the report."""
    arguments = lint(tree, *ONE_PROCESS)[3:]
    done = run([PYTHON, "-c", _CLOCKED, ",".join(STEPS), *arguments])
    seconds: dict[str, float] = json.loads(done.output.splitlines()[-1])
    return seconds
