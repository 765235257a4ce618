"""The one small stylesheet, measured from the text height; colours are those of the theme."""

from __future__ import annotations

from string import Template

from gridDesk import paths

TEMPLATE = Template("""
QWidget { color: $ink; }
QToolTip { background: $ink; color: white; border: 0; padding: ${s}px ${m}px; }
QMainWindow, QDialog { background: $ground; }

QLabel[role="title"] { font-size: ${title_pt}pt; font-weight: 500; }
QLabel[role="heading"] { font-size: ${heading_pt}pt; font-weight: 500; }
QLabel[role="subtle"] { color: $subtle; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${r}px; }
QPushButton[role="count"] { border: 1px solid $line; text-align: left; padding: 0; }
QPushButton[role="count"]:hover { border-color: $accent; }
QPushButton[role="count"]:focus { border: 2px solid $accent; padding: 0; }
QLabel[role="number"] { font-size: ${number_pt}pt; font-weight: 500; color: $accent_dark; }
QFrame[role="line"] { background: $line; border: 0; }

QFrame[role="notice"] { border-radius: ${r}px; border: 1px solid transparent; }
QFrame[role="notice"][level="ok"] { background: $ok_soft; border-color: #b9d8c5; }
QFrame[role="notice"][level="note"], QFrame[role="notice"][level="missing"] { background: $note_soft; border-color: #bfd4e5; }
QFrame[role="notice"][level="warn"], QFrame[role="notice"][level="warning"] { background: $warn_soft; border-color: #ead2a0; }
QFrame[role="notice"][level="error"] { background: $error_soft; border-color: #eabfbb; }
QLabel[level="ok"] { color: $ok; }
QLabel[level="note"], QLabel[level="missing"] { color: $note; }
QLabel[level="warn"], QLabel[level="warning"] { color: $warn; }
QLabel[level="error"] { color: $error; }

QPushButton { background: $surface; border: 1px solid $edge; border-radius: ${r}px; margin: 1px;
  padding: ${pad}px ${wide}px; min-height: ${line_px}px; }
QPushButton:hover { background: $accent_soft; border-color: $accent; }
QPushButton:pressed { background: #c8dfe1; }
QPushButton:focus { border: 2px solid $accent; padding: ${pad1}px ${wide1}px; }
QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:disabled { color: $edge; border-color: $line; background: $ground; }
QPushButton[role="primary"] { background: $accent; border: 1px solid $accent; color: white; font-weight: 500; }
QPushButton[role="primary"]:hover { background: $accent_dark; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; padding: ${pad1}px ${wide1}px; }
QPushButton[role="primary"]:disabled { background: #a9c3c6; border-color: #a9c3c6; color: white; }
QPushButton[role="danger"] { color: $error; border-color: $error; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; padding: ${pad}px ${m}px; color: $accent; }
QPushButton[role="quiet"]:hover { background: $accent_soft; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; padding: ${pad1}px ${m1}px; }
QPushButton[role="quiet"]:disabled { color: $edge; }

QPushButton[role="chip"] { background: $accent_soft; border: 1px solid #a9c9cc; color: $accent_dark;
  padding: ${chip}px ${s}px ${chip}px ${m}px; min-height: ${tight}px; }
QPushButton[role="chip"]:hover { background: #c8dfe1; }
QPushButton[role="chip"]:focus { border: 2px solid $accent; padding: ${chip1}px ${s1}px ${chip1}px ${m1}px; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${r}px; padding: ${s}px; }
QToolButton:hover { background: $accent_soft; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $accent_soft; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit { background: $surface; color: $ink;
  border: 1px solid $edge; border-radius: ${r}px; margin: 1px; padding: ${pad}px ${m}px;
  selection-background-color: $accent; selection-color: white; }
QLineEdit, QComboBox, QSpinBox, QDateEdit { min-height: ${line_px}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {
  border: 2px solid $accent; padding: ${pad1}px ${m1}px; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $ground; border-color: $line; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: $ground; color: $edge; border-color: $line; }
QLineEdit[carried="true"], QComboBox[carried="true"], QComboBox[carried="true"] QLineEdit { color: $subtle; font-style: italic; }
QLineEdit[level="error"], QComboBox[level="error"] { border-color: $error; }
QLineEdit[level="warning"], QComboBox[level="warning"] { border-color: $warn; }
QLineEdit[carried="true"] { background: $ground; color: $subtle; }
QLineEdit[role="cell"] { border: 1px solid $line; border-radius: 0; margin: 0; padding: ${s}px; }
QLineEdit[role="cell"]:focus { border: 2px solid $accent; padding: ${s1}px; }
QLineEdit[role="cell"][level="error"] { border-color: $error; }
QLineEdit[role="cell"][level="warning"] { border-color: $warn; }
QLabel[role="column"] { background: $raised; border: 1px solid $line; padding: ${s}px ${s1}px; font-weight: 500; }
QComboBox QLineEdit { border: 0; margin: 0; padding: 0; min-height: 0; background: transparent; }
QAbstractItemView QLineEdit { border: 2px solid $accent; border-radius: 0; margin: 0; padding: 0 ${s}px; min-height: 0; }
QComboBox::drop-down { border: 0; width: ${drop}px; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: ${arrow}px; height: ${arrow}px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; outline: 0;
  selection-background-color: $accent; selection-color: white; }
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0 ${s}px; }
QSpinBox::up-button, QSpinBox::down-button { border: 0; width: ${drop}px; }
QSpinBox::up-arrow { image: url("$icons/chevron-up.svg"); width: ${arrow}px; height: ${arrow}px; }
QSpinBox::down-arrow { image: url("$icons/chevron-down.svg"); width: ${arrow}px; height: ${arrow}px; }

QCheckBox, QRadioButton { spacing: ${m}px; border: 2px solid transparent; border-radius: ${r}px; padding: ${s}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: ${box}px; height: ${box}px;
  border: 1px solid $edge; background: $surface; border-radius: ${s}px; }
QRadioButton::indicator { border-radius: ${half}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-white.svg"); }
QCheckBox::indicator:indeterminate { background: $accent_soft; border-color: $accent; image: url("$icons/minus.svg"); }
QRadioButton::indicator:checked { border-color: $accent; image: url("$icons/radio-on.svg"); }
QCheckBox:disabled, QRadioButton:disabled { color: $edge; }
QGroupBox { border: 1px solid $line; border-radius: ${r}px; margin-top: ${row}px; padding: ${m}px; font-weight: 500; }
QGroupBox::title { subcontrol-origin: margin; left: ${m}px; }

QAbstractItemView { background: $surface; alternate-background-color: #f8faf9; border: 1px solid $line;
  border-radius: ${r}px; outline: 0; gridline-color: #e4e8e9; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $accent; }
QListView::item { min-height: ${row}px; padding: ${s}px; }
QListView::item:selected, QTableView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $ink; }
QTableView::item:focus { border: 2px solid $accent; }
QHeaderView { background: $raised; border: 0; border-radius: 0; }
QHeaderView::section { background: $raised; border: 0; border-right: 1px solid $line; border-bottom: 1px solid $line;
  padding: ${pad}px ${s}px; font-weight: 500; }
QTableCornerButton::section { background: $raised; border: 0; }

QTabWidget::pane { border: 1px solid $line; border-radius: ${r}px; background: $surface; top: -1px; }
QTabBar::tab { padding: ${pad}px ${wide}px; border: 2px solid transparent; border-bottom: 3px solid transparent; color: $subtle; }
QTabBar::tab:selected { color: $accent; border-bottom: 3px solid $accent; }
QTabBar::tab:focus { border: 2px solid $accent; border-bottom: 3px solid $accent; }

QMenuBar { background: $ground; border-bottom: 1px solid $line; }
QMenuBar::item { padding: ${s}px ${m}px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QMenu { background: $surface; border: 1px solid $edge; padding: ${s}px 0; }
QMenu::item { padding: ${pad}px ${wide2}px ${pad}px ${wide}px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::item:disabled { color: $edge; }
QMenu::separator { height: 1px; background: $line; margin: ${s}px 0; }

QProgressBar { border: 1px solid $line; border-radius: ${s}px; background: $surface; text-align: center; min-height: ${s}px; }
QProgressBar::chunk { background: $accent; border-radius: ${s}px; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollArea > QWidget > QWidget#page { background: $ground; }
QSplitter::handle { background: $line; }
QSplitter[role="gap"]::handle { background: transparent; }
QStatusBar { background: $raised; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }

QFrame#navigation { background: $nav; border: 0; }
QFrame#navigation QLabel { color: white; }
QFrame#navigation QLabel[role="nav-subtle"] { color: #c3d8da; }
QPushButton[role="nav"] { background: transparent; border: 2px solid transparent; border-radius: ${r}px; color: #e6f0f0;
  text-align: left; padding: ${pad}px ${m}px; margin: 0; min-height: ${tight}px; }
QPushButton[role="nav"]:hover { background: #24535a; color: white; }
QPushButton[role="nav"]:focus { border: 2px solid #ffffff; padding: ${pad}px ${m}px; }
QPushButton[role="nav"]:checked { background: $ground; color: $accent_dark; font-weight: 500; }
QPushButton[role="nav"]:checked:focus { border: 2px solid #6fc0c9; }
QFrame#side { background: $nav; border: 0; border-top-left-radius: ${r}px; border-bottom-left-radius: ${r}px; }
QFrame#side QLabel { color: #c3d8da; }
QFrame#side QLabel[role="title"], QFrame#side QLabel[role="step-now"] { color: white; font-weight: 500; }
QScrollArea#frame { background: $ground; }
QScrollArea#rail { background: $nav; }
""")


