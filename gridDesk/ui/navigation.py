"""The left side of the window: whose office this is, who sits at it, and the way to every page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSpacerItem, QVBoxLayout, QWidget

from gridDesk.desk.roles import WORK, have_work, works
from gridDesk.ui import theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk

EVERYBODY: tuple[str, ...] = ()
CLERK = ("clerk",)
RAIL_KEYS = "1234567890-=[]"
MOST = 4  # Hanzi that a word on a wide rail has at most
NARROW_SPACE, WIDE_SPACE = "\u2009", "\u2002"  # between icon and word
_NO_LIMIT = (1 << 24) - 1  # pixels: what Qt takes for no limit
LEVELS = {"village": "村", "community": "社区", "street": "街道（镇）", "district": "区（县）"}


@dataclass(frozen=True)
class PageEntry:
    """A page of the window: its key, word and icon, and the class that makes it; `shown` false: reached from others.

    `levels`: the levels of offices it is for; none are named where it is for all. `roles`: who may open it, by one role
    of these; none are named where it is for everybody, whose own settings and backups are. `short`: its word on a narrow
    rail, and on every rail where the label is too long for it.
    """

    key: str
    label: str
    icon: str
    module: str
    cls: str
    shown: bool = True
    levels: tuple[str, ...] = ()
    roles: tuple[str, ...] = WORK
    short: str = ""

    def word(self, narrow: bool) -> str:
        """Return its word on the rail."""
        return self.short if self.short and (narrow or len(self.label) > MOST) else self.label

    def is_for(self, level: str) -> bool:
        """Tell whether offices of a level have this page."""
        return not self.levels or level in self.levels

    def allows(self, held: Collection[str]) -> bool:
        """Tell whether an account with these roles may open it."""
        return not self.roles or any(role in held for role in self.roles)

    def on_rail(self, held: Collection[str]) -> bool:
        """Tell whether it stands on the rail of such an account; who has few pages has them all there."""
        return self.allows(held) and (self.shown or not have_work(held))


PAGES = (
    PageEntry("today", "今日", "today", "today_page", "TodayPage"),
    PageEntry("people", "人口", "people", "ledger_page", "PeoplePage"),
    PageEntry("households", "户", "household", "ledger_page", "HouseholdsPage"),
    PageEntry("dwellings", "房屋", "dwelling", "ledger_page", "DwellingsPage"),
    PageEntry("ledgers", "台账", "table", "ledgers_page", "LedgersPage"),
    PageEntry("population", "人口变动", "walk", "population_page", "PopulationPage", short="变动"),
    PageEntry(
        "rounds", "巡查走访", "place", "rounds_page", "RoundsPage", levels=("village", "community"), short="走访"
    ),
    PageEntry("events", "事项", "bell", "events_page", "EventsPage"),
    PageEntry("logs", "工作日志", "logs", "log_page", "LogPage", short="日志"),
    PageEntry("standing", "履职情况", "check", "standing_page", "StandingPage", short="履职"),
    PageEntry("printing", "打印", "print", "print_page", "PrintPage"),
    PageEntry("exchange", "收发", "exchange", "exchange_page", "ExchangePage", roles=CLERK),
    PageEntry("street", "各单位", "office", "street_page", "StreetPage", levels=("street", "district"), roles=CLERK),
    PageEntry("settings", "设置", "settings", "settings_page", "SettingsPage", roles=EVERYBODY),
    PageEntry("inbox", "待我决定", "check-circle", "inbox_page", "InboxPage", shown=False),
    PageEntry("accounts", "账号", "people", "accounts_page", "AccountsPage", shown=False, roles=(*WORK, "keeper")),
    PageEntry("meetings", "会议宣传", "groups", "meetings_page", "MeetingsPage", False, ("village", "community")),
    PageEntry("grids", "网格", "grid", "grids_page", "GridsPage", shown=False),
    PageEntry("duplicates", "查重", "people", "duplicates_page", "DuplicatesPage", shown=False),
    PageEntry("freshness", "核实与完善", "check-circle", "freshness_page", "FreshnessPage", shown=False),
    PageEntry("household_entry", "录入一户", "household", "household_entry", "HouseholdEntryPage", shown=False),
    PageEntry("sheet_code", "查纸张编号", "search", "sheet_code", "SheetCodePage", shown=False),
    PageEntry("print_jobs", "打印记录", "history", "print_jobs_page", "PrintJobsPage", shown=False),
    PageEntry("audit", "操作记录", "history", "audit_page", "AuditPage", shown=False, roles=(*WORK, "auditor")),
    PageEntry("grants", "对外提供", "export", "grants_page", "GrantsPage", shown=False, roles=(*WORK, "approver")),
    PageEntry("templates", "Word 模板", "file", "templates_page", "TemplatesPage", shown=False),
    PageEntry("tasks", "任务", "check", "tasks_page", "TasksPage", shown=False),
    PageEntry("bulletins", "通报", "bell", "bulletin_page", "BulletinPage", shown=False),
    PageEntry("directives", "下发文件", "key", "directive_page", "DirectivesPage", shown=False, roles=CLERK),
    PageEntry("backups", "备份与恢复", "shield", "backups_page", "BackupsPage", False, roles=EVERYBODY, short="备份"),
    PageEntry(
        "retention", "保存期限", "calendar", "retention_page", "RetentionPage", shown=False, roles=(*WORK, "approver")
    ),
)


ENTRIES = {entry.key: entry for entry in PAGES}


def may_open(desk: Desk, key: str) -> bool:
    """Tell whether who is at the desk may open a page; the import is for those who enter."""
    entry = ENTRIES.get(key)
    return entry.allows(desk.keys.roles) if entry else works(desk)


def first_page(desk: Desk) -> str:
    """Return the page an account begins with: today's work, or the first of its own."""
    return next(
        entry.key for entry in _rail_order() if entry.is_for(desk.office.level) and entry.on_rail(desk.keys.roles)
    )


