"""`python -m tests.shots --out DIR` pictures every page and dialog at 100 % and 150 % on a 1366 x 768 screen."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.shots import STREET

SCREEN = (1366, 768)
SCALES = (100, 150)


def main() -> int:
    """Picture everything at every scale, each in a program of its own; return 0 when all went well."""
    parser = argparse.ArgumentParser(prog="tests.shots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=1200)
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    parser.add_argument("--scale", type=int, choices=SCALES, action="append")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        village = _office(Path(scratch), wanted.people)
        offices = (village, village.parent / STREET)
        codes = [_grab(office, wanted, scale) for scale in wanted.scale or SCALES for office in offices]
    return max(codes)


def _office(scratch: Path, people: int) -> Path:
    from tests.shots.offices import make_offices

    return make_offices(scratch, people)


def _grab(office: Path, wanted: argparse.Namespace, scale: int) -> int:
    screens = office.parent / f"screen-{scale}.json"
    width, height = SCREEN
    screen = {"name": "office", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    screens.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    folder = wanted.out / str(scale)
    folder.mkdir(parents=True, exist_ok=True)
    environ = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
        "QT_SCALE_FACTOR": str(scale / 100),
        "GRIDDESK_HOME": str(office.parent / f"home-{scale}"),
    }
    command = [sys.executable, "-m", "tests.shots.grab", str(office), str(folder), wanted.only]
    done = subprocess.run(command, env=environ, check=False)
    print(f"{folder}: {len(list(folder.glob('*.png')))} pictures")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
