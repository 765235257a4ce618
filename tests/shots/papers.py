"""Every paper of an office as PDF, Word and pictures, to be looked at: `python -m tests.shots.papers --out out/papers`.

The offices are the two of `tests/data/offices` after their rosters were imported, and the demonstration village.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from PIL import Image

from gridDesk.desk import new_office, printing, rosters
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.printing import PaperChoice
from gridDesk.ledger import Office
from gridDesk.text import today_iso

DATA = Path(__file__).parent.parent / "data" / "offices"
PASSWORD = "柳行村旁的三棵老槐树"
_SHOWN = 4  # pages of a document that are pictured
_LARGE = 40  # pages from which Word is left out unless asked for: it is made of the same rows


@dataclass(frozen=True)
class Job:
    """One document to make: a name for its files, and the order."""

    name: str
    order: PrintOrder


def jobs(desk: Desk, choice: PaperChoice) -> Iterator[Job]:
    """Yield every way a paper can be printed: blank, half, filled; the first records of its ledger."""
    grid = str(desk.grids()[0]["uid"])
    order = PrintOrder(paper=choice.key, grid=grid if choice.scope in ("day", "month", "book") else None)
    order = replace(order, date=today_iso() if choice.scope == "day" else "", month=today_iso()[:7])
    if choice.scope == "record" and choice.ledger:
        order = replace(order, records=tuple(str(row["uid"]) for row in desk.store.rows(choice.ledger, limit=2)))
    for mode in choice.modes or (("blank", "half", "filled") if choice.scope == "day" else ("filled",)):
        one = replace(order, mode=mode, month="" if choice.scope == "day" else order.month)
        yield Job(f"{choice.key}-{mode}", replace(one, records=() if mode == "blank" else one.records))


def picture(pdf: bytes, target: Path, dpi: int) -> None:
    """Write the first pages of a PDF side by side as one PNG."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].render(scale=dpi / 72).to_pil() for n in range(min(_SHOWN, len(document)))]
    sheet = Image.new("RGB", (sum(page.width + 8 for page in pages), max(page.height for page in pages)), "#888")
    at = 0
    for page in pages:
        sheet.paste(page, (at, 0))
        at += page.width + 8
    sheet.save(target)


def make(desk: Desk, job: Job, folder: Path, dpi: int, *, word: bool) -> str:
    """Make one document and return a line that says how it went."""
    start = time.perf_counter()
    rendered = printing.render(desk, job.order)
    took = time.perf_counter() - start
    (folder / f"{job.name}.pdf").write_bytes(rendered.pdf)
    picture(rendered.pdf, folder / f"{job.name}.png", dpi)
    if word and rendered.pages <= _LARGE:
        (folder / f"{job.name}.docx").write_bytes(printing.docx(desk, job.order))
    lost = f", {len(rendered.sentences)} characters without a glyph" if rendered.sentences else ""
    return f"{job.name}: {rendered.pages} pages, {took:.2f} s, {len(rendered.pdf) // 1024} kB{lost}"


def open_sample(name: str, scratch: Path) -> Desk:
    """Make the office of a sample's rosters, or the demonstration village."""
    if name == "demo":
        return make_demo(scratch / name, people=400, password=PASSWORD)
    office = Office(site="a" * 16, name="辛店街道" + name, level="village", parent_name="辛店街道")
    desk = new_office(scratch / name, office, password=PASSWORD, worker="王建国", grids=["第一网格"])
    for path in sorted((DATA / name).iterdir()):
        if path.name != "truth.json":
            rosters.apply(desk, rosters.preview(desk, [path]))
    return desk


def main() -> None:
    """Make the papers asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/papers"))
    parser.add_argument("--office", default="demo", choices=["demo", "liuhang", "zishui"])
    parser.add_argument("--only", default="", help="keys of papers, separated by commas")
    parser.add_argument("--dpi", type=int, default=60)
    parser.add_argument("--word", action="store_true")
    given = parser.parse_args()
    folder: Path = given.out / given.office
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(filter(None, given.only.split(",")))
    with tempfile.TemporaryDirectory() as scratch:
        desk = open_sample(given.office, Path(scratch))
        for choice in printing.papers(desk):
            if not wanted or choice.key in wanted:
                for job in jobs(desk, choice):
                    print(make(desk, job, folder, given.dpi, word=given.word), flush=True)
        desk.close()


if __name__ == "__main__":
    main()
