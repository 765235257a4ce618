"""Events that offices below moved up (上报): what the office above does with them, and how what it says is taken below.

The record of an event stays its village's own. Above, each act writes a step of this office and a result that travels down
by package; giving it to an office below is also a task there. Below, the result stands on the event's course at once; to
take it (接收) signs for it and brings the event to where it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from gridDesk.desk import down, event_checks, event_limits, event_steps, replies, task_acts
from gridDesk.desk.event_steps import EVENT, RESULT, RUNNING, TO_CHECK, UNCHECKED
from gridDesk.desk.office import Desk
from gridDesk.desk.records import check as check_record
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Changes, Edit, Row, new_uid
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.text import today_iso, trim

SETTLED, PARTLY, REFUSED, ELSEWHERE, BACK = "01", "02", "03", "04", "05"  # result_kind
ACCEPTED, UNDER_WAY, URGED, GIVEN = "06", "07", "08", "09"
FINAL = (SETTLED, PARTLY, REFUSED, ELSEWHERE, BACK)
_ACTS = {
    ACCEPTED: event_steps.ACCEPT, UNDER_WAY: event_steps.HANDLE, URGED: event_steps.URGE, GIVEN: event_steps.ASSIGN,
    BACK: event_steps.RETURN, ELSEWHERE: event_steps.TRANSFER,
}  # fmt: skip


def below_one(desk: Desk, uid: str) -> Row:
    """Return an event that an office below registered. Raises DeskError when it is not here."""
    row = desk.store.get(EVENT, uid)
    if row is None or row["state"] != ACTIVE or row["office"] == desk.office.site:
        raise DeskError("这件事项已经不在了，", advice="请刷新后再看。")
    return row


def edits(
    desk: Desk, row: Row, outcome: str, words: str, *, to: str = "", due: str = "", handled_by: str = "", on: str = "",
    satisfied: str = "",
) -> list[Edit]:  # fmt: skip
    """Return the edits that say something of an event below: the result that goes down, and the step of this office.

    Raises DeskError where there are no words, the event is closed, or the office is not below this one.
    """
    site, uid = str(row["office"]), str(row["uid"])
    down.check_may_send(desk, [site])
    if row.get("status") == event_steps.DONE:
        name = down.names(desk).get(site, "登记的单位")
        raise DeskError(
            f"这件事项{name}已经销号，", advice=f"还要办的，请{name}先点“恢复办理”，重新上报，收到数据包以后再办。"
        )
    number, day = event_steps.next_number(desk, uid), on or today_iso()
    said = event_checks.check_words(words, "办理结果", "请写清怎么办的、结果如何，村里要向当事人反馈。")
    values: dict[str, object] = {
        "event": uid, "title": row.get("title"), "event_number": row.get("number"), "outcome": outcome, "result": said,
        "handled_by": handled_by or desk.office.name, "date": day, "satisfied": satisfied, "step": number, ADDRESSEE: site,
    }  # fmt: skip
    values = {key: value for key, value in values.items() if value not in (None, "")}
    errors = [item.message for item in check_record(desk, RESULT, values) if item.level == "error"]
    if errors:
        raise DeskError("".join(errors))
    act = _ACTS.get(outcome, event_steps.HANDLE)
    step = event_steps.step(desk, uid, act, number, words=said, to=to, due=due, date=day)
    return [Edit(RESULT, new_uid(), "create", values), step]


def say(desk: Desk, uid: str, outcome: str, words: str, *, handled_by: str = "", satisfied: str = "") -> Changes:
    """Tell the office whose event it is what became of it (答复), or how it stands (受理、进展、催办、退回)."""
    row = below_one(desk, uid)
    label = f"事项{desk.catalogue[RESULT]['outcome'].show(outcome)}"
    return desk.write(edits(desk, row, outcome, words, handled_by=handled_by, satisfied=satisfied), label)


def accept(desk: Desk, uid: str, words: str = "") -> Changes:
    """Take on an event that was moved up (受理); the village reads it in the next package."""
    return say(desk, uid, ACCEPTED, trim(words) or f"{desk.office.name}已受理。")


def urge(desk: Desk, uid: str, words: str = "") -> Changes:
    """Urge the office below to get on with its event (催办)."""
    return say(desk, uid, URGED, trim(words) or "请抓紧办理，并报告进展。")


def send_back(desk: Desk, uid: str, why: str) -> Changes:
    """Give an event back to the office below (退回), saying why."""
    return say(desk, uid, BACK, event_checks.check_words(why, "退回的原因", "请写清为什么退回、由谁来办。"))


def assign(desk: Desk, uid: str, sites: Sequence[str], content: str, *, due: str = "", title: str = "") -> list[str]:
    """Give an event to offices below as a task (交办) and tell the office whose it is; returns the uids of the tasks."""
    row = below_one(desk, uid)
    said = event_checks.check_words(content, "要办什么", "请写清要办什么、报什么。")
    known = down.names(desk)
    to = "、".join(known.get(site, site) for site in sites)
    number = task_acts.next_number(desk)
    told = edits(desk, row, GIVEN, f"已交办{to}（任务 {number}）：{said}", to=to, due=due)
    values = {
        "title": title or f"办理事项：{row.get('title') or ''}", "content": said, "due": due, "number": number,
        "about_ledger": EVENT, "about": uid, "kind": "03" if row.get("kind") == "01" else "02",
        "urgency": "3" if event_checks.is_urgent(row) else None,
    }  # fmt: skip
    return task_acts.issue(desk, sites, values, first=told)


# --- below -----------------------------------------------------------------------------------------------------------


def waiting(desk: Desk, uid: str) -> list[Row]:
    """Return the results about an event that came from above and were not taken yet, the oldest first."""
    parent = down.above(desk)
    if parent is None:
        return []
    rows = [
        row for row in desk.store.rows(RESULT, where={"event": uid}, office=parent.site)
        if str(row.get(ADDRESSEE) or desk.office.site) == desk.office.site
    ]  # fmt: skip
    signed = down.signed_on(desk, [str(row["uid"]) for row in rows])
    found = [row for row in rows if str(row["uid"]) not in signed]
    return sorted(found, key=lambda row: event_steps.number_in(row.get("step")))


def take(desk: Desk, uid: str) -> Changes:
    """Take every result from above about an event (接收): they are signed for, and the event goes to where they say.

    What was settled above waits for the check on the spot (QL-10.7); what was given back is handled here again; where
    both were said the last one counts. A closed event is left, its results are signed for. Raises DeskError when there is
    nothing to take, or the event is not this office's.
    """
    event = desk.store.get(EVENT, uid)
    if event is None or event["state"] != ACTIVE or event["office"] != desk.office.site:
        raise DeskError("这件事项已经不在了，", advice="请刷新后再看。")
    found = waiting(desk, uid)
    if not found:
        raise DeskError("没有等着接收的办理结果，", advice="请先收上级的数据包。")
    values = _after(desk, event, found)
    number = event_steps.next_number(desk, uid)
    shown = desk.catalogue[RESULT]["outcome"]
    words = "；".join(f"{shown.show(row.get('outcome'))}：{str(row.get('result') or '').rstrip('。')}" for row in found)
    step = event_steps.step(desk, uid, event_steps.ACCEPT, number, words=f"接收上级办理结果：{words}")
    signing = [
        edit for row in found for edit in replies.answer(desk, RESULT, str(row["uid"]), replies.SIGNED)
    ]  # fmt: skip
    update = [Edit(EVENT, uid, "update", values)] if values else []
    return desk.write([*update, step, *signing], "接收事项办理结果")


def _after(desk: Desk, event: Row, found: Sequence[Row]) -> dict[str, object]:
    """Return the values an event takes by results from above, in their order.

    The last that settles it or gives it back decides. What was said before it was moved up once more decides nothing,
    and a closed one is left.
    """
    uid = str(event["uid"])
    up = event_steps.last_up(desk, [uid]).get(uid, 0)
    final = [
        row for row in found
        if row.get("outcome") in FINAL and not 0 < event_steps.number_in(row.get("step")) <= up
    ]  # fmt: skip
    if not final or event.get("status") == event_steps.DONE:
        return {}
    if final[-1]["outcome"] != BACK:
        return {
            "status": TO_CHECK, "result": final[-1].get("result"), "handled_by": final[-1].get("handled_by"), **UNCHECKED,
        }  # fmt: skip
    values = {"status": RUNNING, "tier": event_steps.tier_of(desk), **UNCHECKED}
    return values | event_limits.due_values(desk, {**event, **values}, event)
