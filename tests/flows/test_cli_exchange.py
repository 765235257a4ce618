"""The exchange from the command line: a stick in one go, a folder, a dead computer rebuilt, and the keys exported."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from gridDesk import cli
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import as_role
from tests.flows.two_offices import fill, pair
from tests.sync.test_standard_tools import follow


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command with the password in the environment; returns (exit code, JSON answer)."""
    monkeypatch.setenv("GRIDDESK_PASSWORD", PASSWORD)

    def call(*words: object) -> tuple[int, dict]:
        code = cli.main([str(word) for word in words] + ["--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out or printed.err)

    return call


@pytest.fixture
def places(village, street, tmp_path) -> tuple[Path, Path, Path]:
    """Two paired offices that are closed again, and a stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    pair(village, street, stick)
    fill(village, 3)
    for path in stick.iterdir():
        path.unlink()
    village.close()
    street.close()
    return village.folder, street.folder, stick


def people(run, office: Path) -> int:
    return run("stats", office)[1]["counts"]["人口"]


def test_a_stick_goes_up_and_down_in_one_command_each(run, places):
    village, street, stick = places
    code, up = run("package", "carry", village, stick)
    assert (code, up["taken"], len(up["written"])) == (0, 0, 1)
    code, down = run("package", "carry", street, stick)
    assert (code, down["taken"], len(down["written"])) == (0, 1, 1)
    code, back = run("package", "carry", village, stick)
    assert (code, back["taken"], back["answered"]) == (0, 1, 1)
    assert run("pair", "list", village)[1]["peers"][0]["equal"] is True


def test_a_folder_is_taken_in_at_once_and_names_what_was_not(run, places, tmp_path):
    village, street, stick = places
    run("package", "write", village, stick)
    (stick / "GD-x.gdp").write_bytes(b"nothing")
    code, report = run("package", "folder", street, stick)
    assert (code, report["files"]) == (1, 2)
    assert {one["outcome"] for one in report["packages"]} == {"applied", "unreadable"}


def test_a_dead_computer_is_rebuilt_from_the_street(run, places, tmp_path):
    village, street, stick = places
    run("package", "carry", village, stick)
    run("package", "carry", street, stick)
    held = people(run, village)
    invitation = run("recover", "invite", street, stick)[1]["path"]
    fresh = tmp_path / "新电脑"
    begun = run("recover", "begin", fresh, invitation, stick)[1]
    assert people(run, fresh) == 0
    digits = run("pair", "show", street, begun["card"])[1]["theirs"][-5:]
    accept = ("pair", "accept", street, begun["card"], "--digits", digits, "--role", "child", "--new-keys")
    code, refused = run(*accept)
    slip = re.search(r"\d{4}-\d{3}", refused["error"])[0]  # the street has no second person
    assert code == 1
    assert run(*accept, "--slip-number", slip, "--signed", "李主任")[0] == 0
    mirror = run("recover", "mirror", street, stick)[1]["path"]
    assert run("package", "apply", fresh, mirror)[0] == 1
    card = run("pair", "card", street, stick)[1]["path"]
    digits = run("pair", "show", fresh, card)[1]["theirs"][-5:]
    assert run("pair", "accept", fresh, card, "--digits", digits, "--role", "parent")[0] == 0
    assert run("package", "apply", fresh, mirror)[0] == 0
    assert people(run, fresh) == held == 6
    assert run("check", fresh) == (0, {"problems": []})


def test_an_office_is_stopped_from_the_command_line(run, places):
    village, _street, stick = places
    assert run("pair", "stop", village, "--with", "齐陵街道")[0] == 0
    code, refused = run("package", "write", village, stick)
    assert (code, refused["error"][-1]) == (1, "。")
    assert run("pair", "list", village)[1] == {"peers": []}


def test_keys_leave_with_a_reason_only_once_and_are_written_down(run, places, tmp_path):
    village = places[0]
    folder = tmp_path / "keys"
    code, made = run("key", "export", village, folder, "--reason", "档案馆要求长期可读")
    assert code == 0
    assert Path(made["identity"]).read_text(encoding="ascii").splitlines()[-1].startswith("AGE-SECRET-KEY-1")
    assert Path(made["identity"]).stat().st_mode & 0o077 == 0
    assert set(made["public"]) == {"柳行村", "齐陵街道"}
    code, refused = run("key", "export", village, folder, "--reason", "再来一次")
    assert (code, refused["error"][-1]) == (1, "。")
    assert run("key", "export", village, tmp_path / "more", "--reason", "　")[0] == 1


def test_keys_stay_without_the_password(village, tmp_path):
    from gridDesk.desk import exports, key_export
    from gridDesk.errors import DeskError

    with pytest.raises(DeskError, match="密码不对"):
        key_export.export_keys(village, "不是这个密码", "试一试", tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
    key_export.export_keys(village, PASSWORD, "档案馆要求", tmp_path / "keys")
    log = village.setting(exports.LOG)
    assert [(line["list"], line["reason"]) for line in log] == [("收发钥匙", "档案馆要求")]


def test_keys_leave_with_a_keeper_alone_and_the_log_tells_it(village, tmp_path):
    from gridDesk.desk import key_export
    from gridDesk.errors import DeskError

    with (
        as_role(village, "clerk", "sensitive", "approver", "auditor") as desk,
        pytest.raises(DeskError, match="钥匙保管人"),
    ):
        key_export.export_keys(desk, PASSWORD, "试一试", tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
    key_export.export_keys(village, PASSWORD, "档案馆要求", tmp_path / "keys")
    line = list(village.store.audit_lines())[-1]
    assert (line.kind, line.objects) == ("key_exported", (village.office.site,))


@pytest.mark.skipif(shutil.which("age") is None and "CI" not in os.environ, reason="age is not installed")
def test_the_exported_keys_open_a_package_by_the_readme(run, places, tmp_path):
    village, street, stick = places
    package = Path(run("package", "write", village, stick)[1]["path"])
    run("key", "export", street, tmp_path / "keys", "--reason", "试开一个数据包")
    ran = follow(package.read_bytes(), tmp_path / "keys", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "测试0" in (tmp_path / "out" / "content" / "journal.jsonl").read_text(encoding="utf-8")
