"""操作记录 as an auditor meets it: newest first, narrowed by choice, a name only when asked for, whole or not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from gridDesk.desk import audit
from gridDesk.text import today_iso
from gridDesk.ui import commands
from gridDesk.ui.audit_page import OWN, AuditPage
from tests.flows.keyless import with_roles
from tests.ui.small_office import person


@pytest.fixture
def page(qtbot, desk):
    audit.note(desk, "export", count=120, detail={"ledger": "person", "purpose": "report"})
    audit.note(desk, "setting_weakened", detail={"setting": "lock.minutes", "before": 5, "after": 15})
    audit.note(desk, "id_revealed", objects=(f"person:{person(desk, '李强')}",), count=1, detail={"ledger": "person"})
    made = AuditPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitUntil(lambda: made.state is not None)
    return made


def acts(page) -> list[str]:
    return [page.table.rows.lines[n].texts[2] for n in range(len(page.table.rows.lines))]


def choose(combo, key) -> None:
    combo.setCurrentIndex(combo.findData(key))


def words(page) -> str:
    return "\n".join(label.text() for label in page.detail.findChildren(QLabel))


def test_the_newest_line_comes_first_and_is_told_in_full(page):
    assert acts(page)[:3] == ["显示证件号码", "放宽安全设置", "导出"]
    assert "完整" in page.whole.text()
    page.table.selectRow(2)
    assert "120 行，用途：上报。" in words(page)


def test_lines_are_narrowed_by_kind_count_and_day(page):
    choose(page.filter.kind, "weak")
    assert acts(page) == ["放宽安全设置"]
    choose(page.filter.kind, "all")
    choose(page.filter.least, 50)
    assert acts(page) == ["导出"]
    choose(page.filter.least, 0)
    choose(page.filter.span, "own")
    assert page.filter.days[0].isVisible()
    page.filter.days[0].setText("2099-01-01")
    page.filter.days[0].editingFinished.emit()
    assert page.none.isVisible()
    page.show_argument(today_iso()[:7])
    assert len(acts(page)) >= 3


def test_a_name_shows_only_when_asked_for_and_that_is_noted(page, qtbot, desk):
    page.table.selectRow(0)
    assert "人口记录 …" in words(page)
    assert "李强" not in words(page)
    button = next(one for one in page.detail.findChildren(QPushButton) if one.text() == "显示名称")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "李强" in words(page)
    assert list(desk.store.audit_lines())[-1].kind == "named"


def test_a_log_that_was_tampered_with_says_from_where_and_what_to_do(page, qtbot, desk):
    desk.store._db.conn.execute("DROP TRIGGER audit_no_delete")
    desk.store._db.conn.execute("DELETE FROM audit WHERE n = 2")
    page.state = None
    page.refresh()
    qtbot.waitUntil(lambda: page.state is not None)
    for said in ("从第 2 条起对不上", "不要再录入", "事件报告单"):
        assert said in page.whole.text()
    gone = next(n for n, act in enumerate(acts(page)) if act == "这一条不见了")
    assert page.table.rows.lines[gone].texts[5] == "2"


def test_the_sheets_are_printed_by_the_ordinary_way(page, qtbot):
    for button, paper in (("打印月报(&P)", "audit_month"), ("事件报告单(&J)", "audit_incident")):
        pressed = next(one for one in page.findChildren(QPushButton) if one.text().strip() == button)
        with qtbot.waitSignal(page.go) as gone:
            pressed.click()
        assert gone.args[0] == "printing"
        assert gone.args[1].startswith(f"{paper}:")


def test_a_clerk_sees_own_lines_and_prints_no_sheets(qtbot, desk, monkeypatch):
    desk.store.audit("export", user="别人", role="clerk", count=3)
    with_roles(monkeypatch, "clerk")
    made = AuditPage(desk)
    qtbot.addWidget(made)
    assert made.own.text() == OWN
    assert {made.table.rows.lines[n].texts[1] for n in range(len(made.lines))} <= {desk.keys.who}
    assert not [one for one in made.findChildren(QPushButton) if "月报" in one.text()]


def test_the_page_is_found_by_name():
    assert commands.find("操作记录")[0].page == "audit"
