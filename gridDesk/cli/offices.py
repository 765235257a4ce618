"""The commands about an office as a whole: a new one, a demonstration, its safety, the tour."""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from pathlib import Path

from gridDesk.cli.common import Answer, Commands, ask_password, opened


def add_new(commands: Commands) -> None:
    """Offer `new`."""
    new = commands.add("new", _new, "新建单位")
    new.add_argument("--name", required=True, help="单位名称，如：柳行村")
    new.add_argument("--level", default="village", choices=("village", "community", "street", "district"))
    new.add_argument("--code", default="", help="12 位统计用区划代码")
    new.add_argument("--parent", default="", help="上级单位名称")
    new.add_argument("--worker", default="网格员", help="使用人姓名")
    new.add_argument("--grid", action="append", default=[], help="网格名称，可写多次")


def add_demo(commands: Commands) -> None:
    """Offer `demo`."""
    demo = commands.add("demo", _demo, "做一个演示单位（人物都是虚构的）")
    demo.add_argument("--people", type=int, default=2500)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--year", action="store_true", help="连同到今天为止一年的工作记录")
    demo.add_argument(
        "--roster", default="", choices=("", "liuhang", "zishui"), help="用示例花名册里的人，连同一年的工作记录"
    )


def add_safety(commands: Commands) -> None:
    """Offer `check`, `backup` and `restore`."""
    commands.add("check", _check, "核对数据文件、历史记录和备份")
    backup = commands.add("backup", _backup, "备份")
    backup.add_argument("target", nargs="?", default="", help="放备份的文件夹")
    restore = commands.add("restore", _restore, "从备份恢复", office=False)
    restore.add_argument("backup")
    restore.add_argument("office", help="恢复到的文件夹")


def add_tour(commands: Commands) -> None:
    """Offer `tour`."""
    tour = commands.add("tour", _tour, "从头到尾走一遍：建单位、导入、打印、收发", office=False)
    tour.add_argument("--out", default="out")


def _new(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import new_office
    from gridDesk.ledger import Office, new_site

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


def _tour(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import tour

    return tour.tour(Path(options.out))
