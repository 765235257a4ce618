"""Every paper of an office as a Word file: without faults, and naming nobody but on its pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from gridDesk.desk import Desk, printing
from gridDesk.desk.demo import make_demo
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.page import Book, Page
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.word import write_docx
from tests import granted
from tests.documents.word_lint import faults, parts


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = make_demo(tmp_path_factory.mktemp("word") / "demo", people=60)
    yield desk
    desk.close()


def orders(desk: Desk) -> Iterator[PrintOrder]:
    """Yield an order for every paper, filled from a record where it is a form of one."""
    for paper in printing.papers(desk):
        rows = desk.store.rows(paper.ledger, limit=1) if paper.scope == "record" and paper.ledger else ()
        households = tuple(str(row["uid"]) for row in desk.store.rows("household", limit=2))
        yield PrintOrder(
            paper=paper.key, date="2026-11-20", month="2026-11" if paper.scope in ("month", "book") else "", records=tuple(str(row["uid"]) for row in rows),
            households=households if paper.scope == "household" else (),
        )  # fmt: skip


@pytest.fixture(scope="module")
def files(office: Desk) -> dict[str, tuple[bytes, bytes]]:
    """Every paper as PDF and as Word."""
    found = {}
    for order in orders(office):
        pdf, docx = io.BytesIO(), io.BytesIO()
        write_pdf(printing.compose(office, order), pdf)
        write_docx(printing.compose(office, order), docx)
        found[order.paper] = pdf.getvalue(), docx.getvalue()
    return found


def test_every_paper_is_a_word_file_without_faults(files: dict[str, tuple[bytes, bytes]]) -> None:
    found = {key: sorted(set(wrong)) for key, (_, docx) in files.items() if (wrong := faults(docx))}
    assert found == {}


def test_properties_of_files_name_nobody(office: Desk, files: dict[str, tuple[bytes, bytes]]) -> None:
    people = list(office.store.rows("person"))
    secrets = {str(row["name"]) for row in people} | {str(row["id_number"]) for row in people if row.get("id_number")}
    for key, (pdf, docx) in files.items():
        said = " ".join(pypdfium2.PdfDocument(pdf).get_metadata_dict().values())
        said += "".join(text.decode("utf-8") for name, text in parts(docx).items() if name.startswith("docProps"))
        assert not [one for one in secrets if one in said], key
        assert not re.search(r"/home/|/tmp/|[A-Z]:\\", said), key


def test_word_shows_no_more_of_people_than_the_pdf(office: Desk, tmp_path: Path) -> None:
    numbers = {str(row["id_number"]) for row in office.store.rows("person") if row.get("id_number")}
    phones = {str(row["phone"]) for row in office.store.rows("person") if row.get("phone")}
    for key, level in (("resident_ledger", "M2"), ("low_income", "M4"), ("elderly", "M4"), ("tenancy", "M2")):
        out = tmp_path / f"{key}.docx"
        granted.save(office, PrintOrder(paper=key, level=level), out)
        said = b"".join(parts(out.read_bytes()).values()).decode("utf-8", "ignore")
        assert not [one for one in numbers | phones if one in said], (key, level)


# Made to hang on walls and necks or to be handed out, and the covers of volumes.
BARE = {"contact_card", "badge", "grid_board", "grid_board_a2"}
COVERS = {"book": 1, "log_book": 1, "dispute_dossier": 1}


def test_every_sheet_says_who_printed_it_when_and_under_which_number(files: dict[str, tuple[bytes, bytes]]) -> None:
    without = {}
    for key in set(files) - BARE:
        pdf, docx = files[key]
        document = pypdfium2.PdfDocument(pdf)
        texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
        silent = [
            text for text in texts if text and not re.search(r"王建国打印·\d{4}-\d\d-\d\d.*纸号[0-9A-Z]{6}-\d", text)
        ]
        feet = b"".join(text for name, text in parts(docx).items() if name.startswith("word/footer")).decode("utf-8")
        said = "".join(re.findall(r"<w:t[^>]*>([^<]*)<", feet))
        if len(silent) > COVERS.get(key, 0) or not re.search("王建国打印.*记录号 [0-9A-Z]{6}", said):
            without[key] = len(silent)
    assert without == {}


CONTACT = {"visit_plan", "visit_plan_day", "visit_plan_rest"}  # carried outside in order to call people


def test_no_level_of_any_paper_shows_what_it_must_hide(office: Desk) -> None:
    numbers, phones, names = secrets_of(office)
    shown = {}
    for order in orders(office):
        for choice in {paper.key: paper.levels for paper in printing.papers(office)}[order.paper]:
            said = words(printing.compose(office, replace(order, level=choice.level)))
            hidden = numbers if choice.level != "M0" else set()
            hidden = hidden | (phones if choice.level > "M1" and order.paper not in CONTACT else set())
            hidden = hidden | (names if choice.level == "M4" else set())
            if found := sum(one in said for one in hidden):
                shown[order.paper, choice.level] = found
    assert shown == {}


def secrets_of(desk: Desk) -> tuple[set[str], set[str], set[str]]:
    """Return the ID numbers and phones of everybody, and the names of three characters and more of residents."""
    people, staff = list(desk.store.rows("person")), list(desk.store.rows("worker"))
    numbers = {str(row["id_number"]) for row in (*people, *staff) if row.get("id_number")}
    phones = {str(row["phone"]) for row in people if row.get("phone")}
    return numbers, phones, {str(row["name"]) for row in people if len(str(row["name"])) > 2}


def words(page: Page) -> str:
    if isinstance(page, Book):
        return "".join(map(words, (*page.front, *page.parts, *page.back)))
    return repr(list(page.body if isinstance(page, TablePage) else page.forms))
