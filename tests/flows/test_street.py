"""A street takes in a whole folder in one go: every office right, one report, nothing stopped by one bad file."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from gridDesk.desk import Desk, exchange, installs, safety, street
from gridDesk.desk.progress import Cancelled
from gridDesk.ledger import Edit, new_uid
from gridDesk.store.system import PackageRecord
from gridDesk.sync.errors import StickError
from gridDesk.sync.header import canonical
from gridDesk.sync.peek import peek
from gridDesk.text import CLOCK
from tests import exchange_offices as stamps
from tests.exchange_offices import NAMES

VILLAGES = [name for name in NAMES if name.startswith("village")]


class Town:
    """A street and four villages below it, already paired, and a folder in which packages gather."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder = place, place / "收到的U盘"
        self.folder.mkdir()
        self.desks = {name: stamps.unlock(stamps.stamp(name, place / name)) for name in ("street", *VILLAGES)}
        self.street = self.desks["street"]
        self.villages = [self.desks[name] for name in VILLAGES]
        for village in self.villages:  # a copied office sends everything next, which is not what is told of here
            self.street.set_setting(f"snapshot_next.{village.office.site}", False)
            village.set_setting(f"snapshot_next.{self.street.office.site}", False)

    def fill(self, number: int, people: int = 3) -> None:
        edits = [Edit("person", new_uid(), "create", {"name": f"测试{n}", "sex": "1"}) for n in range(people)]
        self.villages[number].write(edits, "导入花名册")

    def send(self, number: int, name: str = "") -> Path:
        """Write a village's package into the folder, under any name."""
        path = exchange.write_package(self.villages[number], self.street.office.site, self.folder).path
        return path.rename(path.with_name(name)) if name else path

    def reply(self, number: int) -> None:
        """Carry the street's package with its receipts back to a village."""
        site, stick = self.villages[number].office.site, self.place / "back"
        stick.mkdir(exist_ok=True)
        exchange.apply_package(self.villages[number], exchange.write_package(self.street, site, stick).path)

    def equal(self, number: int) -> bool:
        site = self.villages[number].office.site
        return self.street.store.digests(site) == self.villages[number].store.digests(site)

    def line(self, number: int) -> street.OfficeLine:
        site = self.villages[number].office.site
        return next(line for line in street.offices(self.street) if line.site == site)

    def people(self, number: int) -> int:
        return self.street.store.count("person", office=self.villages[number].office.site)

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.close()


def altered(path: Path, name: str, **members: object) -> Path:
    """Write a copy whose header says something else; its own hash is right, so that only the header speaks."""
    data = path.read_bytes()
    start = data.index(b"\n", 5) + 1
    length = int.from_bytes(data[start : start + 4], "big")
    raw = canonical.encode(msgspec.json.decode(data[start + 4 : start + 4 + length]) | members)
    changed = data[:start] + len(raw).to_bytes(4, "big") + raw + data[start + 4 + length : -32]
    target = path.with_name(name)
    target.write_bytes(changed + hashlib.sha256(changed).digest())
    return target


def damage(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-40])
    return path


def outcomes(report: street.FolderReport) -> dict[str, list[str]]:
    return {office.name: [one.outcome for one in office.packages] for office in report.offices}


def records(desk: Desk) -> list[PackageRecord]:
    return desk.store.system.packages.list(direction="in")


def test_a_mixed_folder_gives_one_report_and_the_right_state(town):
    for number in range(4):
        town.fill(number)
    town.send(0, "z 第一个.gdp")
    town.fill(0, 2)
    town.send(0, "a 后一个.gdp")
    shutil.copy(town.folder / "z 第一个.gdp", town.folder / "副本.gdp")
    whole = town.send(1)
    (town.folder / "深一层").mkdir()
    damage(Path(shutil.copy(whole, town.folder / "深一层" / "坏拷贝.gdp")))
    damage(town.send(2))
    newer = town.send(3)
    altered(newer, "新版程序.gdp", min_reader="9.0", pkg_id="e" * 32)
    altered(newer, "给别人的.gdp", to_site="9" * 16)
    newer.unlink()
    (town.folder / "不是数据包.gdp").write_bytes(b"hello")
    (town.folder / "说明.txt").write_text("不看", encoding="utf-8")
    exchange.write_package(town.street, town.villages[0].office.site, town.folder)

    report = street.apply_folder(town.street, town.folder)
    assert outcomes(report) == {
        "柳行一村": ["applied", "again", "applied"], "柳行二村": ["applied", "again"], "柳行三村": ["unreadable"],
        "柳行四村": ["refused"],
    }  # fmt: skip
    assert sorted(one.outcome for one in report.others) == ["foreign", "foreign", "unreadable"]
    assert [office.name for office in report.offices if office.equal] == ["柳行一村", "柳行二村"]
    assert [town.equal(number) for number in range(4)] == [True, True, False, False]
    assert report.figures == (10, 0, 0)  # eight people and the grids of two villages
    assert [one.new for one in report.offices[0].of("applied")] == [4, 2]
    assert "9.0" in report.of("refused")[0].why
    assert "本单位自己写出" in "".join(one.why for one in report.others)
    assert "收取了 2 个单位的 3 个数据包：新增 10" in report.line
    assert town.street.store.check() == []
    assert street.last_report(town.street) == report


