"""The import's choices on screen: how rows become households, which code list a column follows, and comparing only."""

import openpyxl
import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog

from gridDesk.ui.import_wizard import COLUMNS, COMPARE, FILES, PREVIEW, ImportWizard
from tests.roster.support import id_number, write_xlsx

NUMBERS = [id_number(f"19{50 + n}-03-04", 11 + n) for n in range(6)]


@pytest.fixture
def roster(tmp_path):
    rows = [["户号", "姓名", "与户主关系", "身份证号", "文化程度", "人员类别"]]
    for n, number in enumerate(NUMBERS):
        group = "刑满释放" if n == 1 else ""
        rows.append(
            [n // 2, f"钱{'甲乙丙丁戊己'[n]}", "户主" if n % 2 == 0 else "妻", number, 60 if n % 2 else 70, group]
        )
    return write_xlsx(tmp_path / "花名册.xlsx", rows)


def opened(desk, qtbot, path):
    wizard = ImportWizard(desk, [path])
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.plan is not None and wizard.forth.isEnabled(), timeout=20000)
    return wizard


def on(wizard, qtbot, step):
    wizard.forth.click()
    qtbot.waitUntil(lambda: wizard.step == step and wizard.forth.isEnabled(), timeout=20000)


def test_the_ways_of_grouping_are_offered_with_their_counts_and_the_choice_is_planned(demo, qtbot, roster):
    wizard = opened(demo, qtbot, roster)
    on(wizard, qtbot, COLUMNS)
    offered = [wizard.columns.way.itemText(n) for n in range(wizard.columns.way.count())]
    assert offered == ["按户号：3 户", "按“户主”起新户：3 户", "不分户"]
    wizard.columns.way.setCurrentIndex(2)
    wizard.columns.way.activated.emit(2)
    on(wizard, qtbot, PREVIEW)
    assert wizard.plan.figures()["households"] == 0


def test_a_column_of_codes_asks_which_list_it_follows(demo, qtbot, roster):
    wizard = opened(demo, qtbot, roster)
    on(wizard, qtbot, COLUMNS)
    assert "分不出是新代码表还是旧代码表" in wizard.columns.state.text()
    row = next(
        n for n in range(wizard.columns.table.rowCount()) if wizard.columns.table.item(n, 1).text() == "文化程度"
    )
    combo = wizard.columns.table.cellWidget(row, 3)
    assert isinstance(combo, QComboBox)
    assert combo.currentData() == "today"
    assert any("60＝初中" in combo.itemText(n) for n in range(combo.count()))
    combo.setCurrentIndex(combo.findData("tens"))
    combo.activated.emit(combo.currentIndex())
    assert "分不出" not in wizard.columns.state.text()
    on(wizard, qtbot, PREVIEW)
    found = {edit.values.get("education") for edit in wizard.plan.edits() if edit.ledger == "person"}
    assert found == {"70", "80"}


def test_protected_groups_in_a_column_are_let_in_by_a_box_that_starts_empty(demo, qtbot, roster):
    wizard = opened(demo, qtbot, roster)
    on(wizard, qtbot, COLUMNS)
    on(wizard, qtbot, PREVIEW)
    assert wizard.preview.protect.isVisible()
    assert not wizard.preview.protect.isChecked()
    assert "刑满释放 1 人" in wizard.preview.protect.text()
    assert wizard._ask_sealed() == frozenset()
    wizard.preview.protect.setChecked(True)
    assert wizard._ask_sealed() == {"released"}


def test_comparing_only_shows_who_is_on_one_side_and_writes_nothing(demo, qtbot, roster, tmp_path, monkeypatch):
    before = demo.store.digests(demo.office.site)
    wizard = opened(demo, qtbot, roster)
    wizard.files.compare.setChecked(True)
    assert not wizard.strip.isVisible()
    on(wizard, qtbot, COMPARE)
    wizard.compare.run.click()
    qtbot.waitUntil(lambda: wizard.compare.found is not None, timeout=20000)
    assert len(wizard.compare.found.only_theirs) == 6
    assert wizard.compare.tabs["only_theirs"].text() == "他们有、我们没有 6"
    assert len(wizard.compare.table.rows.lines) == 6
    target = tmp_path / "结果.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.waitUntil(lambda: wizard._task is None, timeout=20000)
    wizard.compare.keep.click()
    qtbot.waitUntil(target.exists, timeout=20000)
    qtbot.waitUntil(lambda: wizard._task is None, timeout=20000)
    assert openpyxl.load_workbook(target)["他们有我们没有"].max_row == 7
    assert demo.store.digests(demo.office.site) == before
    wizard.back.click()
    assert wizard.step == FILES
