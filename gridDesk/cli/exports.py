"""The commands that write lists for somebody else: export, the slips that wait for a signature, blank templates."""

from __future__ import annotations

import argparse
from pathlib import Path

from gridDesk.cli import granting
from gridDesk.cli.common import Answer, Commands, opened
from gridDesk.errors import DeskError


def add_export(commands: Commands) -> None:
    """Offer `export`."""
    export = commands.add("export", _export, "导出列表到 Excel 或 CSV 文件；默认遮住号码")
    export.add_argument("target", help="目标文件，.xlsx 或 .csv")
    export.add_argument("--ledger", default="people", help="people、households、dwellings 或台账的键，如 low_income")
    export.add_argument("--view", default="", help="保存过的方案名")
    export.add_argument("--csv", action="store_true", help="写成 CSV")
    export.add_argument("--template", action="store_true", help="只要导入模板里的栏目，导出后可以再导入")
    export.add_argument("--reason", default="", help="用途；写明后号码完整、文件加密，并留下记录")
    granting.add_arguments(export)


def add_slips(commands: Commands) -> None:
    """Offer `slips`."""
    commands.add("slips", _slips, "等着签字的审批单")


def add_template(commands: Commands) -> None:
    """Offer `template`."""
    template = commands.add("template", _template, "写出空白导入模板", office=False)
    template.add_argument("ledger", help="resident 或台账的键")
    template.add_argument("target", help="目标文件 .xlsx")


def _export(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exports, views

    with opened(options) as desk:
        view = views.View("", options.ledger)
        if options.view:
            found = views.find_view(desk, options.ledger, options.view)
            if found is None:
                raise DeskError(f"没有名为“{options.view}”的方案，", advice="请先在列表里保存，或不写方案名。")
            view = found
        target = Path(options.target)
        if options.csv and target.suffix.lower() != ".csv":
            target = target.with_suffix(".csv")
        order = exports.ExportOrder(
            view=view, columns=exports.template_columns(desk, options.ledger) if options.template else (),
            audience="full" if options.reason else "outside", reason=options.reason, recipient=options.to,
            purpose=granting.purpose(options), lock=False if options.plain else None,
        )  # fmt: skip
        exports.check(desk, order)
        leave = granting.for_list(desk, exports.grant_order(desk, order, target), options)
        done = exports.export(desk, order, target, grant=leave, password=granting.password_for(leave))
        told = {"path": str(done.path), "rows": done.rows} | ({"password": done.password} if done.password else {})
        lines = [f"已导出 {done.rows:,} 行到 {done.path}。", *granting.lines_of([done.password])]
        return told, lines


def _slips(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import grant_slips

    with opened(options) as desk:
        waiting = grant_slips.asked(desk)
        listed = [{"slip": one.slip, "title": one.title, "recipient": one.recipient} for one in waiting]
        lines = [f"{one.slip}　{one.title}　交给{one.recipient or '本单位'}" for one in waiting]
        return {"slips": listed}, lines or ["没有等着签字的审批单。"]


def _template(options: argparse.Namespace) -> Answer:
    from gridDesk.ledger import catalogue
    from gridDesk.roster import write_template

    known = catalogue()
    if options.ledger not in (*known.ledgers, "resident"):
        raise DeskError(
            f"没有名为“{options.ledger}”的台账，", advice="请用 resident 或台账的键，如 dwelling、low_income。"
        )
    write_template(options.ledger, known, Path(options.target))
    return {"path": options.target}, [f"已写出空白模板 {options.target}。"]
