"""Fuzzes meshlint in one process, and prints figures.

    python tests/fuzzing/run.py --inputs 1000000 [--seconds N] [--seed S] [--seeds FOLDER]

Nothing is written but `--failures FOLDER` (each failure minimised, one folder a kind) and `--progress FILE` (the figures, each
minute). It ends with 1 when something failed. The same seed, seeds and code make the same inputs; another process needs
another seed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzzing.byte_family import ByteFamily  # found by the line above
from fuzzing.campaign import Campaign
from fuzzing.resource_family import ResourceFamily
from fuzzing.sample import Family
from fuzzing.seeds import Seeds, fixture_seeds, folder_seeds
from fuzzing.structure_family import StructureFamily

_MIX = "bytes=70,structure=15,resources=15"
_PROGRESS_SECONDS = 60


def families(seeds: Seeds) -> dict[str, Family]:
    """The families by name."""
    return {"bytes": ByteFamily(seeds), "structure": StructureFamily(seeds), "resources": ResourceFamily(seeds)}


def main() -> int:
    arguments = _arguments()
    folders = [seed for folder in arguments.seeds for seed in folder_seeds(folder)]
    seeds = Seeds([*fixture_seeds(), *folders])
    campaign = Campaign(families(seeds), arguments.seed, arguments.failures)
    shares = {name: float(share) for name, _, share in (part.partition("=") for part in arguments.mix.split(","))}
    told = time.monotonic()
    while sum(campaign.figures.inputs.values()) < arguments.inputs:
        campaign.run_batch(min(shares, key=lambda name: campaign.figures.inputs[name] / shares[name]))
        if time.monotonic() - told > _PROGRESS_SECONDS:
            told = time.monotonic()
            _tell(arguments.progress, campaign.figures.text())
        if arguments.seconds and time.monotonic() - campaign.figures.started > arguments.seconds:
            break
    _tell(arguments.progress, campaign.figures.text() + "Done.\n")
    sys.stdout.write(campaign.figures.text())
    return 1 if campaign.figures.failures else 0


def _tell(file: Path | None, text: str) -> None:
    if file is not None:
        file.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=10_000, help="how many inputs")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so many seconds, whatever was done by then")
    parser.add_argument("--seed", type=int, default=1, help="decides every input")
    parser.add_argument(
        "--seeds", type=Path, action="append", default=[], help="a folder of manifests to start from, besides the fixtures"
    )
    parser.add_argument("--mix", default=_MIX, help=f"shares of the families (default: {_MIX})")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"), help="a folder for what failed")
    parser.add_argument("--progress", type=Path, help="a file for the figures, each minute")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
