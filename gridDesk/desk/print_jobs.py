"""Printings: each has a number of its own and is written down, whether it went to paper or into a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

import msgspec

from gridDesk.desk import anchors, audit, grants, log_pages, paper_mark
from gridDesk.desk.office import Desk
from gridDesk.text import fold, now_iso, squeeze

if TYPE_CHECKING:
    from gridDesk.desk.grants import Grant
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.store import PrintJob

Way = Literal["printer", "file", "changed"]

WAYS: dict[str, str] = {"printer": "打印", "file": "存成文件", "changed": "打印变更页"}
_DASHES = str.maketrans("—–－－", "----")
_WORDS = re.compile(r"^(纸号|记录号|编号)[:：]?")
_SHEET = re.compile(r"([0-9A-Z]{6})(?:-([0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class JobLine:
    """A printing as it is listed: its code, and the words a clerk reads."""

    code: str
    title: str
    at: str
    by: str
    way: str
    pages: int
    sheets: int
    copies: int
    purpose: str
    recipient: str
    line: str


def read_code(text: str) -> tuple[str, int] | None:
    """Return the printing's number and the page (0: none) in what was typed or scanned, or None where it cannot be one."""
    folded = _WORDS.sub("", squeeze(fold(text)).upper().translate(_DASHES))
    found = _SHEET.fullmatch(folded)
    code = paper_mark.read_code(found[1]) if found else ""
    return (code, int(found[2] or 0)) if found and code else None


def note(desk: Desk, order: PrintOrder, title: str, *, pages: int, sheets: int = 0, way: Way = "printer",
         layout: str = "", scope: str = "", grant: Grant | None = None) -> PrintJob:  # fmt: skip
    """Write a printing down; one with the same code (its later pages) is added to. `title` names nobody.

    `grant` is what allowed it; it is told in the log, and copies given to others go into their register.
    """
    from gridDesk.store import PrintJob

    system = desk.store.system
    code = order.code or paper_mark.new_code(desk)
    with system.together():
        had = system.print_jobs.get(code)
        job = PrintJob(
            code=code, n=had.n if had else system.next_number("print_job"), paper=order.paper, scope=scope,
            copy=order.copy, title=title, at=now_iso(), by=desk.user, purpose=order.purpose,
            recipient=order.recipient, pages=pages + (had.pages if had else 0),
            sheets=(sheets or pages) + (had.sheets if had else 0), copies=order.copies, way=way, layout=layout,
            ordered=cast("dict[str, object]", msgspec.to_builtins(order)),
            log=(had.log if had else {}) | anchors.printed_under(desk, code),
        )  # fmt: skip
        system.print_jobs.put(job)
        if grant is not None:
            grants.note_use(desk, grant, code=code, pages=pages)
        _log(desk, job, order, pages, grant)
    log_pages.hand_out(desk, replace(order, code=code))
    return job


def _log(desk: Desk, job: PrintJob, order: PrintOrder, pages: int, grant: Grant | None) -> None:
    detail: dict[str, object] = {
        "paper": order.paper.partition(":")[0], "code": job.code, "pages": pages, "copies": job.copies, "way": job.way,
    }  # fmt: skip
    if grant is not None and not grant.harmless:
        given = grant.order
        detail |= {"level": f"M{int(given.level)}", "purpose": given.purpose, "encrypted": given.encrypted}
    persons = grant.order.persons if grant is not None else 0
    audit.note(
        desk, "export" if job.way == "file" else "print", count=persons, grant=grant.id if grant else "",
        detail=detail,
    )  # fmt: skip


def recent(desk: Desk, limit: int = 200) -> list[JobLine]:
    """Return the last printings, newest first."""
    return [_line(job) for job in desk.store.system.print_jobs.list()[:limit]]


def _line(job: PrintJob) -> JobLine:
    way = WAYS.get(job.way, job.way)
    words = [f"{job.at[:10]} {way}《{job.title}》", f"{job.pages} 页", f"记录号 {job.code}"]
    words += [f"用途：{job.purpose}"] if job.purpose else []
    words += [f"领取人：{job.recipient}"] if job.recipient else []
    return JobLine(
        job.code, job.title, job.at, job.by, way, job.pages, job.sheets, job.copies, job.purpose, job.recipient,
        "，".join(words) + "。",
    )  # fmt: skip
