"""What a computer is known by: its system's own id, or a token; a network card that comes and goes changes nothing."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from gridDesk import paths
from gridDesk.desk import Desk, installs
from gridDesk.desk.alarms import open_alarms


@pytest.fixture
def without_id(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A computer whose system tells no id, with a home of its own for what is kept beside the offices."""
    home = tmp_path / "home"
    monkeypatch.setattr(installs, "_MACHINE_ID", tmp_path / "no machine-id")
    monkeypatch.setattr(paths, "default_home", lambda: home)
    return home


def test_another_network_card_is_no_other_computer(without_id: Path, monkeypatch, tmp_path):
    first = installs.installation_mark(tmp_path / "office")
    monkeypatch.setattr(uuid, "getnode", lambda: 0x123456789ABC)
    assert installs.installation_mark(tmp_path / "office") == first
    assert installs.installation_mark(tmp_path / "copy") != first
    (without_id / "installs" / "machine").unlink()
    assert installs.installation_mark(tmp_path / "office") != first, "another computer has another token"


def test_the_systems_own_id_is_asked_first_and_needs_no_token(without_id: Path, monkeypatch, tmp_path):
    monkeypatch.setattr(installs, "_system_id", lambda: "0f8fad5b-d9cb-469f-a165-70867728950e")
    first = installs.installation_mark(tmp_path / "office")
    monkeypatch.setattr(paths, "default_home", lambda: tmp_path / "another clerk's home")
    assert installs.installation_mark(tmp_path / "office") == first, "two accounts of one computer share it"
    assert not without_id.exists()


def test_a_home_that_cannot_be_written_leaves_the_mark_as_it_is(without_id: Path, tmp_path):
    without_id.write_bytes(b"a file where the folder should be")
    assert installs.installation_mark(tmp_path / "office") == installs.installation_mark(tmp_path / "office")


def test_an_office_known_by_its_network_card_goes_on_after_the_upgrade(village: Desk, without_id: Path):
    former = installs._former_mark(village.folder)
    village.set_setting("installation", former)
    replica = village.store.replica
    for _ in range(2):
        installs.notice(village)
        assert village.setting("installation") == installs.installation_mark(village.folder) != former
    assert village.store.replica == replica
    assert open_alarms(village) == []


def test_an_office_of_an_earlier_program_that_was_set_back_is_still_noticed(
    village: Desk, without_id: Path, monkeypatch
):
    former = installs._former_mark(village.folder)
    village.set_setting("installation", former)
    with monkeypatch.context() as earlier:
        earlier.setattr(installs, "installation_mark", lambda _folder: former)
        village.set_setting("counter.made", 3)
        installs.note(village)
    village.set_setting("counter.made", 2)
    replica = village.store.replica
    installs.notice(village)
    assert village.store.replica != replica
    assert [alarm.kind for alarm in open_alarms(village)] == ["rollback"]
