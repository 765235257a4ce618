"""The Word templates of forms: shipped ones are those of the declared forms, an office may use its own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gridDesk import paths
from gridDesk.desk import printing, templates
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.records import save
from gridDesk.errors import DeskError
from tests.documents.test_templates import docx, p, row, said
from tests.documents.word_templates import FOLDER, made

NEEDED = {"leave_slip", "meeting_minutes", "outside_approval", "task_slip", "mediation_agreement", "dispute_register"}


def leave(desk: Desk, name: str = "欧阳柳") -> str:
    """Let an invented worker ask for leave; returns the record's uid."""
    worker = save(desk, "worker", None, {"name": name, "grid": desk.grids()[0]["uid"]}).uid
    return save(desk, "leave", None, {"worker": worker, "kind": "02", "since": "2026-03-01", "reason": "看病"}).uid


def own(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "本单位.docx"
    path.write_bytes(docx(body))
    return path


def footers(data: bytes) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return b"".join(archive.read(name) for name in archive.namelist() if "footer" in name)


def test_the_shipped_templates_are_those_of_the_declared_forms() -> None:
    wanted = made()
    assert {path.name for path in FOLDER.glob("*")} == set(wanted), "run python -m tests.documents.word_templates"
    for name, data in wanted.items():
        assert (FOLDER / name).read_bytes() == data, f"{name}: run python -m tests.documents.word_templates"


def test_every_shipped_template_has_all_blanks_of_its_form_and_no_other(village: Desk) -> None:
    listed = {one.key for one in templates.listed(village)}
    assert listed >= NEEDED
    for key in listed:
        assert templates.check(village, key).clean, key


def test_every_template_can_be_looked_at_with_invented_data(village: Desk) -> None:
    for one in templates.listed(village):
        text = "".join(said(templates.sample(village, one.key)))
        assert "{" not in text, one.key
    assert printing.page_count(templates.preview(village, "leave_slip")) == 1


def test_word_output_of_a_form_is_its_filled_template(village: Desk) -> None:
    order = PrintOrder(paper="leave_slip", records=(leave(village), leave(village, "司马溪")))
    texts = said(printing.docx(village, order))
    assert [name for name in ("欧阳柳", "司马溪") if name in texts] == ["欧阳柳", "司马溪"]
    assert texts.count("看病") == 2


def test_word_output_says_who_made_it_as_every_sheet_does(village: Desk) -> None:
    data = printing.docx(village, PrintOrder(paper="leave_slip", records=(leave(village),), code="AB12CD"))
    parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert any("AB12CD" in text for part in parts if "footer" in part for text in said(data, part))


def test_an_office_uses_its_own_template_until_it_goes_back(village: Desk, tmp_path: Path) -> None:
    order = PrintOrder(paper="leave_slip", records=(leave(village),))
    path = own(tmp_path, p("请假人：{网格员}，电话{网格员.联系电话}，籍贯{网格员.籍贯}"))
    templates.put(village, "leave_slip", templates.look(path))
    assert next(one for one in templates.listed(village) if one.key == "leave_slip").own
    assert said(printing.docx(village, order))[0].startswith("请假人：欧阳柳，电话")
    templates.remove(village, "leave_slip")
    assert "看病" in said(printing.docx(village, order))


def test_a_list_of_the_form_fills_the_rows_of_an_own_template(village: Desk, tmp_path: Path) -> None:
    meeting = save(village, "meeting", None, {"title": "例会", "date": "2026-03-01", "participants": "王伟、李娜"}).uid
    path = own(tmp_path, f"<w:tbl>{row('{签到.序号}', '{签到.姓名}')}</w:tbl>")
    templates.put(village, "sign_in", templates.look(path))
    texts = said(printing.docx(village, PrintOrder(paper="sign_in", records=(meeting,))))
    assert texts[:2] == ["1", "王伟"]
    assert len(texts) >= 2 * 18  # as many rows as the form has


def test_what_is_amiss_in_an_own_template_is_told_before_it_is_used(village: Desk, tmp_path: Path) -> None:
    found = templates.check(village, "leave_slip", templates.look(own(tmp_path, p("{请假人姓名}{事由}"))))
    assert any("{请假人姓名}" in one for one in found.unknown)
    assert found.missing
    assert "事由" not in found.missing


@pytest.mark.parametrize("name", ["a.docm", "a.doc", "a.wps", "a.dotm"])
def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(docx(p("{姓名}")))
    with pytest.raises(DeskError, match=r"不是 \.docx"):
        templates.look(tmp_path / name)


def test_a_hostile_template_is_neither_looked_at_nor_kept(village: Desk, tmp_path: Path) -> None:
    path = own(tmp_path, '<w:altChunk xmlns:r="r" r:id="x"/>')
    with pytest.raises(DeskError):
        templates.look(path)
    with pytest.raises(DeskError):
        templates.put(village, "leave_slip", path.read_bytes())
    assert not next(one for one in templates.listed(village) if one.key == "leave_slip").own


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="打不开"):
        templates.look(tmp_path / "没有.docx")


def test_id_numbers_in_an_own_template_are_shortened_as_on_paper(village: Desk, tmp_path: Path) -> None:
    uid = leave(village)
    worker = village.store.get("leave", uid)
    assert worker is not None
    save(village, "worker", str(worker["worker"]), {"id_number": "11010519491231002X"})
    templates.put(village, "leave_slip", templates.look(own(tmp_path, p("证号{网格员.公民身份号码}。"))))
    order = PrintOrder(paper="leave_slip", records=(uid,), full_ids=False)
    assert said(printing.docx(village, order))[0] == "证号1101**********002X。"
    assert b"WaterMark" not in footers(printing.docx(village, order))
    assert b"WaterMark" in footers(printing.docx(village, PrintOrder(paper="leave_slip", records=(uid,))))


def test_the_names_of_blanks_are_told_for_those_who_make_a_template(village: Desk) -> None:
    written = [one.written for one in templates.blank_names(village, "leave_slip")]
    assert {"{网格员}", "{单位}", "{事由}", "{网格员.联系电话}"} <= set(written)
    assert len(written) == len(set(written))


def test_every_template_lies_where_the_program_looks_for_it() -> None:
    assert paths.forms() / templates.SHIPPED == FOLDER


def test_a_list_that_fills_its_sheet_on_paper_does_so_in_word(village: Desk) -> None:
    data = printing.docx(village, PrintOrder(paper="attendance_month", mode="blank", month="2026-11"))
    assert [number for number in map(str, range(1, 9)) if number not in said(data)] == []
