"""What a release wrote, every later program reads: its office file, its packages both ways, its keys, its mirror."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from gridDesk.desk import attachments, exchange, open_office, recovery
from tests import golden_exchange as golden

VERSIONS = golden.versions()


@pytest.fixture(scope="session")
def made_now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden files as today's program would make them."""
    folder = tmp_path_factory.mktemp("golden") / "now"
    golden.make(folder)
    return folder


@pytest.fixture(params=[*VERSIONS, None], ids=lambda path: path.name if path else "now")
def version(request: pytest.FixtureRequest) -> Path:
    return request.param or request.getfixturevalue("made_now")


@pytest.fixture
def truth(version: Path) -> dict:
    return msgspec.json.decode((version / "truth.json").read_bytes())


def test_the_office_file_opens_is_whole_and_holds_what_it_held(version, truth, tmp_path):
    with closing(golden.open_kept(tmp_path / "village", version)) as village:
        assert village.store.check() == []
        assert golden.differences(truth["village"], village) == []
        (event,) = (row for row in village.store.rows("event") if row["pictures"])
        picture = attachments.first(village, event["pictures"])
        assert hashlib.sha256(picture).hexdigest() == event["pictures"]


def test_protected_records_open_for_who_holds_their_key_and_for_nobody_else(version, truth, tmp_path):
    if "drug" not in truth["village"]:  # the first release had one clerk and no second key
        assert truth["version"] == "0.1.0"
        return
    shutil.copytree(version / "village", tmp_path / "village")
    for who, password, count in (("王建国", golden.PASSWORD, 1), ("李秀英", golden.SECOND_PASSWORD, 0)):
        with closing(open_office(tmp_path / "village", password, who)) as village:
            assert village.store.count("drug") == count
            assert village.store.count("person") == 6


def test_the_packages_that_went_up_are_taken_in_one_after_another(version, truth, tmp_path):
    with closing(golden.open_with(tmp_path / "street", version / "street", golden.STREET)) as street:
        golden.accept(street, version / "village.gdcard", "child")
        for number, held in truth["up"].items():
            applied = exchange.apply_package(street, version / "up" / f"{number}.gdp")
            assert applied.verdict == "apply"
            assert golden.differences(held, street) == []
            assert exchange.apply_package(street, version / "up" / f"{number}.gdp").verdict == "again"
        assert street.store.check() == []


def test_a_package_that_went_down_and_its_receipts_are_taken_in(version, truth, tmp_path):
    with closing(golden.open_kept(tmp_path / "village", version)) as village:
        assert exchange.apply_package(village, version / "down" / "1.gdp").verdict == "again"
        assert exchange.apply_package(village, version / "down" / "2.gdp").verdict == "apply"
        states = {one.n: one.state for one in village.store.system.packages.list(direction="out")}
        assert states[3] == "acknowledged"
        assert golden.differences(truth["village"], village) == []
        assert village.store.check() == []


def test_the_mirror_rebuilds_the_office_from_its_invitation(version, truth, tmp_path):
    folder = tmp_path / "fresh"
    shutil.copytree(version / "fresh", folder)
    invitation = recovery.read_invitation(version / "recover.gdinvite")
    desk = recovery.begin(
        folder, invitation, password=golden.PASSWORD, worker="王建国", aside=lambda _made: golden.unlocked(folder)
    )
    with closing(desk):
        exchange.pair(desk, invitation.parent, exchange.pairing_digits(desk, invitation.parent)[1][-5:], "parent")
        assert exchange.apply_package(desk, version / "mirror.gdp").verdict == "apply"
        lost = {uid for rows in truth["village"].values() for uid, row in rows.items() if row["state"] == "void"}
        kept = {
            ledger: {uid: row for uid, row in rows.items() if uid not in lost}
            for ledger, rows in truth["village"].items()
        }
        assert [line for line in golden.differences(kept, desk) if "records instead" not in line] == []
        assert desk.store.check() == []


def test_what_was_released_is_never_made_anew(made_now):
    with pytest.raises(FileExistsError):
        golden.make(made_now)
