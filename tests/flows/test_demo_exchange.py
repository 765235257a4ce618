"""The demonstration village has exchanged packages with its street: every page of the exchange has something to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gridDesk.desk import Desk, attachments, bulletins, demo_exchange, exchange, judging, moving_in, results, tasks
from gridDesk.desk.demo import make_demo


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with closing(make_demo(tmp_path_factory.mktemp("told") / "demo", people=520)) as desk:
        demo_exchange.tell(desk)
        yield desk


def test_village_and_street_agree_and_more_waits_to_be_sent(village: Desk) -> None:
    (view,) = exchange.peers(village)
    assert (view.role, view.equal) == ("parent", True)
    assert {line.direction for line in exchange.log(village)} == {"in", "out"}
    acked = {mark.replica: mark.seq for mark in village.store.system.peer_acked.list(peer=view.site)}
    assert any(village.store.entries(office=village.office.site, after=acked))
    assert village.store.check() == []


def test_one_task_is_closed_one_is_being_done_one_is_new(village: Desk) -> None:
    found = {task["title"]: task for task in tasks.received(village)}
    assert sorted(task.stage for task in found.values()) == ["closed", "new", "working"]
    assert [task.overdue for task in found.values() if task.stage == "working"] == [True]


def test_proposals_of_every_kind_wait_for_a_decision(village: Desk) -> None:
    assert sorted(one.standing for one in judging.open_proposals(village)) == ["clean", "clean", "hard", "soft"]


def test_a_newcomer_a_result_and_notices_have_come(village: Desk) -> None:
    assert [one.name for one in moving_in.incoming(village)] == ["宋雨桐"]
    assert [one.title for one in results.received(village)] == ["村东路口路灯杆倾斜"]
    read = [notice.signed != "" for notice in bulletins.received(village) if notice.ledger == "bulletin"]
    assert sorted(read) == [False, True]
    assert village.store.count("duplicate_notice") == village.store.count("count_notice") == 1


def test_the_event_that_was_moved_up_has_a_photo_drawn_by_the_program(village: Desk) -> None:
    (event,) = [row for row in village.store.rows("event") if row.get("pictures")]
    assert attachments.first(village, event["pictures"]).startswith(b"\xff\xd8") or attachments.first(
        village, event["pictures"]
    ).startswith(b"\x89PNG")


def test_the_street_leaves_nothing_behind(village: Desk) -> None:
    assert not [path for path in Path(village.folder).parent.iterdir() if path != village.folder]
