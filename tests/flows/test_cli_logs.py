"""Log pages from the command line: numbers run on from one file to the next, and a grid is named by its name."""

from __future__ import annotations

import json

import pytest

from gridDesk import cli
from gridDesk.documents.preview import page_count
from tests.documents.samples import squeezed, texts


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.setenv("GRIDDESK_PASSWORD", "一个很长很长的测试密码")

    def call(*words: object) -> tuple[int, dict]:
        code = cli.main([str(word) for word in words] + ["--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_blank_log_pages_written_to_files_go_on_numbering(run, tmp_path):
    village, first, second = tmp_path / "村", tmp_path / "一.pdf", tmp_path / "二.pdf"
    run("new", village, "--name", "柳行村", "--grid", "东网格", "--worker", "王建国")
    run("print", village, "mood_diary", first, "--month", "2026-11", "--mode", "blank", "--grid", "东网格")
    assert page_count(first.read_bytes()) == 21
    run("print", village, "mood_log", second, "--month", "2026-11", "--days", "none", "--count", "2", "--mode", "blank")
    assert ["页码：" in page for page in map(squeezed, texts(second.read_bytes()))] == [True, True]
    assert "-22" in squeezed(texts(second.read_bytes())[0])
    code, answer = run("print", village, "log_book", tmp_path / "三.pdf", "--month", "2026-11", "--grid", "西网格")
    assert (code, "没有名为“西网格”的网格" in answer["error"]) == (1, True)
