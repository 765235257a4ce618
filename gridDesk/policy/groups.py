"""Rules on what stands towards residents: WeChat groups, boards and cards, publicity, services, surveys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding, Record
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of, rate_finding, record, scopes
from gridDesk.policy.work import Board, Gathering, Survey, WorkFacts


def group_members(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge how many of the homes have a representative in the grid's WeChat group (一户一代表); `shops`, `units` too.

    With `landlords` those who let a dwelling and do not live in its grid count, each once. Without `coverage` the clause
    names no share: the figure is told and nothing is asked.
    """
    if not reckoning.reaches_into(facts, period):
        return
    ledgers = ["household", *(name for name in ("shop", "unit") if clause.params.get(f"{name}s"))]
    wanted, on = reckoning.number(clause.params.get("coverage"), 100), reckoning.last_day(facts, period)
    for grid in _office_and_grids(facts):
        homes = reckoning.due_homes(facts, grid, on, ledgers)
        if clause.params.get("landlords"):
            homes += [one for one in facts.landlords if not grid or _is_of(facts, one.grid, grid)]
        if not homes:
            continue
        inside = tuple(record(home) for home in homes if home.in_group)
        outside = tuple(record(home) for home in homes if not home.in_group)
        tally = Tally(len(inside), len(homes), inside, outside)
        words = f"{name_of(facts, grid)}{period.label}共 {tally.whole:,} 户，有代表进群的 {tally.part:,} 户"
        words += f"，还差 {len(outside):,} 户。" if outside else "。"
        one = rate_finding(clause, facts, period, tally, wanted, words, unit="户", grid=grid)
        yield one if "coverage" in clause.params else replace(one, level="ok", target="不设比例", wanted=None)


def _office_and_grids(facts: WorkFacts) -> tuple[str, ...]:
    return ("", *(grid for grid in scopes(facts) if grid))


def _is_of(facts: WorkFacts, written: str, grid: str) -> bool:
    """Tell whether what bears a grid, or none, is of one: what says none is of the only grid there is."""
    return written == grid or (not written and scopes(facts) == (grid,))


