"""A pile of visit slips (走访单) written by hand, typed one line a slip, checked together and written in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from gridDesk.desk import rounds
from gridDesk.desk.office import Desk
from gridDesk.desk.people import members
from gridDesk.desk.records import choices, parse
from gridDesk.desk.rounds import CHANGED, UNCHANGED, VisitDraft
from gridDesk.desk.rounds_findings import Finding
from gridDesk.desk.rounds_view import by_number
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Changes, Edit
from gridDesk.text import name_key, trim

CELLS = ("household", "result", "met", "content", "problem", "satisfied", "page")
_LABELS = {"household": "走访户", "result": "走访结果", "satisfied": "满意程度", "page": "单号"}
_OPINION = "08"  # event_kind 意见建议
_DEMAND = "07"  # 群众诉求


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip as typed; `uid` is the household that was chosen from the list."""

    household: str = ""
    result: str = ""
    met: str = ""
    content: str = ""
    problem: str = ""
    satisfied: str = ""
    page: str = ""
    uid: str = ""

    @property
    def blank(self) -> bool:
        """Tell whether nothing was typed."""
        return not any(trim(getattr(self, key)) for key in CELLS)

    def texts(self) -> dict[str, str]:
        """Return every cell, for a draft."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong (`error`: the pile cannot be written so) or doubtful in a cell; rows count from 0."""

    row: int
    key: str
    message: str
    level: Literal["error", "warning"] = "warning"


@dataclass(frozen=True, slots=True)
class Pile:
    """The pile as it would be written: how many slips and households confirmed, the edits, what is doubtful."""

    count: int
    confirmed: int
    edits: tuple[Edit, ...]
    doubts: tuple[Doubt, ...]

    @property
    def refused(self) -> Doubt | None:
        """Return the first doubt that keeps the pile from being written."""
        return next((one for one in self.doubts if one.level == "error"), None)


@dataclass(frozen=True, slots=True)
class Round:
    """What all slips of a pile share: the day (ISO), the grid, whether 无变化 confirms the household, 问题 opens events."""

    day: str
    grid: str = ""
    confirms: bool = True
    events: bool = False


def plan(desk: Desk, slips: Sequence[Slip], shared: Round) -> Pile:
    """Read a pile: every line becomes a visit, or says why not."""
    doubts: list[Doubt] = []
    drafts: list[tuple[int, VisitDraft]] = []
    for row, slip in enumerate(slips):
        if not slip.blank:
            draft = _read(desk, slip, row, shared, doubts)
            drafts += [(row, draft)] if draft else []
    _same_twice(desk, drafts, shared, doubts)
    edits: list[Edit] = []
    for row, draft in drafts:
        try:
            edits += rounds.visiting(desk, draft)[1]
        except DeskError as error:
            doubts.append(Doubt(row, "household", f"{error.message}{error.advice}", "error"))
    confirmed = len({draft.values["household"] for _row, draft in drafts if draft.confirm})
    order = sorted(doubts, key=lambda one: (one.level != "error", one.row))
    return Pile(len(drafts), confirmed, _once(edits), tuple(order))


def save(desk: Desk, pile: Pile) -> Changes:
    """Write a pile in one act. Raises DeskError while something in it is wrong, or there is nothing."""
    if pile.refused:
        raise DeskError(f"第 {pile.refused.row + 1} 行：{pile.refused.message}")
    if not pile.count:
        raise DeskError("还没有录入走访单。")
    return desk.write(pile.edits, f"录入走访单 {pile.count} 张")


def _once(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Leave out that a record is verified a second time in the same pile."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for edit in edits:
        place = (edit.ledger, edit.uid)
        if edit.op != "verify" or place not in seen:
            kept.append(edit)
        if edit.op == "verify":
            seen.add(place)
    return tuple(kept)


# --- one slip --------------------------------------------------------------------------------------------------------


def _read(desk: Desk, slip: Slip, row: int, shared: Round, doubts: list[Doubt]) -> VisitDraft | None:
    home = _household(desk, slip, row, doubts)
    values: dict[str, object] = {"date": shared.day, "grid": shared.grid or None, "household": home}
    values |= {key: _value(desk, key, getattr(slip, key), row, doubts) for key in ("result", "satisfied", "page")}
    values["result"] = values["result"] or UNCHANGED
    values |= {"content": trim(slip.content) or None, "problem": trim(slip.problem) or None}
    if home:
        values |= _met(desk, home, slip.met, values["content"], row, doubts)
    if values["result"] == CHANGED and not trim(slip.content):
        doubts.append(Doubt(row, "content", "写着信息有变化，还没有写变在哪里；变动请另到这一户登记。"))
    if any(one.row == row and one.level == "error" for one in doubts):
        return None
    wanted = shared.events and bool(trim(slip.problem))
    found = (Finding(trim(slip.problem), kind=_kind(slip.problem)),) if wanted else ()
    return VisitDraft(values=values, confirm=shared.confirms and values["result"] == UNCHANGED, findings=found)


def _kind(problem: str) -> str:
    return _OPINION if "建议" in problem else _DEMAND


def _household(desk: Desk, slip: Slip, row: int, doubts: list[Doubt]) -> str | None:
    """Return the household of a slip: chosen, by its number or the code on its card, or the only one of that name."""
    if slip.uid and desk.store.get("household", slip.uid):
        return slip.uid
    text = trim(slip.household)
    if not text:
        doubts.append(Doubt(row, "household", "还没有填走访户。", "error"))
        return None
    exact = by_number(desk, text)
    if exact:
        return exact.uid
    found = choices(desk, "household", text, limit=3)
    if len(found) == 1:
        if name_key(text) not in name_key(found[0].title):
            doubts.append(Doubt(row, "household", f"“{text}”认作“{found[0].title}”，请核对。"))
        return found[0].uid
    what = "有好几户，请从列表里选一户。" if found else "没有找到，请核对户号或姓名。"
    doubts.append(Doubt(row, "household", f"“{text}”{what}", "error"))
    return None


def _value(desk: Desk, key: str, text: str, row: int, doubts: list[Doubt]) -> object:
    try:
        return parse(desk, "visit", key, text)
    except FieldError as error:
        said = error.message.removeprefix(f"{_LABELS[key]}：")
        doubts.append(Doubt(row, key, f"{_LABELS[key]}：{said}{error.advice}", "error"))
        return None


def _met(desk: Desk, home: str, text: str, content: object, row: int, doubts: list[Doubt]) -> Mapping[str, object]:
    """Return who was met: a member by name, or words in the content when nobody of the household is called so."""
    name = trim(text)
    if not name:
        return {}
    found = [one for one in members(desk, home) if name_key(one.name) == name_key(name) or one.relation == name]
    if len(found) == 1:
        return {"person": found[0].uid}
    doubts.append(Doubt(row, "met", f"这一户没有“{name}”，名字写进走访内容，请核对。"))
    said = str(content or "")
    return {"content": f"见到{name}；{said}" if said else f"见到{name}"}


def _same_twice(desk: Desk, drafts: Sequence[tuple[int, VisitDraft]], shared: Round, doubts: list[Doubt]) -> None:
    """Tell when a household stands twice in the pile, or was entered for that day before."""
    first: dict[str, int] = {}
    for row, draft in drafts:
        home = str(draft.values["household"])
        if home in first:
            doubts.append(Doubt(row, "household", f"和第 {first[home] + 1} 行是同一户，请核对。"))
        elif desk.store.count("visit", where={"household": home, "date": shared.day}):
            doubts.append(Doubt(row, "household", "这一户当天已经记过一次走访，请核对是不是同一张单。"))
        first.setdefault(home, row)
