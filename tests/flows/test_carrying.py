"""一键收发: one button takes in what is for us, in the right order, and writes what the other side lacks."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from gridDesk.desk import Desk, carrying, exchange, outbox, stick_words
from gridDesk.desk.progress import Cancelled
from gridDesk.sync import receipts
from gridDesk.sync.errors import StickError
from tests.flows.two_offices import digests, fill, pair


@pytest.fixture
def paired(village, street, stick, tmp_path) -> tuple[Desk, Desk]:
    pair(village, street, tmp_path)
    return village, street


def states(desk: Desk) -> list[tuple[str, int, str]]:
    return [(line.direction, line.n, line.key) for line in exchange.log(desk)]


def words(report: carrying.Report) -> str:
    return "\n".join(line.text for line in report.lines)


def equal(village: Desk, street: Desk) -> bool:
    site = village.office.site
    return digests(street, site) == digests(village, site)


def test_one_button_on_each_side_and_both_count_the_same(paired, stick):
    village, street = paired
    fill(village, 3)
    out = carrying.carry(village, stick)
    assert (out.taken, len(out.written), out.ok, out.stick_free) == (0, 1, True, True)
    assert "不算送达" in words(out)
    there = carrying.carry(street, stick)
    assert (there.taken, len(there.written), there.ok) == (1, 1, True)
    home = carrying.carry(village, stick)
    assert (home.taken, home.answered, home.ok) == (1, 1, True)
    assert "对方已收下" in words(home)
    assert equal(village, street)
    assert exchange.peers(village)[0].equal is True


def test_a_stick_carried_to_and_fro_ends_with_nothing_more_to_say(paired, stick):
    village, street = paired
    fill(village, 2)
    for desk in (village, street, village, street, village, street, village):
        last = carrying.carry(desk, stick)
        assert last.ok, words(last)
    assert last.taken + len(last.written) <= 2
    assert equal(village, street)


def test_pressing_again_at_once_writes_nothing_twice(paired, stick):
    village, _street = paired
    fill(village, 2)
    carrying.carry(village, stick)
    files = sorted(stick.iterdir())
    again = carrying.carry(village, stick)
    assert again.written == ()
    assert "不必再写" in words(again)
    assert sorted(stick.iterdir()) == files


def test_something_typed_since_is_written_in_a_new_package(paired, stick):
    village, street = paired
    fill(village, 2)
    carrying.carry(village, stick)
    fill(village, 1)
    assert len(carrying.carry(village, stick).written) == 1
    assert carrying.carry(street, stick).taken == 2
    assert equal(village, street)


def test_packages_are_taken_in_by_number_whatever_their_names(paired, stick):
    village, street = paired
    for name in ("c", "b", "a"):
        fill(village, 1)
        written = exchange.write_package(village, street.office.site, stick)
        written.path.rename(stick / f"{name}.gdp")
    view = carrying.look(street, stick)
    assert [one.n for one in view.incoming] == [1, 2, 3]
    report = carrying.carry(street, stick)
    assert report.ok
    assert report.taken == 3
    assert equal(village, street)


def test_a_stick_of_many_offices_is_sorted_and_each_gets_its_answer(paired, stick, open_copy, tmp_path):
    village, street = paired
    fill(village, 1)
    carrying.carry(village, stick)
    assert [peer.site for peer in carrying.addressees(street, carrying.look(street, stick))] == [village.office.site]
    report = carrying.carry(street, stick, to=[])
    assert (report.taken, report.written) == (1, ())


def test_what_lies_on_a_stick_is_told_apart_without_opening_anything(paired, stick, open_copy):
    village, street = paired
    fill(village, 2)
    first = exchange.write_package(village, street.office.site, stick)
    carrying.carry(street, stick, to=[])
    fill(village, 1)
    second = exchange.write_package(village, street.office.site, stick)
    data = bytearray(second.path.read_bytes())
    data[-100] ^= 1
    (stick / "坏.gdp").write_bytes(data)
    (stick / "半个.gdp").write_bytes(second.path.read_bytes()[:-50])
    (stick / "照片.gdp").write_bytes(b"\xff\xd8\xff")
    shutil.copy(first.path, stick / "拷贝.gdp")
    view = carrying.look(street, stick)
    assert sorted((one.path.name, one.what) for one in view.found) == sorted([
        (first.path.name, "again"), ("拷贝.gdp", "again"), (second.path.name, "new"), ("坏.gdp", "damaged"),
        ("半个.gdp", "damaged"), ("照片.gdp", "damaged"),
    ])  # fmt: skip
    assert stick_words.told(view)[0].text == "柳行村给本单位的新数据包 1 个（第 2 号）。"
    assert any("坏.gdp" in line.text for line in stick_words.told(view))
    own = carrying.look(village, stick)
    assert {one.n for one in own.own_waiting if one.whole} == {1, 2}
    report = carrying.carry(street, stick)
    assert [line.level for line in report.lines[:3]] == ["error"] * 3
    assert report.taken == 1
    assert equal(village, street)


def test_two_copies_of_one_package_are_taken_in_once(paired, stick):
    village, street = paired
    fill(village, 1)
    written = exchange.write_package(village, street.office.site, stick)
    (stick / "子文件夹").mkdir()
    shutil.copy(written.path, stick / "子文件夹" / "拷贝.gdp")
    view = carrying.look(street, stick)
    assert [one.what for one in view.found] == ["new", "copy"]
    assert carrying.carry(street, stick).taken == 1


def test_a_late_package_brings_nothing_and_is_told(paired, stick):
    village, street = paired
    fill(village, 1)
    late = exchange.write_package(village, street.office.site, stick)
    fill(village, 1)
    newest = exchange.write_package(village, street.office.site, stick)
    late.path.rename(stick.parent / "late.gdp")
    carrying.carry(street, stick, to=[])
    (stick.parent / "late.gdp").rename(late.path)
    view = carrying.look(street, stick)
    assert [(one.n, one.what) for one in view.found] == [(newest.n, "again"), (late.n, "older")]
    assert "已经收过" in stick_words.told(view)[1].text


def with_reader(desk: Desk, data: bytes, version: str) -> bytes:
    """Return a package as a newer program would have made it, signed by the same office."""
    start = data.index(b"\n", data.index(b"\n") + 1) + 1
    length = int.from_bytes(data[start : start + 4], "big")
    raw = data[start + 4 : start + 4 + length]
    header = msgspec.json.decode(raw) | {"min_reader": version}
    raw = msgspec.json.encode(header, order="sorted")
    signature = desk.keys.site.sign(b"griddesk/gdp/1\0" + hashlib.sha256(raw).digest())
    made = data[:start] + len(raw).to_bytes(4, "big") + raw + signature + data[start + 4 + length + 64 : -32]
    return made + hashlib.sha256(made).digest()


def test_a_package_of_a_newer_program_is_told_with_the_version_it_needs(paired, stick):
    village, street = paired
    written = exchange.write_package(village, street.office.site, stick)
    written.path.write_bytes(with_reader(village, written.path.read_bytes(), "9.7"))
    (found,) = carrying.look(street, stick).found
    assert (found.what, found.n) == ("newer", 1)
    assert "9.7" in found.why
    report = carrying.carry(street, stick, to=[])
    assert (report.taken, report.lines[0].level) == (0, "error")
    assert "9.7" in report.lines[0].text


def test_packages_of_strangers_and_for_others_are_told_and_left_alone(paired, stick, open_copy, tmp_path):
    village, street = paired
    fill(village, 1)
    exchange.write_package(village, street.office.site, stick)
    stranger = open_copy("street", "stranger")
    for peer in stranger.store.system.peers.list():
        stranger.store.system.peers.delete(peer.site)
    view = carrying.look(stranger, stick)
    assert [one.what for one in view.found] == ["stranger"]
    assert not carrying.carry(stranger, stick, to=[]).ok
    assert carrying.look(village, stick).found[0].what == "own"


def test_only_what_is_asked_for_is_stopped_and_nothing_is_half_done(paired, stick):
    village, street = paired
    for _ in range(2):
        fill(village, 1)
        exchange.write_package(village, street.office.site, stick)
    seen = []

    def stop(done: int, total: int, said: str) -> None:
        seen.append(said)
        if "收取" in said:
            raise Cancelled

    report = carrying.carry(street, stick, progress=stop)
    assert report.cancelled
    assert report.written == ()
    assert any("没有轮到" in line.text for line in report.lines)
    assert carrying.carry(street, stick).ok
    assert equal(village, street)


# --- states -----------------------------------------------------------------------------------------------------------


def test_a_package_is_written_then_handed_over_then_acknowledged(paired, stick):
    village, street = paired
    fill(village, 1)
    carrying.carry(village, stick)
    assert states(village) == [("out", 1, "written")]
    assert "安全弹出" in exchange.log(village)[0].next
    assert outbox.stick_gone(village, stick) == 1
    assert states(village) == [("out", 1, "handed")]
    assert "带回来" in exchange.log(village)[0].next
    carrying.carry(street, stick)
    carrying.carry(village, stick)
    assert ("out", 1, "acknowledged") in states(village)


def test_the_clerk_may_say_herself_that_she_handed_it_over(paired, stick):
    village, street = paired
    exchange.write_package(village, street.office.site, stick)
    exchange.hand_over(village, exchange.log(village)[0].package_id)
    assert states(village) == [("out", 1, "handed")]
    assert outbox.hand_over(village, ["ff" * 16]) == 0


def test_a_stick_that_comes_back_is_verified_again(paired, stick):
    village, _street = paired
    fill(village, 1)
    (written,) = carrying.carry(village, stick).written
    outbox.stick_gone(village, stick)
    view = carrying.look(village, stick)
    assert view.seen_whole == [exchange.log(village)[0].package_id]
    assert any("刚读回核对过，完好" in line.text for line in stick_words.told(view))
    outbox.note_checked(village, dict.fromkeys(view.seen_whole, True))
    assert "又读回核对过，完好" in exchange.log(village)[0].detail
    data = bytearray(written.path.read_bytes())
    data[len(data) // 2] ^= 1
    written.path.write_bytes(data)
    view = carrying.look(village, stick)
    assert [one.n for one in view.damaged_own] == [1]
    outbox.note_checked(village, {one.package_id: bool(one.whole) for one in view.own_waiting})
    assert exchange.log(village)[0].key == "damaged"
    assert "重新写一份" in exchange.log(village)[0].next


def test_a_receipt_that_took_only_a_part_tells_what_was_left_and_why(paired, stick):
    village, street = paired
    exchange.write_package(village, street.office.site, stick)
    (record,) = village.store.system.packages.list(direction="out")
    records = tuple(
        receipts.RecordOutcome(f"{n:032x}", "person", "bad_value", "有字段的内容与字段类型不符") for n in range(3)
    )
    for state, outcome, reason in (("partial", "partial", ""), ("refused", "refused", "这个数据包来自旧电脑。")):
        told = receipts.Receipt(
            pkg_id=record.package_id, n=1, sha256=record.sha256, outcome=outcome, reason=reason,
            at="2026-01-01T08:00:00+08:00", records=records if state == "partial" else (),
        )  # fmt: skip
        village.store.system.packages.put(
            replace(record, state=state, outcome={**record.outcome, "receipt": told.to_json()})
        )
        line = exchange.log(village)[0]
        assert line.key == state
        assert line.next
        assert line.detail == reason or "有字段的内容与字段类型不符（3 条）" in line.detail


def test_a_damaged_copy_is_never_taken_for_handed_over(paired, stick):
    village, _street = paired
    (written,) = carrying.carry(village, stick).written
    written.path.write_bytes(written.path.read_bytes()[:-10])
    view = carrying.look(village, stick)
    outbox.note_checked(village, {one.package_id: bool(one.whole) for one in view.own_waiting})
    assert outbox.stick_gone(village, stick, view.seen_whole) == 0
    assert exchange.log(village)[0].key == "damaged"


def test_overdue_counts_days_and_a_clock_that_goes_back_harms_nothing(paired, stick, monkeypatch):
    village, street = paired
    fill(village, 1)
    carrying.carry(village, stick)
    outbox.stick_gone(village, stick)
    today = date.today()

    def on(days: int) -> int:
        monkeypatch.setattr(outbox, "today", lambda: today + timedelta(days=days))
        assert exchange.peers(village)[0].overdue == exchange.log(village)[0].overdue
        return exchange.log(village)[0].overdue

    assert [on(days) for days in (0, 6, 7, 30, -4000)] == [0, 0, 7, 30, 0]
    outbox.set_overdue_days(village, 3)
    assert on(3) == 3
    assert "打电话" in exchange.log(village)[0].next
    carrying.carry(street, stick)
    assert len(carrying.carry(village, stick).written) <= 1
    assert next(line.overdue for line in exchange.log(village) if line.n == 1 and line.direction == "out") == 0


def test_a_lost_package_is_covered_by_the_next_one_that_arrives(paired, stick, tmp_path):
    village, street = paired
    fill(village, 1)
    lost = tmp_path / "lost"
    lost.mkdir()
    carrying.carry(village, lost)
    outbox.stick_gone(village, lost)
    for desk in (village, street, village):
        carrying.carry(desk, stick)
    line = next(line for line in exchange.log(village) if line.n == 1 and line.direction == "out")
    assert (line.key, line.covered, line.next) == ("covered", True, "")


def test_a_stick_that_cannot_be_read_is_told_in_the_report(paired, tmp_path):
    report = carrying.carry(paired[0], tmp_path / "gone")
    assert [line.level for line in report.lines] == ["error"]
    assert "重新插好" in words(report)


def test_half_written_files_are_named_and_go_when_the_clerk_agrees(paired, stick):
    (stick / "GD-a-b-1-20260101.gdp.part").write_bytes(b"x")
    view = carrying.look(paired[0], stick)
    assert any("没有写完" in line.text for line in stick_words.told(view))
    assert carrying.remove_parts(view) == 1
    assert list(stick.iterdir()) == []
    with pytest.raises(StickError):
        carrying.look(paired[0], stick / "gone")
