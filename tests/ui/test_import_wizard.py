"""The import shows everything before it writes anything, and can be taken back whole."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog

from gridDesk.desk import history, rosters
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Edit
from gridDesk.roster.header import Header
from gridDesk.roster.match import Match, Matches
from gridDesk.roster.plan import CellNote, Change, RowPlan
from gridDesk.ui import import_words, problem
from gridDesk.ui.import_columns import column_letter
from gridDesk.ui.import_wizard import COLUMNS, FILES, PREVIEW, RESULT, ImportWizard
from tests.ui.doubles import DeskDouble, letters

OFFICES = Path(__file__).parent.parent / "data" / "offices" / "liuhang"
HEADER = Header(0, 0, ("序号", "姓名", "身份证号", "车牌"), "柳行村花名册")
MATCHES = Matches(
    "resident",
    (
        Match(0, "序号", "ignore", 1.0, "名称相同"),
        Match(1, "姓名", "person.name", 1.0, "名称相同"),
        Match(2, "身份证号", "person.id_number", 1.0, "名称相同"),
        Match(3, "车牌", "", 0.0, "没有对应的栏目"),
    ),
    "layout1",
)
ROWS = (
    RowPlan(2, "NEW", "张三", (Change("person", "姓名", "name", "", "张三"),)),
    RowPlan(3, "UPDATE", "李四", (Change("person", "联系电话", "phone", "13800000001", "13800000002"),)),
    RowPlan(4, "SAME", "王五", warnings=(CellNote("D4", "车牌", "unmatched", "D4 的内容会记入备注。"),)),
    RowPlan(
        5,
        "ERROR",
        "赵六",
        errors=(CellNote("C5", "身份证号", "id_check_digit", "C5 身份证号校验位不对（末位应为 5）。"),),
    ),
)


def plan_of(matches: Matches = MATCHES, needs: frozenset[str] = frozenset()) -> rosters.ImportPlan:
    edits = (Edit("person", "p1", "create", {"name": "张三"}),)
    sheet = rosters.FileSheet(
        "户籍人口",
        "resident",
        HEADER,
        matches,
        ROWS,
        edits,
        ("共 4 行。",),
        {"people": 3, "households": 2},
        "number",
        needs,
        "花名册.xlsx",
    )
    return rosters.ImportPlan("花名册.xlsx", (sheet,))


@pytest.fixture
def asked(monkeypatch):
    """Let every question be answered with yes, and remember the questions."""
    questions = []
    monkeypatch.setattr(problem, "ask", lambda parent, text, *args, **more: questions.append(text) or True)
    return questions


@pytest.fixture
def calls(monkeypatch):
    """Replace the desk's import by one that remembers what it was asked."""
    seen = {"preview": [], "apply": []}

    def preview(desk, paths, *, grid=None, choices=None, targets=None, progress=None):
        asked = {"paths": list(paths), "grid": grid, "choices": dict(choices or {}), "targets": dict(targets or {})}
        seen["preview"].append(asked)
        return seen.get("plan", plan_of())

    def apply(desk, plan, *, accept=frozenset(), progress=None):
        seen["apply"].append(accept)
        changes = Changes("t1", "导入花名册", {"person": frozenset({"p1", "p2"})})
        return rosters.Applied(changes, plan.figures(), ["新增 1 人，更新 1 人。", "写入以前已经备份。"])

    monkeypatch.setattr(rosters, "preview", preview)
    monkeypatch.setattr(rosters, "apply", apply)
    return seen


@pytest.fixture
def wizard(qapp, qtbot, calls, tmp_path):
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(b"")
    made = ImportWizard(DeskDouble(), [file])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.plan is not None)
    return made


def go_to(wizard, qtbot, step):
    while wizard.step < step:
        qtbot.waitUntil(wizard.forth.isEnabled)
        before = wizard.step
        wizard.forth.click()
        qtbot.waitUntil(lambda before=before: wizard.step > before)


def test_a_chosen_file_is_listed_with_its_sheet_and_the_ledger_it_is_taken_for(wizard, calls):
    texts = wizard.files.table.rows.lines[0].texts
    assert texts == ("花名册.xlsx", "户籍人口", "人口花名册", "4", "有问题的 1 行")
    assert wizard.step == FILES
    assert wizard.forth.isEnabled()


def test_without_a_file_the_first_step_explains_what_may_be_brought(qapp, qtbot, calls):
    wizard = ImportWizard(DeskDouble())
    qtbot.addWidget(wizard)
    wizard.show()
    assert wizard.files.empty.isVisible()
    assert not wizard.forth.isEnabled()
    assert calls["preview"] == []


