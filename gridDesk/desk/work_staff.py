"""Training taken part in and the personnel files of the grid workers: for the rules on training and on the team."""

from __future__ import annotations

from collections.abc import Iterator

from gridDesk.desk.work_reading import Line, Scope, between, day_of, number_of, text_of
from gridDesk.ledger import CLOSED
from gridDesk.ledger.filter import Condition
from gridDesk.policy.team_facts import Member, Study

_THERE = (None, "21", "22", "23")  # 出勤情况: not said, 出勤, 迟到, 早退
_ALONE, _RESIGNED, _LEFT = "07", "01", "07"  # 自学; 本人辞职; 已退出
BEFORE = 180  # days: 岗前培训 before the first of the days asked for
# The first figure of a code of GB/T 4658 (文化程度) and the grade it stands for; 中等职业教育 stands with 高中.
_GRADES = {"1": "研究生", "2": "本科", "3": "大专", "4": "高中", "6": "高中", "7": "初中", "8": "小学"}
_STUDY = (
    "worker", "training", "date", "presence", "hours", "notes_chars", "essays", "reviewed_on", "self_study",
)  # fmt: skip
_MEMBER = (
    "name", "birth", "education", "full_time_education", "started_on", "exit_on", "exit_reason", "status", "prejob",
    "incompatible", "probation_until", "probation_result", "resign_applied", "handover_on", "seconded_to", "seconded_approval",
    "closed_on", "state",
)  # fmt: skip


def studies_of(scope: Scope) -> Iterator[Study]:
    """Yield what each worker took part in or studied alone, in these days and the half year before, or read in them."""
    trainings = {text_of(line["uid"]): line for line in scope.lines("training", ("kind", "organiser", "hours", "date"))}
    names = {text_of(line["uid"]): text_of(line["name"]) for line in scope.lines("worker", ("name",))}
    seen = {text_of(line["uid"]): line for line in scope.dated("training_attendance", _STUDY, before=BEFORE)}
    for line in scope.lines("training_attendance", _STUDY, between("reviewed_on", scope.first, scope.last)):
        seen.setdefault(text_of(line["uid"]), line)
    for line in scope.lines("training_attendance", _STUDY, Condition("date", "blank")):
        seen.setdefault(text_of(line["uid"]), line)
    for line in seen.values():
        if one := _study(scope, line, trainings.get(text_of(line["training"]), {}), names):
            yield one


def _study(scope: Scope, line: Line, training: Line, names: dict[str, str]) -> Study | None:
    """Return a study; of one that has no day the training has it, and where none has nothing can be said of it."""
    day = day_of(line["date"]) or day_of(training.get("date"))
    if day is None:
        return None
    hours = line["hours"] if line["hours"] is not None else training.get("hours")
    return Study(
        uid=text_of(line["uid"]), day=day, worker=names.get(text_of(line["worker"]), ""),
        hours=float(hours) if isinstance(hours, int | float) and line["presence"] in _THERE else 0.0,
        kind=scope.words.one("training", "kind", training.get("kind")),
        organiser=scope.words.one("training", "organiser", training.get("organiser")),
        alone=line["self_study"] == 1 or training.get("kind") == _ALONE, notes=number_of(line["notes_chars"]),
        essays=number_of(line["essays"]), reviewed=day_of(line["reviewed_on"]),
    )  # fmt: skip


def members_of(scope: Scope) -> Iterator[Member]:
    """Yield the files of the team; who left without a day is not of it, nor known to have resigned."""
    for line in scope.lines("worker", _MEMBER):
        until = day_of(line["exit_on"]) or (day_of(line["closed_on"]) if line["state"] == CLOSED else None)
        if until is None and (line["status"] == _LEFT or line["state"] == CLOSED):
            continue
        yield Member(
            uid=text_of(line["uid"]), name=text_of(line["name"]), since=day_of(line["started_on"]), until=until,
            born=day_of(line["birth"]), schooling=_grade(line["education"] or line["full_time_education"]),
            full_time_schooling=_grade(line["full_time_education"]), in_charge=line["incompatible"] == 1,
            passed=None if line["prejob"] is None else bool(line["prejob"]),
            probation_until=day_of(line["probation_until"]), probation_result=text_of(line["probation_result"]),
            resigned=line["exit_reason"] == _RESIGNED, asked=day_of(line["resign_applied"]),
            handed_over=day_of(line["handover_on"]), lent=text_of(line["seconded_to"]),
            leave_of=text_of(line["seconded_approval"]),
        )  # fmt: skip


def _grade(code: object) -> str:
    return _GRADES.get(text_of(code)[:1], "")
