"""From PDF to paper: the same bytes as the preview, through CUPS where it answers, otherwise as pictures of the pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from gridDesk.desk import printing
from gridDesk.desk.progress import Progress
from gridDesk.errors import DeskError
from gridDesk.ui.page_images import to_image

PRINT_DPI = 300
MM_PER_INCH = 25.4
PATIENCE = 3  # seconds for CUPS to say that it is there


@dataclass(frozen=True)
class PrintJob:
    """How a document goes to paper. `pages` counts from 0; empty means all. `printer` "" is the standard printer."""

    printer: str = ""
    copies: int = 1
    duplex: bool = False
    pages: tuple[int, ...] = ()


def printers() -> list[str]:
    """Return the names of the printers this machine knows, the standard one first."""
    standard = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != standard, name))


def send(pdf: bytes, job: PrintJob, progress: Progress) -> str:
    """Print a document and return the sentence that says so. Raises DeskError when no printer takes it."""
    if cups_answers():
        send_by_lp(pdf, job)
        return f"已交给打印机“{job.printer or '默认打印机'}”。"
    printer = make_printer(job)
    if not printer.isValid():
        raise DeskError("没有找到能用的打印机。", advice="请检查打印机是否接好、已开机，或先存为 PDF。")
    pages = send_by_picture(pdf, printer, job, progress)
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


def lp_command(pdf: bytes, job: PrintJob) -> list[str]:
    """Return the `lp` command for a job; the document is given on standard input, so no file is left behind."""
    width, height = page_size(pdf, 0)
    landscape = width > height
    sides = ("two-sided-short-edge" if landscape else "two-sided-long-edge") if job.duplex else "one-sided"
    command = ["lp", "-n", str(job.copies), "-o", f"media={paper_name(width, height)}"]
    command += ["-o", f"sides={sides}", "-o", "print-scaling=none", "-t", "GridDesk"]
    if job.printer:
        command += ["-d", job.printer]
    if job.pages:
        command += ["-P", page_ranges(job.pages)]
    return [*command, "-"]


def send_by_lp(pdf: bytes, job: PrintJob) -> None:
    """Hand a document to CUPS as it is. Raises DeskError with what CUPS needs in words."""
    try:
        done = subprocess.run(lp_command(pdf, job), input=pdf, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeskError("打印服务没有回答，", advice="请稍等再印，或先存为 PDF。") from error
    if done.returncode:
        raise DeskError(
            f"打印机“{job.printer or '默认打印机'}”没有接收这份文件，",
            advice="请检查打印机是否接好、有没有停用，再印一次。",
        )


def make_printer(job: PrintJob) -> QPrinter:
    """Return the printer of a job, set to true size without margins of its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if job.printer:
        printer.setPrinterName(job.printer)
    printer.setDocName("GridDesk")
    printer.setCreator("GridDesk")
    printer.setFullPage(True)
    printer.setCopyCount(job.copies)
    return printer


def send_by_picture(pdf: bytes, printer: QPrinter, job: PrintJob, progress: Progress) -> int:
    """Draw each page as a grey picture on `printer`, one at a time, and return how many were drawn."""
    pages: Sequence[int] = job.pages or range(printing.page_count(pdf))
    painter = QPainter()
    try:
        for done, page in enumerate(pages):
            progress(done, len(pages), f"正在送往打印机：第 {page + 1} 页")
            size = page_size(pdf, page)
            _set_page(printer, size, job.duplex)
            if not painter.isActive() and not painter.begin(printer):
                raise DeskError("打印机没有接收这份文件，", advice="请检查打印机是否接好、有没有停用，再印一次。")
            if done:
                printer.newPage()
            # The whole sheet, not the painter's first viewport: a document may turn from upright to lying.
            sheet = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRectF(sheet), page_picture(pdf, page))
    except BaseException:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
    return len(pages)


def page_picture(pdf: bytes, page: int) -> QImage:
    """Return a page as a grey picture fine enough for paper."""
    return to_image(*printing.preview_page(pdf, page, PRINT_DPI)).convertToFormat(QImage.Format.Format_Grayscale8)


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Return a page's width and height in millimetres."""
    probe = 72
    width, height, _ = printing.preview_page(pdf, page, probe)
    return width / probe * MM_PER_INCH, height / probe * MM_PER_INCH


def paper_name(width: float, height: float) -> str:
    """Return the paper a page of that size (mm) is printed on: A4 unless it is clearly larger."""
    return "A3" if max(width, height) > 310 else "A4"


def page_ranges(pages: Sequence[int]) -> str:
    """Return page numbers (from 0) as printers want them: `1-3,5`."""
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


def _set_page(printer: QPrinter, size: tuple[float, float], duplex: bool) -> None:
    width, height = size
    landscape = width > height
    paper = QPageSize(QPageSize.PageSizeId.A3 if paper_name(*size) == "A3" else QPageSize.PageSizeId.A4)
    side = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(paper, side, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    both = QPrinter.DuplexMode.DuplexShortSide if landscape else QPrinter.DuplexMode.DuplexLongSide
    printer.setDuplex(both if duplex else QPrinter.DuplexMode.DuplexNone)