def test_files_of_other_kinds_are_not_taken(wizard, calls, tmp_path):
    wizard.files.add([tmp_path / "照片.jpg"])
    assert len(wizard.files.paths) == 1


def test_the_grid_is_asked_only_where_there_are_several(qapp, qtbot, calls):
    wizard = ImportWizard(DeskDouble(grids=("一组网格", "二组网格")))
    qtbot.addWidget(wizard)
    assert not wizard.files.grid.isHidden()
    wizard.files.grid.setCurrentIndex(1)
    assert wizard.files.grid_uid() == "g1"


def test_columns_without_a_field_are_named_and_can_be_given_one(wizard, qtbot, calls):
    go_to(wizard, qtbot, COLUMNS)
    assert "“车牌”" in wizard.columns.state.text()
    combo = wizard.columns.table.cellWidget(3, 2)
    combo.setCurrentIndex(combo.findData("person.remark"))
    combo.activated.emit(combo.currentIndex())
    assert "每一列都认出来了" in wizard.columns.state.text()
    go_to(wizard, qtbot, PREVIEW)
    assert calls["preview"][-1]["choices"]["layout1"]["车牌"] == "person.remark"
    assert calls["preview"][-1]["choices"]["layout1"]["姓名"] == "person.name"


def test_a_sheet_can_be_said_to_be_something_else_or_left_out(wizard, qtbot, calls):
    go_to(wizard, qtbot, COLUMNS)
    target = wizard.columns.target
    assert target.currentText() == "人口花名册"
    left_out = rosters.FileSheet("户籍人口", None, HEADER, file="花名册.xlsx")
    calls["plan"] = rosters.ImportPlan("花名册.xlsx", (left_out,))
    target.setCurrentIndex(target.findText("不导入"))
    target.activated.emit(target.currentIndex())
    qtbot.waitUntil(lambda: "不导入" in wizard.columns.state.text())
    assert calls["preview"][-1]["targets"] == {"花名册.xlsx|户籍人口": None}
    assert wizard.step == COLUMNS
    assert not wizard.columns.table.isVisible()
    assert not wizard.forth.isEnabled()
    calls["plan"] = plan_of()
    target.setCurrentIndex(target.findData("resident"))
    target.activated.emit(target.currentIndex())
    qtbot.waitUntil(wizard.columns.table.isVisible)
    assert calls["preview"][-1]["targets"] == {"花名册.xlsx|户籍人口": "resident"}
    qtbot.waitUntil(wizard.forth.isEnabled)


def test_a_sheet_that_was_not_known_can_be_given_its_ledger(qapp, qtbot, calls, tmp_path):
    calls["plan"] = rosters.ImportPlan("名单.xlsx", (rosters.FileSheet("Sheet1", None, HEADER, file="名单.xlsx"),))
    wizard = ImportWizard(DeskDouble(), [tmp_path / "名单.xlsx"])
    qtbot.addWidget(wizard)
    wizard.show()
    go_to(wizard, qtbot, COLUMNS)
    assert wizard.columns.state.text().startswith("没有认出工作表“Sheet1”是哪种台账")
    assert wizard.columns.target.isVisible()


def test_columns_left_alone_are_not_planned_again(wizard, qtbot, calls):
    go_to(wizard, qtbot, PREVIEW)
    assert len(calls["preview"]) == 1


def test_each_column_says_what_it_was_taken_for_in_words(wizard, qtbot):
    go_to(wizard, qtbot, COLUMNS)
    combos = [wizard.columns.table.cellWidget(row, 2) for row in range(4)]
    assert [combo.currentText() for combo in combos] == [
        "不导入",
        "人口：姓名",
        "人口：公民身份号码",
        "没有认出（记入备注）",
    ]
    assert all(isinstance(combo, QComboBox) and combo.accessibleName() for combo in combos)


def test_the_preview_counts_rows_and_opens_on_the_problems(wizard, qtbot, calls):
    go_to(wizard, qtbot, PREVIEW)
    assert {key: figure.number.text() for key, figure in wizard.preview.figures.items()} == {
        "NEW": "1", "UPDATE": "1", "SAME": "1", "ERROR": "1",
    }  # fmt: skip
    assert wizard.preview.people.text() == "台账将新增 1 人。"
    assert [line.texts[2] for line in wizard.preview.table.rows.lines] == ["赵六"]
    assert "校验位不对" in wizard.preview.pane.toPlainText()
    assert calls["apply"] == []