def test_one_backup_is_made_before_the_first_package_and_none_for_doubles(town):
    for number in range(4):
        town.fill(number)
        town.send(number)
    report = street.apply_folder(town.street, town.folder)
    assert [path.path.name for path in safety.backups(town.street)] == [report.backup]
    again = street.apply_folder(town.street, town.folder)
    assert again.backup == ""
    assert again.line == "共 4 个文件，没有收到新的内容；4 个收过了或已包含在别的包里。"
    assert len(records(town.street)) == 4
    town.fill(0)
    town.send(0)
    assert street.apply_folder(town.street, town.folder).backup == ""  # there is one of just now
    assert len(safety.backups(town.street)) == 1


def test_a_second_run_brings_what_was_mended(town):
    town.fill(0)
    path = town.send(0)
    data = path.read_bytes()
    damage(path)
    assert outcomes(street.apply_folder(town.street, town.folder)) == {"柳行一村": ["unreadable"]}
    path.write_bytes(data)
    assert outcomes(street.apply_folder(town.street, town.folder)) == {"柳行一村": ["applied"]}
    assert town.equal(0)


def test_stopping_finishes_the_office_in_hand_and_leaves_the_others_alone(town):
    for number in range(4):
        town.fill(number)
        town.send(number)
        town.fill(number, 1)
        town.send(number)

    def stop_within_the_second(done: int, _total: int, _words: str) -> None:
        if done == 3:
            raise Cancelled

    report = street.apply_folder(town.street, town.folder, stop_within_the_second)
    assert report.cancelled
    assert "中途停下，还有 4 个没有轮到" in report.line
    wholes = [town.people(number) for number in range(4)]
    assert sorted(wholes) == [0, 0, 4, 4]
    assert all(town.equal(number) for number in range(4) if wholes[number])
    assert len(report.of("left")) == 4
    again = street.apply_folder(town.street, town.folder)
    assert (len(again.of("again")), len(again.of("applied"))) == (4, 4)
    assert all(town.equal(number) for number in range(4))


def test_stopping_before_the_first_changes_nothing(town):
    town.fill(0)
    town.send(0)

    def stop(*_: object) -> None:
        raise Cancelled

    report = street.apply_folder(town.street, town.folder, stop)
    assert report.cancelled
    assert (town.people(0), records(town.street), safety.backups(town.street)) == (0, [], [])


def test_a_program_that_dies_on_the_way_leaves_whole_packages_and_the_next_run_goes_on(town, monkeypatch):
    from gridDesk.desk import street_folder

    for number in range(4):
        town.fill(number)
        town.send(number)
    real, done = street_folder.apply_package, []

    def dying(desk: Desk, path: Path, *args: object, **options: object) -> object:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(path)
        return real(desk, path, *args, **options)

    monkeypatch.setattr(street_folder, "apply_package", dying)
    with pytest.raises(KeyboardInterrupt):
        street.apply_folder(town.street, town.folder)
    assert sorted(town.equal(number) for number in range(4)) == [False, False, True, True]
    assert town.street.store.check() == []
    monkeypatch.setattr(street_folder, "apply_package", real)
    again = street.apply_folder(town.street, town.folder)
    assert (len(again.of("again")), len(again.of("applied"))) == (2, 2)
    assert all(town.equal(number) for number in range(4))


def test_an_error_of_the_program_keeps_only_its_own_file_out(town, monkeypatch):
    from gridDesk.desk import street_folder

    for number in (0, 1):
        town.fill(number)
        town.send(number)
    real = street_folder.apply_package

    def breaking(desk: Desk, path: Path, *args: object, **options: object) -> object:
        if peek(path).sender == town.villages[0].office.site:
            raise ZeroDivisionError
        return real(desk, path, *args, **options)

    monkeypatch.setattr(street_folder, "apply_package", breaking)
    report = street.apply_folder(town.street, town.folder)
    assert outcomes(report) == {"柳行一村": ["refused"], "柳行二村": ["applied"]}
    assert "意外" in report.offices[0].packages[0].why


