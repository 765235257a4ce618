"""How the window looks: colours, fonts, sizes, icons and the small labelled pieces every page is built from."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QRectF, QSettings, QSize, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gridDesk import paths
from gridDesk.ui.stylesheet import sheet

# Every pair of text and ground below has a contrast of at least 4.5 : 1 (WCAG AA).
INK = "#1d2b33"
SUBTLE = "#53636c"
LINE = "#d5dbdd"
EDGE = "#8b999f"
GROUND = "#f3f5f4"
SURFACE = "#ffffff"
RAISED = "#e9eeed"
ACCENT = "#1b646d"
ACCENT_DARK = "#134b52"
ACCENT_SOFT = "#dcebec"
OK, OK_SOFT = "#22633f", "#e3f1e8"
NOTE, NOTE_SOFT = "#245a86", "#e4eef6"
WARN, WARN_SOFT = "#7d4a00", "#fcf0d9"
ERROR, ERROR_SOFT = "#a02a22", "#fbe7e5"

LEVELS = {
    "ok": (OK, OK_SOFT, "check-circle", "正常"),
    "note": (NOTE, NOTE_SOFT, "info", "提示"),
    "missing": (NOTE, NOTE_SOFT, "info", "待补"),
    "warn": (WARN, WARN_SOFT, "warn", "注意"),
    "warning": (WARN, WARN_SOFT, "warn", "注意"),
    "error": (ERROR, ERROR_SOFT, "error", "有误"),
}

SIZES = {"standard": 11.0, "large": 12.5, "huge": 14.0}
SIZE_LABELS = {"standard": "标准", "large": "大", "huge": "特大"}

SMALL = 70  # Hanzi of width below which a screen or window is small: 1366 pixels at 150 %

# Families are named because Qt 6.8 picks SimSun on Chinese Windows when asked for the default one.
FAMILIES_WINDOWS = ["Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans SC", "SimHei", "SimSun-ExtB", "HanaMinB"]
FAMILIES_OTHERS = [
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "HanaMinB",
    "sans-serif",
]
# The last one serves the rare characters of names that the others lack, character by character.
OWN_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf", "HanaMinB.ttf")


def apply(app: QApplication) -> None:
    """Dress the application: Fusion in light colours, Chinese fonts, Qt's own words in Chinese, the saved text size."""
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    app.setPalette(_palette())
    _speak_chinese(app)
    _load_fonts()
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "app.svg")))
    set_size(saved_size(), remember=False)


def _speak_chinese(app: QApplication) -> None:
    # Always, whatever the system's language: the program's own words are Chinese too.
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.property("griddesk_translator") is None:
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_zh_CN", folder):
            app.installTranslator(translator)
        app.setProperty("griddesk_translator", translator)


_LOADED: set[Path] = set()
_OWN_FAMILIES: list[str] = []


@lru_cache(maxsize=1)
def _load_fonts() -> None:
    # Some office PCs forbid fonts of programs: loading then answers -1, and the system's fonts serve.
    for name in OWN_FONTS:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / name))
    load_own_fonts()


def load_own_fonts() -> None:
    """Let the screen show what the fonts hold that were installed from a stick, as paper does."""
    from gridDesk.desk.glyphs import font_files

    for file in font_files():
        if file not in _LOADED:
            _LOADED.add(file)
            _OWN_FAMILIES.extend(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file))))


def font(points: float | None = None, *, medium: bool = False) -> QFont:
    """Return the window's font in `points` (the chosen text size when None)."""
    made = QFont()
    made.setFamilies([*(FAMILIES_WINDOWS if sys.platform == "win32" else FAMILIES_OTHERS), *_OWN_FAMILIES])
    made.setPointSizeF(points or SIZES[size()])
    made.setStyleHint(QFont.StyleHint.SansSerif)
    if medium:
        made.setWeight(QFont.Weight.Medium)
    return made


# --- text size ---------------------------------------------------------------------------------------------------


def settings() -> QSettings:
    """Return the window's own settings (text size, window place): a plain file without personal data."""
    return QSettings(str(paths.default_home() / "window.ini"), QSettings.Format.IniFormat)


def saved_size() -> str:
    """Return the text size this clerk chose last: a key of SIZES."""
    name = str(settings().value("text_size", "standard"))
    return name if name in SIZES else "standard"


def size() -> str:
    """Return the text size in use: a key of SIZES."""
    app = QApplication.instance()
    name = app.property("griddesk_text_size") if app else None
    return str(name) if name in SIZES else "standard"


def set_size(name: str, *, remember: bool = True) -> None:
    """Change the text size of the whole window to a key of SIZES, at once."""
    app = QApplication.instance()
    app.setProperty("griddesk_text_size", name)
    app.setFont(font(SIZES[name]))
    app.setStyleSheet(sheet(QFontMetrics(app.font()).height(), SIZES[name]))
    if remember:
        kept = settings()
        kept.setValue("text_size", name)
        kept.sync()


def step_size(step: int) -> str:
    """Make the text one size larger (+1) or smaller (-1); return the size then in use."""
    names = list(SIZES)
    name = names[max(0, min(len(names) - 1, names.index(size()) + step))]
    set_size(name)
    return name


def em() -> int:
    """Return the height of one line of text in pixels; layouts are measured in it."""
    return QFontMetrics(QApplication.font()).height()


def gap() -> int:
    """Return the usual distance between two things, in pixels."""
    return max(6, round(em() * 0.55))


def edge() -> int:
    """Return how far what a page holds stands from its left and right, in pixels: less where the screen is small."""
    screen = QApplication.primaryScreen()
    return gap() if screen is not None and screen.availableSize().width() < chars(SMALL) else gap() * 2


