"""A demonstration office made from rosters as clerks keep them: imported a year ago, divided into grids, at work since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gridDesk.desk import demo_year, rosters
from gridDesk.desk.demo_year_beat import street_of
from gridDesk.desk.office import Desk
from gridDesk.desk.opening import new_office
from gridDesk.desk.progress import Progress, silent
from gridDesk.ledger import Edit, Office, new_site, new_uid
from gridDesk.text import CLOCK

PER_GRID = 350  # households of a community's grid (齐陵街道办法第三条)
_SHOPS = (
    ("便民超市", "食品副食", "是"), ("家常菜馆", "餐饮", "是"), ("早点铺", "餐饮", "否"), ("五金建材店", "建材五金", "否"), ("理发店", "美容美发", "否"),
    ("药店", "药店诊所", "否"), ("快递驿站", "快递代收", "否"), ("水果店", "食品副食", "否"), ("电动车行", "电动车", "是"), ("棋牌室", "棋牌室", "否"),
    ("牛肉面馆", "餐饮", "否"), ("烟酒店", "食品副食", "否"),
)  # fmt: skip


def make_from_rosters(
    folder: Path,
    files: Sequence[Path],
    *,
    name: str,
    level: str = "community",
    password: str,
    seed: int = 1,
    year: int = demo_year.DAYS,
    progress: Progress = silent,
) -> Desk:
    """Make an office of the people in some rosters, which began `year` days ago, and open it. Raises DeskError."""
    office = Office(site=new_site(), name=name, level=level, parent_name="齐陵街道")  # type: ignore[arg-type]
    with CLOCK.at(demo_year.begin(year)):
        desk = new_office(folder, office, password=password, worker="王建国", grids=[f"{name}第一网格"])
        desk.set_setting("demo", True)
        for number, path in enumerate(files):
            progress(number, len(files), "正在导入花名册")
            rosters.apply(desk, rosters.preview(desk, [path]))
        desk.write(_divided(desk, name), "划分网格")
        desk.write(list(_shops(desk, name)), "登记门店")
    demo_year.add_year(desk, seed=seed, days=year, progress=progress)
    return desk


def _divided(desk: Desk, name: str) -> list[Edit]:
    """Return the edits that give each grid about as many households, neighbours together, with all that is in them."""
    store = desk.store
    homes = sorted(store.rows("household"), key=lambda row: street_of(desk, row))
    count = -(-len(homes) // PER_GRID)
    grids = [str(desk.grids()[0]["uid"])]
    edits: list[Edit] = []
    for number in range(1, count):
        made = Edit("grid", new_uid(), "create", {"name": f"{name}第{'一二三四五六七八九'[number]}网格", "kind": "01"})
        grids.append(made.uid)
        edits.append(made)
    place = {str(home["uid"]): grids[at * count // len(homes)] for at, home in enumerate(homes)}
    moved = {"household": {uid: grid for uid, grid in place.items() if grid != grids[0]}}
    for ledger in ("residence", "dwelling"):
        rows = ((str(row["uid"]), place.get(str(row.get("household")), grids[0])) for row in store.rows(ledger))
        moved[ledger] = {uid: grid for uid, grid in rows if grid != grids[0]}
    for ledger, uids in moved.items():
        edits += [Edit(ledger, uid, "update", {"grid": grid}) for uid, grid in uids.items()]
    return edits


def _shops(desk: Desk, name: str) -> Iterator[Edit]:
    """Yield a street of shops, which no roster of people lists."""
    shape, grids = desk.catalogue["shop"], [str(row["uid"]) for row in desk.grids()]
    for number, (title, kind, live_in) in enumerate(_SHOPS):
        said = {
            "name": name[:2] + title, "kind": kind, "address_text": f"{name}沿街{number + 1}号", "employees": number % 4 + 1,
            "live_in": live_in, "extinguishers": 2,
        }  # fmt: skip
        values = {key: shape.parse(key, value) for key, value in said.items()}
        yield Edit("shop", new_uid(), "create", values | {"grid": grids[number * len(grids) // len(_SHOPS)]})