def test_an_empty_folder_and_one_without_packages_say_so(town):
    assert street.apply_folder(town.street, town.folder).line == "这个文件夹里没有数据包。"
    with pytest.raises(StickError):
        street.apply_folder(town.street, town.folder / "拔掉了")


def test_the_lines_tell_which_office_needs_somebody_first(town):
    town.fill(0)
    town.send(0)
    street.apply_folder(town.street, town.folder)
    lines = street.offices(town.street)
    assert [line.state for line in lines] == ["never", "never", "never", "equal"]
    assert (lines[-1].n, lines[-1].newest, lines[-1].own_people, lines[-1].their_people) == (1, 1, 3, 3)
    assert street.summary(lines) == "4 个单位：1 个一致，3 个还没有收到过。"
    assert street.differences(town.street, lines[-1].site) == []


def test_a_changed_mirror_is_told_ledger_by_ledger(town):
    town.fill(0)
    town.send(0)
    street.apply_folder(town.street, town.folder)
    site = town.villages[0].office.site
    log = town.street.store.system.packages
    record = log.list(direction="in", peer=site)[0]
    log.put(_with_digest(record, "person", 5))
    line = town.line(0)
    assert (line.state, line.equal, line.unlike) == ("unequal", False, 1)
    (difference,) = street.differences(town.street, site)
    assert (difference.label, difference.theirs, difference.ours, difference.words) == ("人口", 5, 3, "对方多 2 条")
    told = next(one for one in exchange.peers(town.street) if one.site == site)
    assert f"不一致，请{told.name}写出整份数据" in told.line


def _with_digest(record: PackageRecord, ledger: str, count: int) -> PackageRecord:
    from dataclasses import replace

    return replace(record, digests=record.digests | {ledger: [count, "f" * 64]})


def test_a_package_that_waits_is_told_until_a_later_one_makes_it_needless(town):
    town.fill(0)
    town.send(0).rename(town.place / "never arrives")
    behind = town.street
    exchange.apply_package(behind, town.place / "never arrives")
    town.reply(0)
    behind.close()
    town.street = town.desks["street"] = stamps.unlock(stamps.stamp("street", town.place / "older"))
    town.fill(0, 2)
    town.send(0)
    report = street.apply_folder(town.street, town.folder)
    assert outcomes(report) == {"柳行一村": ["held"]}
    assert "先放着" in report.line
    line = town.line(0)
    # The receipt for a package that it does not remember tells the street that it was set back itself.
    assert (line.state, line.held, line.n, line.newest) == ("alarm", 1, 0, 2)
    site = town.street.office.site
    exchange.write_package(town.villages[0], site, town.folder, whole=True)
    report = street.apply_folder(town.street, town.folder)
    assert report.of("applied")
    assert town.equal(0)
    assert (town.line(0).held, town.line(0).state) == (0, "alarm")


def test_a_record_set_aside_is_counted_for_its_office(town):
    town.fill(0)
    town.fill(1)
    for number in (0, 1):
        town.send(number)
    street.apply_folder(town.street, town.folder)
    uid = str(next(town.villages[0].store.rows("person"))["uid"])
    town.street.store._db.conn.execute("DELETE FROM ledger_person WHERE uid = ?", [uid])
    town.villages[0].write([Edit("person", uid, "update", {"phone": "13800000000"})], "修改人口")
    town.send(0)
    report = street.apply_folder(town.street, town.folder)
    assert outcomes(report)["柳行一村"] == ["again", "applied"]
    line = town.line(0)
    assert (line.state, line.quarantined, town.line(1).quarantined) == ("quarantined", 1, 0)
    (aside,) = street.asides(town.street, line.site)
    assert (aside.label, aside.quarantined, aside.count) == ("人口", True, 1)
    assert street.offices(town.street)[0].site == line.site


def test_an_office_is_overdue_after_as_many_days_as_was_set(town, monkeypatch):
    from gridDesk.desk import street as room
    from gridDesk.text import today

    town.fill(0)
    town.send(0)
    street.apply_folder(town.street, town.folder)
    real = today()
    monkeypatch.setattr(room, "today", lambda: real + timedelta(days=6))
    assert town.line(0).state == "equal"
    street.set_overdue_days(town.street, 5)
    line = town.line(0)
    assert (line.state, line.silent, line.overdue) == ("overdue", 6, True)
    assert line.marks == ("6 天没有数据包",)


