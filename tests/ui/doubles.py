"""A desk that keeps nothing, for screens that ask the desk's modules; those are replaced function by function."""

import re
from types import SimpleNamespace

from PySide6.QtWidgets import QAbstractButton, QLabel

from gridDesk.desk.roles import ROLE_NAMES
from gridDesk.ledger import Office, catalogue


class Titles:
    """Stands for the store where a screen only asks for a record's name, and whether sealed ledgers are open."""

    unsealed = True

    def __init__(self) -> None:
        self.names = {"h1": "1001 王建国", "h2": "1002 李秀英"}

    def titles(self, ledger: str, uids: list[str]) -> dict[str, str]:
        return {uid: self.names.get(uid, "") for uid in uids}


class DeskDouble:
    """Answers what every screen asks of a desk, and remembers settings."""

    def __init__(self, *, level: str = "village", grids: tuple[str, ...] = ("柳行村网格",)) -> None:
        name = {"village": "柳行村", "street": "齐岭街道"}[level]
        self.office = Office(site="a1" * 8, name=name, level=level)
        self.user = "王建国"
        self.keys = SimpleNamespace(roles=frozenset(ROLE_NAMES))
        self.catalogue = catalogue()
        self.store = Titles()
        self.listeners = []
        self.kept = {}
        self._grids = grids
        self.clones = 0
        self.closed = False

    def can(self, role: str) -> bool:
        return role in self.keys.roles

    def clone(self) -> "DeskDouble":
        self.clones += 1
        return DeskDouble(level="street" if self.office.level == "street" else "village", grids=self._grids)

    def close(self) -> None:
        pass

    def announce(self, changes: object) -> None:
        for listener in list(self.listeners):
            listener(changes)

    def grids(self) -> list[dict[str, object]]:
        return [{"uid": f"g{n}", "name": name} for n, name in enumerate(self._grids)]

    def enabled(self) -> tuple:
        return tuple(ledger for ledger in self.catalogue.ledgers.values() if not ledger.sealed)

    def setting(self, key: str, default: object = None) -> object:
        return self.kept.get(key, default)

    def set_setting(self, key: str, value: object) -> None:
        self.kept[key] = value


MENU_LETTERS = "FYQHB"  # 文件 编辑 视图 帮助, and 返回 beside the search


def letters(widget: object) -> list[str]:
    """Return the Alt letters that a widget and all in it answer to, in order."""
    labels = [label for label in widget.findChildren(QLabel) if label.buddy() is not None]
    texts = [part.text() for part in (*labels, *widget.findChildren(QAbstractButton))]
    return sorted(found.group(1) for text in texts if (found := re.search(r"&([A-Z])", text)))
