"""What was found on a round becomes an event (事项) in one step: first owner, kind, place, 当场解决 or 上报.

首办负责 (青岛五、2): whoever finds it is its first owner; 发现、解决、反馈 (巡查走访制度四（四）).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk import event_limits, event_steps
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import CodeSet, Edit
from gridDesk.text import trim

SOLVED, REPORTED, PASSED = "01", "02", "03"  # event_handling: 当场解决, 上报, 转办
_UNDER_WAY = "02"  # event_status
_PASS_ON = "15"  # event_act
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
    desk: Desk, finding: Finding, found: Mapping[str, object], source: str, about: tuple[str, str]
) -> tuple[str, list[Edit]]:
    """Return the uid of the event that a finding opens, and the edits: the event and the steps done with it at once.

    `found` are the values of the visit or patrol, `about` its ledger and uid.
    """
    worker, day, title = str(found.get("worker") or desk.user), str(found["date"]), trim(finding.title)
    values: dict[str, object] = {key: found.get(key) for key in ("date", "grid", "page", *_ABOUT)}
    values |= {
        "title": title, "situation": title, "kind": finding.kind or _USUAL_KIND, "severity": finding.severity or None,
        "time": found.get("end") or found.get("start"), "place": trim(finding.place) or _place_of(desk, found),
        "source": source, "finder": worker, "first_owner": worker,
    }  # fmt: skip
    uid, (event, *steps) = event_steps.opening(desk, values, about=about)
    known, more = _at_once(desk, uid, finding, day, worker)
    if known.get("tier"):  # handed up: the limit of that level counts from here on
        known |= event_limits.due_values(desk, {**event.values, **known})
    return uid, [Edit(event.ledger, uid, "create", {**event.values, **known}), *steps, *more]


def _at_once(desk: Desk, uid: str, finding: Finding, day: str, worker: str) -> tuple[dict[str, object], list[Edit]]:
    """Return what was done with it on the spot: solved and seen to be, reported up, or passed on."""
    words = trim(finding.result)
    if finding.handling == SOLVED:
        return event_steps.solving(desk, uid, words, on=day, by=worker)
    if finding.handling == REPORTED:
        return event_steps.reporting(desk, uid, "", to=words, on=day)
    if finding.handling == PASSED:
        known: dict[str, object] = {"handling": PASSED, "handled_by": words or None, "status": _UNDER_WAY}
        passed = event_steps.step(desk, uid, _PASS_ON, 2, to=words, date=day, actor=worker)
        return {key: value for key, value in known.items() if value}, [passed]
    return {}, []


def _place_of(desk: Desk, found: Mapping[str, object]) -> str:
    """Return where it was when nobody wrote it: the address of what was visited, else the way of the patrol."""
    for ledger in ("household", "dwelling", "shop", "unit"):
        row = desk.store.get(ledger, str(found[ledger])) if found.get(ledger) else None
        if row is None:
            continue
        address = desk.store.titles("address", [str(row["address"])]) if row.get("address") else {}
        return next(iter(address.values()), "") or desk.store.titles(ledger, [str(row["uid"])]).get(str(row["uid"]), "")
    return str(found.get("place") or found.get("route") or "")
