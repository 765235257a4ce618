"""What a cell is typed into: a line, or for codes a line that offers the codes as one types."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gridDesk.desk.office import Desk
from gridDesk.ledger import Field
from gridDesk.ui.choosers import CodeLine
from gridDesk.ui.matching import Matcher
from gridDesk.ui.spelling import keys


class CellDelegate(QStyledItemDelegate):
    """Makes the editor of a cell from the field of its column."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        field = self._field(index)
        if field is not None and field.type.name == "code" and field.code_set is not None:
            line = CodeLine(Matcher(field.code_set, keys), parent)
            line.picked.connect(lambda: self._take(line))
            return line
        line = QLineEdit(parent)
        line.setFrame(False)
        return line

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(2) or ""))  # Qt.EditRole

    def setModelData(self, editor: QWidget, model: object, index: QModelIndex) -> None:
        model.setData(index, editor.text())

    def _take(self, editor: QLineEdit) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)

    def _field(self, index: QModelIndex) -> Field | None:
        table = index.model().table
        shape = self.desk.catalogue[table.ledger] if getattr(table, "ledger", "") in self.desk.catalogue else None
        key = table.columns[index.column()].key
        return shape[key] if shape and key in shape else None
