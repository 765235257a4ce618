"""Saving what the print page shows as a PDF or Word file: with a grant, locked where it says so, written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gridDesk.desk import file_lock, grants, paper_mark, printing
from gridDesk.ui import background, grant_password, print_made, problem
from gridDesk.ui.alive import for_owner
from gridDesk.ui.grant_save import SaveDialog

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant
    from gridDesk.ui.print_made import Made

KINDS = {"pdf": ("存为 PDF", "PDF 文件 (*.pdf)"), "docx": ("存为 Word", "Word 文档 (*.docx)")}


def save_pdf(desk: Desk, made: Made, page: QWidget, said: problem.Bar) -> None:
    """Save the document that is shown, byte for byte unless it must say for whom it is."""
    _ask(desk, made, page, said, "pdf")


def save_word(desk: Desk, made: Made, page: QWidget, said: problem.Bar) -> None:
    """Save the same pages as a Word document."""
    _ask(desk, made, page, said, "docx")


def _ask(desk: Desk, made: Made, page: QWidget, said: problem.Bar, kind: str) -> None:
    """Ask what the file is for where somebody is in it; an empty form is saved at once."""
    if made.asked is None or not made.asked.persons:
        to_file(desk, made, grants.harmless("blank"), page, said, kind)
        return
    dialog = SaveDialog(desk, made, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.granted.connect(lambda grant: to_file(desk, made, grant, page, said, kind))
    dialog.open()


def to_file(
    desk: Desk, made: Made, grant: Grant, page: QWidget, said: problem.Bar, kind: str,
    then: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Ask where to, and write the file that was granted; `then` is called when it is written."""
    target = _ask_target(desk, made, page, kind)
    if target is None:
        return
    made, same = _said(made, grant)
    password = file_lock.new_password() if grant.order.encrypted else ""

    def job(other: Desk, progress: Callable[[int, int, str], None]) -> None:
        shown = made if same else print_made.make(other, made.wish, progress)
        data = printing.docx(other, shown.wish.order) if kind == "docx" else shown.pdf
        printing.write_file(target, data, grant, password)
        print_made.note_file(other, shown.wish, len(shown.pages) if kind == "pdf" else 0, grant)

    background.run(
        desk, job, for_owner(page, lambda _none: _done(target, password, page, said, then)), for_owner(said, said.show_error),
        f"正在保存 {target.name}",
    )  # fmt: skip


def _done(target: Path, password: str, page: QWidget, said: problem.Bar, then: Callable[[], None]) -> None:
    said.say(f"已存到 {target}。", "ok")
    then()
    if password:
        grant_password.show(f"已存到 {target}。", password, page)


def _said(made: Made, grant: Grant) -> tuple[Made, bool]:
    """Return a document that says what it is for, and whether that is what is shown already."""
    given, order = grant.order, made.wish.order
    words = "" if given.words == paper_mark.usual_purpose(given.level) or grant.harmless else given.words
    wanted = replace(order, purpose=words, recipient=given.recipient)
    return replace(made, wish=replace(made.wish, order=wanted)), wanted == order


def _ask_target(desk: Desk, made: Made, page: QWidget, kind: str) -> Path | None:
    title, pattern = KINDS[kind]
    folder = str(desk.setting("printing.folder", "") or Path.home())
    name, _ = QFileDialog.getSaveFileName(page, title, str(Path(folder) / f"{made.wish.title}.{kind}"), pattern)
    if not name:
        return None
    target = Path(name)
    if target.suffix.lower() != f".{kind}":
        target = target.with_name(f"{target.name}.{kind}")
    desk.set_setting("printing.folder", str(target.parent))
    return target
