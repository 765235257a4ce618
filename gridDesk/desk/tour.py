"""The whole program once through, without a screen: what `make run` does where there is no display.

Makes a village and a street, imports the rosters of the samples as clerks keep them, prints ledgers and the daily
log, carries a package to the street and the receipt back, and says where everything lies.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from gridDesk import paths
from gridDesk.desk import (
    demo,
    demo_exchange,
    demo_year,
    exchange,
    grant_slips,
    grants,
    print_grants,
    printing,
    rosters,
    safety,
    today,
)
from gridDesk.desk.office import Desk
from gridDesk.desk.opening import new_office
from gridDesk.desk.print_order import PrintOrder
from gridDesk.errors import DeskError
from gridDesk.ledger import Office, new_site
from gridDesk.text import today_iso

SAMPLES = {"liuhang": ("柳行村", "village"), "zishui": ("淄水社区", "community")}
_ORDER = ("户籍人口花名册", "人员信息", "房屋台账", "特殊群体", "人口导出")


def tour(out: Path) -> tuple[dict[str, object], list[str]]:
    """Walk through everything once; returns what was made and the lines to print."""
    out.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    found: dict[str, object] = {"out": str(out.resolve())}
    with tempfile.TemporaryDirectory() as scratch, closing(_street(Path(scratch) / "street")) as street:
        for sample in SAMPLES:
            with closing(_village(Path(scratch) / sample, *SAMPLES[sample])) as desk:
                found[sample] = _one_office(desk, street, sample, out / SAMPLES[sample][0], lines)
    lines += _demonstration(out)
    lines.append(f"全部文件在 {out.resolve()}")
    return found, lines


def _street(folder: Path) -> Desk:
    office = Office(site=new_site(), name="齐陵街道", level="street", code="370305103")
    return new_office(folder, office, password=demo.PASSWORD, worker="街道网格办")


def _village(folder: Path, name: str, level: str) -> Desk:
    office = Office(site=new_site(), name=name, level=level, parent_name="齐陵街道")  # type: ignore[arg-type]
    return new_office(folder, office, password=demo.PASSWORD, worker="王建国", grids=[f"{name}网格"])


def _one_office(desk: Desk, street: Desk, sample: str, out: Path, lines: list[str]) -> dict[str, object]:
    out.mkdir(parents=True, exist_ok=True)
    lines.append(f"【{desk.office.name}】")
    for path in sample_files(sample):
        plan = rosters.preview(desk, [path])
        applied = rosters.apply(desk, plan)
        lines += [f"  {path.name}：{line}" for line in applied.lines[:1]]
        trouble = out / f"{path.stem}_需要核对.xlsx"
        if rosters.write_trouble(desk, plan, trouble):
            lines.append(f"  有问题的行：{trouble}")
    counts = {count.label: count.number for count in today.counts(desk)}
    lines.append("  " + "　".join(f"{label} {number:,}" for label, number in counts.items()))
    lines += [f"  {line}" for line in _print(desk, out)]
    lines += [f"  {line}" for line in _exchange(desk, street, out)]
    problems = safety.check(desk)
    lines.append(f"  数据核对：{'没有发现问题' if not problems else problems[0]}")
    return {"counts": counts, "problems": problems}


def sample_files(sample: str) -> list[Path]:
    """Return the roster files of a sample office in the order a clerk would take them."""
    folder = paths.program_root() / "tests" / "data" / "offices" / sample
    files = [path for word in _ORDER for path in sorted(folder.glob(f"*{word}*"))]
    if not files:
        raise DeskError(f"没有找到示例花名册 {folder}，", advice="请在完整的源代码文件夹里运行。")
    return files


def _print(desk: Desk, out: Path) -> list[str]:
    name = desk.office.name
    orders = {
        f"{name}实有人口台账": PrintOrder(paper="resident_ledger"),
        f"{name}户卡": PrintOrder(paper="household_card"),
        f"{name}房屋台账": PrintOrder(paper="dwelling_ledger"),
        f"{name}低保特困台账": PrintOrder(paper="low_income"),
        f"{name}网格工作日志_空白": PrintOrder(paper="daily_log", month=today_iso()[:7], mode="blank"),
        f"{name}网格工作日志_半填": PrintOrder(paper="daily_log", date=today_iso(), mode="half"),
        f"{name}网格工作日志": PrintOrder(paper="daily_log", date=today_iso()),
    }
    lines = []
    for title, order in orders.items():
        done = _save(desk, order, out / f"{title}.pdf")
        lines.append(f"{done.path}（{done.pages} 页）")
        if order.paper != "household_card":
            lines.append(f"{_save(desk, order, out / f'{title}.docx').path}")
    return lines


def _save(desk: Desk, order: PrintOrder, target: Path) -> printing.PrintedFile:
    """Save a paper of the sample office plain, agreed to on a slip as in an office of one person."""
    wanted = print_grants.order_of(desk, order, way="file")
    agreed = grants.PaperApproval(grant_slips.ask(desk, wanted).slip, "示例负责人")
    grant = grants.issue(desk, wanted, agreed) if wanted.persons else grants.harmless("blank")
    return printing.save(desk, order, target, grant=grant)


def _exchange(desk: Desk, street: Desk, out: Path) -> list[str]:
    """Pair both offices and carry one package there and its receipt back."""
    stick = out / "U盘"
    stick.mkdir(exist_ok=True)
    for old in stick.iterdir():
        old.unlink()
    for one, other, role in ((desk, street, "parent"), (street, desk, "child")):
        card = exchange.read_card(exchange.write_card(other, stick))
        _ours, theirs = exchange.pairing_digits(one, card)
        exchange.pair(one, card, theirs[-5:], role)
    sent = exchange.write_package(desk, street.office.site, stick)
    received = exchange.apply_package(street, sent.path)
    back = exchange.write_package(street, desk.office.site, stick)
    exchange.apply_package(desk, back.path)
    agreed = next(view for view in exchange.peers(desk) if view.site == street.office.site)
    return [sent.line, *received.lines[:1], agreed.line]


def _demonstration(out: Path) -> list[str]:
    folder = out / "demo"
    if folder.exists():
        shutil.rmtree(folder)
    with closing(demo.make_demo(folder, year=demo_year.DAYS)) as desk:
        demo_exchange.tell(desk)
        counts = "　".join(f"{count.label} {count.number:,}" for count in today.counts(desk)[:4])
    return [f"【演示单位】{folder}（密码 {demo.PASSWORD}）：{counts}"]
