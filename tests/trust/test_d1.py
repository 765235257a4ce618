"""D1: bombs in workbooks, documents, tables, pictures and fonts are refused or read within 2 s and 300 MB.

Each is given to a helper process of its own. Time is that of the processor, memory the peak the system tells. The limits of
Windows (a job object) are tried through their seam only, in `tests/hostile/test_confined.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile import bombs, trial

OFFICES = Path(__file__).parents[1] / "data" / "offices"
QUICK = {
    "ratio: 210 MB", "a part said to be 3 GB", "overlap", "2,100 entries", "zip64", "30,000 rows", "3,000,000 rows", "10,000,000",
    "shared strings: a long", "a cell at", "1,500 sheets", "rows nested", "merged blocks over the whole sheet, with", "half-open",
    "dates and", "csv: one line of 49 MB of", "csv: 49 MB of line", "csv: 511", "docx: a part said", "docx: one part", "docx: 5,0",
    "docx: 3,0", "png: 41", "png: 39 megapixels with", "png: 60,000", "jpeg: 13,000 x 13,000 said, progressive", "font: 20,000",
    "ole: a sector", "biff: shared", "biff: a sheet of four",
}  # fmt: skip


def tried(tmp_path: Path, *, every: bool) -> list[trial.Outcome]:
    def wanted(name: str) -> bool:
        return every or name.startswith(tuple(QUICK))

    found = []
    genuine = next(OFFICES.rglob("*.xls")).read_bytes()
    olds = [(name, lambda data=data: data) for name, data in bombs.old_workbooks(genuine)]
    for ending, made in ((".xlsx", bombs.workbooks()), (".xls", olds), (".csv", bombs.tables())):
        for name, make in made:
            if wanted(name):
                path = tmp_path / f"名单{ending}"
                path.write_bytes(make())
                found.append(trial.workbook(name, path))
    kinds: tuple[tuple[str, Callable[[], object]], ...] = (
        ("template", bombs.documents), ("picture", bombs.pictures), ("font", bombs.fonts),
    )  # fmt: skip
    for kind, bring in kinds:
        found += [trial.other(name, kind, make()) for name, make in bring() if wanted(name)]
    return found


def test_bombs_are_refused_or_read_within_two_seconds_and_300_megabytes(figure, amount, tmp_path):
    outcomes = tried(tmp_path, every=amount(0, 1) == 1)
    figures = trial.told(outcomes)
    figure("D1", bombs=len(outcomes), **figures)
    assert len(outcomes) >= amount(30, 80)
    assert [one for one in outcomes if one.peak > trial.LARGEST] == []
    # The bound of time is a figure, printed; a run on a busy machine fails only where a file costs many times as much.
    assert [one for one in outcomes if one.work > 5 * trial.SLOWEST] == []
    assert [one for one in outcomes if one.how != "read" and not one.words.endswith("。")] == []


def test_the_measure_sees_memory_and_time(tmp_path, monkeypatch: pytest.MonkeyPatch):
    hungry = [
        trial.sys.executable, "-c",
        "import sys,time; data=bytearray(400<<20); data[::4096]=b'x'*len(data[::4096]); t=time.process_time()\n"
        "while time.process_time()-t<2.2: pass",
    ]  # fmt: skip
    monkeypatch.setattr(trial.roster_apart, "command", lambda: hungry)
    found = trial.workbook("hungry", tmp_path / "a.xlsx")
    assert found.how == "ended"
    assert not found.fits
    assert found.peak > trial.LARGEST
    assert found.work > trial.SLOWEST