def test_packages_are_written_for_all_offices_or_only_for_those_with_news(town):
    for number in (0, 1):
        town.fill(number)
        town.send(number)
    street.apply_folder(town.street, town.folder)
    out = town.place / "写出"
    out.mkdir()
    report = street.write_all(town.street, out)
    assert {one.name: one.outcome for one in report.offices} == {
        "柳行一村": "written", "柳行二村": "written", "柳行三村": "quiet", "柳行四村": "quiet",
    }  # fmt: skip
    assert len(list(out.glob("*.gdp"))) == 2
    assert "已给 2 个单位写出" in report.line
    assert town.line(0).unacknowledged == 1
    for path in out.glob("*.gdp"):
        number = [village.office.site for village in town.villages].index(peek(path).addressee)
        exchange.apply_package(town.villages[number], path)
    assert exchange.peers(town.villages[0])[0].equal is True
    everyone = street.write_all(town.street, out, needed=False)
    assert len(everyone.of("written")) == 4
    chosen = street.write_all(town.street, out, [town.villages[2].office.site], needed=False)
    assert [one.name for one in chosen.offices] == ["柳行三村"]


def test_one_package_written_while_the_clock_was_years_ahead_stops_no_receipts(town, monkeypatch):
    real = CLOCK.source
    monkeypatch.setattr(CLOCK, "source", lambda: real() + timedelta(days=3650))
    town.reply(0)
    monkeypatch.setattr(CLOCK, "source", real)
    for _ in range(2):
        town.fill(0)
        town.send(0)
        street.apply_folder(town.street, town.folder)
        round_ = [street.write_all(town.street, town.place, [town.villages[0].office.site]) for _ in range(2)]
        assert [one.outcome for report in round_ for one in report.offices] == ["written", "quiet"]


def test_a_village_with_a_new_installation_stands_equal_on_the_exchange_page(town):
    for _ in range(3):
        town.fill(0)
        town.send(0)
        street.apply_folder(town.street, town.folder)
    installs.renew(town.villages[0].store, "moved")
    town.fill(0)
    town.send(0)
    street.apply_folder(town.street, town.folder)
    view = next(one for one in exchange.peers(town.street) if one.site == town.villages[0].office.site)
    assert (view.equal, view.own_count, view.their_count) == (True, 12, 12)
    assert view.line.endswith("一致（含已注销的，第 1 号包）")


def test_writing_stops_between_offices_and_ends_where_the_stick_is_gone(town, monkeypatch):
    from gridDesk.desk import street_writing
    from gridDesk.sync.errors import StickPulled

    def stop(done: int, _total: int, _words: str) -> None:
        if done == 1:
            raise Cancelled

    report = street.write_all(town.street, town.folder, progress=stop, needed=False)
    assert [one.outcome for one in report.offices] == ["written", "left", "left", "left"]
    assert report.cancelled

    def pulled(*_args: object, **_options: object) -> None:
        raise StickPulled

    monkeypatch.setattr(street_writing, "write_package", pulled)
    report = street.write_all(town.street, town.folder, needed=False)
    assert [one.outcome for one in report.offices] == ["failed", "left", "left", "left"]
    assert "断开" in report.line


def test_a_district_sees_its_streets_as_a_street_sees_its_villages(town, tmp_path):
    town.fill(0)
    town.send(0)
    street.apply_folder(town.street, town.folder)
    town.street.write([Edit("person", new_uid(), "create", {"name": "街道干部", "sex": "2"})], "新增人口")
    district = stamps.unlock(stamps.stamp("district", tmp_path / "district"))
    try:
        up, down = tmp_path / "up", tmp_path / "down"
        up.mkdir()
        down.mkdir()
        exchange.write_package(town.street, district.office.site, up)
        report = street.apply_folder(district, up)
        assert outcomes(report) == {"齐陵街道": ["applied"]}
        (line,) = street.offices(district)
        assert (line.name, line.level, line.state, line.own_people) == ("齐陵街道", "street", "equal", 1)
        street.write_all(district, down)
        exchange.apply_package(town.street, next(down.glob("*.gdp")))
        view = next(one for one in exchange.peers(town.street) if one.site == district.office.site)
        assert view.equal is True
        assert all(line.site != district.office.site for line in street.offices(town.street))
    finally:
        district.close()
