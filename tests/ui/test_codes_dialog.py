"""代码表: a street corrects codes and hands on a file; a village looks, and reads the file."""

import shutil

import pytest
from PySide6.QtCore import Qt

from gridDesk.desk import codes
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office, catalogue
from gridDesk.store import Store
from gridDesk.ui.codes_dialog import CodeDialog, CodesDialog
from tests.flows.two_offices import pair
from tests.ui import small_office


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offices") / "street"
    office = Office(site="b2" * 8, name="齐陵街道", level="street")
    desk = new_office(folder, office, password=small_office.PASSWORD, worker="街道网格办")
    desk.close()
    return folder, desk.keys


@pytest.fixture
def street(qapp, master, tmp_path):
    folder, keys = master
    copy = shutil.copytree(folder, tmp_path / "street")
    desk = Desk(copy, Store.open(copy / DATA_FILE, bytes(keys.db_key), catalogue()), keys)
    yield desk
    desk.close()


@pytest.fixture
def village(qapp, tmp_path):
    desk = small_office.make(tmp_path / "village")
    yield desk
    desk.close()


@pytest.fixture
def dialog(qtbot, street):
    dialog = CodesDialog(street)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.choose("shop_kind")
    return dialog


def words(dialog):
    return [dialog.table.item(row, 1).text() for row in range(dialog.table.rowCount())]


def correct(dialog, code, **typed):
    """Fill the small dialog of one code and save it."""
    given = CodeDialog(dialog.desk, dialog.chosen(), code, dialog)
    for name, text in typed.items():
        getattr(given, name).setText(text)
    given.save()
    dialog.refresh()
    return given


def test_a_set_is_found_by_its_name_its_sound_and_its_ledger(qtbot, dialog):
    def found(typed):
        dialog.find.setText(typed)
        shown = [dialog.list.item(row) for row in range(dialog.list.count())]
        return [item.text() for item in shown if not item.isHidden()]

    assert "民族" in found("mz")
    assert "门店类型" in found("经营门店")
    assert found("没有这张表") == []
    assert dialog.chosen() is None


def test_a_street_adds_renames_and_retires_a_code_with_a_reason(dialog):
    new = correct(dialog, None, label="宠物店", synonyms="宠物医院、宠物美容")
    assert "原因" in new.bar.text()
    assert "宠物店" not in words(dialog)
    assert correct(dialog, None, label="宠物店", synonyms="宠物医院", reason="新开多家").result()
    assert words(dialog)[-1] == "宠物店"
    shop = dialog.desk.catalogue["shop"]
    code = shop["kind"].code_set.by_code[shop.parse("kind", "宠物医院")]
    correct(dialog, code, valid_to="2026-10-01", reason="并入其他")
    dialog.table.setCurrentCell(dialog.table.rowCount() - 1, 0)
    assert (dialog.code().valid_to, dialog.retire_button.text()) == ("2026-10-01", "恢复使用(&T)")
    assert "并入其他" in dialog.table.item(dialog.table.rowCount() - 1, 5).text()
    correct(dialog, dialog.code(), valid_to="", reason="停错了")
    assert (dialog.code().valid_to, dialog.code().label) == ("", "宠物店")


def test_a_name_that_another_code_has_is_refused(dialog):
    taken = dialog.desk.catalogue.code_sets["shop_kind"].codes[0].short
    given = correct(dialog, None, label=taken, reason="试一下")
    assert taken in given.bar.text()
    assert codes.corrections(dialog.desk).corrections == ()


def test_a_village_looks_reads_the_file_and_cannot_change(qtbot, dialog, village, tmp_path):
    pair(village, dialog.desk, tmp_path)
    correct(dialog, None, label="宠物店", reason="新开多家")
    dialog.export_to(tmp_path / "更正")
    theirs = CodesDialog(village)
    qtbot.addWidget(theirs)
    theirs.show()
    assert not theirs.add_button.isVisible()
    assert not theirs.export_button.isEnabled()
    with qtbot.waitSignal(theirs.changed):
        theirs.read_from(tmp_path / "更正.json")
    theirs.choose("shop_kind")
    assert words(theirs)[-1] == "宠物店"
    qtbot.keyClick(theirs.table, Qt.Key.Key_Return)
    assert theirs.findChild(CodeDialog) is None
    (tmp_path / "坏.json").write_text("不是", encoding="utf-8")
    theirs.read_from(tmp_path / "坏.json")
    assert "读不出来" in theirs.bar.text()