def test_a_tab_shows_only_its_rows_and_the_pane_shows_old_and_new(wizard, qtbot):
    go_to(wizard, qtbot, PREVIEW)
    wizard.preview.choose("UPDATE")
    assert [line.texts[3] for line in wizard.preview.table.rows.lines] == ["更新"]
    assert "联系电话：13800000001 → 13800000002" in wizard.preview.pane.toPlainText()
    wizard.preview.choose("WARNED")
    assert [line.texts[2] for line in wizard.preview.table.rows.lines] == ["王五"]


def test_writing_reports_in_sentences_and_offers_undo_and_the_faulty_rows(wizard, qtbot, calls):
    go_to(wizard, qtbot, PREVIEW)
    with qtbot.waitSignal(wizard.imported):
        wizard.forth.click()
    assert wizard.step == RESULT
    assert "新增 1 人" in wizard.result.words.text()
    assert wizard.result.back.isVisible()
    assert "1 行有问题" in wizard.result.trouble_words.text()
    assert calls["apply"] == [frozenset()]


def test_an_import_is_taken_back_whole_after_one_question(wizard, qtbot, asked, monkeypatch):
    undone = []
    changes = Changes("t2", "撤销", {"person": frozenset({"p1", "p2"})})
    monkeypatch.setattr(history, "undo", lambda desk, txn: undone.append(txn) or history.Undone(changes, []))
    go_to(wizard, qtbot, RESULT)
    wizard.result.back.click()
    qtbot.waitUntil(lambda: "已撤销" in wizard.result.heading.text())
    assert (asked, undone) == (["要撤销这次导入吗？"], ["t1"])
    assert not wizard.result.back.isEnabled()


def test_faulty_rows_are_saved_where_the_clerk_says(wizard, qtbot, monkeypatch, tmp_path):
    target = tmp_path / "改一改.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    monkeypatch.setattr(rosters, "write_trouble", lambda desk, plan, path: Path(path).write_bytes(b"x"))
    go_to(wizard, qtbot, RESULT)
    wizard.result.trouble.click()
    qtbot.waitUntil(lambda: wizard.bar.text() != "")
    assert target.exists()
    assert "改一改.xlsx" in wizard.bar.text()


def test_faulty_rows_can_be_saved_from_the_preview_too(wizard, qtbot, calls, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "改一改"), ""))
    monkeypatch.setattr(rosters, "write_trouble", lambda desk, plan, path: Path(path).write_bytes(b"x"))
    go_to(wizard, qtbot, PREVIEW)
    wizard.preview.trouble.click()
    qtbot.waitUntil((tmp_path / "改一改.xlsx").exists)
    qtbot.waitUntil(wizard.forth.isEnabled)
    assert calls["apply"] == []


def test_the_other_sheets_are_imported_when_the_sealed_ones_are_not_let_in(wizard, qtbot, calls, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(problem, "ask", lambda parent, text, *args, **more: next(answers))
    calls["plan"] = rosters.ImportPlan(
        "花名册.xlsx", (*plan_of().sheets, *plan_of(needs=frozenset({"community_correction"})).sheets)
    )
    wizard.read()
    qtbot.waitUntil(lambda: wizard.plan is not None)
    go_to(wizard, qtbot, RESULT)
    assert calls["apply"] == [frozenset()]


def test_sealed_ledgers_are_asked_about_before_anything_is_written(wizard, qtbot, calls, monkeypatch):
    questions = []
    monkeypatch.setattr(problem, "ask", lambda parent, text, *args, **more: questions.append(text) and False)
    calls["plan"] = plan_of(needs=frozenset({"community_correction"}))
    wizard.read()
    qtbot.waitUntil(lambda: wizard.plan is not None)
    go_to(wizard, qtbot, PREVIEW)
    wizard.forth.click()
    assert questions == ["这份名册里有“社区矫正”的人员。"]
    assert calls["apply"] == []
    assert wizard.step == PREVIEW


def test_a_sealed_ledger_is_let_in_when_the_clerk_agrees(wizard, qtbot, calls, asked):
    calls["plan"] = plan_of(needs=frozenset({"community_correction"}))
    wizard.read()
    qtbot.waitUntil(lambda: wizard.plan is not None)
    go_to(wizard, qtbot, RESULT)
    assert calls["apply"] == [frozenset({"community_correction"})]


def test_a_file_that_cannot_be_read_is_told_in_its_own_sentence(qapp, qtbot, calls, monkeypatch, tmp_path):

    def refuse(*args, **more):
        raise DeskError("“名册.et”是 WPS 的旧格式，", advice="请在 WPS 中另存为 .xlsx 再导入。")

    monkeypatch.setattr(rosters, "preview", refuse)
    wizard = ImportWizard(DeskDouble(), [tmp_path / "名册.et"])
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.bar.text() != "")
    assert "另存为 .xlsx" in wizard.bar.text()
    assert not wizard.forth.isEnabled()
    assert wizard.files.table.rows.lines[0].texts[-1] == "没有读成，见上面"


