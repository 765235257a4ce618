"""Printing by pictures of the pages: what every printer that Qt knows can take, one page in memory at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QTransform
from PySide6.QtPrintSupport import QPrinter

from gridDesk.desk.progress import Progress
from gridDesk.documents import preview
from gridDesk.errors import DeskError
from gridDesk.ui.page_images import MM_PER_INCH, to_image
from gridDesk.ui.print_job import PrintJob, paper_name

PRINT_DPI = 300
PAPERS = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3, "A2": QPageSize.PageSizeId.A2}


def make_printer(job: PrintJob) -> QPrinter:
    """Return the printer of a job, set to true size without margins of its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if job.printer:
        printer.setPrinterName(job.printer)
    printer.setDocName("GridDesk")
    printer.setCreator("GridDesk")
    printer.setFullPage(True)
    source = next((one for one in sources(printer) if one.name == job.tray), None)
    if source is not None:
        printer.setPaperSource(source)
    return printer


def sources(printer: QPrinter) -> list[QPrinter.PaperSource]:
    """Return the paper sources of a printer; Qt tells them on Windows only."""
    told = getattr(printer, "supportedPaperSources", None)
    return list(told()) if told is not None else []


def send(pdf: bytes, printer: QPrinter, job: PrintJob, progress: Progress) -> int:
    """Draw each page as a grey picture on `printer`, one at a time, and return how many were drawn."""
    sizes = preview.page_sizes(pdf)
    pages = _each_copy(job.pages or range(len(sizes)), printer, job)
    painter = QPainter()
    try:
        for done, page in enumerate(pages):
            progress(done, len(pages), f"正在送往打印机：第 {done + 1} 面")
            _set_page(printer, sizes[max(page, 0)], job)
            if not painter.isActive() and not painter.begin(printer):
                raise _refused()
            if done and not printer.newPage():
                raise _refused()
            if page >= 0:
                _draw(painter, printer, pdf, page, job)
    except BaseException:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
    return len(pages)


def _each_copy(pages: Sequence[int], printer: QPrinter, job: PrintJob) -> Sequence[int]:
    """Leave the copies to a printer that makes them, else write the pages out."""
    if job.copies == 1:
        return pages
    if printer.supportsMultipleCopies():
        printer.setCopyCount(job.copies)
        printer.setCollateCopies(job.collate)
        return pages
    return [*pages] * job.copies if job.collate else [page for page in pages for _ in range(job.copies)]


def _draw(painter: QPainter, printer: QPrinter, pdf: bytes, page: int, job: PrintJob) -> None:
    # The whole sheet, not the painter's first viewport: a document may turn from upright to lying.
    sheet = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    per_mm = printer.resolution() / MM_PER_INCH
    picture = page_picture(pdf, page)
    # Turning first, moving after it: the offset is the printer's, whichever way the page stands.
    if job.turned:
        picture = picture.transformed(QTransform().rotate(180))
    painter.drawImage(sheet.translated(job.offset[0] * per_mm, job.offset[1] * per_mm), picture)


def _refused() -> DeskError:
    return DeskError("打印机没有接收这份文件，", advice="请检查打印机是否接好、有没有停用，再印一次。")


def page_picture(pdf: bytes, page: int) -> QImage:
    """Return a page as a grey picture fine enough for paper: 8.7 MB for A4."""
    return to_image(preview.render(pdf, page, PRINT_DPI, grey=True))


def _set_page(printer: QPrinter, size: tuple[float, float], job: PrintJob) -> None:
    landscape = size[0] > size[1]
    side = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    paper = QPageSize(PAPERS[paper_name(*size)])
    printer.setPageLayout(QPageLayout(paper, side, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    both = QPrinter.DuplexMode.DuplexShortSide if landscape else QPrinter.DuplexMode.DuplexLongSide
    printer.setDuplex(both if job.sides == "both" else QPrinter.DuplexMode.DuplexNone)
