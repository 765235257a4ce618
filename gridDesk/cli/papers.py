"""The commands about paper: print, also only what changed since it was last printed, and look a sheet up."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk.cli import granting
from gridDesk.cli.common import Answer, Commands, opened
from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.print_order import PrintOrder


def add_print(commands: Commands) -> None:
    """Offer `print`."""
    paper = commands.add("print", _print, "打印台账和表单到 PDF 或 Word 文件")
    paper.add_argument("paper", help="如 resident_ledger、household_card、dwelling_ledger、daily_log")
    paper.add_argument("target", nargs="+", help="目标文件，.pdf 或 .docx")
    paper.add_argument("--group", default="", help="只打印一个村民小组")
    paper.add_argument("--date", default="", help="日志日期 YYYY-MM-DD")
    paper.add_argument("--month", default="", help="整月日志 YYYY-MM")
    paper.add_argument("--mode", default="filled", choices=("blank", "half", "filled"))
    paper.add_argument("--grid", default="", help="只打印一个网格，写网格名称")
    paper.add_argument(
        "--days", default="work", choices=("work", "all", "none"), help="整月日志：工作日、每天，或不印日期"
    )
    paper.add_argument("--count", type=int, default=1, help="空白表的份数；不印日期的空白日志的页数")
    paper.add_argument("--start", type=int, default=0, help="空白日志从第几号页码起；不写就接着上次的")
    _add_changed(paper)
    paper.add_argument(
        "--level", default="", choices=("", "M0", "M1", "M2", "M4"), help="遮盖级别；不写就是这种纸张平常的"
    )
    granting.add_arguments(paper)


def _add_changed(paper: argparse.ArgumentParser) -> None:
    """Add the arguments for printing only what changed."""
    paper.add_argument("--changed", action="store_true", help="只写出上次打印以后有变动的页，并登记上架")
    paper.add_argument("--duplex", action="store_true", help="与 --changed 同用：双面打印，按整张抽换")
    paper.add_argument("--renumber", action="store_true", help="与 --changed 同用：重新整理，全部重新编页")
    paper.add_argument("--slip", default="", help="与 --changed 同用：把抽换单写到这个 PDF 文件")
    paper.add_argument("--pen", default="", help="与 --changed 同用：零星改动用笔更正，把变更登记页写到这个 PDF 文件")
    paper.add_argument("--look", action="store_true", help="与 --changed 同用：只看不登记")


def add_sheet(commands: Commands) -> None:
    """Offer `sheet`."""
    sheet = commands.add("sheet", _sheet, "查一张纸的纸号：现行有效，还是已被替换")
    sheet.add_argument("code", help="页脚的纸号")


def _print(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import log_pages, printing
    from gridDesk.desk.print_order import PrintOrder

    with opened(options) as desk:
        order = PrintOrder(
            paper=options.paper, village_group=options.group, date=options.date, month=options.month, mode=options.mode,
            grid=_grid(desk, options.grid), days=options.days, count=options.count, start=options.start,
            level=options.level, purpose=options.purpose, recipient=options.to,
        )  # fmt: skip
        if options.changed:
            return _print_changed(desk, order, options)
        leave, passwords = granting.for_paper(desk, order, options), []
        done = []
        for target in options.target:
            passwords.append(granting.password_for(leave))
            done.append(printing.save(desk, order, Path(target), grant=leave, password=passwords[-1]))
        log_pages.hand_out(desk, order)
        lines = [f"已写出 {one.path}（{one.pages} 页）。" if one.pages else f"已写出 {one.path}。" for one in done]
        warnings = done[0].sentences if done else []
        files = [
            {"path": str(one.path), "pages": one.pages} | ({"password": password} if password else {})
            for one, password in zip(done, passwords, strict=True)
        ]
        return {"files": files, "warnings": warnings}, warnings + lines + granting.lines_of(passwords)


def _grid(desk: Desk, name: str) -> str | None:
    """Return the uid of the grid with a name, None where none was named. Raises DeskError for one that is not there."""
    found = [str(row["uid"]) for row in desk.grids() if row["name"] == name]
    if name and not found:
        raise DeskError(f"没有名为“{name}”的网格，", advice="请照网格台账里的名称写。")
    return found[0] if found else None


def _print_changed(desk: Desk, order: PrintOrder, options: argparse.Namespace) -> Answer:
    """Write only the pages that changed since they were last printed, and the slip; then move the page register."""
    from gridDesk.desk import printing, shelf

    prepared = shelf.prepare(desk, order, duplex=options.duplex, renumber=options.renumber)
    if options.pen:
        prepared = shelf.with_supplement(desk, prepared)
    found: dict[str, object] = {
        "code": prepared.code, "pages": len(prepared.pages), "of": len(prepared.printed), "changed": prepared.changed,
        "new": prepared.new, "removed": prepared.removed, "valid": prepared.valid, "numbers": list(prepared.pages),
    }  # fmt: skip
    lines = list(filter(None, (prepared.sentence, prepared.advice)))
    leave, passwords = granting.for_paper(desk, order, options), []

    def write(target: str, data: bytes) -> None:
        passwords.append(granting.password_for(leave))
        printing.write_file(Path(target), data, leave, passwords[-1])

    if prepared.exchange.empty and not prepared.supplement:
        return found, lines
    if prepared.supplement:
        found["supplement"] = {"code": prepared.supplement.code, "lines": len(prepared.supplement.corrections)}
        write(options.pen, shelf.supplement_pdf(desk, prepared))
        lines.append(f"已写出变更登记页 {options.pen}（{prepared.supplement.pages} 页）。")
    if prepared.pages:
        write(options.target[0], shelf.print_pdf(desk, prepared, only_changed=True))
        lines.append(f"已写出 {options.target[0]}（{len(prepared.pages)} 页）。")
    if options.slip:
        write(options.slip, shelf.slip_pdf(desk, prepared))
        lines.append(f"已写出抽换单 {options.slip}。")
    if not options.look:
        shelf.record(desk, prepared, grant=leave)
        lines.append("已登记上架；请按抽换单抽换。")
    if any(passwords):
        found["passwords"] = passwords
    return found, lines + granting.lines_of(passwords)


def _sheet(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import shelf

    with opened(options) as desk:
        answer = shelf.look_up(desk, options.code)
        return asdict(answer), [answer.sentence]
