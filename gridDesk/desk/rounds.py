"""巡查走访 as they are typed: a visit or a patrol with all that follows from it, written in one act.

A visit (齐陵第十条（二）) may confirm the whole household, change what is kept of its people, end a tenancy, enter a
newcomer, note services and open events; a patrol (第十条（三）) opens an event for each finding. One write, one undo.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gridDesk.desk import rounds_findings, rounds_follow
from gridDesk.desk.freshness import confirming
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved, blank, check
from gridDesk.desk.rounds_findings import SOLVED, Finding
from gridDesk.desk.rounds_follow import FieldChange, Newcomer, RentEnd, Service
from gridDesk.errors import DeskError
from gridDesk.ledger import VOID, Edit, new_uid
from gridDesk.text import today_iso, trim

UNCHANGED, CHANGED, NOBODY, REFUSED = "01", "02", "03", "04"  # visit_result
_IN_VAIN = (NOBODY, REFUSED)
TARGETS = ("household", "shop", "unit", "dwelling")
BY_VIDEO = "05"  # patrol_kind
_FOUND_ON = {"visit": "02", "patrol": "01", "video": "06"}  # event_source
_NORMAL, _MENDED, _REPORTED = "01", "02", "04"  # check_result


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """A visit about to be written: the stored values of its fields, and what follows from it.

    `confirm`: all that is kept of the household was gone over and is true. `first` are edits of the same act, such as a
    new address.
    """

    values: Mapping[str, object]
    confirm: bool = False
    changes: Sequence[FieldChange] = ()
    ended: Sequence[RentEnd] = ()
    newcomers: Sequence[Newcomer] = ()
    findings: Sequence[Finding] = ()
    services: Sequence[Service] = ()
    first: Sequence[Edit] = ()

    @property
    def alters(self) -> bool:
        """Tell whether something that is kept of the place turned out otherwise."""
        return bool(self.changes or self.ended or self.newcomers)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolDraft:
    """A patrol about to be written: the stored values of its fields, and what was found."""

    values: Mapping[str, object]
    findings: Sequence[Finding] = ()
    first: Sequence[Edit] = ()


@dataclass
class Act:
    """The edits of one visit or patrol in the making, and the events opened by it."""

    uid: str = field(default_factory=new_uid)
    edits: list[Edit] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


# --- visits ----------------------------------------------------------------------------------------------------------


def record_visit(desk: Desk, draft: VisitDraft) -> Saved:
    """Write a visit with all that follows from it, as one act. Raises DeskError with what is missing or cannot be."""
    uid, edits = visiting(desk, draft)
    return Saved(uid, desk.write(edits, "记走访"))


def visiting(desk: Desk, draft: VisitDraft) -> tuple[str, list[Edit]]:
    """Return the visit's uid and the edits of `record_visit`, for an act of several visits. Raises DeskError."""
    values = _settled(desk, draft)
    act = Act(edits=list(draft.first))
    told = rounds_follow.follow(desk, act.edits, values, draft.changes, draft.ended, draft.newcomers)
    told_services = rounds_follow.serve(desk, act.edits, str(values["date"]), draft.services)
    _invite(desk, act.edits, values)
    if draft.confirm and values.get("result") not in _IN_VAIN:
        values["confirmed"] = 1
        act.edits += _confirmed(desk, values, act.edits)
    _open_events(desk, act, "visit", values, draft.findings)
    known = {
        "updated": _joined(values.get("updated"), told), "services": _joined(values.get("services"), told_services),
        "event": values.get("event") or next(iter(act.events), None), "solved": _solved(draft.findings),
    }  # fmt: skip
    filled = {key: value for key, value in {**values, **known}.items() if value not in (None, "")}
    act.edits.append(Edit("visit", act.uid, "create", filled))
    return act.uid, act.edits


def _settled(desk: Desk, draft: VisitDraft) -> dict[str, object]:
    """Return the visit's values with what follows from them: its grid, its result, whether it counts."""
    shape = desk.catalogue["visit"]
    values = {key: value for key, value in draft.values.items() if key in shape}
    values = {**blank(desk, "visit"), **{key: value for key, value in values.items() if value is not None}}
    if not any(values.get(key) for key in (*TARGETS, "person")) and not trim(values.get("place")):
        raise DeskError("还没有选走访户，", advice="请打户主姓名、户号或住址的几个字，从列表里选一户。")
    _still_there(desk, values, {edit.uid for edit in draft.first})
    _not_ahead(values, "请选已经过去的日子；计划的走访写在“下次走访日期”里。")
    values["grid"] = _grid_of(desk, values) or values.get("grid")
    if values.get("result") == UNCHANGED and draft.alters:
        values["result"] = CHANGED
    if values.get("result") in _IN_VAIN:
        values["effective"] = 0
        if draft.alters or draft.services:
            raise DeskError(
                "走访结果是家中无人或拒访，不能同时登记信息变动和服务，", advice="请改走访结果，或去掉下面登记的内容。"
            )
    _complete(desk, "visit", values)
    return values


def _still_there(desk: Desk, values: Mapping[str, object], made: Collection[str]) -> None:
    """Raise DeskError for a door or person whose entry was taken back while the visit was typed; `made` are new ones."""
    for key in (*TARGETS, "person"):
        uid = str(values.get(key) or "")
        if not uid or uid in made:
            continue
        row = desk.store.get(key, uid)
        if row is None or row["state"] == VOID:
            label = desk.catalogue["visit"][key].label
            raise DeskError(f"“{label}”选的已经不在台账里，可能刚被撤销，", advice="请重新选；其他填好的都还在。")