def _rail_order() -> list[PageEntry]:
    """Return the pages as the rail has them, the settings last."""
    return sorted(PAGES, key=lambda entry: entry.key == "settings")


def keys_of_rail(held: Collection[str] = WORK) -> dict[str, str]:
    """Return the Alt key of each page on the rail, down the rail of a village; what only a street has comes after it."""
    shown = [entry for entry in _rail_order() if entry.on_rail(held)]
    ordered = sorted(shown, key=lambda entry: not entry.is_for("village"))
    return {entry.key: f"Alt+{key}" for entry, key in zip(ordered, RAIL_KEYS, strict=False)}


class Navigation(QFrame):
    """Icons with words; Alt+1 to Alt+9 go to them from anywhere."""

    chosen = Signal(str)
    measured = Signal(int)  # pixels wide

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.office = QLabel()
        self.office.setProperty("role", "heading")
        self.office.setWordWrap(True)
        self.worker = QLabel()
        self.worker.setProperty("role", "nav-subtle")
        self.worker.setWordWrap(True)
        self.buttons: dict[str, QPushButton] = {}
        self._shortcuts: dict[str, QShortcut] = {}
        self._here = ""
        self._narrow = False
        self._room = 0  # pixels of height there are, 0 while that is not known
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.spacing(0.3))
        self._column.addWidget(self.office)
        self._column.addWidget(self.worker)
        self._apart = QSpacerItem(0, theme.gap())
        self._column.addItem(self._apart)
        for entry in _rail_order():
            if entry.shown or entry.roles != WORK:
                self._column.addWidget(self._button(entry))
        self._column.addStretch(1)
        self._suit("", WORK)
        self.measure()

    def _button(self, entry: PageEntry) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("role", "nav")
        # A button's own shortcut clicks it a tenth of a second later, to show that; this one goes at once.
        self._shortcuts[entry.key] = QShortcut(QKeySequence(), self, button.click)
        button.setAccessibleName(entry.label)
        button.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
        button.toggled.connect(lambda on, it=button, name=entry.icon: it.setIcon(_icon(name, on)))
        button.setIcon(_icon(entry.icon, False))
        self._group.addButton(button)
        self.buttons[entry.key] = button
        return button

    def measure(self) -> None:
        """Fit words, widths and icons to the text size and to the window."""
        edge = self._edge()
        self._column.setContentsMargins(edge, round(theme.gap() * 1.5), edge, theme.gap())
        for key, button in self.buttons.items():
            button.setText(f"{NARROW_SPACE if self._narrow else WIDE_SPACE}{ENTRIES[key].word(self._narrow)}")
            button.setIconSize(theme.icon_size(1.15))
        shown = [button.sizeHint().width() for button in self.buttons.values() if not button.isHidden()]
        self.setFixedWidth(max(shown, default=0) + 2 * edge if self._narrow else theme.chars(10))
        self.measured.emit(self.width())
        if self._room:
            self.fit(self._room)

    def _edge(self) -> int:
        return theme.spacing(1 if self._narrow else 2)

    def suit(self, width: int) -> None:
        """Take short words and little room in a window that is `width` pixels wide, where that is not much."""
        narrow = width < theme.chars(theme.SMALL)
        if narrow != self._narrow:
            self._narrow = narrow
            self.measure()

    def fit(self, height: int) -> None:
        """Stand closer together where `height` pixels are too low for every page; who sits here is told last.

        Where even low buttons have no room, the title of the window alone says whose office it is.
        """
        gap, edge = theme.gap(), self._edge()
        self._room = height
        self._lower(0)
        self.office.show()
        for between, share, told in ((theme.spacing(0.3), 1.0, True), (0, 0.3, True), (0, 0.1, True), (0, 0.1, False)):
            self.worker.setVisible(told)
            self._apart.changeSize(0, round(gap * min(1, share * 3.3)) if told else 0)
            self._column.setSpacing(between)
            self._column.setContentsMargins(edge, round(gap * 1.5 * share), edge, round(gap * share))
            missing = self._high() - height
            if missing <= 0:
                return
        self._lower(missing)
        if self._high() > height:
            self._lower(0)
            self.office.hide()
            self._lower(max(0, self._high() - height))

    def _high(self) -> int:
        """Return how high everything shown is at this width."""
        wrapped = self._column.hasHeightForWidth()
        return self._column.totalHeightForWidth(self.width()) if wrapped else self._column.totalSizeHint().height()

    def _lower(self, missing: int) -> None:
        """Make the buttons lower by so many pixels together, never lower than their words; by none: as high as they like."""
        shown = [button for button in self.buttons.values() if not button.isHidden()]
        for button in self.buttons.values():
            button.setMinimumHeight(0)
            button.setMaximumHeight(_NO_LIMIT)
        for button in shown if missing else ():
            least = button.fontMetrics().height() + theme.spacing(0.3)
            button.setFixedHeight(max(least, button.sizeHint().height() - -(-missing // len(shown))))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.measure()
        super().changeEvent(event)

    def show_office(self, name: str, level: str, worker: str, held: Collection[str] = WORK) -> None:
        """Say whose office this is and who sits at it, with which roles."""
        self.office.setText(name)
        self.worker.setText(f"{LEVELS.get(level, '')}　{worker}")
        self.office.setToolTip(self.worker.text())
        self._suit(level, held)

    def _suit(self, level: str, held: Collection[str]) -> None:
        """Show the pages that offices of a level have and these roles may open, and let only their keys answer."""
        keys = keys_of_rail(held)
        for key, button in self.buttons.items():
            there = ENTRIES[key].is_for(level) and ENTRIES[key].on_rail(held)
            button.setVisible(there)
            button.setToolTip("　".join(filter(None, (ENTRIES[key].label, keys.get(key, "")))))
            self._shortcuts[key].setKey(QKeySequence(keys.get(key, "") if there else ""))
        self.measure()

    def mark(self, key: str) -> None:
        """Show which page is open; one that is not on the rail leaves every button unmarked."""
        self._here = key
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def current(self) -> str:
        """Return the key of the page that is open."""
        return self._here

    def step(self, forward: bool) -> None:
        """Move the keyboard to the next button."""
        keys = [key for key, button in self.buttons.items() if not button.isHidden()]
        here = next((n for n, key in enumerate(keys) if self.buttons[key].hasFocus()), 0)
        self.buttons[keys[(here + (1 if forward else -1)) % len(keys)]].setFocus(Qt.FocusReason.TabFocusReason)


def _icon(name: str, on: bool) -> object:
    return theme.icon(name, theme.ACCENT_DARK if on else "#e6f0f0")
