"""网格公示牌 of each grid (晋江第十九条（一）, 新城二（二）4, 青岛规范三2): the worker's own work data and nothing else.

Texts are those of the regulation the office is under; names, posts and phones come from posts, grid and workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gridDesk.desk import attachments, pictures
from gridDesk.desk.forms_shared import FULL_TIME, LEADERS, PART_TIME, Serving, of_grid, serving
from gridDesk.desk.grid_views import profile_of
from gridDesk.desk.office import Desk
from gridDesk.documents.board import Board, BoardPerson, build_boards
from gridDesk.ledger import Row

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.documents.form import FormPage


def boards(making: Making) -> FormPage:
    """Make the board of the grid that is ordered, or of every grid of this office."""
    return build_boards(making.paper, Boards(making), making.header)


class Boards:
    """The boards of an order; can be read more than once."""

    def __init__(self, making: Making) -> None:
        self.desk, self.empty = making.desk, making.order.mode == "blank"
        chosen = of_grid(making.desk, making.order)
        self.grids = [chosen] if chosen else making.desk.grids()

    def __iter__(self) -> Iterator[Board]:
        return (self._board(grid) for grid in self.grids)

    def _board(self, grid: Row) -> Board:
        desk, uid, profile = self.desk, str(grid["uid"]), profile_of(self.desk)
        text = {key: str(grid.get(key) or "") for key in ("name", "code", "extent", "supervision_phone")}
        people = () if self.empty else tuple(_person(desk, one) for one in shown_on_board(desk, uid))
        return Board(
            key=uid, office=desk.office.name, grid=text["name"], code=text["code"], extent=text["extent"], people=people,
            service=profile.service, duties=profile.duties, complaints=text["supervision_phone"],
            sketch=pictures.nearest(desk, pictures.MAP, uid), group=pictures.nearest(desk, pictures.GROUP_QR, uid),
        )  # fmt: skip


def shown_on_board(desk: Desk, grid: str) -> list[Serving]:
    """Return who stands on a grid's board: its leaders, then full-time and part-time workers, everybody once."""
    everyone = serving(desk, grid, (*LEADERS, *FULL_TIME, *PART_TIME))
    return list({one.name: one for one in reversed(everyone)}.values())[::-1]


def _person(desk: Desk, one: Serving) -> BoardPerson:
    row = desk.store.get("worker", one.worker) if one.worker else None
    photo = attachments.first(desk, row.get(attachments.PORTRAIT)) if row else b""
    return BoardPerson(name=one.name, post=one.role, phone=one.phone, photo=photo)