def spacing(n: float = 1) -> int:
    """Return `n` half gaps in pixels: 1 inside a group, 2 between things, 4 between blocks."""
    return round(gap() * n / 2)


def chars(n: float) -> int:
    """Return the width of `n` Hanzi in the window's font, in pixels."""
    return round(QFontMetrics(QApplication.font()).horizontalAdvance("国") * n)


# --- icons -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def icon(name: str, colour: str = INK) -> QIcon:
    """Return the icon `resources/icons/<name>.svg` drawn in `colour`; an empty icon when there is none."""
    file = icon_path(name)
    if not file.is_file():
        return QIcon()
    made = QIcon()
    for shade, mode in ((colour, QIcon.Mode.Normal), (EDGE, QIcon.Mode.Disabled)):
        renderer = QSvgRenderer(QByteArray(file.read_text(encoding="utf-8").replace("currentColor", shade).encode()))
        for side in (16, 20, 24, 32, 48, 64, 96):
            made.addPixmap(_draw(renderer, side), mode)
    return made


def icon_path(name: str) -> Path:
    """Return the file of an icon."""
    return paths.resources() / "icons" / f"{name}.svg"


def _draw(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


def icon_size(scale: float = 1.1) -> QSize:
    """Return the size of an icon that stands beside text."""
    side = round(em() * scale)
    return QSize(side, side)


def icon_label(name: str, colour: str = INK, scale: float = 1.1) -> QLabel:
    """Return a label that shows an icon beside text."""
    label = QLabel()
    ratio = QApplication.primaryScreen().devicePixelRatio() if QApplication.primaryScreen() else 1.0
    label.setPixmap(icon(name, colour).pixmap(icon_size(scale), ratio))
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


# --- small pieces --------------------------------------------------------------------------------------------------


def title(text: str = "") -> QLabel:
    """Return the large title of a page."""
    return _label(text, "title")


def heading(text: str = "") -> QLabel:
    """Return the heading of a part of a page."""
    return _label(text, "heading")


def subtle(text: str = "") -> QLabel:
    """Return a quieter, wrapping explanation."""
    label = _label(text, "subtle")
    label.setWordWrap(True)
    return label


def body(text: str = "") -> QLabel:
    """Return ordinary wrapping text that can be selected with the mouse."""
    label = _label(text, "body")
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def card() -> QFrame:
    """Return an empty white card with a hairline; give it a layout of your own."""
    frame = QFrame()
    frame.setProperty("role", "card")
    return frame


def line() -> QFrame:
    """Return a horizontal hairline."""
    frame = QFrame()
    frame.setProperty("role", "line")
    frame.setFixedHeight(1)
    return frame


def primary(button: QPushButton) -> QPushButton:
    """Mark the one button of a screen that goes on; return it."""
    button.setProperty("role", "primary")
    return restyle(button)


def quiet(button: QPushButton) -> QPushButton:
    """Mark a button without a frame, for things done now and then; return it."""
    button.setProperty("role", "quiet")
    return restyle(button)


def danger(button: QPushButton) -> QPushButton:
    """Mark a button whose act takes something away; return it."""
    button.setProperty("role", "danger")
    return restyle(button)


def restyle(widget: QWidget) -> QWidget:
    """Let the stylesheet look again at a widget whose role changed; return it."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    return widget


class WarnLabel(QFrame):
    """A sentence on a soft ground with an icon, and a word for the level: state never by colour alone."""

    def __init__(self, text: str = "", level: str = "note", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._icon = QLabel()
        self._icon.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(spacing(2), spacing(1), spacing(2), spacing(1))
        row.setSpacing(spacing(1.5))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.say(text, level)

    def say(self, text: str, level: str = "note") -> None:
        """Show another sentence at another level; an empty one hides the whole label."""
        colour, _soft, name, word = LEVELS[level]
        self.setProperty("level", level)
        self._text.setProperty("level", level)
        self._icon.setPixmap(icon(name, colour).pixmap(icon_size(), self.devicePixelRatioF()))
        self._icon.setAccessibleName(word)
        self._text.setText(text)
        self.setAccessibleName(f"{word}：{text}")
        restyle(self)
        restyle(self._text)
        if not text:
            self.hide()
        elif self.parentWidget() is not None:
            self.show()
        else:
            # Shown without a parent it would be a window of its own; like this it shows with its parent.
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)

    def text(self) -> str:
        """Return the sentence shown."""
        return self._text.text()


def warn_label(text: str, level: str = "warn") -> WarnLabel:
    """Return a sentence on a soft ground; `level` is ok, note, missing, warn or error."""
    return WarnLabel(text, level)


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette(QColor(RAISED), QColor(GROUND))
    for role, colour in (
        (roles.Window, GROUND), (roles.WindowText, INK), (roles.Base, SURFACE), (roles.AlternateBase, "#f8faf9"),
        (roles.Text, INK), (roles.Button, RAISED), (roles.ButtonText, INK), (roles.Highlight, ACCENT),
        (roles.HighlightedText, "#ffffff"), (roles.Link, ACCENT), (roles.LinkVisited, ACCENT_DARK),
        (roles.ToolTipBase, INK), (roles.ToolTipText, "#ffffff"), (roles.PlaceholderText, "#6b7980"),
        (roles.Accent, ACCENT),
    ):  # fmt: skip
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(EDGE))
    # A selection keeps its colour while the keyboard is elsewhere, so that the clerk sees which row is meant.
    palette.setColor(QPalette.ColorGroup.Inactive, roles.Highlight, QColor(ACCENT_SOFT))
    palette.setColor(QPalette.ColorGroup.Inactive, roles.HighlightedText, QColor(INK))
    return palette
