"""What the code at the foot of a sheet answers, and the stacks that stand on the shelf."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from gridDesk.desk import anchors
from gridDesk.desk.office import Desk
from gridDesk.desk.print_jobs import read_code
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.shelf import SheetAnswer, ShelfLine
from gridDesk.desk.shelf_register import SUPPLEMENT
from gridDesk.ledger.dates import chinese_date

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.store import PrintJob, ShelfPage

UNREADABLE = "“{}”不是纸号，可能抄错了一位。请照页脚的纸号输入，如 7K3M9Q-12。"
UNKNOWN = "没有这张：登记里没有纸号 {}。它可能是别的电脑打印的，或者是恢复备份以前打印的，请与现行的册子核对。"


def answer(desk: Desk, text: str) -> SheetAnswer:
    """Answer a code as typed or scanned."""
    read = read_code(text)
    if read is None:
        return SheetAnswer("unreadable", UNREADABLE.format(text.strip()))
    code, number = read
    shown = f"{code}-{number}" if number else code
    job = desk.store.system.print_jobs.get(code)
    if job is None:
        return SheetAnswer("unknown", UNKNOWN.format(shown), shown)
    page = desk.store.system.shelf_pages.get(code, number)
    found = _of_page(job, page, shown) if page else _of_job(desk, job, number, shown)
    return replace(found, log_code=anchors.code_of(job), log_holds=anchors.still_holds(desk, job))


def _of_page(job: PrintJob, page: ShelfPage, shown: str) -> SheetAnswer:
    what = f"这张是《{job.title}》{label(page)}，{day(page.printed_at)}打印，"
    if not page.replaced_at and not page.amended:
        state, says = "current", "现行有效。"
    elif not page.replaced_at:
        state, says = "amended", f"现行有效，已按变更登记页 {page.amended_by.replace(',', '、')} 用笔更正，要对照着看。"
    elif "-" in page.replaced_by:
        state, says = "replaced", f"已于{day(page.replaced_at)}被 {page.replaced_by} 这张替换，请不要再使用。"
    else:
        state, says = "replaced", f"已于{day(page.replaced_at)}抽出，这一页不再使用。"
    return SheetAnswer(
        state, what + says, shown, job.title, page.label, page.printed_at, page.replaced_at, page.replaced_by
    )


def _of_job(desk: Desk, job: PrintJob, number: int, shown: str) -> SheetAnswer:
    what = f"《{job.title}》{day(job.at)}打印，"
    pages = desk.store.system.shelf_pages.list(code=job.code)
    standing = [page for page in pages if not page.replaced_at]
    if number and pages:
        says = f"没有这张：登记里没有它的第 {number} 面，当时没有印出来，或者没有上架。请核对纸号。"
        return SheetAnswer("unknown", what + says, shown, job.title)
    if standing:
        says = f"书架上还有 {len(standing)} 页现行有效；请输入页脚的完整纸号，如 {shown}-1。"
        return SheetAnswer("current", what + says, shown, job.title, "", job.at)
    if pages:
        return SheetAnswer("replaced", f"{what}各页都已替换，请不要再使用。", shown, job.title, "", job.at)
    return SheetAnswer("printed", f"{what}没有登记上架，只反映打印当天的情况。", shown, job.title, "", job.at)


def label(page: ShelfPage) -> str:
    """Return what a page is called in a sentence: 第 12-1 页, or the words of a form."""
    if page.paper == SUPPLEMENT:
        return f"变更登记页第 {page.label} 页"
    return f"第 {page.label} 页" if page.label[:1].isdigit() else f"“{page.label}”"


def day(iso: str) -> str:
    """Return the day of an ISO datetime as people write it: 2026年11月21日."""
    return chinese_date(iso[:10])


def still_true(desk: Desk, text: str, progress: Progress = silent) -> bool | None:
    """Tell whether a sheet says what the ledgers say today; None when it is not on the shelf.

    Lays the whole paper out, as a change print does: seconds for a volume.
    """
    from gridDesk.desk.shelf import prepare

    code, number = read_code(text) or ("", 0)
    page = desk.store.system.shelf_pages.get(code, number)
    if page is None or page.replaced_at or page.paper == SUPPLEMENT:
        return None
    _, line = next(pair for pair in _stacks(desk) if pair[0] == page.shelf)
    exchange = prepare(desk, line.order, duplex=line.duplex, progress=progress).exchange
    valid = {(one.code, one.number) for sheet in exchange.still_valid for one in sheet.pages}
    return (code, number) in valid


def stacks(desk: Desk) -> list[ShelfLine]:
    """Return the stacks on the shelf, the last exchanged first."""
    return [line for _, line in _stacks(desk)]


def _stacks(desk: Desk) -> list[tuple[str, ShelfLine]]:
    """Return the stacks on the shelf with the id of each."""
    jobs = {job.code: job for job in desk.store.system.print_jobs.list()}
    pages = desk.store.system.shelf_pages.list(replaced_at="")
    found = []
    standing = (page for page in pages if page.paper != SUPPLEMENT)
    for shelf, group in groupby(standing, lambda page: page.shelf):
        stack = list(group)
        last = max(stack, key=lambda page: jobs[page.code].n)
        found.append((-jobs[last.code].n, shelf, _line(jobs[last.code], stack, last.printed_at)))
    return [(shelf, line) for _, shelf, line in sorted(found, key=lambda one: one[:2])]


def _line(job: PrintJob, stack: list[ShelfPage], printed_at: str) -> ShelfLine:
    sheets = {(page.code, page.sheet) for page in stack}
    return ShelfLine(job.title, ordered(job), len(sheets) < len(stack), len(stack), len(sheets), printed_at)


def ordered(job: PrintJob) -> PrintOrder:
    """Return the order of a printing, to be given again; what a newer program added to it is left out."""
    from gridDesk.desk.print_order import Layout, PrintOrder

    known = {item.name for item in fields(PrintOrder)} - {"code", "shelved", "layout"}
    said = {
        key: tuple(value) if isinstance(value, list) else value for key, value in job.ordered.items() if key in known
    }
    layout = cast("dict[str, Any]", job.ordered.get("layout", {}))
    return PrintOrder(**cast("dict[str, Any]", said), layout=Layout(**layout))
