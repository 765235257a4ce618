"""What was found or told in a span of days, one item each, whether it became an event or was only said on a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.desk import log_topics
from gridDesk.desk.log_days import MENDED, REPORTED, Kept, LogDays, finding
from gridDesk.documents.log_day import outcome

# Sources of events that are complaints or words of others, not what the worker found by herself.
TOLD = ("03", "04", "05", "99")
VISIT, PATROL = "入户走访", "网格巡查"
_BY_VISIT = ("02",)
_NO_TROUBLE = ("08", "11")  # event_kind: suggestions, errands done for somebody


@dataclass(frozen=True, slots=True)
class Item:
    """A matter: where it comes from, what it is, whether it is settled, and whether on the day it was found.

    `subject` is what many such matters have in common: the kind of an event, or the word (路灯) that residents used.
    """

    date: str
    time: str
    grid: str
    kind: str
    subject: str
    topic: str
    source: str
    reporter: str
    words: str
    handled: str
    done: bool
    at_once: bool
    passed_on: bool
    told: bool


def items(days: LogDays) -> list[Item]:
    """Return every item of the span, by day and hour."""
    found = [_event(days, kept) for kept in _all(days.events)]
    found += [_visit(days, kept) for kept in _all(days.visits) if days.said(kept) and not kept.row.get("event")]
    found += [_patrol(kept) for kept in _all(days.patrols) if kept.text["findings"] and not kept.row.get("event")]
    return sorted(found, key=lambda one: (one.date, one.time or "99"))


def needs(days: LogDays) -> list[str]:
    """Return what residents said they need or suggest, each once."""
    said = [kept.text[key] for kept in _all(days.visits) for key in ("needs", "suggestions") if kept.text[key]]
    said += [kept.text["demand"] for kept in _all(days.events) if kept.text["demand"]]
    return list(dict.fromkeys(said))


def _all(by_day: dict[str, list[Kept]]) -> Sequence[Kept]:
    return [kept for day in sorted(by_day) for kept in by_day[day]]


def _event(days: LogDays, kept: Kept) -> Item:
    row, text = kept.row, kept.text
    shown = finding(row, text, days.doors)
    closed = str(row.get("closed_date") or "")
    return Item(
        str(row["date"]), text["time"], str(row.get("grid") or ""), text["kind"] or "其他", "" if row.get("kind") in _NO_TROUBLE else text["kind"], shown.topic, text["source"],
        shown.reporter, shown.situation, outcome(shown), shown.done,
        shown.handling == "当场解决" or (shown.done and closed == str(row["date"])), shown.handling in ("上报", "转办"),
        row.get("source") in (*TOLD, *_BY_VISIT),
    )  # fmt: skip


def _visit(days: LogDays, kept: Kept) -> Item:
    row, said = kept.row, days.said(kept)
    solved = bool(row.get("solved"))
    return Item(
        str(row["date"]), kept.text["start"], str(row.get("grid") or ""), "走访反映", log_topics.subject(said), log_topics.of_words(said), VISIT,
        days.doors.get(str(row.get("household")), "") or kept.text["person"], said, kept.text["answer"] or ("当场答复、解决" if solved else ""),
        solved, solved, False, True,
    )  # fmt: skip


def _patrol(kept: Kept) -> Item:
    row, found = kept.row, kept.text["findings"]
    done = row.get("result") == MENDED
    return Item(
        str(row["date"]), kept.text["start"], str(row.get("grid") or ""), "巡查发现", log_topics.subject(found), log_topics.of_words(found), PATROL,
        kept.text["worker"], found, kept.text["handled"], done, done, row.get("result") == REPORTED, False,
    )  # fmt: skip
