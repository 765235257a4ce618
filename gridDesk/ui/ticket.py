"""Where a clerk was when the office locked, kept in the encrypted file, and going back there when she is let in again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gridDesk.desk import drafts
from gridDesk.desk.roles import works
from gridDesk.errors import DeskError
from gridDesk.ui import again, problem
from gridDesk.ui.navigation import may_open

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from gridDesk.ui.workspace import Workspace

LOG = logging.getLogger("gridDesk")


def commit(composing: tuple[QObject, str] | None) -> None:
    """Put what stands in the input method into its field: first as the input method does it, else as it stands."""
    from shiboken6 import isValid

    method = QGuiApplication.inputMethod()
    if method is not None:
        method.commit()
    if composing is not None and isValid(composing[0]):
        event = QInputMethodEvent()
        event.setCommitString(composing[1])
        QApplication.sendEvent(composing[0], event)


def take(workspace: Workspace, dialogs: Sequence[QWidget]) -> None:
    """Write down everything unsaved and where it stood: forms as drafts, the rest in one ticket."""
    from gridDesk.ui import inputs  # knows the boards of forms, which the first window does not need

    desk = workspace.desk
    shown = workspace.shown()
    kept: dict[str, object] = {
        "page": workspace.key_shown(),
        "argument": _argument(shown),
        "records": [list(place) for place in workspace.records()],
        "drafts": [*_forms([workspace, *dialogs]), *_households(workspace)],
        "texts": inputs.state(shown, written_only=True) if shown is not None else [],
        "search": workspace.search.text(),
        "dialogs": [made for made in (_dialog(one, workspace) for one in dialogs) if made],
        "reports": [],
    }
    drafts.keep_ticket(desk, kept)


def report(workspace: Workspace, lines: Sequence[str], done: Sequence[str]) -> None:
    """Add to the ticket what was done behind the locked door; dialogs of these titles did their work and stay closed."""
    kept = drafts.ticket(workspace.desk)
    if kept is not None:
        dialogs = [one for one in kept["dialogs"] if one["title"] not in done]
        drafts.keep_ticket(workspace.desk, {**kept, "reports": list(lines), "dialogs": dialogs})


def give_back(workspace: Workspace) -> None:
    """Bring the clerk back to where she was; what cannot be opened any more is told, its texts beside it."""
    kept = drafts.ticket(workspace.desk)
    if kept is None:
        return
    lost: list[str] = []
    # Who lost a role meanwhile is not told of pages she did not ask for, and finds nothing open that is not hers.
    steps = (_back_to_page, _back_to_drafts, _back_to_dialogs) if works(workspace.desk) else (_back_to_page,)
    for step in steps:
        try:
            step(workspace, kept, lost)
        except Exception as error:  # noqa: BLE001 - one screen that cannot be shown must not hide the others
            problem.as_desk_error(error)
    drafts.drop_ticket(workspace.desk)
    workspace.drafts.refresh()
    _tell(workspace, [str(line) for line in kept.get("reports") or []], lost)


# --- taking -----------------------------------------------------------------------------------------------------------


def _argument(page: QWidget | None) -> str:
    """Return what the page would be shown with again (`argument()`, where a page has it)."""
    said = getattr(page, "argument", None)
    return str(said()) if callable(said) else ""


def _forms(roots: Sequence[QWidget]) -> list[list[str]]:
    """Keep every form with something unsaved as a draft; return the drafts with the field that had the keyboard."""
    from gridDesk.ui.form import RecordForm

    found: list[list[str]] = []
    focus = QApplication.focusWidget()
    for form in dict.fromkeys(form for root in roots for form in root.findChildren(RecordForm)):
        if form.changed:
            form.keeper.typed()
            form.keeper.keep()
            found.append([form.keeper.key, form.field_of(focus)])
        form.keeper.stop()
    return found


def _households(workspace: Workspace) -> list[list[str]]:
    page = workspace.pages.get("household_entry")
    if page is None or not page.changed:
        return []
    page.keep()
    return [[page.draft_key, ""]]


def _dialog(dialog: QWidget, workspace: Workspace) -> dict[str, object] | None:
    """Return a dialog's recipe and what stands in it; without a recipe the texts alone; nothing for a mere message."""
    from gridDesk.ui import inputs
    from gridDesk.ui.record_dialog import RecordDialog

    if isinstance(dialog, RecordDialog) and dialog.form.changed:
        return None  # its draft opens it
    recipe = again.recipe(dialog, workspace.desk)
    texts = inputs.texts(dialog)
    if recipe is None and not texts:
        return None
    return {"title": dialog.windowTitle(), "recipe": recipe, "inputs": inputs.state(dialog), "texts": texts}


# --- going back -------------------------------------------------------------------------------------------------------


def _back_to_page(workspace: Workspace, kept: dict[str, object], _lost: list[str]) -> None:
    from gridDesk.ui import inputs

    if not may_open(workspace.desk, str(kept["page"])):
        return
    workspace.open_page(str(kept["page"]), str(kept["argument"]))
    for ledger, uid in kept["records"]:
        if workspace.desk.store.get(ledger, uid) is not None:
            workspace.open_record(ledger, uid)
    shown = workspace.shown()
    if shown is not None:
        inputs.put_back(shown, kept["texts"], written_only=True)
    if kept.get("search"):
        workspace.search.setText(str(kept["search"]))


def _back_to_drafts(workspace: Workspace, kept: dict[str, object], _lost: list[str]) -> None:
    from gridDesk.ui.draft_bar import open_draft
    from gridDesk.ui.form import RecordForm

    found = {one.key: one for one in drafts.left(workspace.desk)}
    for key, field in kept["drafts"]:
        if key not in found:
            continue
        open_draft(workspace, found[key])
        form = next((one for one in workspace.window().findChildren(RecordForm) if one.keeper.key == key), None)
        if form is not None and field:
            form.jump(field)


def _back_to_dialogs(workspace: Workspace, kept: dict[str, object], lost: list[str]) -> None:
    from gridDesk.ui import inputs

    for one in kept["dialogs"]:
        try:
            dialog = again.make(one["recipe"], workspace.desk, workspace.window()) if one["recipe"] else None
        except (DeskError, LookupError, TypeError, AttributeError, ImportError):
            dialog = None
        if isinstance(dialog, QDialog):
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
            inputs.put_back(dialog, one["inputs"])
        elif one["texts"]:
            lost.append(f"“{one['title']}”：" + "　".join(str(text) for text in one["texts"]))


def _tell(workspace: Workspace, reports: list[str], lost: list[str]) -> None:
    if reports:
        problem.tell(workspace.window(), "锁定以前开始的事，锁定期间做完了。", "\n".join(reports), title="锁定期间")
    if lost:
        words = "有的窗口没有重新打开，里面填过的内容在这里，可以复制。"
        box = problem.tell(workspace.window(), words, "\n".join(lost), title="锁定以前填的内容")
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
