"""What a record lacks is one answer, wherever it is asked."""

from gridDesk.desk import asked, freshness, people, records, sieves, tables
from gridDesk.ledger.filter import GAPS, Condition


def _home(desk):
    home = people.new_household(desk, "0001", "柳行村2组1号", {"name": "张为", "sex": "1", "birth": "1980-01-01"})
    people.add_member(desk, home.uid, {"name": "张小满", "sex": "2", "birth": "2024-06"}, "30")
    return home.uid


def _missing(desk, ledger, row):
    return [item.label for item in records.check(desk, ledger, row, row["uid"]) if item.level == "missing"]


def test_form_list_and_count_agree_on_what_every_record_lacks(village):
    _home(village)
    for ledger in freshness.asked_ledgers(village):
        wanted = asked.gaps(village.catalogue, ledger.key)
        rows = list(village.store.rows(ledger.key))
        each = [freshness.completeness(village, ledger.key, row) for row in rows]
        assert [_missing(village, ledger.key, row) for row in rows] == each
        assert village.store.count_gaps(ledger.key, wanted)[:2] == (len(rows), sum(map(bool, each)))


def test_nobody_asks_a_child_for_a_telephone(village):
    _home(village)
    father, child = (next(village.store.rows("person", where={"name": name})) for name in ("张为", "张小满"))
    assert "联系电话" in _missing(village, "person", father)
    assert "联系电话" not in _missing(village, "person", child)


def test_a_list_shows_only_those_who_lack_something_or_nothing(village):
    _home(village)
    child = next(village.store.rows("person", where={"name": "张小满"}))
    shape = village.catalogue["person"]
    for gap in asked.gaps(village.catalogue, "person"):
        item = shape[gap.key]
        value = (
            item.code_set.codes[0].code if item.code_set else "37030520240601001X" if gap.key == "id_number" else "一"
        )
        if not child.get(gap.key):
            records.save(village, "person", child["uid"], {gap.key: value})
    lacking, complete = Condition(GAPS, "lacks"), Condition(GAPS, "complete")
    assert [tables.people_table(village, conditions=[one]).texts(0)[0] for one in (lacking, complete)] == [
        "张为",
        "张小满",
    ]
    assert sieves.words(village, "people", [lacking, complete]) == ["资料待完善", "资料已完整"]
