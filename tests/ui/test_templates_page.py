"""Word 模板: look at a template, use the office's own, go back, keep a copy to change."""

import pytest
from PySide6.QtGui import QGuiApplication

from gridDesk.desk import templates
from gridDesk.documents.template import Lint
from gridDesk.ui import background, problem
from gridDesk.ui.commands import find
from gridDesk.ui.print_page import PrintPage
from gridDesk.ui.templates_names import NamesDialog
from gridDesk.ui.templates_page import MOST, OWN, SHIPPED, TemplatesPage, words
from tests.documents.test_templates import docx, p


@pytest.fixture
def page(qtbot, desk):
    page = TemplatesPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.show_argument("leave_slip")
    settle(qtbot, page)
    return page


def settle(qtbot, page):
    qtbot.waitUntil(lambda: not background.waiting() and page.preview.count > 0, timeout=20_000)


def said(page):
    return page.bar._text.text()


def uses(page):
    return {line.what.key: line.texts[1] for line in page.table.rows.lines}


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "我们的请假条.docx"
    path.write_bytes(docx(p("请假人：{网格员}，事由：{事由的}")))
    return path


def test_the_chosen_form_shows_how_it_looks_and_that_nothing_is_amiss(page):
    assert page.form().key == "leave_slip"
    assert uses(page)["leave_slip"] == SHIPPED
    assert "检查过了" in said(page)
    assert not page.trial.isVisible()
    assert not page.back.isEnabled()


def test_an_own_template_is_looked_at_before_it_is_used(qtbot, page, mine):
    page.choose_file(mine)
    settle(qtbot, page)
    assert "{事由的}" in said(page)
    assert page.trial.isVisible()
    assert uses(page)["leave_slip"] == SHIPPED
    page.drop()
    settle(qtbot, page)
    assert not page.trial.isVisible()
    assert "检查过了" in said(page)


def test_an_own_template_is_used_until_the_old_one_comes_back(qtbot, page, mine, monkeypatch):
    page.choose_file(mine)
    settle(qtbot, page)
    page.take.click()
    assert uses(page)["leave_slip"] == OWN
    settle(qtbot, page)
    assert page.back.isEnabled()
    monkeypatch.setattr(problem, "ask", lambda *_args, **_options: True)
    page.back.click()
    settle(qtbot, page)
    assert uses(page)["leave_slip"] == SHIPPED


def test_a_template_that_may_not_be_used_is_refused_with_a_sentence(page, tmp_path):
    path = tmp_path / "坏的.docx"
    path.write_bytes(docx('<w:altChunk r:id="a"/>'))
    page.choose_file(path)
    assert "嵌入的另一份文件" in said(page)
    assert page.candidate == b""
    page.choose_file(tmp_path / "没有.docx")
    assert "打不开" in said(page)


def test_a_copy_to_change_is_the_template_in_use(page, tmp_path):
    page.save_to(tmp_path / "请假条")
    assert (tmp_path / "请假条.docx").read_bytes() == templates.data(page.desk, "leave_slip")
    assert "已存成“请假条.docx”" in said(page)


def test_another_form_forgets_the_template_that_was_only_looked_at(qtbot, page, mine):
    page.choose_file(mine)
    page.show_argument("meeting_minutes")
    settle(qtbot, page)
    assert page.candidate == b""
    assert not page.trial.isVisible()
    assert page.heading.text().startswith("会议记录")


def test_blanks_are_found_by_pinyin_and_copied(qtbot, page):
    dialog = NamesDialog(page.desk, page.form(), page)
    qtbot.addWidget(dialog)
    dialog.find.setText("shiyou")
    assert [line.what for line in dialog.table.rows.lines][:1] == ["{事由}"]
    dialog.copy(dialog.table.current())
    assert QGuiApplication.clipboard().text() == "{事由}"


def test_many_sentences_are_cut_short():
    assert words(Lint(unknown=tuple(f"第{n}处。" for n in range(MOST + 3)))).endswith("还有 3 处类似的。")
    assert "等 9 项" in words(Lint(missing=tuple(f"第{n}项" for n in range(9))))


def test_the_page_is_found_by_what_clerks_call_it():
    assert [command.page for command in find("模板")] == ["templates"]
    assert "templates" in [command.page for command in find("请假条模板")]


def test_the_print_page_leads_to_the_template_of_a_form(qtbot, desk):
    page = PrintPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    went = []
    page.go.connect(lambda *where: went.append(where))
    for paper, offered in (("leave_slip", True), ("resident_ledger", False)):
        page.show_argument(paper)
        qtbot.waitUntil(lambda: page.made is not None and page.made.wish.order.paper == paper, timeout=20_000)  # noqa: B023
        assert page.buttons.template.isVisible() == offered, paper
        if offered:
            page.buttons.template.click()
    assert went == [("templates", "leave_slip")]
