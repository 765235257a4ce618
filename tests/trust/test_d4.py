"""D4: nothing is ever unpacked under a name from a container, and names that lead away are refused."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from gridDesk.documents import template_guard
from gridDesk.errors import DeskError
from gridDesk.roster import guard
from tests.hostile import odd_names
from tests.hostile.packages import document, packed, with_entry, workbook

PACKAGE = Path(guard.__file__).parents[1]


def test_names_that_lead_away_are_refused_and_nothing_is_written(figure, tmp_path, monkeypatch: pytest.MonkeyPatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    refused = 0
    for name, mode in odd_names.LEADING_AWAY:
        path = tmp_path / "a.xlsx"
        path.write_bytes(with_entry(workbook(), name, mode=mode))
        with pytest.raises(DeskError) as caught:
            guard.inspect(path)
        assert "不安全的文件名" in str(caught.value), (name, str(caught.value))
        with pytest.raises(DeskError) as caught:
            template_guard.open_parts(with_entry(document(), name, mode=mode))
        assert str(caught.value).endswith("。"), name
        refused += 2
    path.write_bytes(packed(workbook()))
    assert guard.inspect(path).kind == "zip"
    assert [item.name for item in tmp_path.rglob("*")] == ["inside", "a.xlsx"] or len(list(tmp_path.rglob("*"))) == 2
    figure("D4", names=len(odd_names.LEADING_AWAY), refused=refused, unpacked_by_name=len(extracting()))
    assert len(odd_names.LEADING_AWAY) >= 40
    assert extracting() == []


def extracting() -> list[str]:
    """Return the places in the program that unpack a container by its own names."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("extract", "extractall", "unpack_archive"):
                found.append(f"{path.name}:{node.lineno}")
    return found
