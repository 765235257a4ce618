"""What was found on a round becomes an event (事项) in one step: first owner, kind, place, 当场解决 or 上报.

首办负责 (青岛五、2): whoever finds it is its first owner; 发现、解决、反馈 (巡查走访制度四（四）).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk.office import Desk
from gridDesk.desk.records import blank
from gridDesk.errors import DeskError
from gridDesk.ledger import CodeSet, Edit, new_uid
from gridDesk.text import trim

SOLVED, REPORTED, PASSED = "01", "02", "03"  # event_handling: 当场解决, 上报, 转办
_STATUS = {SOLVED: "05", REPORTED: "03", PASSED: "02"}  # event_status
_ACTS = {SOLVED: "02", REPORTED: "03", PASSED: "15"}  # event_act
_ENTERED = "01"
_ABOUT = ("household", "shop", "unit", "person", "key_place")
_USUAL_KIND = "99"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: what (`title`), its kind (event_kind) and where; what was done with it (event_handling).

    `result` says how it was solved or to whom it was reported; codes are codes, the rest is text.
    """

    title: str
    kind: str = ""
    place: str = ""
    handling: str = ""
    result: str = ""
    severity: str = ""


def read(desk: Desk, texts: Mapping[str, str], row: int) -> Finding | None:
    """Return what a row of typed cells says was found, None for an empty row. Raises DeskError naming the row."""
    words = {key: trim(texts.get(key, "")) for key in ("title", "kind", "place", "handling", "result", "severity")}
    if not any(words[key] for key in ("title", "place", "result")):
        return None
    if not words["title"]:
        raise DeskError(f"发现的问题第 {row} 行还没有写是什么问题。")
    shape = desk.catalogue["event"]
    for key in ("kind", "handling", "severity"):
        words[key] = _code(shape[key].code_set, words[key], f"发现的问题第 {row} 行的{shape[key].label}")
    return Finding(**words)


def _code(codes: CodeSet | None, text: str, where: str) -> str:
    if not text or codes is None:
        return ""
    try:
        return codes.parse(text) or ""
    except DeskError as error:
        raise DeskError(f"{where}：{error.message}", advice=error.advice) from None


def opening(
    desk: Desk, finding: Finding, found: Mapping[str, object], source: str, about: tuple[str, str], number: int = 1
) -> tuple[str, list[Edit]]:
    """Return the uid of the event that a finding opens, and the edits: the event and the steps done with it.

    `found` are the values of the visit or patrol, `about` its ledger and uid; `number` keeps several apart.
    """
    uid, worker = new_uid(), str(found.get("worker") or desk.user)
    known = {key: found.get(key) for key in _ABOUT}
    values = blank(
        desk, "event", title=trim(finding.title), date=found.get("date"), time=found.get("end") or found.get("start"),
        kind=finding.kind or _USUAL_KIND, severity=finding.severity or None, source=source, grid=found.get("grid"),
        place=trim(finding.place) or _place_of(desk, found), situation=trim(finding.title), finder=worker,
        first_owner=worker, handling=finding.handling or None, status=_STATUS.get(finding.handling), page=found.get("page"),
        **known,
    )  # fmt: skip
    if finding.handling == SOLVED:
        values |= {"handled_by": worker, "closed_date": found.get("date"), "result": trim(finding.result) or "当场解决"}
    elif finding.handling:
        values |= {"handled_by": trim(finding.result) or None}
    shape = desk.catalogue["event"]
    filled = {key: value for key, value in values.items() if key in shape and value not in (None, "")}
    return uid, [Edit("event", uid, "create", filled), *_steps(desk, uid, finding, filled, about)]


def _place_of(desk: Desk, found: Mapping[str, object]) -> str:
    """Return where it was when nobody wrote it: the address of what was visited, else the way of the patrol."""
    for ledger in ("household", "dwelling", "shop", "unit"):
        row = desk.store.get(ledger, str(found[ledger])) if found.get(ledger) else None
        if row is None:
            continue
        address = desk.store.titles("address", [str(row["address"])]) if row.get("address") else {}
        return next(iter(address.values()), "") or desk.store.titles(ledger, [str(row["uid"])]).get(str(row["uid"]), "")
    return str(found.get("place") or found.get("route") or "")


def _steps(
    desk: Desk, event: str, finding: Finding, values: Mapping[str, object], about: tuple[str, str]
) -> list[Edit]:
    """Return the steps of 办理经过 that were done at once: entered, then solved, reported or passed on."""
    acts = [
        (_ENTERED, str(values["title"])),
        *([(_ACTS[finding.handling], trim(finding.result))] if finding.handling else []),
    ]
    made = []
    for step, (act, words) in enumerate(acts, 1):
        told = {
            "event": event, "step": step, "date": values["date"], "time": values.get("time"), "act": act,
            "actor": values.get("finder"), "words": words, "about_ledger": about[0], "about": about[1],
            "to": words if act in (_ACTS[REPORTED], _ACTS[PASSED]) else None,
        }  # fmt: skip
        filled = {key: value for key, value in told.items() if value not in (None, "")}
        made.append(Edit("event_step", new_uid(), "create", filled))
    return made
