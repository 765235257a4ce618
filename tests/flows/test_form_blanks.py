"""Every declared form knows what fills its blanks; a record fills them masked, the pen finds them empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk import paths
from gridDesk.desk import form_blanks
from gridDesk.desk.form_blanks import Blanks, Provider, RecordBlanks, path_of
from gridDesk.desk.form_papers import PROVIDERS, FilledForms, unknown_blanks
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.records import save
from gridDesk.documents.form_papers import FilledBlanks
from gridDesk.documents.papers import Paper, load_papers
from gridDesk.ledger import catalogue
from gridDesk.vault import Level

NUMBER = "11010519491231002X"

SLIP = """
key = "slip"
title = "请假条"
kind = "form"
ledger = "leave"
[[block]]
strip = ["单位：{单位}", "{编号}", "打印：{打印日期}"]
[[block]]
widths = [1, 1]
lines = [
  ["{网格员}", "{网格员.联系电话}"], ["{网格员.公民身份号码}", "{网格员.所在网格}"], ["{开始日期}至{结束日期}", "{类别□事假/病假}"],
]
"""


@pytest.fixture
def slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paper:
    """A leave slip whose number a provider knows."""
    (tmp_path / "slip.toml").write_text(SLIP, encoding="utf-8")
    monkeypatch.setitem(PROVIDERS, "slip", Provider(lambda *_: Blanks({"编号": "7"}), values=("编号",)))
    return load_papers(tmp_path, catalogue())["slip"]


def leave(desk: Desk) -> str:
    """Let an invented worker of the village's grid ask for leave; returns the record's uid."""
    grid = desk.grids()[0]["uid"]
    known = {"name": "欧阳柳", "phone": "13800000000", "id_number": NUMBER, "grid": grid}
    worker = save(desk, "worker", None, known).uid
    return save(desk, "leave", None, {"worker": worker, "kind": "02", "since": "2026-03-01"}).uid


def filled(desk: Desk, paper: Paper, *records: str, level: Level = Level.FULL, **order: object) -> list[FilledBlanks]:
    """Return what the forms of an order say."""
    made = PrintOrder(paper=paper.key, records=records, **order)  # type: ignore[arg-type]
    return list(FilledForms(desk, paper, made, level))


def test_every_blank_of_every_paper_is_filled_by_something() -> None:
    for paper in load_papers(paths.forms() / "papers", catalogue()).values():
        if paper.blocks:
            assert unknown_blanks(paper, catalogue()) == [], paper.key


def test_a_blank_that_nothing_fills_is_named(slip: Paper, tmp_path: Path) -> None:
    assert unknown_blanks(slip, catalogue()) == []
    (tmp_path / "slip.toml").write_text(SLIP.replace("{网格员.所在网格}", "{网格员.没有这一栏}"), encoding="utf-8")
    assert unknown_blanks(load_papers(tmp_path, catalogue())["slip"], catalogue()) == ["网格员.没有这一栏"]


def test_a_record_fills_its_form_through_its_record_fields(village: Desk, slip: Paper) -> None:
    uid = leave(village)
    (one,) = filled(village, slip, uid)
    assert {name: one.values[name] for name in one.values if "." in name or "□" in name} == {
        "网格员.联系电话": "13800000000", "网格员.公民身份号码": NUMBER, "网格员.所在网格": "柳行村网格",
        "类别□事假/病假": "□事假　☑病假",
    }  # fmt: skip
    assert (one.values["网格员"], one.values["开始日期"], one.values["编号"]) == ("欧阳柳", "2026年3月1日", "7")
    assert one.values["打印日期"].endswith("日")
    assert (one.key, one.part) == (uid, "请假条 2026-03-01")


def test_id_numbers_are_shortened_below_the_full_level(village: Desk, slip: Paper) -> None:
    (one,) = filled(village, slip, leave(village), level=Level.DESK)
    assert one.values["网格员.公民身份号码"] == "1101**********002X"


def test_forms_for_the_pen_keep_the_office_and_leave_the_rest_empty(village: Desk, slip: Paper) -> None:
    leave(village)
    ones = filled(village, slip, mode="blank", count=3)
    assert len(ones) == 3
    assert ones[0].values["单位"] == "柳行村"
    assert ones[0].values["类别□事假/病假"] == "□事假　□病假"
    assert not any(ones[0].values.get(name) for name in ("网格员", "开始日期", "打印日期", "网格员.联系电话"))
    assert ones[0].rooms["开始日期"].endswith("日")
    assert ones[0].part == "空白请假条"


def test_a_form_never_names_a_person_outside_its_blanks(village: Desk, slip: Paper) -> None:
    (one,) = filled(village, slip, leave(village))
    assert "欧阳" not in one.part + one.key


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("事由", True), ("扣发金额", True), ("扣发金额(元)", True), ("请假类型", True), ("网格员.岗位类别", True),
        ("网格员.所在网格.网格编码", True), ("网格员.年龄", True), ("类别□", True), ("类别□事假/没有", False), ("事由□", False),
        ("事由.姓名", False), ("没有", False), ("年龄□", False),
    ],
)  # fmt: skip
def test_blanks_are_found_by_label_alias_and_way(name: str, there: bool) -> None:
    assert (path_of(catalogue(), "leave", name) is not None) == there


def test_a_sealed_ledger_that_is_off_says_nothing(village: Desk) -> None:
    path = path_of(village.catalogue, "leave", "网格员.姓名")
    assert path is not None
    row = village.store.get("leave", leave(village))
    says = RecordBlanks(village, "leave", row, Level.FULL)
    says.open.discard("worker")
    assert says.say(path) == ""


def test_general_blanks_tell_street_and_village_apart(village: Desk, street: Desk) -> None:
    below, above = (form_blanks.general(desk, None, dated=False) for desk in (village, street))
    assert (below["街道"], below["村社区"]) == ("齐陵街道", "柳行村")
    assert (above["街道"], above["村社区"]) == ("齐陵街道", "")
