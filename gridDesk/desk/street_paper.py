"""各单位 on paper: the table of the offices below, and the report of a folder taken in; figures and names of offices only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.text import today_iso

if TYPE_CHECKING:  # Exchange loads when one of these papers is asked for, not with every list that is printed.
    from gridDesk.desk.street import OfficeLine
    from gridDesk.desk.street_folder import FolderOffice, FolderPackage
    from gridDesk.documents.table_page import Column, Item, TablePage

PREFIX = "view:street:"
OFFICES, REPORT = f"{PREFIX}offices", f"{PREFIX}report"
_TITLES = {OFFICES: "各单位数据往来情况表", REPORT: "数据包收取情况报告"}
_HELP = {
    OFFICES: "每个下级单位最近的数据包、两边人数、是否一致和要处理的事。",
    REPORT: "最近一次收取整个文件夹：每个单位收到了什么、哪些没有收、为什么。",
}
_COLUMNS = (
    ("no", "序号", 11.0, "center"), ("name", "单位", 34.0, "left"), ("state", "状态", 18.0, "left"), ("n", "最近的包", 17.0, "right"),
    ("made", "对方写出", 31.0, "left"), ("taken", "本机收取", 31.0, "left"), ("theirs", "对方人数", 19.0, "right"),
    ("ours", "本机人数", 19.0, "right"), ("waiting", "未回执", 15.0, "right"), ("marks", "要处理的事", 72.0, "left"),
)  # fmt: skip
_REPORT = (
    ("name", "单位", 36.0, "left"), ("file", "数据包", 62.0, "left"), ("outcome", "结果", 34.0, "left"), ("new", "新增", 16.0, "right"),
    ("changed", "修改", 16.0, "right"), ("closed", "注销", 16.0, "right"), ("why", "说明", 87.0, "left"),
)  # fmt: skip
_SIGNED = ("经办人", "审核人", "负责人")


def is_street(key: str) -> bool:
    """Tell whether a paper's key is one of these."""
    return key.startswith(PREFIX)


def title(key: str) -> str:
    """Return the title of the paper with a key."""
    return _TITLES.get(key, _TITLES[OFFICES])


def help_words(key: str) -> str:
    """Return what the paper is for."""
    return _HELP.get(key, _HELP[OFFICES])


def page(desk: Desk, key: str) -> TablePage:
    """Return the page of a key. Raises DeskError when no folder was taken in yet."""
    return _report_page(desk) if key == REPORT else _offices_page(desk)


def _offices_page(desk: Desk) -> TablePage:
    from gridDesk.desk.street import offices, summary
    from gridDesk.documents.table_page import Section

    lines = offices(desk)
    body: list[Item] = [Section(summary(lines))]
    body += [_cells(number, line) for number, line in enumerate(lines, 1)]
    return _table(desk, OFFICES, "street_offices", _columns(_COLUMNS), body, "单位：人")


def _cells(number: int, line: OfficeLine) -> tuple[str, ...]:
    return (
        str(number), line.name, line.word, f"第 {line.n} 号" if line.n else "", moment(line.made), moment(line.taken),
        _count(line.their_people), _count(line.own_people), str(line.unacknowledged or ""), "；".join(line.marks),
    )  # fmt: skip


def moment(when: str) -> str:
    """Return an ISO moment as it is printed, to the minute."""
    return when[:16].replace("T", " ")


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _report_page(desk: Desk) -> TablePage:
    from gridDesk.desk.street_folder import last_report
    from gridDesk.documents.table_page import Section

    report = last_report(desk)
    if report is None:
        raise DeskError("还没有收取过整个文件夹，", advice="请先在“各单位”页收取，再打印报告。")
    body: list[Item] = [Section(report.line)]
    for office in report.offices:
        body += _office(office)
    if report.others:
        body.append(Section("没有归到哪个单位的文件"))
        body += [_package("", one) for one in report.others]
    when = f"{moment(report.begun)} 到 {report.ended[11:16]}"
    return _table(desk, REPORT, "street_report", _columns(_REPORT), body, when)


def _office(office: FolderOffice) -> Iterator[tuple[str, ...]]:
    """Yield the rows of an office: its packages, and below several of them their sum."""
    words = (
        {True: "收取后两边一致。", False: "收取后两边对不上。", None: ""}[office.equal] if office.of("applied") else ""
    )
    single = len(office.packages) == 1
    for one in office.packages:
        yield _package(office.name, one, words if single else "")
    if not single:
        yield (f"{office.name}小计", "", "", *(f"{number:,}" for number in office.figures), words)


def _package(name: str, one: FolderPackage, words: str = "") -> tuple[str, ...]:
    file = f"第 {one.n} 号（{one.file}）" if one.n else one.file
    numbers = [f"{number:,}" if one.outcome == "applied" else "" for number in (one.new, one.changed, one.closed)]
    return (name, file, one.word, *numbers, "".join(part for part in (one.why, *one.problems, words) if part))


def _columns(described: tuple[tuple[str, str, float, str], ...]) -> tuple[Column, ...]:
    from gridDesk.documents.table_page import Column

    sides: dict[str, Literal["left", "center", "right"]] = {"left": "left", "center": "center", "right": "right"}
    return tuple(Column(key, words, width, sides[align]) for key, words, width, align in described)


def _table(desk: Desk, key: str, name: str, columns: tuple[Column, ...], body: list[Item], right: str) -> TablePage:
    from gridDesk.documents.sheet import Sheet
    from gridDesk.documents.table_page import TablePage
    from gridDesk.documents.tables import chinese_date

    return TablePage(
        name=name, title=f"{desk.office.name}{title(key)}", columns=columns, body=body, sheet=Sheet(landscape=True),
        left=f"单位（盖章）：{desk.office.name}", middle=f"日期：{chinese_date(today_iso())}", right=right, signatures=_SIGNED,
    )  # fmt: skip
