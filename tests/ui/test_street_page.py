"""各单位: those in need stand on top, the chosen one is told in full, and rounds over all offices end in a report."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLabel

from gridDesk.desk import exchange, printing, street, street_paper
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.progress import Cancelled
from gridDesk.errors import DeskError
from gridDesk.ui import background, commands, problem
from gridDesk.ui.folder_report import result_of
from gridDesk.ui.navigation import PAGES, Navigation, keys_of_rail
from gridDesk.ui.recovery_street import GiveBackDialog, InviteDialog
from gridDesk.ui.street_page import StreetPage
from tests.ui import small_street
from tests.ui.conftest import let_go
from tests.ui.doubles import MENU_LETTERS, letters
from tests.ui.test_words import MNEMONIC, ODD, latin

STATES = ["alarm", "quarantined", "unequal", "held", "overdue", "overdue", "never", "pending", *["equal"] * 4]


@pytest.fixture
def desk(qapp, tmp_path, monkeypatch):
    made = small_street.make(tmp_path / "street")
    monkeypatch.setattr(exchange, "sticks", list)
    yield made
    background.stop()
    let_go()
    made.close()


@pytest.fixture
def page(desk, qtbot):
    made = StreetPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: bool(made.lines) and not background.waiting())
    return made


def quiet(qtbot) -> None:
    qtbot.waitUntil(lambda: not background.waiting())


def choose(page, qtbot, name: str) -> None:
    place = next(n for n, line in enumerate(page.table.offices) if line.name == name)
    page.table.selectRow(place)
    quiet(qtbot)
    qtbot.waitUntil(lambda: page.office.card.heading.text() == name)


def column(page, number: int) -> list[str]:
    return [line.texts[number] for line in page.table.rows.lines]


def test_those_in_need_stand_on_top_and_the_line_counts_them(page):
    assert [line.state for line in page.lines] == STATES
    assert page.words.text() == street.summary(page.lines)
    assert "12 个单位：4 个一致" in page.words.text()
    assert column(page, 0)[:4] == ["要核实", "有隔离", "对不上", "缺前包"]
    assert all(line.icon and line.colour for line in page.table.rows.lines)


def test_another_order_is_one_choice_away_and_keeps_the_chosen_office(page, qtbot):
    choose(page, qtbot, "蒋家村")
    page.order.setCurrentIndex(page.order.findData("name"))
    page.order.activated.emit(page.order.currentIndex())
    assert column(page, 1) == list(small_street.NAMES)
    assert page.line().name == "蒋家村"


def test_the_chosen_office_is_told_ledger_by_ledger(page, qtbot):
    choose(page, qtbot, "蒋家村")
    assert [line.texts for line in page.office.unlike.rows.lines] == [
        ("户", "4", "0", "对方多 4 条"), ("人口", "23", "17", "对方多 6 条"),
    ]  # fmt: skip
    assert page.office.packages.rows.lines
    choose(page, qtbot, "北刘村")
    assert page.office.asides.text() == "隔离　人口 3 条：有字段的内容与字段类型不符。"
    choose(page, qtbot, "梁家终村")
    assert "等升级　本机程序还没有的台账 2 条" in page.office.asides.text()
    choose(page, qtbot, "西召村")
    assert "还没有收到过" in page.office.told.text()


def test_every_sentence_is_chinese_with_chinese_marks(page, qtbot):
    for name in small_street.NAMES:
        choose(page, qtbot, name)
        texts = [MNEMONIC.sub("", label.text()) for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
        texts += [text for line in page.table.rows.lines for text in line.texts]
        assert [text for text in texts if ODD.search(text) or latin(text)] == []


def test_what_was_looked_into_is_put_away(page, qtbot, monkeypatch):
    choose(page, qtbot, "东召村")
    assert "两个数据包" in page.office.alarms.text()
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    page.office.settle.click()
    qtbot.waitUntil(lambda: "alarm" not in [line.state for line in page.lines])
    assert small_street.line(page.desk, "东召村").state == "equal"


def test_a_task_is_given_to_the_chosen_office(page, qtbot):
    choose(page, qtbot, "南刘村")
    with qtbot.waitSignal(page.go) as went:
        page.office.tasks.emit()
    assert went.args == ["tasks", small_street.line(page.desk, "南刘村").site]


def test_a_folder_is_taken_in_and_its_report_stays_until_put_away(page, qtbot, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "坏的.gdp").write_bytes(b"hello")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    page.take.click()
    qtbot.waitUntil(page.report.isVisible)
    assert "共 1 个文件" in page.report.line.text()
    assert page.report.table.rows.lines[0].texts[0] == "坏的.gdp"
    assert not page.progress.isVisible()
    page.report.table.selectRow(0)
    assert "不是网格台的数据包" in page.report.whole.text()
    with qtbot.waitSignal(page.go) as went:
        page.report.print.click()
    assert went.args == ["printing", "view:street:report"]
    page.report.away.click()
    assert not page.report.isVisible()
    page.show_last_report()
    assert page.report.isVisible()


def test_a_round_that_is_stopped_says_what_stays(page, qtbot, tmp_path, monkeypatch):
    begun = threading.Event()

    def slow(_desk, folder, progress):
        while True:
            try:
                progress(1, 4, "正在收取柳行村")
                begun.set()
            except Cancelled:
                left = street.FolderPackage(file="b.gdp", n=2, outcome="left")
                office = street.FolderOffice(site="1", name="南刘村", packages=(left,))
                return street.FolderReport(
                    folder=str(folder),
                    begun="",
                    ended="2026-11-21T09:00:00",
                    offices=(office,),
                    cancelled=True,
                    files=2,
                )

    monkeypatch.setattr(street, "apply_folder", slow)
    page.take_in(tmp_path)
    qtbot.waitUntil(begun.is_set)
    assert not page.take.isEnabled()
    page.progress.button.click()
    assert "做完的单位都保留" in page.progress.words.text()
    qtbot.waitUntil(page.report.isVisible)
    assert "中途停下，还有 1 个没有轮到" in page.report.line.text()
    assert page.report.table.rows.lines[0].texts[5] == "没有轮到"
    qtbot.waitUntil(page.take.isEnabled)


def test_packages_for_all_are_written_with_one_report(page, qtbot, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(folder))
    page.give.click()
    qtbot.waitUntil(page.written.isVisible, timeout=20000)
    assert len(list(folder.glob("*.gdp"))) == 12
    assert "已给 12 个单位写出" in page.written.line.text()
    assert {line.texts[1] for line in page.written.table.rows.lines} == {"已写出"}


def test_a_wish_to_stop_that_comes_when_the_package_is_written_takes_nothing_back(page, qtbot, tmp_path, monkeypatch):
    begun, pressed = threading.Event(), threading.Event()

    def written(_desk, _site, folder, *, whole, progress):
        progress(2, 3, "正在写入并读回核对")
        begun.set()
        pressed.wait(20)
        progress(3, 3, "写好了")
        return exchange.Written(folder / "x.gdp", 1, 0, f"第 1 号数据包已写到 {folder}，并已读回核对。")

    monkeypatch.setattr(exchange, "write_package", written)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    page.write_one(whole=False)
    qtbot.waitUntil(begun.is_set)
    page.progress.button.click()
    pressed.set()
    qtbot.waitUntil(page.take.isEnabled)
    assert "第 1 号数据包已写到" in page.bar.text()


@pytest.mark.parametrize("key", [street_paper.OFFICES, street_paper.REPORT])
def test_the_table_and_the_report_go_to_paper(desk, tmp_path, key):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "坏的.gdp").write_bytes(b"hello")
    street.apply_folder(desk, tmp_path / "in")
    page = printing.compose(desk, PrintOrder(paper=key))
    texts = [text for row in page.body for text in (row if isinstance(row, tuple) else (row.text,))]
    wanted = "蒋家村" if key == street_paper.OFFICES else "坏的.gdp"
    assert wanted in texts
    assert printing.pdf(desk, PrintOrder(paper=key)).startswith(b"%PDF")


def test_a_report_that_was_never_made_says_so(desk):
    with pytest.raises(DeskError, match="还没有收取过"):
        printing.compose(desk, PrintOrder(paper=street_paper.REPORT))


def test_nothing_chosen_in_the_dialog_starts_nothing(page, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "")
    page.take.click()
    page.give.click()
    page.write_one(whole=False)
    assert not background.busy()


def test_the_days_until_overdue_are_the_clerks_choice(page, qtbot, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_args: (20, True))
    page.choose_days()
    qtbot.waitUntil(lambda: [line.state for line in page.lines].count("overdue") == 1)


def test_the_table_gives_way_where_the_window_is_narrow(page):
    page.resize(700, 700)
    assert [page.table.isColumnHidden(n) for n in (0, 1, 2, 6, 7, 8)] == [False, False, True, True, True, False]
    page.resize(1300, 700)
    assert not page.table.isColumnHidden(2)


def test_everything_is_reached_by_keyboard(page, qtbot):
    found = letters(page)
    assert len(found) == len(set(found))
    assert not set(found) & set(MENU_LETTERS)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    quiet(qtbot)
    assert page.line() is page.lines[1]
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.office.first().hasFocus()


def test_without_offices_below_the_page_says_where_to_begin(qtbot, desk):
    for peer in desk.store.system.peers.list():
        desk.store.system.peers.delete(peer.site)
    page = StreetPage(desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(page.empty.isVisible)
    assert "还没有和下级单位配对" in page.words.text()
    assert not page.take.isEnabled()


def test_the_page_stands_on_the_rail_of_a_street_only(qtbot):
    rail = Navigation()
    qtbot.addWidget(rail)
    rail.show_office("柳行村", "village", "王建国")
    assert rail.buttons["street"].isHidden()
    rail.show_office("齐岭街道", "street", "办公室")
    assert not rail.buttons["street"].isHidden()
    keys = keys_of_rail()
    assert len(set(keys.values())) == len(keys)
    assert (keys["settings"], keys["street"]) == ("Alt+[", "Alt+]")
    assert [entry.key for entry in PAGES if entry.is_for("street") and not entry.is_for("village")] == ["street"]
    assert commands.find("各单位", "village") == []
    assert [one.page for one in commands.find("各单位", "street")] == ["street"]


def test_an_invitation_is_written_for_a_new_computer(page, qtbot, tmp_path):
    line = small_street.line(page.desk, "蒋家村")
    dialog = InviteDialog(page.desk, line.site, line.name, page)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.said) as said:
        dialog.write_to(tmp_path)
    assert next(tmp_path.glob("*.gdinvite")).name in said.args[0]


def test_records_are_given_back_only_after_the_new_card_was_paired(page, qtbot, tmp_path):
    dialog = GiveBackDialog(page.desk, small_street.line(page.desk, "蒋家村"), page)
    qtbot.addWidget(dialog)
    assert not dialog.write.isEnabled()
    dialog.sure.setChecked(True)
    assert dialog.write.isEnabled()
    with qtbot.waitSignal(dialog.said, timeout=20000) as said:
        dialog.write_to(tmp_path)
    assert "已写到" in said.args[0]
    assert len(list(Path(tmp_path).glob("*.gdp"))) == 1


def test_a_report_says_of_each_office_the_one_thing_that_matters():
    package = street.FolderPackage
    made = {
        "refused": (package(file="a", outcome="applied"), package(file="b", outcome="refused")),
        "held": (package(file="a", outcome="held"),), "left": (package(file="a", outcome="left"),),
        "fine": (package(file="a", outcome="applied"),), "again": (package(file="a", outcome="again"),),
    }  # fmt: skip
    for result, packages in made.items():
        assert result_of(street.FolderOffice(site="1", name="x", packages=packages, equal=True)) == result
    unequal = street.FolderOffice(site="1", name="x", packages=made["fine"], equal=False)
    assert result_of(unequal) == "unequal"
