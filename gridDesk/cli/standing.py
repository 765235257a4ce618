"""`griddesk standing`: how an office stands against its regulation in a period, as a table in the terminal."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.cli.common import Answer, Commands, opened
from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.duties_wish import Wish


def add_command(commands: Commands) -> None:
    """Offer `standing`."""
    command = commands.add("standing", _standing, "履职情况：每条制度要求的指标和目标")
    command.add_argument("--period", default="", help="2026、2026-Q3、2026-09 或 2026-W38；不写就是本季度")
    command.add_argument("--grid", default="", help="网格名称")
    command.add_argument("--worker", default="", help="网格员姓名")
    command.add_argument("--of", default="", help="街道：下级单位的名称；写“全部”并列各单位")


def _standing(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import duties, duties_lines
    from gridDesk.desk.duties_wish import ALL, wish_of

    with opened(options) as desk:
        wish = replace(wish_of(options.period), office=_office(desk, options.of))
        if wish.office == ALL:
            return _all(desk, wish)
        found = duties.judgement(desk, wish.period, wish.site)
        grid = _named(options.grid, {name: uid for uid, name in found.grids}, "网格")
        lines = duties_lines.lines(found, duties.trends(desk, wish.period, wish.site), grid, options.worker)
        listed = [
            {"clause": line.cite, "topic": line.topic, "text": line.text, "figure": line.figure, "target": line.target,
             "level": line.level, "value": line.standing.last.value, "wanted": line.wanted, "trend": list(line.values)}
            for line in lines
        ]  # fmt: skip
        head = f"{found.name}　{wish.period.label}履职情况：{duties_lines.summary(lines)}"
        told = [f"{line.topic}\t{line.clause.article}\t{line.figure}\t{line.target}\t{line.word}" for line in lines]
        return {"office": found.name, "period": wish.period.label, "lines": listed}, [head, *found.notices, *told]


def _all(desk: Desk, wish: Wish) -> Answer:
    from gridDesk.desk import duties_street

    found = duties_street.matrix(desk, wish.period)
    names = [name for _, name in found.offices]
    listed = [
        {"clause": row.clause.id, "offices": {name: cell.figure if cell else "" for name, cell in zip(names, row.cells, strict=True)}}
        for row in found.rows
    ]  # fmt: skip
    told = ["\t".join(["条款", *names])]
    told += [
        "\t".join([row.clause.article, *(f"{cell.word} {cell.figure}" if cell else "—" for cell in row.cells)])
        for row in found.rows
    ]
    return {"period": wish.period.label, "rows": listed}, [*found.notices, *told]


def _office(desk: Desk, name: str) -> str:
    from gridDesk.desk.duties_street import offices_of
    from gridDesk.desk.duties_wish import ALL

    if name in ("全部", ALL):
        return ALL
    return _named(name, {words: site for site, words in offices_of(desk)}, "下级单位")


def _named(name: str, known: Mapping[str, str], what: str) -> str:
    """Return the id of what was named, "" for nothing. Raises DeskError."""
    if not name:
        return ""
    if name not in known:
        raise DeskError(f"没有名为“{name}”的{what}，", advice=f"可写：{'、'.join(known) or '没有'}。")
    return known[name]
