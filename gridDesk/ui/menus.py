"""The small menu bar and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from gridDesk.ui import theme

if TYPE_CHECKING:
    from gridDesk.ui.window import MainWindow

# Name, words, icon, keys; None is a separator. The names of ALWAYS work without an open office.
FILE = (
    ("import", "导入花名册(&I)…", "import", ("Ctrl+I",)),
    ("find", "查找(&F)", "search", ("Ctrl+K", "Ctrl+F", "F3")),
    None,
    ("lock", "锁定(&L)", "lock", ("Ctrl+L",)),
    ("switch", "切换使用人(&S)", "people", ()),
    ("quit", "退出(&X)", "leave", ("Ctrl+Q",)),
)
EDIT = (
    ("undo", "撤销(&U)", "undo", ("Ctrl+Z",)),
    ("recent", "最近做过的事(&R)…", "history", ()),
    None,
    ("rare", "生僻字(&W)…", "keyboard", ("F9",)),
)
VIEW = (
    ("larger", "文字大一些(&B)", "plus", ("Ctrl++", "Ctrl+=")),
    ("smaller", "文字小一些(&S)", "minus", ("Ctrl+-",)),
)
HELP = (
    ("manual", "使用手册(&M)", "help", ("F1",)),
    ("typing", "输入法自检(&T)…", "keyboard", ()),
    None,
    ("about", "关于网格台(&A)", "info", ()),
)
WORKING = {"import", "undo", "recent"}  # only for who enters and reads records
ALWAYS = {"quit", "larger", "smaller", "manual", "typing", "about"}


def build(window: MainWindow) -> dict[str, QAction]:
    """Fill the menu bar of the window; return its actions by name."""
    acts: dict[str, Callable[[], object]] = {
        "import": lambda: window.import_files([]), "find": window.focus_search, "lock": window.lock,
        "switch": lambda: _switch(window), "quit": window.close, "undo": lambda: window.workspace.undo_last(), "recent": lambda: _recent(window),
        "larger": lambda: theme.step_size(1), "smaller": lambda: theme.step_size(-1),
        "manual": lambda: _manual(window), "typing": lambda: _typing(window), "about": lambda: _about(window), "rare": lambda: _rare(window),
    }  # fmt: skip
    actions: dict[str, QAction] = {}
    for words, lines in (("文件(&F)", FILE), ("编辑(&Y)", EDIT), ("视图(&Q)", VIEW), ("帮助(&H)", HELP)):
        menu = window.menuBar().addMenu(words)
        for line in lines:
            if line is None:
                menu.addSeparator()
            else:
                actions[line[0]] = _action(window, menu, line, acts[line[0]])
        if words.startswith("编辑"):
            menu.aboutToShow.connect(lambda: _name_undo(window, actions["undo"]))
    return actions


def _action(
    window: MainWindow, menu: QMenu, line: tuple[str, str, str, tuple[str, ...]], act: Callable[[], object]
) -> QAction:
    name, words, icon, keys = line
    action = QAction(theme.icon(icon, theme.SUBTLE), words, window)
    action.setObjectName(name)
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
    return action


def enable(actions: dict[str, QAction], open_office: bool, works: bool = True) -> None:
    """Switch off what needs an open office while there is none, and what is not for who is at the desk."""
    for name, action in actions.items():
        action.setEnabled((open_office and (works or name not in WORKING)) or name in ALWAYS)


def _name_undo(window: MainWindow, action: QAction) -> None:
    """Name what would be taken back; switched off only while the menu shows, so that the key keeps answering."""
    if window.desk is None or not action.isEnabled():
        return
    from gridDesk.desk import act_names
    from gridDesk.ui.workspace import last_act

    act = last_act(window.desk)
    words = act_names.named(window.desk, act).replace("&", "&&") if act else ""
    action.setText(f"撤销：{words}(&U)" if words else "撤销(&U)")


def _switch(window: MainWindow) -> None:
    """Lock the office and let another clerk say who she is."""
    window.lock()
    page = window.door.currentWidget()
    if hasattr(page, "after_office"):
        page.after_office().setFocus()


def _recent(window: MainWindow) -> None:
    from gridDesk.ui.history_dialog import RecentDialog

    RecentDialog(window.desk, window).open()


def _rare(window: MainWindow) -> None:
    """Find a rare character for the input that has the cursor; without one it is copied."""
    from gridDesk.ui.glyph_input import GlyphInput, put

    line = window.focusWidget()
    dialog = GlyphInput(window.desk, window)
    dialog.picked.connect(lambda char: put(line, char))
    dialog.open()


def _manual(window: MainWindow) -> None:
    from gridDesk.ui.manual import ManualDialog

    shown = window.workspace.shown() if window.workspace is not None else None
    ManualDialog(window, getattr(shown, "chapter", "") or getattr(shown, "title", "")).show()


def _typing(window: MainWindow) -> None:
    from gridDesk.ui.im_check import TypingCheck

    TypingCheck(window).open()


def _about(window: MainWindow) -> None:
    from gridDesk.ui.manual import AboutDialog

    AboutDialog(window).open()
