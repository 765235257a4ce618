"""The command line covers the same use cases as the window, and answers in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridDesk import cli

DATA = Path(__file__).parent.parent / "data" / "offices" / "liuhang"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command with the password in the environment; returns (exit code, JSON answer)."""
    monkeypatch.setenv("GRIDDESK_PASSWORD", "一个很长很长的测试密码")

    def call(*words: object) -> tuple[int, dict]:
        code = cli.main([str(word) for word in words] + ["--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def sample(word: str) -> Path:
    return next(DATA.glob(f"*{word}*"))


def test_a_village_and_a_street_from_nothing_to_equal_counts(run, tmp_path):
    village, street, stick = tmp_path / "村", tmp_path / "街道", tmp_path / "U盘"
    stick.mkdir()
    assert run("new", village, "--name", "柳行村", "--grid", "柳行村网格", "--worker", "王建国")[1]["grids"] == [
        "柳行村网格"
    ]
    assert run("new", street, "--name", "齐陵街道", "--level", "street")[0] == 0
    assert run("roster", "preview", village, sample("花名册"))[1]["people"] == 386
    assert run("stats", village)[1]["counts"]["人口"] == 0
    applied = run("roster", "apply", village, sample("花名册"))[1]
    assert applied["new"]["person"] == 386
    again = run("roster", "preview", village, sample("花名册"))[1]
    assert again["sheets"]["人口台账"] == {"NEW": 0, "UPDATE": 0, "SAME": 386, "ERROR": 0}
    faulty = run("roster", "preview", village, sample("汇总"), "--trouble", tmp_path / "trouble.xlsx")[1]
    assert len(faulty["faulty"]) == 29
    assert (tmp_path / "trouble.xlsx").exists()
    assert run("find", village, "陈旭平")[1]["hits"][0]["name"] == "陈旭平"
    files = run("print", village, "resident_ledger", tmp_path / "a.pdf", tmp_path / "a.docx")[1]["files"]
    assert files[0]["pages"] > 10

    for one, other, role in ((village, street, "parent"), (street, village, "child")):
        card = run("pair", "card", other, stick)[1]["path"]
        digits = run("pair", "show", one, card)[1]["theirs"][-5:]
        assert run("pair", "accept", one, card, "--digits", digits, "--role", role)[0] == 0
    package = run("package", "write", village, stick)[1]["path"]
    assert run("package", "preview", street, package)[1]["counts"]["人口"] == [386, 0, 0]
    assert run("package", "apply", street, package)[1]["verdict"] == "apply"
    assert run("package", "apply", street, package)[1]["verdict"] == "again"
    receipt = run("package", "write", street, stick)[1]["path"]
    assert run("package", "apply", village, receipt)[0] == 0
    assert run("pair", "list", village)[1]["peers"][0]["equal"] is True

    assert run("undo", village)[1]["changed"] > 1000
    assert run("stats", village)[1]["counts"]["人口"] == 0
    assert run("history", village)[1]["acts"][0]["label"].startswith("撤销")
    assert run("check", village) == (0, {"problems": []})
    backup = run("backup", village)[1]["path"]
    assert run("restore", backup, tmp_path / "恢复")[1]["office"] == "柳行村"


def test_a_refusal_is_one_sentence_and_exit_code_one(run, tmp_path):
    code, answer = run("find", tmp_path / "无此单位", "x")
    assert code == 1
    assert answer["error"].endswith("。")


def test_a_demonstration_office_is_the_same_for_the_same_seed(run, tmp_path, monkeypatch):
    first = run("demo", tmp_path / "一", "--people", "60", "--seed", "7")[1]["counts"]
    second = run("demo", tmp_path / "二", "--people", "60", "--seed", "7")[1]["counts"]
    assert first == second
    assert first["人口"] >= 60
