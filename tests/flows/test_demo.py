"""The demonstration office: no screen of it is empty, and months have events to count."""

from __future__ import annotations

from gridDesk.desk import demo_exchange
from gridDesk.desk.demo import make_demo
from gridDesk.ledger import catalogue

# Nobody in the village was merged, redrawn or paid yet; the police have not sent their figures, nor the street a document.
EMPTY = {
    "grid_move", "grid_code", "official_count", "population_month", "distinct_pair", "preferential", "pregnancy", "leave",
    "score", "pay", "reward", "directive",
}  # fmt: skip


def test_no_ledger_of_the_demonstration_is_empty_but_those_that_wait_for_their_day(tmp_path):
    desk = make_demo(tmp_path / "demo", people=500)
    demo_exchange.tell(desk)
    empty = {ledger.key for ledger in desk.enabled() if not desk.store.count(ledger.key)}
    assert empty - EMPTY == set()
    kinds = {str(row["kind"]) for row in desk.store.rows("population_event")}
    assert {"01", "02"} <= kinds
    assert {ledger.key for ledger in catalogue().special() if ledger.sealed and desk.store.count(ledger.key)} == set()
    desk.close()


def test_the_same_seed_makes_the_same_people(tmp_path):
    one, two = (make_demo(tmp_path / name, people=120) for name in ("a", "b"))
    for key in ("person", "shop", "elderly", "patrol"):
        assert sorted(row["uid"] for row in one.store.rows(key)) == sorted(row["uid"] for row in two.store.rows(key)), (
            key
        )
    one.close()
    two.close()
