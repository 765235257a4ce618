"""The bound volume of a grid or village (《网格化社会管理台账》): which ledgers it holds, in which order, and what for.

Chapters have fixed numbers, so that one that gets its first record does not move the others on the shelf. Sealed
ledgers are never in it: they are kept apart.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridDesk import paths
from gridDesk.desk import grid_views
from gridDesk.desk.book_figures import overview
from gridDesk.desk.grant_order import gives
from gridDesk.desk.home_rows import HouseholdRows, TenancyRows
from gridDesk.desk.layouts import laid
from gridDesk.desk.ledger_rows import DATE, LedgerRows
from gridDesk.desk.paper_rows import DwellingRows, GroupRows, ResidentRows
from gridDesk.documents.book import Bound, Chapter, Volume, build_book, series
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.tables import build_table
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.desk.office import Desk
    from gridDesk.desk.print_order import Layout
    from gridDesk.documents.page import Book
    from gridDesk.documents.papers import Paper
    from gridDesk.documents.tables import Header
    from gridDesk.ledger import Row

TITLE = "网格化社会管理台账"
FIRST = 2  # 第一编 is the area at a glance
SPECIAL = "special"
# Fixed, also where a ledger is empty; a new one goes to the end.
ORDER = (
    "household_ledger", "resident_ledger", "dwelling_ledger", "tenancy", "unit", "shop", "key_place", "natural_place",
    "building", SPECIAL, "event", "meeting", "publicity", "training", "training_attendance", "duty", "post", "guard_team",
    "equipment",
)  # fmt: skip
_HOMES: dict[str, type[HouseholdRows] | type[DwellingRows] | type[TenancyRows]] = {
    "household_ledger": HouseholdRows, "dwelling_ledger": DwellingRows, "tenancy": TenancyRows,
}  # fmt: skip
_FROM_GROUP = ("resident_ledger", "household_ledger", "dwelling_ledger")  # each village group begins a page
_HAPPENED = ("work", "team")
_ABOUT = re.compile("台账|基本情况|采集")
_RULES = (
    "本册由村（社区）统一规范管理，每个网格一册，由网格员填写、网格长审核，网格长对内容真实负责。",
    "各编分开编页，页码写作“编号-页码”（如“三-12”即第三编第 12 页）。人口、户、房屋按村民小组或楼栋排列，每组另起一页；"
    "一页排不下的接在后面，写作 12-1、12-2。",
    "情况有变动，先在电脑台账里改，再打印变更页换入；来不及打印的，用黑色签字笔在原页更正：在错字上画一道横线，保持原字看得清，"
    "在旁边写上正确的内容，签名并注明日期。不得涂抹、刮擦、贴补。新增的记在本页或本编的空行里。",
    "换页时按“抽换单”抽出旧页、装入新页，并在“换页登记”记一行；旧页含个人信息，当场交回统一粉碎，不得留作草稿纸。"
    "页脚的纸号和二维码可以查这一页是不是现行的。",
    "“网格责任区基本情况”的数字由台账计算得出，以截至日期为准，与派出所核定数分开填写，不一致的在“核对签字”写明原因。",
    "本册含个人信息，放在带锁的柜子里，由专人保管；查阅要登记，不得拍照发群、复制外传。保管人变动时，按册号、页数当面交接并签字。",
    "社区矫正、刑满释放、严重精神障碍等受保护台账不装入本册，单独印制、单独保管。",
    "年度终了，核对签字、盖章后归档，另立新册。装订在左侧（与纵向文件合订时在上侧），封面盖单位公章，页脚不得裁去。",
)  # fmt: skip


def book(making: Making) -> Book:
    """Make the volume of a grid, or of the whole office where none is chosen.

    Mode `filled` holds the ledgers that have records, `half` the empty ones too, with rows for the pen, and `blank` is
    a volume without any record.
    """
    grid = _grid(making.desk, making.order.grid)
    chapters, empty = [], []
    for part in _parts(making):
        if part.count or making.order.mode != "filled":
            chapters.append(part.chapter())
        else:
            empty.append((part.number, part.paper.title))
    bound = Bound(
        volume=_volume(making, grid), rules=tuple(_rules(making.desk)),
        overview=overview(making.desk, grid, making.scope, given=gives(making.order)),
        chapters=tuple(chapters), empty=tuple(empty), sheet=_sheet(making),
    )  # fmt: skip
    return build_book(making.paper.key, bound, making.header)


@dataclass(frozen=True)
class _Part:
    """A ledger in the volume: its number and paper, its rows, and how many records these are of."""

    making: Making
    number: int
    paper: Paper
    rows: Iterable[Mapping[str, str]]
    count: int
    words: str
    header: Header

    def chapter(self) -> Chapter:
        """Return the chapter; one without records has rows for the pen."""
        paper = self.paper if self.count else replace(self.paper, blank_rows=True)
        head = replace(self.header, series=series(self.number))
        page = build_table(paper, self.rows, head, self.making.shelved)
        return Chapter(number=self.number, page=page, records=self.words if self.count else "空白待填")


def _parts(making: Making) -> Iterator[_Part]:
    """Yield every ledger that belongs into the volume, with its fixed number."""
    from gridDesk.desk.printing import paper_of

    wanted = _layout(making)
    for number, key in enumerate(_keys(making.desk), start=FIRST):
        paper = laid(_headed(making, paper_of(making.desk, key)), wanted, making.desk.catalogue)
        paper = replace(paper, sheet=_sheet(making))
        rows, count, words, header = _rows(making, paper)
        if making.order.mode == "blank":
            rows, count = [], 0
        yield _Part(making, number, paper, rows, count, words, header)


def _keys(desk: Desk) -> Iterator[str]:
    """Yield the papers in their order; open groups stand where the volume has them, switched on or not."""
    for key in ORDER:
        if key == SPECIAL:
            yield from (shape.key for shape in desk.catalogue.special() if not shape.sealed)
        else:
            yield key


def _headed(making: Making, paper: Paper) -> Paper:
    """Return a paper whose village groups each begin a page where the volume wants it, and whose title says the year."""
    if _of_a_year(making.desk, paper):
        paper = replace(paper, title=f"{paper.title}（{_year(making)} 年）")
    return replace(paper, new_page=True) if paper.key in _FROM_GROUP else paper


def _of_a_year(desk: Desk, paper: Paper) -> bool:
    """Tell whether a ledger keeps what happened on a day: the volume of a year holds that year's records only."""
    shape = desk.catalogue[paper.ledger]
    return shape.group in _HAPPENED and DATE in shape


