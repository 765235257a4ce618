"""Paper as it leaves: which pages, which tray, one side or both, by CUPS or by pictures, and back by hand."""

import subprocess

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from reportlab.lib.pagesizes import A3, A4, landscape

from gridDesk.desk.progress import silent
from gridDesk.documents import preview
from gridDesk.errors import DeskError
from gridDesk.ui import print_job, print_lp, print_raster, print_trays
from gridDesk.ui.print_job import BLANK, PrintJob
from tests.ui.papers import pdf_of


def to_file(target) -> QPrinter:
    """Return a printer that prints into a PDF."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setFullPage(True)
    return printer


def first_ink(pdf: bytes, page: int = 0) -> tuple[int, int]:
    """Return the leftmost and topmost dark pixel of a page at 100 dots per inch."""
    image = preview.render(pdf, page, 100, grey=True)
    dark = [(x, y) for y in range(image.height) for x in range(image.width) if image.data[y * image.stride + x] < 128]
    return min(x for x, _ in dark), min(y for _, y in dark)


def test_printing_by_picture_draws_every_wanted_page_at_its_own_size(qapp, tmp_path):
    target = tmp_path / "印.pdf"
    drawn = print_raster.send(pdf_of(3, landscape(A4)), to_file(target), PrintJob(pages=(0, 2)), silent)
    printed = pypdfium2.PdfDocument(target)
    sizes = [tuple(round(side) for side in sheet.get_size()) for sheet in printed]
    printed.close()
    assert drawn == 2
    assert sizes == [(842, 595)] * 2


def test_a_measured_offset_moves_what_is_drawn(qapp, tmp_path):
    places = []
    for name, offset in (("一", (0.0, 0.0)), ("二", (5.08, 2.54))):
        target = tmp_path / f"{name}.pdf"
        print_raster.send(pdf_of(1), to_file(target), PrintJob(offset=offset), silent)
        places.append(first_ink(target.read_bytes()))
    (x1, y1), (x2, y2) = places
    assert abs(x2 - x1 - 20) <= 1
    assert abs(y2 - y1 - 10) <= 1


def test_copies_of_a_printer_that_makes_none_itself_are_written_out(qapp, tmp_path):
    target = tmp_path / "印.pdf"
    printer = to_file(target)
    printer.supportsMultipleCopies = lambda: False
    drawn = print_raster._each_copy((0, 1), printer, PrintJob(copies=2, collate=False))
    assert list(drawn) == [0, 0, 1, 1]


@pytest.fixture
def lp(monkeypatch):
    """Answer for CUPS, and remember what it was given."""
    calls = []

    def run(command, **more):
        calls.append((command, more.get("input")))
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(print_lp.subprocess, "run", run)
    return calls


def test_cups_gets_the_document_itself_with_paper_sides_tray_and_pages(qapp, lp):
    document = pdf_of(4, landscape(A3))
    job = PrintJob("大厅打印机", 3, "both", (0, 1, 3), "Tray2", collate=False)
    print_lp.send(document, job)
    command, given = lp[0]
    assert given == document
    assert command[command.index("-d") + 1] == "大厅打印机"
    assert command[command.index("-n") + 1] == "3"
    assert command[command.index("-P") + 1] == "1-2,4"
    wanted = {"media=A3", "sides=two-sided-short-edge", "print-scaling=none", "InputSlot=Tray2", "collate=false"}
    assert wanted <= set(command)


def test_upright_paper_is_turned_at_its_long_edge(qapp):
    assert "sides=two-sided-long-edge" in print_lp.command(pdf_of(2), PrintJob(sides="both"))


def test_pages_in_another_order_are_put_into_it_before_cups_gets_them(qapp, lp):
    print_lp.send(pdf_of(3), PrintJob(pages=(2, BLANK, 0)))
    command, given = lp[0]
    assert "-P" not in command
    assert preview.page_count(given) == 3
    assert "page 3" in preview.text(given, 0)
    assert preview.text(given, 1) == ""


def test_a_printer_that_refuses_is_told_with_what_to_do(qapp, monkeypatch):
    monkeypatch.setattr(
        print_lp.subprocess, "run", lambda command, **more: subprocess.CompletedProcess(command, 1, b"", b"stopped")
    )
    with pytest.raises(DeskError, match=r"大厅打印机.*没有接收"):
        print_lp.send(pdf_of(1), PrintJob("大厅打印机"))


def test_trays_are_told_in_the_clerks_words(monkeypatch):
    said = b"PageSize/Media Size: *A4 A3\nInputSlot/Paper Source: *Auto Tray1 Tray2 MPTray Folio9\n"
    monkeypatch.setattr(
        print_lp.subprocess, "run", lambda command, **more: subprocess.CompletedProcess(command, 0, said, b"")
    )
    monkeypatch.setattr(print_job, "cups_answers", lambda: True)
    assert print_trays.trays("p") == [
        ("Tray1", "纸盒 1"), ("Tray2", "纸盒 2"), ("MPTray", "多功能纸盘"), ("Folio9", "Folio9"),
    ]  # fmt: skip


def test_both_sides_by_hand_are_odd_pages_then_even_ones_with_an_empty_back_at_the_end(qapp):
    fronts, backs = print_job.hand_runs(pdf_of(5), PrintJob(sides="hand"), reverse=False, turn=False)
    assert (fronts.pages, backs.pages) == ((0, 2, 4), (1, 3, BLANK))
    assert (fronts.sides, backs.turned) == ("one", False)
    _, backs = print_job.hand_runs(pdf_of(5), PrintJob(sides="hand"), reverse=True, turn=False)
    assert backs.pages == (BLANK, 3, 1)


def test_backs_of_lying_paper_stand_on_their_head_for_they_are_bound_at_the_short_edge(qapp):
    lying = pdf_of(2, landscape(A4))
    assert print_job.hand_runs(lying, PrintJob(), reverse=False, turn=False)[1].turned
    assert not print_job.hand_runs(lying, PrintJob(), reverse=False, turn=True)[1].turned


def test_several_copies_by_hand_keep_fronts_and_backs_together(qapp):
    fronts, backs = print_job.hand_runs(pdf_of(4), PrintJob(copies=2), reverse=False, turn=False)
    assert (fronts.pages, backs.pages, fronts.copies) == ((0, 2, 0, 2), (1, 3, 1, 3), 1)
    fronts, _ = print_job.hand_runs(pdf_of(4), PrintJob(copies=2, collate=False), reverse=False, turn=False)
    assert fronts.pages == (0, 0, 2, 2)


@pytest.mark.parametrize(("text", "pages"), [("", ()), ("2", (1,)), ("1-3，5", (0, 1, 2, 4)), ("3、1", (2, 0))])
def test_pages_are_read_as_clerks_write_them(text, pages):
    assert print_job.parse_pages(text, 9) == pages
