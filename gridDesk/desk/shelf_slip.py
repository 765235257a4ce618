"""抽换单: the small table that tells a clerk which sheets to take out and which to put in; filed at the front of the book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk.office import Desk
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Signatures, Space, Strip, Title, Words
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.shelf import Exchange, Identity, SheetOfPaper, StandingPage, StandingSheet, identity
from gridDesk.documents.tables import chinese_date
from gridDesk.text import now_iso, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.shelf import Prepared

_WIDTHS = (12.0, 40.0, 26.0, 24.0, 40.0, 28.0)
_ROW = 7.0
_ALL = 60  # above so many old sheets a whole reprint is told in words
_OUT_ONLY, _IN_ONLY = "（不再使用）", "（新增）"


@dataclass(frozen=True, slots=True)
class _Swap:
    """A line of the slip: sheets to take out, and the sheets put in their place."""

    out: tuple[StandingSheet, ...]
    put: tuple[SheetOfPaper, ...]


def make_slip(desk: Desk, prepared: Prepared, change: Exchange, spent: Sequence[str] = ()) -> FormPage:
    """Return the slip for an exchange; `spent` supplements are taken out too."""
    blocks = [
        Title("抽换单"),
        Strip(f"单位：{desk.office.name}", "", chinese_date(today_iso())),
        Strip(f"台账：{prepared.title}", "", f"记录号：{prepared.code}"),
        *_body(prepared, change),
        Space(2.0),
        Words(_summary(prepared, change, spent), size=10.5, indent=False),
        Space(4.0),
        Signatures(("抽换人", "核对人", "抽换日期")),
    ]
    form = Form(part="抽换单", blocks=tuple(blocks))
    return FormPage(
        name="shelf_slip", title="抽换单", forms=(form,), foot=f"{desk.office.name} · {now_iso()[:16].replace('T', ' ')}",
        made=now_iso(),
    )  # fmt: skip


def _body(prepared: Prepared, change: Exchange) -> list[Grid | Words]:
    whole = len(change.put_in) == len(prepared.today) and not change.still_valid
    if whole and (not change.take_out or len(change.take_out) > _ALL):
        return [Words(_anew(prepared, change), size=10.5, indent=False)]
    swaps = swaps_of(change)
    if not swaps:
        return [Words("没有要抽换的页。", size=10.5, indent=False)]
    several = len({page.paper for sheet in prepared.today for page in sheet.pages}) > 1
    titles = prepared.titles if several else {}
    lines = tuple(_line(n, swap, prepared.code, titles) for n, swap in enumerate(swaps, 1))
    return [Grid(_WIDTHS, lines, _head())]


def _anew(prepared: Prepared, change: Exchange) -> str:
    put = f"放入新印的全部 {len(change.put_in)} 张，纸号 {prepared.code}-1 至 {prepared.code}-{len(prepared.printed)}。"
    return f"原有的 {len(change.take_out)} 张全部抽出。{put}" if change.take_out else put


def _head() -> tuple[Line, ...]:
    return (
        Line(
            (Cell("序号", label=True, down=2), Cell("抽出", span=3, label=True), Cell("放入", span=2, label=True)), _ROW
        ),
        Line(tuple(Cell(word, label=True) for word in ("页码", "纸号", "印于", "页码", "纸号")), _ROW),
    )


def _line(n: int, swap: _Swap, code: str, titles: Mapping[str, str]) -> Line:
    out, put = (
        [page for sheet in swap.out for page in sheet.pages],
        [page for sheet in swap.put for page in sheet.pages],
    )
    texts = (
        str(n),
        _labels(out, titles) or _IN_ONLY,
        "、".join(sheet.front.sheet_code for sheet in swap.out),
        "、".join(dict.fromkeys(page.printed_at[:10] for page in out)),
        _labels(put, titles) or _OUT_ONLY,
        "、".join(f"{code}-{sheet.front.number}" for sheet in swap.put),
    )
    return Line(tuple(Cell(text, align="center") for text in texts), _ROW)


def _labels(pages: Iterable[PrintedPage | StandingPage], titles: Mapping[str, str]) -> str:
    pages = list(pages)
    said = "、".join(page.label for page in pages)
    names = "、".join(dict.fromkeys(titles[page.paper] for page in pages if page.paper in titles))
    return f"{names} {said}" if names else said


def _summary(prepared: Prepared, change: Exchange, spent: Sequence[str]) -> str:
    used = _names(change.put_in) | _names(change.still_valid)
    gone = [page.label for sheet in change.take_out for page in sheet.pages if identity(page) not in used]
    words = [f"抽出 {len(change.take_out)} 张，放入 {len(change.put_in)} 张，仍然有效 {len(change.still_valid)} 张。"]
    words += [f"不再使用的页码：{'、'.join(gone)}。"] if gone and len(gone) <= _ALL else []
    if prepared.supplement:
        count = len(prepared.supplement.corrections)
        words += [f"另有 {count} 处按变更登记页 {prepared.supplement.code} 用笔更正，登记页放在本单后面。"]
    words += [f"变更登记页 {'、'.join(spent)} 上的更正都已换成新页，可以抽出。"] if spent else []
    words += ["请按页码抽换，换下的旧页不要留在册内；本单放在册首。"]
    return "".join(words)


def _names(sheets: Iterable[SheetOfPaper | StandingSheet]) -> set[Identity]:
    return {identity(page) for sheet in sheets for page in sheet.pages}


def swaps_of(change: Exchange) -> list[_Swap]:
    """Put the sheets that share a page side by side, in the order in which they stand on the shelf."""
    old = {identity(page): sheet for sheet in change.take_out for page in sheet.pages}
    swaps: list[_Swap] = []
    at: dict[StandingSheet, int] = {}
    for sheet in change.put_in:
        before = list(dict.fromkeys(old[identity(page)] for page in sheet.pages if identity(page) in old))
        place = next((at[one] for one in before if one in at), len(swaps))
        fresh = tuple(one for one in before if one not in at)
        had = swaps[place] if place < len(swaps) else _Swap((), ())
        swaps[place : place + 1] = [_Swap((*had.out, *fresh), (*had.put, sheet))]
        at |= dict.fromkeys(fresh, place)
    return swaps + [_Swap((sheet,), ()) for sheet in change.take_out if sheet not in at]