def _year(making: Making) -> str:
    """Return the year of the volume: that of the month or day which was asked for, else this one."""
    return (making.order.month or making.order.date or today_iso())[:4]


def _rows(making: Making, paper: Paper) -> tuple[Iterable[Mapping[str, str]], int, str, Header]:
    """Return the rows of a ledger, how many records they are of, that in words, and the words above them."""
    desk, scope, level, header = making.desk, making.scope, making.level, making.header
    if paper.key == "resident_ledger":
        people = ResidentRows(desk, scope, level)
        count = people.people
        return people, count, f"{len(people.order)} 户 {count} 人", replace(header, counts=people.counts())
    if paper.key in _HOMES:
        homes = _HOMES[paper.key](desk, scope, level)
        unit = "份" if paper.key == "tenancy" else paper.unit
        return homes, len(homes.order), f"{len(homes.order)} {unit}", header
    if desk.catalogue[paper.ledger].group == "special":
        group = GroupRows(desk, paper.ledger, scope, level)
        return group, len(group.rows), f"{len(group.rows)} {paper.unit}", header
    rows = LedgerRows(desk, paper.ledger, scope, level, _year(making) if _of_a_year(desk, paper) else "")
    return rows, len(rows.order), f"{len(rows.order)} {paper.unit}", header


def _layout(making: Making) -> Layout:
    """Return the one layout of all chapters, for they are bound together: A4 across (A3 for large type), with free rows,
    unless another is wanted.
    """
    wanted = making.order.layout
    return replace(
        wanted, size=wanted.size or ("A3" if wanted.large else "A4"),
        landscape=True if wanted.landscape is None else wanted.landscape,
        binding=wanted.binding or "left", blank_rows=True if wanted.blank_rows is None else wanted.blank_rows,
    )  # fmt: skip


def _sheet(making: Making) -> Sheet:
    wanted = _layout(making)
    return Sheet(
        size=wanted.size or "A4", landscape=wanted.landscape is not False, binding=wanted.binding or "left",
        mirror=making.paper.sheet.mirror,
    )  # fmt: skip


def _grid(desk: Desk, uid: str | None) -> Row:
    """Return the grid of a volume: the chosen one, the only one there is, or none."""
    grids = desk.grids()
    return next((row for row in grids if row["uid"] == uid), grids[0] if len(grids) == 1 else {})


def _volume(making: Making, grid: Row) -> Volume:
    desk, grids = making.desk, making.desk.grids()
    place = next((n for n, row in enumerate(grids, start=1) if grid and row["uid"] == grid["uid"]), 1)
    office = desk.office
    return Volume(
        title=TITLE, unit=f"{office.parent_name}{office.name}", grid=str(grid.get("name") or f"全部网格（{len(grids)} 个）"),
        grid_code=str(grid.get("code") or ""), year=_year(making), number=place, count=len(grids) if grid else 1,
        keeper=str(grid.get("worker") or ""),
    )  # fmt: skip


def _rules(desk: Desk) -> Iterator[str]:
    """Yield how the volume is kept: what the office's regulation asks of ledgers, then the usual."""
    profile = grid_views.profile_of(desk)
    asked = [f"{where}：{rule}" for where, rule in clauses(profile.id)]
    if asked:
        yield f"本册按《{profile.title}》建立。有关要求：{'；'.join(asked)}。"
    yield from _RULES


def clauses(profile: str) -> list[tuple[str, str]]:
    """Return (article, what it asks) of the clauses of a regulation that are about ledgers and paper."""
    path = paths.resources() / "policies" / "clauses.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = ("ledger", "paper", "log")
    return [
        (row["where"], row["rule"].replace("；", "，")) for row in rows
        if row["id"].startswith(f"{profile}-") and row["kind"] in wanted and _ABOUT.search(row["rule"])
    ]  # fmt: skip
