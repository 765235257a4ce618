"""All offices below a street beside each other: each clause of the regulation against each office, in one period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridDesk.desk import down, duties, duties_lines
from gridDesk.desk.duties import Judgement, Mark
from gridDesk.desk.duties_lines import TOPICS, DutyLine
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.policy import Clause, Period


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A clause, and how each office stands against it: None where it says nothing of an office."""

    clause: Clause
    topic: str
    cells: tuple[DutyLine | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Clauses by topic down, offices (site, name) across in the order of their codes and names."""

    period: Period
    offices: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    notices: tuple[str, ...]


def offices_of(desk: Desk) -> list[tuple[str, str]]:
    """Return the offices below as (site, name)."""
    peers = sorted(down.below(desk), key=lambda peer: (peer.code or "~", peer.name))
    return [(peer.site, peer.name) for peer in peers]


def matrix(desk: Desk, period: Period, progress: Progress = silent) -> Matrix:
    """Return every office's figures of a period. `progress` may raise Cancelled between two offices."""
    offices = offices_of(desk)
    found: list[Judgement] = []
    for place, (site, name) in enumerate(offices):
        progress(place, len(offices), f"正在对照{name}")
        found.append(duties.judgement(desk, period, site))
    progress(len(offices), len(offices), "")
    told = dict.fromkeys(words for one in found for words in _common(one))
    return Matrix(period, tuple(offices), tuple(_rows(found)), tuple(told))


def _common(found: Judgement) -> Iterator[str]:
    """Yield what is to be known of an office, with its name where it is about that office alone."""
    for words in found.notices:
        own = words.startswith(("本机最早", "还没有走访"))
        yield f"{found.name}：{words}" if own else words


def _rows(found: list[Judgement]) -> list[MatrixRow]:
    """Return a row for each clause that says something of any office, by topic, in each as the regulation has them."""
    clauses: dict[Mark, Clause] = {}
    cells: dict[tuple[Mark, int], DutyLine] = {}
    for place, judgement in enumerate(found):
        for part in judgement.parts:
            for standing in part.of():
                mark = part.key(standing)[0]
                clauses[mark] = standing.clause
                cells[mark, place] = duties_lines.line_of(standing)
    order = [mark for judgement in found for part in judgement.parts for mark in _marks(part.part.profile.clauses)]
    marks = [mark for mark in dict.fromkeys(order) if mark in clauses]
    rows = [
        MatrixRow(
            clauses[mark], duties_lines.topic_of(clauses[mark]),
            tuple(cells.get((mark, place)) for place in range(len(found))),
        )
        for mark in marks
    ]  # fmt: skip
    return sorted(rows, key=lambda row: TOPICS.index(row.topic))


def _marks(clauses: tuple[Clause, ...]) -> Iterator[Mark]:
    seen: dict[tuple[str, str], int] = {}
    for clause in clauses:
        n = seen[clause.id, clause.rule] = seen.get((clause.id, clause.rule), -1) + 1
        yield clause.id, clause.rule, n
