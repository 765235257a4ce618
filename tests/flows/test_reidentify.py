"""Row E3 of the goals: what a page shows leaves at least 300 ID numbers to guess among, else the page is refused."""

from __future__ import annotations

from datetime import date

import pytest

from gridDesk import paths
from gridDesk.desk import Desk, form_blanks, paper_levels, printing
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.reidentify import LEAST, Seen, candidates, left_to_guess, residents
from gridDesk.desk.views import View, pack
from gridDesk.documents.form_blocks import wanted
from gridDesk.documents.papers import Paper, load_papers
from gridDesk.ledger import catalogue
from gridDesk.ledger.dates import age_on
from gridDesk.vault import Level

REGION, TODAY = "370305", date(2026, 11, 21)
CATALOGUE = catalogue()
PAPERS = load_papers(paths.forms() / "papers", CATALOGUE)
PERSON = residents(REGION, TODAY)[0]


def typical(**shown: object) -> float:
    """Return the median over invented people, with `number` shown as a function of the whole one."""
    found = []
    for person in residents(REGION, TODAY, 200):
        number = shown["number"](person["number"]) if "number" in shown else ""  # type: ignore[operator]
        seen = Seen(
            number, person["birth"][: int(shown.get("birth", 0))],  # type: ignore[call-overload]
            int(person["age"]) if shown.get("age") else None, person["sex"] if shown.get("sex") else "",
        )  # fmt: skip
        found.append(candidates(seen, REGION, TODAY))
    return sorted(found)[len(found) // 2]


def ends(first: int, last: int):
    return lambda number: number[:first] + "*" * (18 - first - last) + (number[18 - last :] if last else "")


def test_a_whole_number_leaves_one() -> None:
    assert candidates(Seen(PERSON["number"]), REGION, TODAY) == 1


def test_a_birth_date_and_sex_leave_five_hundred() -> None:
    assert candidates(Seen("", PERSON["birth"], None, PERSON["sex"]), REGION, TODAY) == 500
    assert candidates(Seen("", "1985-03"), REGION, TODAY) == 31_000


def test_the_customary_six_and_four_leave_next_to_nobody() -> None:
    assert 3_000 < typical(number=ends(6, 4)) < 3_700
    assert 28 < typical(number=ends(6, 4), age=True) < 38
    assert typical(number=ends(6, 4), birth=7) in (2, 3)
    assert typical(number=ends(6, 4), birth=10) == 1
    assert 15_000 < typical(number=ends(1, 1), birth=4, sex=True) < 18_500


def test_an_age_leaves_the_days_of_one_year() -> None:
    assert candidates(Seen("", "", 41), REGION, TODAY) in (365_000, 366_000)
    for person in residents(REGION, TODAY, 50):
        seen = Seen("", person["birth"], age_on(person["birth"], TODAY))
        assert candidates(seen, REGION, TODAY) == 1000


def test_no_paper_that_leaves_the_office_gives_its_people_away(village: Desk) -> None:
    weak = {}
    for key, paper in PAPERS.items():
        for choice in paper_levels.choices(paper, CATALOGUE[paper.ledger] if paper.ledger else None):
            level = paper_levels.parse(choice.level)
            if level >= Level.FIELD:
                keys = shown(paper_levels.at_level(village, paper, level))
                weak[key, choice.level] = left_to_guess(CATALOGUE, keys, level, REGION, TODAY)
    assert {place: left for place, left in weak.items() if left < LEAST} == {}
    assert len(weak) > 60


def shown(paper: Paper) -> list[str]:
    """Return the columns of a list, or the fields that the blanks of a form name."""
    paths_ = (form_blanks.path_of(CATALOGUE, paper.ledger, name) for name in wanted(paper.blocks).values)
    blanks = [f"{path.ledger.key}.{path.item.key}" for path in paths_ if path and path.item]
    return [column.key for column in paper.columns] + blanks


@pytest.mark.parametrize("level", [Level.FIELD, Level.STATISTIC, Level.PUBLIC])
def test_no_choice_of_columns_gives_people_away(level: Level) -> None:
    keys = ["age", *(f"{shape.key}.{item.key}" for shape in CATALOGUE.ledgers.values() for item in shape.fields)]
    assert left_to_guess(CATALOGUE, keys, level, REGION, TODAY) >= LEAST


def test_the_measure_fails_where_whole_numbers_are_shown(village: Desk) -> None:
    keys = [column.key for column in PAPERS["resident_ledger"].columns]
    assert left_to_guess(CATALOGUE, keys, Level.FULL, REGION, TODAY) == 1
    assert left_to_guess(CATALOGUE, keys, Level.DESK, REGION, TODAY) == 1
    view = f"view:{pack(View(name='', table='people', columns=('name', 'birth', 'sex', 'id_number')))}"
    page = printing.compose(village, PrintOrder(paper=view, level="M2"))
    assert [column.title for column in page.columns] == ["序号", "姓名", "出生日期", "性别"]
