"""Printing through CUPS: the document goes to `lp` as it is, on standard input, so no file is left behind."""

from __future__ import annotations

import re
import subprocess

from gridDesk.documents import pdf_pages, preview
from gridDesk.errors import DeskError
from gridDesk.ui.print_job import BLANK, PATIENCE, PrintJob, page_ranges, paper_name


def send(pdf: bytes, job: PrintJob) -> None:
    """Hand a document to CUPS. Raises DeskError with what it needs in words."""
    given = job
    if _needs_own_order(job):
        pdf = pdf_pages.rearranged(pdf, job.pages, turned=job.turned)
        given = PrintJob(job.printer, job.copies, job.sides, (), job.tray, job.collate)
    try:
        done = subprocess.run(command(pdf, given), input=pdf, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeskError("打印服务没有回答，", advice="请稍等再印，或先存为 PDF。") from error
    if done.returncode:
        raise DeskError(
            f"打印机“{job.printer or '默认打印机'}”没有接收这份文件，",
            advice="请检查打印机是否接好、有没有停用，再印一次。",
        )


def command(pdf: bytes, job: PrintJob) -> list[str]:
    """Return the `lp` command for a job; the document is given on standard input."""
    width, height = preview.page_sizes(pdf)[job.pages[0] if job.pages else 0]
    landscape = width > height
    sides = ("two-sided-short-edge" if landscape else "two-sided-long-edge") if job.sides == "both" else "one-sided"
    made = ["lp", "-n", str(job.copies), "-o", f"media={paper_name(width, height)}"]
    made += ["-o", f"sides={sides}", "-o", "print-scaling=none", "-t", "GridDesk"]
    if job.copies > 1:
        made += ["-o", f"collate={'true' if job.collate else 'false'}"]
    if job.tray:
        made += ["-o", f"InputSlot={job.tray}"]
    if job.printer:
        made += ["-d", job.printer]
    if job.pages:
        made += ["-P", page_ranges(job.pages)]
    return [*made, "-"]


def trays(printer: str) -> list[str]:
    """Return the paper sources of a printer in CUPS's own words; none when it tells none."""
    asked = ["lpoptions", *(["-p", printer] if printer else []), "-l"]
    try:
        said = subprocess.run(asked, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    line = re.search(r"^InputSlot/[^:]*:(.*)$", said.stdout.decode("utf-8", "replace"), re.MULTILINE)
    return [word.lstrip("*") for word in line[1].split()] if line else []


def _needs_own_order(job: PrintJob) -> bool:
    """Tell whether the pages are not simply some of the document in its own order."""
    return job.turned or BLANK in job.pages or list(job.pages) != sorted(set(job.pages))
