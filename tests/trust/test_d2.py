"""D2: a part with a document type or an entity is refused before any parser sees it, whatever its encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.documents import photos, template_guard
from gridDesk.errors import DeskError
from gridDesk.roster import guard
from tests.hostile import entities


def refusal(act, *arguments) -> str:
    with pytest.raises(DeskError) as caught:
        act(*arguments)
    said = str(caught.value)
    assert said.endswith("。")
    return said


def test_entities_are_refused_in_every_part_and_encoding(figure, tmp_path, monkeypatch: pytest.MonkeyPatch):
    def no_parser(*_arguments: object, **_words: object) -> None:
        raise AssertionError("a parser was asked")

    monkeypatch.setattr(template_guard, "parse", no_parser)
    counts = {"workbook": 0, "document": 0}
    for what, data in entities.workbooks():
        path: Path = tmp_path / "a.xlsx"
        path.write_bytes(data)
        assert "外部实体" in refusal(guard.inspect, path), what
        counts["workbook"] += 1
    for what, data in entities.documents():
        said = refusal(template_guard.open_parts, data)
        assert "外部内容" in said or "不认识的部分" in said, what
        counts["document"] += 1
    svg = entities.spoilt(None, entities.PRELUDES["inner entity"], "UTF-8")
    assert "JPG 或 PNG" in refusal(photos.clean, svg)
    figure("D2", workbooks_refused=counts["workbook"], documents_refused=counts["document"], pictures_refused=1,
           encodings=len(entities.ENCODINGS), kinds=len(entities.PRELUDES), parsed=0)  # fmt: skip
    assert min(counts.values()) >= 400


def test_the_same_parts_without_a_document_type_are_read(tmp_path):
    from gridDesk.roster import read_workbook
    from tests.hostile.packages import document, packed, workbook

    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(workbook()))
    assert read_workbook(path).sheets[0].rows[1] == ("王样例", "无")
    assert template_guard.open_parts(packed(document()))
