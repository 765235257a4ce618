"""How a document goes to paper: which pages, in which order, on one side or both, to which printer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtPrintSupport import QPrinterInfo

from gridDesk.desk import grants
from gridDesk.desk.grants import Grant
from gridDesk.desk.progress import Progress
from gridDesk.documents import preview
from gridDesk.errors import DeskError

Sides = Literal["one", "both", "hand"]
PATIENCE = 3  # seconds for CUPS to say that it is there
BLANK = -1  # an empty page, so that the last sheet goes through the printer like the others


@dataclass(frozen=True)
class PrintJob:
    """How a document goes to paper. `pages` counts from 0; empty means all. `printer` "" is the standard printer.

    `sides`: one, both by the printer, or both with the paper put back by hand. `tray` is the printer's own word for a
    paper source, "" its standard one. `offset` moves what is drawn to the right and down by mm. `turned` pages stand on
    their head: backs of lying paper that is put back by hand.
    """

    printer: str = ""
    copies: int = 1
    sides: Sides = "one"
    pages: tuple[int, ...] = ()
    tray: str = ""
    collate: bool = True
    offset: tuple[float, float] = (0.0, 0.0)
    turned: bool = False


def printers() -> list[str]:
    """Return the names of the printers this machine knows, the standard one first."""
    standard = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != standard, name))


def send(pdf: bytes, job: PrintJob, progress: Progress, grant: Grant) -> str:
    """Print a document and return the sentence that says so. Raises DeskError when no printer takes it.

    Nothing goes to a printer without a grant (`grants.harmless` for what says nothing of any person).
    """
    from gridDesk.ui import print_lp, print_raster

    grants.check(grant)
    # A sheet that is moved by a measured offset is drawn by us; CUPS would put it where the document has it.
    if cups_answers() and job.offset == (0.0, 0.0):
        print_lp.send(pdf, job)
        return f"已交给打印机“{job.printer or '默认打印机'}”。"
    printer = print_raster.make_printer(job)
    if not printer.isValid():
        raise DeskError("没有找到能用的打印机。", advice="请检查打印机是否接好、已开机，或先存为 PDF。")
    pages = print_raster.send(pdf, printer, job, progress)
    return f"已把 {pages} 页交给打印机“{printer.printerName() or '默认打印机'}”。"


def cups_answers() -> bool:
    """Tell whether this machine prints through CUPS and its service is there."""
    if sys.platform == "win32" or not shutil.which("lp") or not shutil.which("lpstat"):
        return False
    try:
        said = subprocess.run(["lpstat", "-r"], capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and b"not running" not in said.stdout


def hand_runs(pdf: bytes, job: PrintJob, *, reverse: bool, turn: bool) -> tuple[PrintJob, PrintJob]:
    """Return the two runs of printing both sides by hand: the fronts, then the backs with the paper put back.

    An odd number of pages gets an empty back, so that both runs have as many sheets. `reverse`: the printer takes the
    last sheet first. Backs of lying pages stand on their head, for they are bound at the short edge, unless `turn`.
    """
    pages = job.pages or tuple(range(preview.page_count(pdf)))
    if len(pages) % 2:
        pages = (*pages, BLANK)
    fronts, backs = pages[0::2], pages[1::2]
    if job.collate:
        fronts, backs = fronts * job.copies, backs * job.copies
    else:
        fronts = tuple(page for page in fronts for _ in range(job.copies))
        backs = tuple(page for page in backs for _ in range(job.copies))
    wide, high = preview.page_sizes(pdf)[fronts[0]]
    one = replace(job, copies=1, sides="one", collate=True)
    first = replace(one, pages=fronts)
    second = replace(one, pages=backs[::-1] if reverse else backs, turned=(wide > high) != turn)
    return first, second


def written_out(job: PrintJob, count: int) -> PrintJob:
    """Return the job for copies that stand one after the other in a document, `count` pages each.

    Printed on both sides each copy begins on a sheet of its own.
    """
    wanted = job.pages or tuple(range(count))
    filler = (BLANK,) if job.sides != "one" and len(wanted) % 2 else ()
    pages = [page for copy in range(job.copies) for page in (*(copy * count + one for one in wanted), *filler)]
    return replace(job, pages=tuple(pages), copies=1)


def paper_name(width: float, height: float) -> str:
    """Return the paper a page of that size (mm) is printed on: A4 unless it is clearly larger."""
    longer = max(width, height)
    return "A4" if longer < 310 else "A3" if longer < 430 else "A2"


def page_ranges(pages: Sequence[int]) -> str:
    """Return page numbers (from 0) as printers and people want them: `1-3,5`."""
    parts: list[list[int]] = []
    for page in sorted(set(pages)):
        if parts and parts[-1][1] == page - 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ",".join(f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in parts)


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """Return the pages (from 0) that a clerk wrote as `1-3，5`; empty text means all. Raises DeskError."""
    folded = text.strip().replace("，", ",").replace("、", ",").replace("—", "-").replace("－", "-").replace("至", "-")
    pages: list[int] = []
    for part in filter(None, (piece.strip() for piece in folded.split(","))):
        first, _, last = part.partition("-")
        if not first.strip().isdecimal() or (last and not last.strip().isdecimal()):
            raise DeskError(f"页码“{text}”看不懂，", advice="请写成 1-3，5 这样。")
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= count:
            raise DeskError(f"页码“{part}”不在第 1 页到第 {count} 页之间，", advice="请改一下。")
        pages += range(low - 1, high)
    return tuple(dict.fromkeys(pages))