def _not_ahead(values: Mapping[str, object], advice: str) -> None:
    day = str(values.get("date") or "")
    if day > today_iso()[: len(day)]:
        raise DeskError(f"日期 {day} 还没有到，", advice=advice)


def _complete(desk: Desk, ledger: str, values: Mapping[str, object]) -> None:
    errors = [item.message for item in check(desk, ledger, values) if item.level == "error"]
    if errors:
        raise DeskError("".join(errors))
    start, end = str(values.get("start") or ""), str(values.get("end") or "")
    if ledger == "visit" and start and end and end < start:
        raise DeskError(f"结束时间 {end} 早于开始时间 {start}，", advice="请核对这两个时间。")


def _grid_of(desk: Desk, values: Mapping[str, object]) -> object:
    """Return the grid of what was visited, which is truer than the grid on the screen."""
    for ledger in TARGETS:
        row = desk.store.get(ledger, str(values[ledger])) if values.get(ledger) else None
        if row and row.get("grid"):
            return row["grid"]
    return None


def _invite(desk: Desk, edits: list[Edit], values: Mapping[str, object]) -> None:
    """Note on the household that its representative joined the grid's WeChat group (晋江第十九条（五）)."""
    name, home = trim(values.get("wechat")), str(values.get("household") or "")
    if name and home:
        edits.append(Edit("household", home, "update", {"wechat_group": 1, "wechat_name": name}))


def _confirmed(desk: Desk, values: Mapping[str, object], before: Sequence[Edit]) -> list[Edit]:
    """Return the edits that say that all kept of the place is still true; what the same act closed is left out."""
    closed = {(edit.ledger, edit.uid) for edit in before if edit.op == "close"}
    return [edit for edit in _true_now(desk, values) if (edit.ledger, edit.uid) not in closed]


def _true_now(desk: Desk, values: Mapping[str, object]) -> list[Edit]:
    if values.get("household"):
        return confirming(desk, str(values["household"]))
    found: list[tuple[str, str]] = [(key, str(values[key])) for key in TARGETS if values.get(key)]
    if values.get("dwelling"):
        rents = list(desk.store.rows("tenancy", where={"dwelling": values["dwelling"]}))
        found += [("tenancy", str(row["uid"])) for row in rents]
        found += [("person", str(row["tenant"])) for row in rents if row.get("tenant")]
    own = [(ledger, uid) for ledger, uid in found if _is_own(desk, ledger, uid)]
    return [Edit(ledger, uid, "verify", {"verified_on": today_iso()}) for ledger, uid in own]


def _is_own(desk: Desk, ledger: str, uid: str) -> bool:
    row = desk.store.get(ledger, uid)
    return row is not None and row["office"] == desk.office.site


def _joined(said: object, more: str) -> str | None:
    return "；".join(part for part in (trim(said), more) if part) or None


def _solved(findings: Sequence[Finding]) -> int | None:
    """Tell whether all that was found was solved on the spot, None where nothing was found."""
    return int(all(one.handling == SOLVED for one in findings)) if findings else None


# --- patrols ---------------------------------------------------------------------------------------------------------


def record_patrol(desk: Desk, draft: PatrolDraft) -> Saved:
    """Write a patrol and open an event for each finding, as one act. Raises DeskError."""
    shape = desk.catalogue["patrol"]
    given = {key: value for key, value in draft.values.items() if key in shape and value is not None}
    values = {**blank(desk, "patrol"), **given}
    _not_ahead(values, "请选今天或已经过去的日子，巡查过了再记。")
    _complete(desk, "patrol", values)
    act = Act(edits=list(draft.first))
    _open_events(desk, act, "patrol", values, draft.findings)
    if draft.findings:
        values |= _found(desk, values, draft.findings, act.events)
    filled = {key: value for key, value in values.items() if value not in (None, "")}
    act.edits.append(Edit("patrol", act.uid, "create", filled))
    return Saved(act.uid, desk.write(act.edits, "记巡查"))


def _found(
    desk: Desk, values: Mapping[str, object], findings: Sequence[Finding], events: Sequence[str]
) -> dict[str, object]:
    """Return what a patrol's own fields say of its findings: how many, what, and how it went."""
    solved = sum(one.handling == SOLVED for one in findings)
    result = values.get("result")
    if result in (None, "", _NORMAL):
        result = _MENDED if solved == len(findings) else _REPORTED
    titles = "；".join(trim(one.title) for one in findings)
    return {
        "result": result, "event": values.get("event") or events[0], "solved": solved,
        "reported": len(findings) - solved, "findings": _joined(values.get("findings"), titles),
    }  # fmt: skip


def _open_events(desk: Desk, act: Act, ledger: str, values: Mapping[str, object], findings: Sequence[Finding]) -> None:
    source = _FOUND_ON["video" if ledger == "patrol" and values.get("kind") == BY_VIDEO else ledger]
    for finding in findings:
        uid, edits = rounds_findings.opening(desk, finding, values, source, (ledger, act.uid))
        act.events.append(uid)
        act.edits += edits
