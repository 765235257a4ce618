"""An office of invented households with a shelf, and a clerk who exchanges sheets exactly as the slip says."""

from __future__ import annotations

import random
from pathlib import Path

from gridDesk.desk import Desk, new_office, printing, shelf
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.shelf import Prepared
from gridDesk.documents.form import Form, Grid
from gridDesk.documents.table_page import Group, TablePage
from gridDesk.ledger import Edit, Office, new_uid

PASSWORD = "一个很长很长的测试密码"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
RESIDENTS, CARDS = PrintOrder(paper="resident_ledger"), PrintOrder(paper="household_card")


def make(folder: Path, households: int = 40) -> Desk:
    """Make a village of so many households in three groups, of one to four people each."""
    office = Office(site="a" * 16, name="柳行村", level="village", parent_name="齐陵街道")
    desk = new_office(folder, office, password=PASSWORD, worker="王建国", grids=["柳行村网格"])
    edits = [edit for n in range(households) for edit in household(n, 1 + n * 7 % 4, f"第{n * 3 // households + 1}组")]
    desk.write(edits, "新增户")
    return desk


def household(n: int, people: int, group: str) -> list[Edit]:
    """Return the records of a household of invented people."""
    home = new_uid()
    edits = [Edit("household", home, "create", {"number": f"{n:04d}", "village_group": group})]
    for place in range(people):
        person, name = new_uid(), f"{SURNAMES[n % len(SURNAMES)]}试{n}·{place}"
        edits.append(Edit("person", person, "create", {"name": name, "sex": "1", "birth": f"19{60 + place}-01-01"}))
        values = {"person": person, "household": home, "relation": "02" if place else "01", "order_no": place + 1}
        edits.append(Edit("residence", new_uid(), "create", values))
    return edits


class Clerk:
    """Prints, exchanges sheets by the slip alone, and tells the register what came out.

    `paper` is what really stands on the shelf: per 纸号 of a front page, what the pages of the sheet say.
    """

    def __init__(self, desk: Desk, order: PrintOrder, duplex: bool = False) -> None:
        self.desk, self.order, self.duplex = desk, order, duplex
        self.paper: dict[str, tuple[tuple[str, str], ...]] = {}
        self.current: set[str] = set()
        self.thrown: set[str] = set()

    def look(self, *, renumber: bool = False) -> Prepared:
        """Return what is to be printed."""
        return shelf.prepare(self.desk, self.order, duplex=self.duplex, renumber=renumber)

    def print(self, prepared: Prepared, came_out: set[int] | None = None, *, only_changed: bool = True) -> None:
        """Print, lose all but `came_out`, exchange sheets as the slip says, and register."""
        numbers = came_out
        if came_out is None and not only_changed:
            numbers = set(prepared.all_pages)
        out, put = self._read(prepared, numbers)
        for code in out:
            self.thrown |= {f"{code}"}
            del self.paper[code]
        for sheet in prepared.exchange.still_valid if prepared.supplement else ():
            self.paper[sheet.front.sheet_code] = tuple((page.label, page.digest) for page in sheet.pages)
        fronts = {f"{prepared.code}-{sheet.front.number}": sheet for sheet in prepared.today}
        for code in put:
            self.paper[code] = tuple((page.label, page.digest) for page in fronts[code].pages)
        shelf.record(self.desk, prepared, numbers, only_changed=only_changed)

    def _read(self, prepared: Prepared, numbers: set[int] | None) -> tuple[list[str], list[str]]:
        """Return the 纸号 of the sheets that the slip says to take out and to put in."""
        form = next(iter(shelf.slip(self.desk, prepared, numbers).forms))
        assert isinstance(form, Form)
        grids = [block for block in form.blocks if isinstance(block, Grid)]
        if not grids and "全部" not in str(form.blocks):
            return [], []
        if not grids:
            return list(self.paper), [f"{prepared.code}-{sheet.front.number}" for sheet in prepared.today]
        cells = [[cell.text for cell in line.cells] for grid in grids for line in grid.lines]
        return (
            [code for row in cells for code in row[2].split("、") if code],
            [code for row in cells for code in row[5].split("、") if code],
        )  # fmt: skip

    def is_true(self) -> None:
        """The sheets on the shelf equal a full print of today under the register, in its order; codes answer right."""
        again = self.look()
        wanted = [tuple((page.label, page.digest) for page in sheet.pages) for sheet in again.today]
        assert sorted(self.paper.values()) == sorted(wanted)
        assert again.exchange.empty, again.sentence
        assert {shelf.look_up(self.desk, code).state for code in self.paper} <= {"current", "amended"}
        assert {shelf.look_up(self.desk, code).state for code in self.thrown} <= {"replaced"}


Book = dict[str, list[dict[str, str]]]
"""The rows on each page of a ledger, by its label: what stands in each column, by its title."""


def rows_of(desk: Desk, prepared: Prepared) -> Book:
    """Return what stands on the pages of a table today; a shared column once per group."""
    page = printing.compose(desk, prepared.order)
    assert isinstance(page, TablePage)
    groups = {item.key: item.rows for item in page.body if isinstance(item, Group)}
    found: Book = {}
    for one in prepared.printed:
        for key in one.keys:
            found.setdefault(one.label, []).extend(
                {column.title: "" if n and column.shared else text for column, text in zip(page.columns, row, strict=True)
                 if column.key != "no"}
                for n, row in enumerate(groups[key])
            )  # fmt: skip
    return found


def corrected(book: Book, prepared: Prepared) -> Book:
    """Return a book of printed rows as the pen leaves it: values corrected, lines struck out (empty rows)."""
    assert prepared.supplement is not None
    for one in prepared.supplement.corrections:
        row = book[one.page][one.line - 1]
        if one.value == "整行划去":
            row.clear()
        else:
            row[one.field] = "" if one.value == "（空白）" else one.value
    return book


def some(desk: Desk, ledger: str, seed: int) -> str:
    """Return the uid of a record drawn by a seed."""
    rows = sorted(str(row["uid"]) for row in desk.store.rows(ledger))
    return random.Random(seed).choice(rows)
