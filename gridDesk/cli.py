"""The `griddesk` command: everything the window does that needs no eyes, for scripts, benches and drills.

The password comes from GRIDDESK_PASSWORD or a prompt, never from the command line. `--json` prints one JSON object.
Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import msgspec

from gridDesk import cli_grants, guard
from gridDesk.cli_clauses import add_clauses_command
from gridDesk.cli_common import Answer, ask_password, opened
from gridDesk.cli_exchange import add_exchange_commands
from gridDesk.cli_standing import add_standing_command
from gridDesk.desk import Desk, new_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Office, new_site

if TYPE_CHECKING:
    from gridDesk.desk.printing import PrintOrder


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    if argv is None:  # as a program of its own
        guard.start()
    options = _parser().parse_args(argv)
    try:
        found, lines = options.run(options)
    except DeskError as error:
        _say({"error": str(error)}, [str(error)], options.json, stream=sys.stderr)
        return 1
    _say(found, lines, options.json)
    return 1 if found.get("problems") else 0


def _say(found: Mapping[str, object], lines: list[str], as_json: bool, stream: TextIO | None = None) -> None:
    text = msgspec.json.format(msgspec.json.encode(found), indent=2).decode() if as_json else "\n".join(lines)
    print(text, file=sys.stdout if as_json else stream or sys.stdout)


def _new(options: argparse.Namespace) -> Answer:
    office = Office(
        site=new_site(), name=options.name, level=options.level, code=options.code, parent_name=options.parent
    )
    desk = new_office(
        Path(options.office), office, password=ask_password(repeat=True), worker=options.worker, grids=options.grid
    )
    with closing(desk):
        grids = [str(row["name"]) for row in desk.grids()]
        found = {"office": office.name, "site": office.site, "level": office.level, "grids": grids}
        return found, [f"已建立“{office.name}”，网格：{'、'.join(grids) or '无'}。"]


def _roster_preview(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import rosters

    with opened(options) as desk:
        plan = rosters.preview(
            desk, [Path(name) for name in options.files], grid=rosters.grid_named(desk, options.grid)
        )
        found, lines = rosters.describe(plan)
        if options.trouble:
            found["trouble_rows"] = rosters.write_trouble(desk, plan, Path(options.trouble))
        return found, [*lines, "以上只是预览，还没有写入。"]


def _roster_apply(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import rosters

    with opened(options) as desk:
        plan = rosters.preview(
            desk, [Path(name) for name in options.files], grid=rosters.grid_named(desk, options.grid)
        )
        found, lines = rosters.describe(plan)
        if options.trouble:
            found["trouble_rows"] = rosters.write_trouble(desk, plan, Path(options.trouble))
        applied = rosters.apply(desk, plan)
        return {**found, "txn": applied.changes.txn, "changed": applied.changes.count}, [*lines, *applied.lines]


def _find(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import search

    with opened(options) as desk:
        hits = search.find(desk, options.text, limit=options.limit)
        listed = [asdict(h) for h in hits]
        lines = ["　".join(filter(None, (h.name, h.mark, h.line, f"[{h.why}]"))) for h in hits] or [
            f"没有找到“{options.text}”。"
        ]
        return {"count": len(hits), "hits": listed}, lines


def _duplicates(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import duplicates

    with opened(options) as desk:
        found = duplicates.pairs(desk, options.limit)
        listed = [{"one": p.one.uid, "other": p.other.uid, "score": p.score, "why": p.why} for p in found]
        lines = [f"{p.score}　{p.one.name}（{p.one.line}）　{p.other.name}（{p.other.line}）　[{p.why}]" for p in found]
        return {"count": len(found), "pairs": listed}, lines or ["没有找到可能重复的人。"]


def _stats(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import today

    with opened(options) as desk:
        counts = today.counts(desk)
        found = {count.label: count.number for count in counts}
        digests = {key: [count, value] for key, (count, value) in desk.store.digests(desk.office.site).items()}
        return {"counts": found, "digests": digests}, [f"{label}：{number:,}" for label, number in found.items()]


def _print(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import log_pages, printing

    with opened(options) as desk:
        order = printing.PrintOrder(
            paper=options.paper, village_group=options.group, date=options.date, month=options.month, mode=options.mode,
            grid=_grid(desk, options.grid), days=options.days, count=options.count, start=options.start,
            level=options.level, purpose=options.purpose, recipient=options.to,
        )  # fmt: skip
        if options.changed:
            return _print_changed(desk, order, options)
        leave, passwords = cli_grants.for_paper(desk, order, options), []
        done = []
        for target in options.target:
            passwords.append(cli_grants.password_for(leave))
            done.append(printing.save(desk, order, Path(target), grant=leave, password=passwords[-1]))
        log_pages.hand_out(desk, order)
        lines = [f"已写出 {one.path}（{one.pages} 页）。" if one.pages else f"已写出 {one.path}。" for one in done]
        warnings = done[0].sentences if done else []
        files = [
            {"path": str(one.path), "pages": one.pages} | ({"password": password} if password else {})
            for one, password in zip(done, passwords, strict=True)
        ]
        return {"files": files, "warnings": warnings}, warnings + lines + cli_grants.lines_of(passwords)


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
    leave, passwords = cli_grants.for_paper(desk, order, options), []

    def write(target: str, data: bytes) -> None:
        passwords.append(cli_grants.password_for(leave))
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
    return found, lines + cli_grants.lines_of(passwords)


def _sheet(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import shelf

    with opened(options) as desk:
        answer = shelf.look_up(desk, options.code)
        return asdict(answer), [answer.sentence]


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
            purpose=cli_grants.purpose(options), lock=False if options.plain else None,
        )  # fmt: skip
        exports.check(desk, order)
        leave = cli_grants.for_list(desk, exports.grant_order(desk, order, target), options)
        done = exports.export(desk, order, target, grant=leave, password=cli_grants.password_for(leave))
        told = {"path": str(done.path), "rows": done.rows} | ({"password": done.password} if done.password else {})
        lines = [f"已导出 {done.rows:,} 行到 {done.path}。", *cli_grants.lines_of([done.password])]
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


def _history(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import history

    with opened(options) as desk:
        if options.uid:
            changes = history.record_history(desk, options.ledger, options.uid)
            found = [
                {"when": c.when, "who": c.who, "act": c.act, "field": c.field, "old": c.old, "new": c.new}
                for c in changes
            ]
            return {"lines": found}, [
                f"{c.when} {c.who} {c.act}：{c.field} {c.old or '空'} → {c.new or '空'}" for c in changes
            ]
        acts = history.recent(desk, options.limit)
        listed = [
            {"txn": a.txn, "when": a.when, "who": a.who, "label": a.label, "count": a.count, "undone": a.undone}
            for a in acts
        ]
        return {"acts": listed}, [
            f"{a.txn} {a.when} {a.who} {a.label}（{a.count} 条）{'已撤销' if a.undone else ''}" for a in acts
        ]


def _undo(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import history

    with opened(options) as desk:
        txn = options.txn or next((act.txn for act in history.recent(desk, 20) if not act.undone), "")
        if not txn:
            raise DeskError("没有可以撤销的操作。")
        done = history.undo(desk, txn)
        return {"txn": done.changes.txn, "changed": done.changes.count, "kept": done.kept}, [
            f"已撤销，改回 {done.changes.count} 条记录。", *done.kept,
        ]  # fmt: skip


def _check(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import safety

    with opened(options) as desk:
        problems = safety.check(desk)
        return {"problems": problems}, problems or ["核对完成，没有发现问题。"]


def _backup(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import safety

    with opened(options) as desk:
        path = safety.backup(desk, Path(options.target) if options.target else None)
        return {"path": str(path), "bytes": path.stat().st_size}, [f"已备份到 {path}，并已打开核对。"]


def _restore(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import safety

    with closing(safety.restore(Path(options.backup), Path(options.office), ask_password())) as desk:
        return {"office": desk.office.name}, [f"已恢复“{desk.office.name}”。"]


def _demo(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import demo, demo_exchange, demo_year, today

    password = os.environ.get("GRIDDESK_PASSWORD", demo.PASSWORD)
    year = demo_year.DAYS if options.year else 0
    folder = Path(options.office)
    if options.roster:
        return _demo_of_rosters(folder, options.roster, password, options.seed)
    with closing(
        demo.make_demo(folder, people=options.people, seed=options.seed, password=password, year=year)
    ) as desk:
        if options.people >= demo_exchange.LEAST_PEOPLE:
            demo_exchange.tell(desk)
        found: dict[str, object] = {count.label: count.number for count in today.counts(desk)}
        return {"office": desk.office.name, "counts": found}, [f"演示单位已建好：{options.office}"]


def _demo_of_rosters(folder: Path, sample: str, password: str, seed: int) -> Answer:
    from gridDesk.desk import demo_roster, today, tour

    name, level = tour.SAMPLES[sample]
    made = demo_roster.make_from_rosters(
        folder, tour.sample_files(sample), name=name, level=level, password=password, seed=seed
    )
    with closing(made) as desk:
        found: dict[str, object] = {count.label: count.number for count in today.counts(desk)}
        return {"office": desk.office.name, "counts": found}, [f"演示单位已建好：{folder}"]


def _tour(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import tour

    return tour.tour(Path(options.out))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="griddesk", description="网格台：村（社区）网格化管理台账")
    parser.set_defaults(json=False)
    commands = parser.add_subparsers(required=True, metavar="命令")

    def add(place: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Callable[..., Answer], words: str,
            office: bool = True) -> argparse.ArgumentParser:  # fmt: skip
        command = place.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="输出 JSON")
        if office:
            command.add_argument("office", help="单位所在的文件夹")
        return command

    _add_office_commands(add, commands)
    _add_roster_commands(add, commands)
    add_exchange_commands(add, commands)
    add_standing_command(add, commands)
    add_clauses_command(add, commands)
    return parser


def _add_office_commands(add: Callable[..., argparse.ArgumentParser], commands: object) -> None:
    new = add(commands, "new", _new, "新建单位")
    new.add_argument("--name", required=True, help="单位名称，如：柳行村")
    new.add_argument("--level", default="village", choices=("village", "community", "street", "district"))
    new.add_argument("--code", default="", help="12 位统计用区划代码")
    new.add_argument("--parent", default="", help="上级单位名称")
    new.add_argument("--worker", default="网格员", help="使用人姓名")
    new.add_argument("--grid", action="append", default=[], help="网格名称，可写多次")
    demo = add(commands, "demo", _demo, "做一个演示单位（人物都是虚构的）")
    demo.add_argument("--people", type=int, default=2500)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--year", action="store_true", help="连同到今天为止一年的工作记录")
    demo.add_argument(
        "--roster", default="", choices=("", "liuhang", "zishui"), help="用示例花名册里的人，连同一年的工作记录"
    )
    find = add(commands, "find", _find, "查找人、户、房屋")
    find.add_argument("text")
    find.add_argument("--limit", type=int, default=30)
    twice = add(commands, "duplicates", _duplicates, "列出可能是同一个人的记录")
    twice.add_argument("--limit", type=int, default=1000)
    add(commands, "stats", _stats, "各台账的数目和校验值")
    paper = add(commands, "print", _print, "打印台账和表单到 PDF 或 Word 文件")
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
    paper.add_argument("--changed", action="store_true", help="只写出上次打印以后有变动的页，并登记上架")
    paper.add_argument("--duplex", action="store_true", help="与 --changed 同用：双面打印，按整张抽换")
    paper.add_argument("--renumber", action="store_true", help="与 --changed 同用：重新整理，全部重新编页")
    paper.add_argument("--slip", default="", help="与 --changed 同用：把抽换单写到这个 PDF 文件")
    paper.add_argument("--pen", default="", help="与 --changed 同用：零星改动用笔更正，把变更登记页写到这个 PDF 文件")
    paper.add_argument("--look", action="store_true", help="与 --changed 同用：只看不登记")
    paper.add_argument(
        "--level", default="", choices=("", "M0", "M1", "M2", "M4"), help="遮盖级别；不写就是这种纸张平常的"
    )
    cli_grants.add_arguments(paper)
    add(commands, "sheet", _sheet, "查一张纸的纸号：现行有效，还是已被替换").add_argument("code", help="页脚的纸号")
    export = add(commands, "export", _export, "导出列表到 Excel 或 CSV 文件；默认遮住号码")
    export.add_argument("target", help="目标文件，.xlsx 或 .csv")
    export.add_argument("--ledger", default="people", help="people、households、dwellings 或台账的键，如 low_income")
    export.add_argument("--view", default="", help="保存过的方案名")
    export.add_argument("--csv", action="store_true", help="写成 CSV")
    export.add_argument("--template", action="store_true", help="只要导入模板里的栏目，导出后可以再导入")
    export.add_argument("--reason", default="", help="用途；写明后号码完整、文件加密，并留下记录")
    cli_grants.add_arguments(export)
    add(commands, "slips", _slips, "等着签字的审批单")
    template = add(commands, "template", _template, "写出空白导入模板", office=False)
    template.add_argument("ledger", help="resident 或台账的键")
    template.add_argument("target", help="目标文件 .xlsx")
    history = add(commands, "history", _history, "最近的操作，或一条记录的修改历史")
    history.add_argument("--ledger", default="person")
    history.add_argument("--uid", default="")
    history.add_argument("--limit", type=int, default=50)
    add(commands, "undo", _undo, "撤销一次操作").add_argument("txn", nargs="?", default="")
    add(commands, "check", _check, "核对数据文件、历史记录和备份")
    add(commands, "backup", _backup, "备份").add_argument("target", nargs="?", default="", help="放备份的文件夹")
    restore = add(commands, "restore", _restore, "从备份恢复", office=False)
    restore.add_argument("backup")
    restore.add_argument("office", help="恢复到的文件夹")
    tour = add(commands, "tour", _tour, "从头到尾走一遍：建单位、导入、打印、收发", office=False)
    tour.add_argument("--out", default="out")


def _add_roster_commands(add: Callable[..., argparse.ArgumentParser], commands: object) -> None:
    place = commands.add_parser("roster", help="花名册").add_subparsers(required=True, metavar="动作")  # type: ignore[attr-defined]
    for name, run, words in (("preview", _roster_preview, "预览导入，不写入"), ("apply", _roster_apply, "导入")):
        command = add(place, name, run, words)
        command.add_argument("files", nargs="+")
        command.add_argument("--grid", default="", help="导入到哪个网格")
        command.add_argument("--trouble", default="", help="把有问题的行写到这个 xlsx 文件")


if __name__ == "__main__":
    raise SystemExit(main())
