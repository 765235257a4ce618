"""What a printing or a paper saved as a file asks a grant for: how much it shows, of how many people, of which ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.desk import grants, hiding, listed, paper_levels, paper_mark, printing, reidentify, view_paper
from gridDesk.desk.grant_order import Order, Way, purpose_of
from gridDesk.desk.makers import AUDIT_SHEETS
from gridDesk.errors import DeskError
from gridDesk.text import today
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.grants import Grant
    from gridDesk.desk.office import Desk
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.page import Page
    from gridDesk.ledger import Ledger

_PEOPLE = ("resident_ledger", "household_card", "household_ledger", "book")


def order_of(
    desk: Desk, order: PrintOrder, *, way: Way = "printer", copies: int = 0, encrypted: bool = False, basis: str = "",
    like: Order | None = None, title: str = "",
) -> Order:  # fmt: skip
    """Return what must be granted for an order. `like` an order that was granted: the same way, copies and lock.

    Its purpose is read from the words of the order; without any it is what paper of its level is usually for.
    """
    if like is not None:
        way, copies, encrypted, basis = like.way, like.copies, like.encrypted, like.basis
    level = level_of(desk, order)
    words = order.purpose or paper_mark.usual_purpose(level)
    made = Order(
        purpose=like.purpose if like is not None and words == like.words else purpose_of(words), words=words, recipient=order.recipient, basis=basis, paper=order.paper, level=level,
        title=title or _title(desk, order), sensitive=_sealed(desk, order), copies=copies or max(order.copies, 1), way=way,
        full_ids=level == Level.FULL and _ids(desk, order), encrypted=encrypted,
    )  # fmt: skip
    return replace(made, persons=persons(desk, order, exact=made.gives))


def marked(desk: Desk, order: PrintOrder, grant: Grant) -> PrintOrder:
    """Return an order that says on its sheets what its grant says, and has a number of its own."""
    given = grant.order
    if grant.harmless:
        return order
    return replace(
        order, purpose=order.purpose or given.words, recipient=order.recipient or given.recipient,
        copies=max(order.copies, given.copies), code=order.code or paper_mark.new_code(desk),
    )  # fmt: skip


def level_of(desk: Desk, order: PrintOrder) -> Level:
    """Return the level an order is printed at. Raises DeskError for one that is not offered."""
    if view_paper.is_list(order.paper):
        return view_paper.level_of(desk, order)
    paper = printing.paper_of(desk, order.paper)
    return paper_levels.level_of(paper, order, _shape(desk, order), desk)


def persons(desk: Desk, order: PrintOrder, *, exact: bool = True) -> int:
    """Return how many people an order is about, 0 for empty forms and mere figures.

    Where it does not have to be `exact` as many as its ledger holds: nobody is asked about the office's own paper by it.
    """
    if not _about_people(desk, order):
        return 0
    view = view_paper.view_of(desk, order.paper) if view_paper.is_list(order.paper) else None
    if view is not None:
        from gridDesk.desk.views import table_of

        return table_of(desk, view).count
    whole = _whole(desk, order)
    chosen = order.grid or order.village_group or order.records or order.households or order.date or order.month
    return min(_counted(desk, order), whole) if exact and chosen else whole


def check_guess(desk: Desk, order: PrintOrder, given: Order) -> None:
    """Raise Telling where a masked list that leaves would let somebody work out ID numbers from its columns."""
    if given.level == Level.FULL or not given.persons or not (given.gives or given.level >= Level.FIELD):
        return
    if view_paper.is_list(order.paper):
        if view_paper.view_of(desk, order.paper) is not None:
            hiding.check_columns(desk, view_paper.columns_shown(desk, order), given.level)
        return
    paper = paper_levels.at_level(desk, printing.paper_of(desk, order.paper), given.level)
    titles = {key: one.title for one in paper.columns for key in one.key.split("\n")}
    weak = reidentify.weakest(desk.catalogue, [*titles], given.level, hiding.region_of(desk), today())
    if weak:
        raise DeskError(
            f"{paper.title}这样给出去，能从“{titles[weak]}”推出证件号码，",
            advice="请在打印页“给谁用”里改选“外出携带”，再办。",
        )


def columns_of(page: Page) -> str:
    """Return the headings of a list for who agrees to it; "" for forms."""
    from gridDesk.documents.table_page import TablePage

    return "、".join(one.title.replace("\n", "／") for one in page.columns) if isinstance(page, TablePage) else ""


def _about_people(desk: Desk, order: PrintOrder) -> bool:
    if view_paper.is_list(order.paper):
        return view_paper.level_of(desk, order) != Level.STATISTIC
    paper = printing.paper_of(desk, order.paper)
    if order.paper == "book" and order.mode == "half":
        return True
    of_office = paper.kind == "form" and paper.scope == "office" and not paper.ledger
    return order.mode != "blank" and not of_office and not paper.bare and order.paper not in AUDIT_SHEETS


def _whole(desk: Desk, order: PrintOrder) -> int:
    """Return how many people, or records about people, the whole ledger of a paper holds, at least one."""
    shape = _shape(desk, order)
    ledger = "person" if order.paper in _PEOPLE or shape is None or shape.key == "household" else shape.key
    return max(1, desk.store.count(ledger))


def _counted(desk: Desk, order: PrintOrder) -> int:
    """Count the rows of the people on a paper; on cards and forms those of each household or record."""
    from gridDesk.documents.form import FormPage
    from gridDesk.documents.table_page import Group, Section, TablePage

    if order.households or order.paper == "household_card":
        homes = set(order.households)
        rows = desk.store.rows("residence")
        return max(1, sum(1 for row in rows if not homes or row.get("household") in homes))
    page = printing.compose(desk, replace(order, code=order.code or "000000"))
    if isinstance(page, TablePage):
        sizes = (len(one.rows) if isinstance(one, Group) else 0 if isinstance(one, Section) else 1 for one in page.body)
        return max(1, sum(sizes))
    return max(1, sum(1 for _ in page.forms)) if isinstance(page, FormPage) else desk.store.count("person")


def _shape(desk: Desk, order: PrintOrder) -> Ledger | None:
    if view_paper.is_list(order.paper):
        view = view_paper.view_of(desk, order.paper)
        return desk.catalogue[listed.ledger_of(view.table)] if view else None
    ledger = printing.paper_of(desk, order.paper).ledger
    return desk.catalogue[ledger] if ledger else None


def _sealed(desk: Desk, order: PrintOrder) -> bool:
    shape = _shape(desk, order)
    return shape is not None and shape.sealed and order.mode != "blank"


def _ids(desk: Desk, order: PrintOrder) -> bool:
    if view_paper.is_list(order.paper):
        return view_paper.paper(desk, order.paper).ids
    return printing.shows_ids(printing.paper_of(desk, order.paper))


def _title(desk: Desk, order: PrintOrder) -> str:
    if view_paper.is_list(order.paper):
        return view_paper.paper(desk, order.paper).title
    return printing.paper_of(desk, order.paper).title.replace("　", "")


def silently(desk: Desk, order: PrintOrder, *, way: Way = "printer", copies: int = 1) -> Grant:
    """Give the grant for the office's own paper, or what stands for one where nobody is in it. Raises ApprovalNeeded."""
    wanted = order_of(desk, order, way=way, copies=copies)
    return grants.issue(desk, wanted) if wanted.persons else grants.harmless("blank")
