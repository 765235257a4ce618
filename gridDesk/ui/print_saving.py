"""Saving what the print page shows as a PDF or Word file, written down like a printing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from gridDesk.desk import printing
from gridDesk.ui import background, print_made, problem
from gridDesk.ui.alive import for_owner

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ui.print_made import Made


def save_pdf(desk: Desk, made: Made, page: QWidget, said: problem.Bar) -> None:
    """Save the document that is shown, byte for byte."""
    target = _ask_target(desk, made, page, "存为 PDF", "pdf", "PDF 文件 (*.pdf)")
    if target:
        _run(desk, made, target, lambda _desk: made.pdf, len(made.pages), said)


def save_word(desk: Desk, made: Made, page: QWidget, said: problem.Bar) -> None:
    """Save the same pages as a Word document."""
    target = _ask_target(desk, made, page, "存为 Word", "docx", "Word 文档 (*.docx)")
    if target:
        _run(desk, made, target, lambda other: printing.docx(other, made.wish.order), 0, said)


def _run(desk: Desk, made: Made, target: Path, data: Callable[[Desk], bytes], pages: int, said: problem.Bar) -> None:
    def job(other: Desk, _progress: object) -> None:
        printing.write_file(target, data(other))
        print_made.note_file(other, made.wish, pages)

    background.run(
        desk,
        job,
        for_owner(said, lambda _none: said.say(f"已存到 {target}。", "ok")),
        for_owner(said, said.show_error),
        f"正在保存 {target.name}",
    )


def _ask_target(desk: Desk, made: Made, page: QWidget, title: str, suffix: str, pattern: str) -> Path | None:
    folder = str(desk.setting("printing.folder", "") or Path.home())
    name, _ = QFileDialog.getSaveFileName(page, title, str(Path(folder) / f"{made.wish.title}.{suffix}"), pattern)
    if not name:
        return None
    target = Path(name)
    if target.suffix.lower() != f".{suffix}":
        target = target.with_name(f"{target.name}.{suffix}")
    desk.set_setting("printing.folder", str(target.parent))
    return target
