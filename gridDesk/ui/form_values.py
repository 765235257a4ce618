"""FormValues: what stands in the fields of a form: typed, derived from it, carried over, doubtful or missing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QSignalBlocker, QTimer
from PySide6.QtWidgets import QWidget

from gridDesk.desk import records
from gridDesk.desk.entry import memory
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Ledger
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.form_keys import FormKeys

DERIVED = "由身份证带出"
CHECK_MS = 120


class FormValues(FormKeys):
    """A form with the values of one record: a new one (`uid` None, starting with `known`) or one that is there."""

    def __init__(
        self, desk: Desk, ledger: Ledger, uid: str | None, known: Mapping[str, object] | None, *, hidden: tuple[str, ...],
        embedded: bool, parent: QWidget | None,
    ) -> None:  # fmt: skip
        super().__init__(desk, ledger, fresh=uid is None, hidden=hidden, embedded=embedded, parent=parent)
        self.uid = uid
        self.known = dict(known or {})
        self.carried: set[str] = set()
        self.others_record = False
        self.values = self._first_values(self.known)
        self.start = dict(self.values)
        self.problems: list[records.Problem] = []
        self._derived: set[str] = set()
        self._hints: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._timer.timeout.connect(self.review)

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return bool(self._dirty)

    def collect(self) -> bool:
        """Read every field; show what cannot be read, go to the first such field and return False."""
        bad = [item for item in self.editors.values() if not self._read(item)]
        if bad:
            self.jump(bad[0].field.key)
        return not bad

    def _first_values(self, known: dict[str, object]) -> dict[str, object]:
        if self.uid is None:
            return records.blank(self.desk, self.ledger.key, **known)
        row = self.desk.store.get(self.ledger.key, self.uid)
        if row is None:
            raise DeskError("这条记录已经不在，", advice="请返回列表刷新。")
        self.others_record = row["office"] != self.desk.office.site
        return {item.key: row.get(item.key) for item in self.ledger.fields}

    def _carry(self, values: Mapping[str, object]) -> None:
        """Take values over from the last record, shown as such until they are touched."""
        for key, value in values.items():
            item = self.editors.get(key)
            if item is None or key in self._dirty:
                continue
            self.values[key] = value
            self._show(key)
            item.set_carried(True)
            self.carried.add(key)

    def copy_last(self) -> None:
        """Copy from the last record of this ledger what its fields say carries over (复制上一人)."""
        self._carry(memory(self.desk).carried(self.ledger.key))
        self.review()
        names = "、".join(self.ledger[key].label for key in self.editors if key in self.carried)
        if names:
            self.bar.say(f"已从上一条带入：{names}。不对的地方直接改。", "note")
        else:
            self.bar.say("这次打开以后还没有保存过这类记录，没有可带入的内容。", "note")

    def _show_values(self) -> None:
        for key in self.ledger.picture_keys if self.others_record else ():
            if key in self.editors:
                self.editors[key].look_only()
        for key in self.editors:
            self._show(key)

    def _show(self, key: str) -> None:
        item = self.editors[key]
        with QSignalBlocker(item):
            item.set_value(self.values.get(key))

    def _read(self, item: FieldEditor) -> bool:
        if item.field.key not in self._dirty:
            return True
        try:
            self.values[item.field.key] = item.value()
        except FieldError as error:
            item.set_problem(str(error), "error")
            return False
        return True

    def _no_document(self, item: FieldEditor) -> None:
        """Turn 无 in the field of a number into 暂无证件; a number typed later turns it back."""
        kind = self.editors.get("id_type")
        if self.ledger.key != "person" or item.field.key != "id_number" or kind is None:
            return
        none = records.says_no_document(item.raw())
        if none or (self.values.get("id_type") == records.NO_DOCUMENT and self.values.get("id_number")):
            self.values["id_type"] = records.NO_DOCUMENT if none else kind.field.parse(kind.field.default)
            self._dirty.add("id_type")
            self._show("id_type")

    def review(self) -> None:
        """Fill in what follows from what was typed, and say what is doubtful or missing."""
        self._timer.stop()
        self._derive()
        self._say_no_document()
        self.problems = [
            item for item in records.check(self.desk, self.ledger.key, self.values, self.uid)
            if item.field in self.editors and not (item.field == "id_number" and self.others.knows)
        ]  # fmt: skip
        warnings = {item.field: item.message for item in self.problems if item.level == "warning"}
        for key, made in self.editors.items():
            if made.problem() and key not in warnings and self._unreadable(made):
                continue
            made.set_problem(warnings.get(key) or self._hints.get(key, ""), "warning" if key in warnings else "note")
        self._count_missing()

    def _say_no_document(self) -> None:
        """Show 暂无证件 in the place of a number that there is none of; the number itself stays empty."""
        number = self.editors.get("id_number")
        if self.ledger.key == "person" and number is not None:
            none = self.values.get("id_type") == records.NO_DOCUMENT and not self.values.get("id_number")
            number.input.setPlaceholderText("暂无证件" if none else "没有的请写“无”")

    def _unreadable(self, item: FieldEditor) -> bool:
        try:
            item.value()
        except FieldError:
            return True
        return False

    def _derive(self) -> None:
        for key in self._derived:
            self.values[key] = None
        found = records.derive(self.desk, self.ledger.key, self._asked())
        usual = self.editors["id_type"].field.default if "id_type" in self.editors else ""
        if "id_type" not in self._derived and found.get("id_type") in (self.values.get("id_type"), usual):
            found.pop("id_type", None)  # the usual document goes without saying
        for key in sorted(self._derived | set(found)):
            item = self.editors.get(key)
            if item is None:
                continue
            self.values[key] = found.get(key, self.start.get(key) if key == "id_type" else None)
            self._show(key)
            item.set_mark(DERIVED if key in found else "")
            self._dirty.add(key)
        self._derived = {key for key in found if key in self.editors}
        words = "　".join(str(text) for key, text in found.items() if key not in self.editors and text)
        numbers = [key for key, item in self.editors.items() if item.field.type.name == "id_number"]
        self._hints = {key: hint for key, hint in self._hints.items() if key not in numbers}
        self._hints |= {key: words for key in numbers if self.values.get(key)}

    def _asked(self) -> dict[str, object]:
        """Return the values from which others follow: a kind of document that nobody chose is asked for again."""
        chosen = "id_type" in self._dirty - self._derived
        return self.values if chosen else {**self.values, "id_type": None}

    def _count_missing(self) -> None:
        lacking = [item for item in self.problems if item.level in ("missing", "error")]
        self.missing_button.setText(f"还差 {len(lacking)} 项" if lacking else "已填齐")
        self.missing_button.setEnabled(bool(lacking))
        self.missing_button.setAccessibleDescription("列出还没有填的项目，选一项就跳过去")
        self.missing_menu.clear()
        for item in lacking:
            action = self.missing_menu.addAction(item.label)
            action.triggered.connect(lambda _checked=False, key=item.field: self.jump(key))

    def _show_missing(self) -> None:
        above = self.missing_button.mapToGlobal(self.missing_button.rect().topLeft())
        height = self.missing_menu.sizeHint().height()
        self.missing_menu.popup(above - QPoint(0, height))
