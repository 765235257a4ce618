"""Ledgers with papers of their own and the bound volume, of invented people, and the golden texts made of them
(`python -m tests.documents.ledger_samples` renews those).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gridDesk.desk.layouts import laid
from gridDesk.desk.print_order import Layout
from gridDesk.documents.book import Bound, Chapter, Overview, Volume, build_book, series
from gridDesk.documents.page import Page
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.table_page import Shelved
from gridDesk.documents.tables import build_table
from gridDesk.ledger import catalogue
from tests.documents.samples import GOLDEN, HEADER, LONG_ADDRESS, name, papers, pdf, people, texts

FOLDER = GOLDEN / "ledgers"
_LONG = "现场查看，已与当事人沟通并约定整改时间，三日后复查。"


def rows(key: str, count: int) -> Iterator[dict[str, str]]:
    """Yield rows that fill every column of a paper: numbers where it sums, else the column's title."""
    paper = papers()[key]
    for i in range(count):
        row = {column.key: "2" if column.total else column.title[:6] for column in paper.columns}
        for column in paper.columns:
            if column.key.endswith("id_number"):
                row[column.key] = f"3799011985031{i:05d}"
            elif column.key.endswith("phone"):
                row[column.key] = "13800000000"
            elif column.key.endswith(("date", "since", "until", "_on", "due")):
                row[column.key] = "2026-03-02"
            elif column.key.endswith(("situation", "minutes", "result")):
                row[column.key] = _LONG
        row |= {
            "no": str(i + 1),
            "uid": f"{i:032x}",
            "person.name": name(i),
            "members": f"{name(i + 1)}、{name(i + 2)}",
        }
        row |= {paper.section: f"第{i // 6 + 1}组"} if paper.section else {}
        if paper.group:
            row |= {
                paper.group: f"{i // 2:032x}",
                "no": str(i // 2 + 1),
                "address.text": LONG_ADDRESS if i == 2 else "3组12号",
            }
            del row["uid"]
        yield row


def volume(shelved: Shelved | None = None) -> Page:
    """Return a small volume with everything a volume has."""
    sheet = Sheet(landscape=True)
    resident = replace(papers()["resident_ledger"], new_page=True, blank_rows=True)
    chapters = (
        Chapter(number=3, page=build_table(resident, list(people(120)), replace(HEADER, series=series(3)), shelved), records="40 户 120 人"),
        Chapter(number=12, page=build_table(papers()["disabled"], list(rows("disabled", 3)), replace(HEADER, series=series(12)), shelved),
                records="3 人"),
    )  # fmt: skip
    return build_book("book", Bound(
        volume=Volume(title="网格化社会管理台账", unit="临河街道柳行村", grid="柳行村第二网格", grid_code="3799010150020000002",
                      year="2026", number=2, count=3, keeper=name(9)),
        rules=("本册由村（社区）统一规范管理。", "页码写作“三-12”。"),
        overview=Overview(
            texts=(("责任区范围", "东至县道，西至水渠，南至铁路，北至村界；含1组至4组。"),),
            figures=(("基本情况", (("面积", "1.20 平方公里"), ("村民小组", "4"))), ("人口（户、人）", (("户数", "40"), ("人口总数", "120")))),
            groups=(("低保特困", "4"), ("残疾人", "3")), crew=(("网格员", name(9), "13800000000"), ("网格长", name(3), "")),
        ),
        chapters=chapters, empty=((6, "实有单位台账"), (7, "经营门店台账")), sheet=sheet,
    ), HEADER)  # fmt: skip


def _ledger(key: str, count: int = 14, layout: Layout | None = None) -> Page:
    paper = laid(papers()[key], layout or Layout(), catalogue())
    return build_table(paper, list(rows(key, count)), HEADER)


def _residents(layout: Layout) -> Page:
    paper = laid(papers()["resident_ledger"], layout, catalogue())
    return build_table(paper, list(people(40)), HEADER)


PAGES: dict[str, Callable[[], Page]] = {
    **{
        key: lambda key=key: _ledger(key)  # type: ignore[misc]
        for key in ("household_ledger", "tenancy", "event", "meeting", "training_attendance", "duty", "equipment", "unit", "natural_place")
    },
    "resident_upright": lambda: _residents(Layout(size="A4", landscape=False)),
    "resident_large": lambda: _residents(Layout(large=True)),
    "resident_sums": lambda: _residents(Layout(blank_rows=True, subtotal=True)),
    "tenancy_upright": lambda: _ledger("tenancy", layout=Layout(size="A4", landscape=False)),
    "book": volume,
    "book_shelved": lambda: volume(Shelved()),
}  # fmt: skip


def golden(key: str) -> str:
    """Return the text of every page of a sample."""
    return "\n\f\n".join(texts(pdf(PAGES[key]())[0])) + "\n"


if __name__ == "__main__":
    for key in PAGES:
        (FOLDER / f"{key}.txt").write_text(golden(key), encoding="utf-8")
