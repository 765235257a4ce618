"""What the sheets of the log are filled from: a month in sums, or the events of a span for the report of an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gridDesk.desk import audit_state, audit_view, refusals
from gridDesk.desk.audit_words import CLOCK_WORDS, shown
from gridDesk.documents import audit_sheets as sheets
from gridDesk.documents.form_page import forms_page
from gridDesk.errors import DeskError
from gridDesk.ledger.dates import chinese_date
from gridDesk.store.audit_log import Wanted
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.desk.office import Desk
    from gridDesk.documents.form import FormPage
    from gridDesk.store.audit import AuditLine

MOST = 500  # lines told in full on one sheet
WEAK = audit_view.GROUPS["weak"][1]
OUT = tuple(
    dict.fromkeys((*WEAK, *audit_view.GROUPS["out"][1], "package_out", "erase", "account_added", "account_changed"))
)


def month(making: Making) -> FormPage:
    """Make 操作记录月报."""
    _check(making.desk)
    asked = making.order.month or (making.order.date or today_iso())[:7]
    words = f"{asked[:4]} 年 {int(asked[5:7])} 月"
    sheet = _sheet(making.desk, Wanted(since=asked, until=asked), words, WEAK, sums=True)
    return forms_page(making.paper, [sheets.month_sheet(making.paper, sheet)], making.header)


def incident(making: Making) -> FormPage:
    """Make 事件报告单: of a month, or from a day until today."""
    _check(making.desk)
    order = making.order
    since, until = (order.month, order.month) if order.month else (order.date or today_iso(), today_iso())
    if order.month:
        words = f"{since[:4]} 年 {int(since[5:7])} 月"
    else:
        words = chinese_date(since) if since >= until else f"{chinese_date(since)} 至 {chinese_date(until)}"
    sheet = _sheet(making.desk, Wanted(since=since, until=max(since, until)), words, OUT, sums=False)
    return forms_page(making.paper, [sheets.incident_sheet(making.paper, sheet)], making.header)


def _check(desk: Desk) -> None:
    if not audit_view.sees_all(desk):
        refusals.act(desk, "打印操作记录")
        raise DeskError(
            "操作记录的月报和事件报告单只能由审计人或钥匙保管人打印，", advice="请由有这项权限的同事登录后打印。"
        )


def _sheet(desk: Desk, wanted: Wanted, words: str, kinds: Sequence[str], *, sums: bool) -> sheets.LogSheet:
    first, last = desk.store.log.bounds(wanted)
    state = audit_state.state_of(desk)
    told = Wanted(since=wanted.since, until=wanted.until, kinds=tuple(kinds))
    found = audit_view.Lines(desk, told)
    full = audit_view.some(found, MOST)[::-1]
    return sheets.LogSheet(
        office=desk.office.name, span=words, first=first, last=last, code=desk.store.log.hash_at(last)[:10],
        state=state.words, problems=tuple(state.problems[:6]), full=tuple(_line(desk, line) for line in full), left_out=len(found) - len(full),
        sums=tuple((one.label, one.who, one.lines, one.count) for one in audit_view.sums(desk, wanted)) if sums else (),
        others=tuple((one.name, f"{one.n:,}", one.words) for one in audit_view.others(desk)) if sums else (),
    )  # fmt: skip


def _line(desk: Desk, line: AuditLine) -> sheets.LogLine:
    one = shown(desk, line)
    return sheets.LogLine(
        n=one.n, at=one.at, who=one.who, act=one.act, where=one.where, count=one.count, mark="" if one.clock_ok else CLOCK_WORDS
    )  # fmt: skip
