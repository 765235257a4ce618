"""Exporting and blank templates from the command line."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from gridDesk import cli
from gridDesk.desk import people
from gridDesk.desk.views import View, save_view
from gridDesk.vault import office_lock
from tests.flows.conftest import PASSWORD

NUMBER = "370305198001011237"


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.setenv("GRIDDESK_PASSWORD", PASSWORD)

    def call(*words: object) -> tuple[int, dict]:
        code = cli.main([str(word) for word in words] + ["--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out or said.err)

    return call


@pytest.fixture
def office(open_copy):
    desk = open_copy("village")
    people.new_household(
        desk,
        "1",
        "柳行村2组1号",
        {"name": "张为", "id_number": NUMBER, "id_type": "111", "sex": "1", "birth": "1980-01-01"},
    )
    people.new_household(desk, "2", "柳行村2组2号", {"name": "王芳", "sex": "2"})
    save_view(desk, View("名单", "people", columns=("name",)))
    desk.close()
    return desk.folder


def _column(path, place, password=""):
    data = office_lock.unlock(path.read_bytes(), password) if password else path.read_bytes()
    return [
        row[place] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=4, values_only=True)
    ]


def test_lists_views_and_ledgers_are_exported_masked_unless_a_reason_is_given(run, office, tmp_path):
    assert run("export", office, tmp_path / "a.xlsx")[1]["rows"] == 2
    assert "公民身份号码" not in _column(tmp_path / "a.xlsx", 4)
    told = run("export", office, tmp_path / "b.xlsx", "--reason", "核对")[1]
    assert _column(tmp_path / "b.xlsx", 4, told["password"])[1] == NUMBER
    run("export", office, tmp_path / "c.xlsx", "--view", "名单")
    assert _column(tmp_path / "c.xlsx", 1) == ["姓名", "张为", "王芳"]
    assert run("export", office, tmp_path / "d", "--ledger", "households", "--csv")[1]["path"].endswith("d.csv")
    assert run("export", office, tmp_path / "e.xlsx", "--view", "没有")[0] == 1
    assert run("export", office, tmp_path / "e.xlsx", "--ledger", "released")[0] == 1


def test_what_is_exported_for_the_template_is_the_same_on_the_way_back(run, office, tmp_path):
    words = ("export", office, tmp_path / "人口.xlsx", "--template", "--reason", "核对", "--plain")
    code, refused = run(*words)
    (slip,) = run("slips", office)[1]["slips"]
    assert (code, slip["slip"] in refused["error"]) == (1, True)
    assert run(*words, "--slip-number", slip["slip"], "--signed", "李主任")[0] == 0
    sheets = run("roster", "preview", office, tmp_path / "人口.xlsx")[1]["sheets"]
    assert list(sheets.values()) == [{"NEW": 0, "UPDATE": 0, "SAME": 2, "ERROR": 0}]


def test_a_blank_template_is_written_for_any_ledger_and_refused_for_none(run, tmp_path):
    assert run("template", "low_income", tmp_path / "a.xlsx")[0] == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].title == "低保特困"
    assert run("template", "nothing", tmp_path / "b.xlsx")[0] == 1