def test_reading_can_be_cancelled(qapp, qtbot, calls, monkeypatch, tmp_path):
    begun = threading.Event()

    def slow(desk, paths, *, progress, **more):
        begun.set()
        for _ in range(2000):
            progress(1, 100, "正在读取第 1 行")
            threading.Event().wait(0.005)
        return plan_of()

    monkeypatch.setattr(rosters, "preview", slow)
    wizard = ImportWizard(DeskDouble(), [tmp_path / "花名册.xlsx"])
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(begun.is_set)
    wizard.progress.button.click()
    qtbot.waitUntil(lambda: "已取消" in wizard.bar.text())
    assert wizard.plan is None
    assert wizard.progress.isHidden()


def test_enter_goes_on_once_the_files_are_read(wizard, qtbot):
    qtbot.waitUntil(lambda: wizard.focusWidget() is wizard.forth)


def test_enter_on_a_row_of_the_preview_goes_to_the_button_that_writes(wizard, qtbot):
    go_to(wizard, qtbot, PREVIEW)
    qtbot.keyClick(wizard.preview.table, Qt.Key.Key_Return)
    assert wizard.step == PREVIEW
    assert wizard.focusWidget() is wizard.forth


def test_the_wizard_is_walked_by_enter_alone(wizard, qtbot, calls):
    for step in (COLUMNS, PREVIEW):
        qtbot.waitUntil(wizard.forth.isEnabled)
        wizard.forth.setFocus()
        qtbot.keyClick(wizard.forth, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda step=step: wizard.step == step)
    wizard.forth.setFocus()
    qtbot.keyClick(wizard.forth, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.step == RESULT)


def test_columns_bear_the_letters_of_the_spreadsheet():
    assert [column_letter(column) for column in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_a_real_roster_goes_in_and_comes_out_again(qapp, qtbot, demo, asked):
    before = demo.store.count("person")
    wizard = ImportWizard(demo, [OFFICES / "柳行村人员信息(汇总).xlsx", OFFICES / "柳行村特殊群体.xlsx"])
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.plan is not None, timeout=20000)
    go_to(wizard, qtbot, RESULT)
    assert asked == ["这份名册里有“社区矫正”、“刑满释放”的人员。"]
    assert demo.store.count("person") > before + 300
    assert "community_correction" in {ledger.key for ledger in demo.enabled()}
    wizard.result.back.click()
    qtbot.waitUntil(lambda: "已撤销" in wizard.result.heading.text(), timeout=20000)
    assert demo.store.count("person") == before


def test_each_step_gives_every_letter_once(wizard, qtbot):
    frame = ["B", "C", "N", "W", "D", "X"]  # 上一步, 取消, 下一步, 写入, 完成, 先不导入
    for step in (wizard.files, wizard.columns, wizard.preview, wizard.result):
        found = letters(step)
        assert len(found) == len(set(found))
        assert not set(found) & set(frame)


def test_notices_tell_first_who_was_left_out_and_say_the_same_of_several_sheets_once():
    kept = "A 列“专业”没有对应的栏目，内容已记在备注里；可在列对应里另选。"
    notices = [
        f"工作表“一组”：{kept}",
        "工作表“一组”：有 1 行一行里写了几个人，已拆开，共 3 人；请在预览里核对。",
        f"工作表“二组”：{kept}",
        "工作表“二组”：有 1 行写着已故、迁出或注销（第 3 行），没有登记为现有人口，也不计入人数。",
    ]
    assert import_words.weightiest_first(notices) == [
        notices[3],
        notices[1],
        f"工作表“一组”、工作表“二组”：{kept}",
    ]


def test_a_file_of_another_program_is_taken_and_told_what_to_do_with(demo, qtbot, tmp_path):
    path = tmp_path / "名单.docx"
    path.write_bytes(b"PK\x03\x04")
    wizard = ImportWizard(demo, [path])
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: "Word 文档" in wizard.bar.text(), timeout=20000)