def sheet(height: int, points: float) -> str:
    """Return the stylesheet for text `height` pixels high and `points` points large."""
    from gridDesk.ui import theme  # the theme imports this module

    unit = height / 20
    pixels = {
        "s": 4, "m": 10, "r": 6, "wide": 16, "wide2": 34, "drop": 26, "arrow": 16, "row": 30, "pad": 5, "box": 16,
        "chip": 2,
    }  # fmt: skip
    sizes = {name: max(1, round(value * unit)) for name, value in pixels.items()}
    # A focus frame is one pixel thicker than the usual one; the padding gives it back, so nothing moves.
    sizes |= {
        "pad1": sizes["pad"] - 1,
        "wide1": sizes["wide"] - 1,
        "m1": sizes["m"] - 1,
        "chip1": max(0, sizes["chip"] - 1),
        "s1": sizes["s"] - 1,
        "line_px": height,
        "tight": round(height * 0.75),
        "half": sizes["box"] // 2 + 1,
    }
    colours = {name.lower(): value for name, value in vars(theme).items() if name.isupper() and isinstance(value, str)}
    return TEMPLATE.substitute(
        colours,
        **sizes,
        nav=theme.ACCENT_DARK,
        title_pt=round(points * 1.45, 1),
        number_pt=round(points * 1.6, 1),
        heading_pt=round(points * 1.15, 1),
        icons=(paths.resources() / "icons").as_posix(),
    )