def boards(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether each grid has a board or card of each of `kinds` up, with all its `contents` on it."""
    kinds, contents = cast("list[str]", clause.params["kinds"]), cast("list[str]", clause.params.get("contents", []))
    if not reckoning.reaches_into(facts, period):
        return
    found = [(grid, *_boards_of(facts, grid, period, kinds, contents)) for grid in scopes(facts)]
    good = sum(not gaps for _, _, gaps in found)
    tally = Tally(good, len(found), *_records([tally for _, tally, _ in found]))
    words = f"{name_of(facts, '')}{period.label}有 {good}／{len(found)} 个网格的{'、'.join(kinds)}齐全。"
    target = "、".join(kinds) + (f"，公示{'、'.join(contents)}" if contents else "")
    yield rate_finding(clause, facts, period, tally, 100, words, unit="个网格", target=target)
    for grid, one, gaps in found:
        if grid:
            words = f"{name_of(facts, grid)}{'；'.join(gaps)}。" if gaps else f"{name_of(facts, grid)}公示齐全。"
            yield rate_finding(clause, facts, period, one, 100, words, unit="种", grid=grid, target=target)


def _records(tallies: list[Tally]) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    total = reckoning.summed(tallies)
    return total.proof, total.lacking


def _boards_of(
    facts: WorkFacts, grid: str, period: Period, kinds: list[str], contents: list[str]
) -> tuple[Tally, list[str]]:
    """Return how many of the kinds a grid has complete, and what is amiss in words."""
    on = reckoning.last_day(facts, period)
    up = [one for one in facts.boards if _is_of(facts, one.grid, grid) and _stands(one, on)]
    proof: list[Board] = []
    short: list[Board] = []
    gaps = []
    for kind in kinds:
        there = [one for one in up if one.kind == kind]
        best = max(there, key=lambda one: len(one.contents & set(contents)), default=None)
        missing = [word for word in contents if best is None or word not in best.contents]
        if best is None:
            gaps.append(f"没有{kind}")
        elif missing:
            gaps.append(f"{kind}缺{'、'.join(missing)}")
            short.append(best)
        else:
            proof.append(best)
    named = (tuple(("notice_board", one.uid) for one in some) for some in (proof, short))
    return Tally(len(proof), len(kinds), *named), gaps


def _stands(board: Board, on: date) -> bool:
    return (board.since is None or board.since <= on) and (board.until is None or on <= board.until)


def publicity(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Count publicity activities (宣传活动) with people and leaflets; `times` asks for so many, else none are asked for."""
    times = int(str(clause.params.get("times", 0)))
    if not reckoning.reaches_into(facts, period):
        return
    held = [one for one in facts.gatherings if one.ledger == "publicity" and _is_in(facts, period, one)]
    for grid in _office_and_grids(facts):
        some = held if not grid else [one for one in held if one.grid == grid]
        if some or not grid:
            people, leaflets = sum(one.people for one in some), sum(one.leaflets for one in some)
            words = f"{name_of(facts, grid)}{period.label}开展宣传 {len(some)} 场，{people:,} 人参加，发放资料 {leaflets:,} 份。"
            yield finding(
                clause, facts, period, words, met=len(some) >= (times if not grid else 0), figure=f"{len(some)} 场",
                target=f"{times} 场" if times and not grid else "有记录、有数量", grid=grid, value=len(some),
                wanted=times if times and not grid else None, proof=[(one.ledger, one.uid) for one in some],
            )  # fmt: skip


def services(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether each grid brought helpers to its residents (`kinds` of 宣传活动) so many `times` (XC 二（二）2).

    One that names no grid was held for all of them together; a grid that had no worker in the period owes none.
    """
    times, kinds = int(str(clause.params.get("times", 1))), frozenset(cast("list[str]", clause.params["kinds"]))
    held = [
        one for one in facts.gatherings
        if one.ledger == "publicity" and one.kinds & kinds and _is_in(facts, period, one)
    ]  # fmt: skip
    owing = [grid for grid in scopes(facts) if reckoning.owed_days(facts, grid, period)]
    found = {grid: [one for one in held if not one.grid or one.grid == grid] for grid in owing}
    if not found:
        return
    what, target = "、".join(sorted(kinds)), f"每个网格 {times} 次"
    tally = Tally(sum(len(some) >= times for some in found.values()), len(found), _gathered(held))
    words = f"{name_of(facts, '')}{period.label}有 {tally.part}／{tally.whole} 个网格组织{what}满 {times} 次。"
    yield rate_finding(clause, facts, period, tally, 100, words, unit="个网格", target=target)
    for grid, some in found.items():
        if grid:
            people = sum(one.people for one in some)
            words = f"{name_of(facts, grid)}{period.label}组织{what} {len(some)} 次，服务居民 {people:,} 人。"
            yield finding(
                clause, facts, period, words, met=len(some) >= times, figure=f"{len(some)} 次", target=f"{times} 次",
                grid=grid, value=len(some), wanted=times, proof=_gathered(some),
            )  # fmt: skip


def _gathered(held: Sequence[Gathering]) -> tuple[Record, ...]:
    return tuple((one.ledger, one.uid) for one in held)


def _is_in(facts: WorkFacts, period: Period, one: Gathering | Survey) -> bool:
    return one.day in period and one.day <= facts.today


def survey(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge what residents answered: how many know the worker, are content, and complained; of those who answered.

    `awareness` and `satisfaction` are the least, `complaint_max` the most per cent; `fair` counts 一般 as content.
    """
    if not reckoning.reaches_into(facts, period):
        return
    held = [one for one in facts.surveys if _is_in(facts, period, one)]
    for grid in _office_and_grids(facts):
        some = held if not grid else [one for one in held if one.grid == grid]
        answered = sum(one.returned or one.asked for one in some)
        if answered:
            yield _answers(clause, facts, period, grid, some, answered)
        elif not grid:
            words = f"{name_of(facts, '')}{period.label}还没有满意度测评结果。"
            yield finding(clause, facts, period, words, met=False, figure="没有测评", target=_survey_target(clause))


def _survey_target(clause: Clause) -> str:
    least, content, most = (_rate(clause, key) for key in ("awareness", "satisfaction", "complaint_max"))
    words = [f"知晓率 {reckoning.number_words(least)}%"] if "awareness" in clause.params else []
    words += [f"满意率 {reckoning.number_words(content)}%"] if "satisfaction" in clause.params else []
    words += [f"投诉率不超过 {reckoning.number_words(most)}%"] if "complaint_max" in clause.params else []
    return "、".join(words)


def _rate(clause: Clause, key: str) -> reckoning.Number:
    return reckoning.number(clause.params.get(key), 100 if key == "complaint_max" else 0)


def _answers(
    clause: Clause, facts: WorkFacts, period: Period, grid: str, surveys: list[Survey], answered: int
) -> Finding:
    fair = bool(clause.params.get("fair"))
    aware, complaints = sum(one.aware for one in surveys), sum(one.complaints for one in surveys)
    content = sum(one.content + (one.fair if fair else 0) for one in surveys)
    least, wanted, most = (_rate(clause, key) for key in ("awareness", "satisfaction", "complaint_max"))
    met = aware * 100 >= least * answered and content * 100 >= wanted * answered
    met = met and complaints * 100 <= most * answered
    percents = (("知晓率", aware, least), ("满意率", content, wanted), ("投诉率", complaints, most))
    figure = "、".join(f"{word} {reckoning.percent(part, answered, mark)}" for word, part, mark in percents)
    words = f"{name_of(facts, grid)}{period.label}测评收回 {answered:,} 份：知晓 {aware:,} 份，满意 {content:,} 份"
    return finding(
        clause, facts, period, f"{words}，投诉 {complaints:,} 份。", met=met, figure=figure,
        target=_survey_target(clause), grid=grid, value=100 * content / answered, wanted=float(wanted),
        proof=[("survey_result", one.uid) for one in surveys],
    )  # fmt: skip


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    group_members, boards, publicity, services, survey,
)  # fmt: skip
