"""Papers: printed forms declared in `forms/papers/*.toml`, checked against the ledgers when they are read.

A table paper lists its columns as `ledger.field` keys; title, width and alignment come from the field unless given. A
paper with `ledgers = "special"` makes one paper per special-group ledger, `ledgers = "other"` one per ledger that has
none of its own and is not in `leave_out`. Their column `*` stands for the ledger's own fields that have a width, and
they take the larger sheet when they have many columns. A form without a layout of its own declares its blocks (see
`form_blocks`); `scope` says what it is filled from: chosen records of its `ledger`, or the office alone.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from gridDesk.documents.columns import STACK, least_widths, roomy, squeezed, widened
from gridDesk.documents.form import Tiles
from gridDesk.documents.form_blocks import Declared, read_blocks
from gridDesk.documents.log_day import Mode
from gridDesk.documents.sheet import SMALL_FIVE, Align, Sheet, Size
from gridDesk.documents.table_page import Column
from gridDesk.errors import DefinitionError
from gridDesk.ledger import Catalogue, Field, Ledger

Kind = Literal["table", "form"]
Level = Literal["M0", "M1", "M2", "M3", "M4"]
Scope = Literal["record", "office", "household", "grid", "day", "month", "book"]

_PAPER_KEYS = {
    "key", "title", "kind", "order", "size", "landscape", "binding", "mirror", "columns", "sort", "section", "group",
    "unit", "signatures", "level", "blank_rows", "row_height", "font_size", "new_page", "ledgers", "ledger", "rows",
    "odd_start", "help", "leave_out", "heading", "block", "tiles", "bare", "scope", "modes", "gutter", "margin", "top_margin",
    "subtotal", "stack", "units", "totals",
}  # fmt: skip
_TILE_KEYS = {"columns", "rows", "width", "height", "padding"}
_COLUMN_KEYS = {"key", "title", "width", "align", "group", "shared", "total"}
# Columns that no ledger holds: the desk counts or computes them.
COMPUTED = {"no": ("序号", 9.0), "age": ("年龄", 9.0), "people": ("人数", 11.0), "members": ("其他成员", 50.0)}
_WORDS = ("members",)  # of these, texts that stand at the left
_CENTRED = {"code", "integer", "date", "time", "id_number", "phone", "yes_no"}
_RIGHT = {"money", "decimal"}
# Names of ledgers that say 人 already, or that need no 台账 behind them.
_PEOPLE = tuple("人员者儿象年")
_COMPLETE = ("记录", "沿革", "核定数", "划转")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A printed form (纸质表册): title, kind, sheet, columns, order, and the level its texts are masked at.

    `section` and `group` name row keys: a new value of the first starts a heading row, equal neighbours of the second
    stand together as one household. `sort` names row keys the desk orders by. `ledger` is the ledger whose records are
    its rows. `unit` is the word of counting (户, 人). `rows` is how many member rows a card has at least. `wide` are the
    columns as declared, before they were fitted to the sheet, and `stack` those to set one above the other on a narrow one.

    `blocks` are what a declared form is made of, `tiles` puts several on a sheet, a `bare` one has neither title nor
    foot, `scope` is what it is filled from, `modes` in which
    ways (none: as its scope says).
    """

    key: str
    title: str
    kind: Kind = "table"
    order: int = 999
    ledger: str = ""
    sheet: Sheet = field(default_factory=Sheet)
    columns: tuple[Column, ...] = ()
    wide: tuple[Column, ...] = ()
    stack: tuple[tuple[str, ...], ...] = ()
    sort: tuple[str, ...] = ()
    section: str = ""
    group: str = ""
    unit: str = "人"
    signatures: tuple[str, ...] = ()
    level: Level = "M2"
    blank_rows: bool = False
    subtotal: bool = False
    row_height: float = 7.0
    font_size: float = SMALL_FIVE
    new_page: bool = False
    rows: int = 8
    odd_start: bool = False
    help: str = ""
    blocks: tuple[Declared, ...] = ()
    tiles: Tiles | None = None
    bare: bool = False
    scope: Scope = "office"
    heading: str = ""
    modes: tuple[Mode, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return every row key the builder asks for: the columns', then section and group where they are not columns."""
        shown = [key for column in self.columns for key in column.key.split(STACK)]
        wanted = shown + [key for key in (self.section, self.group) if key]
        return tuple(dict.fromkeys(wanted))


def load_papers(folder: Path, catalogue: Catalogue) -> dict[str, Paper]:
    """Read every paper of a folder in the order clerks see them. Raises DefinitionError with file, line and reason."""
    found: dict[str, Paper] = {}
    for path in sorted(folder.glob("*.toml")):
        for paper in _Reader(path, catalogue).papers():
            if paper.key in found:
                raise DefinitionError(path.name, 1, f"表册 {paper.key} 重复")
            found[paper.key] = paper
    return dict(sorted(found.items(), key=lambda pair: (pair[1].order, pair[0])))


class _Reader:
    """Reads one file; knows its lines for error messages."""

    def __init__(self, path: Path, catalogue: Catalogue) -> None:
        self.name, self.stem, self.catalogue = path.name, path.stem, catalogue
        text = path.read_text(encoding="utf-8")
        self.lines = text.splitlines()
        try:
            self.raw: dict[str, object] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise DefinitionError(self.name, int(line[1]) if line else 0, "TOML 写法不对") from error

    def papers(self) -> list[Paper]:
        """Return the file's papers: one, or one per special-group ledger."""
        self._check_keys(self.raw, _PAPER_KEYS)
        for key in ("key", "title", "kind"):
            if key not in self.raw:
                raise DefinitionError(self.name, 1, f"缺少 {key}")
        if self.raw["key"] != self.stem:
            raise self._bad("key", "key 应与文件名相同")
        if "ledgers" in self.raw:
            return [self._paper(ledger, i) for i, ledger in enumerate(self._ledgers())]
        key = str(self.raw.get("ledger", ""))
        if key and key not in self.catalogue:
            raise self._bad("ledger", f"没有名为 {key} 的台账")
        return [self._paper(self.catalogue[key] if key else None, 0)]

    def _ledgers(self) -> list[Ledger]:
        """Return the ledgers that a file makes a paper for, each."""
        left_out = self._words("leave_out")
        for key in left_out:
            if key not in self.catalogue:
                raise self._bad("leave_out", f"没有名为 {key} 的台账")
        if self._choice("ledgers", ("special", "other"), "") == "special":
            return [ledger for ledger in self.catalogue.special() if ledger.key not in left_out]
        return [
            ledger for ledger in self.catalogue.ledgers.values()
            if ledger.group != "special" and not ledger.internal and ledger.key not in left_out
        ]  # fmt: skip

    def _paper(self, ledger: Ledger | None, place: int) -> Paper:
        raw, several = self.raw, "ledgers" in self.raw
        title = str(raw["title"]).replace("*", _title_of(ledger)) if several and ledger else str(raw["title"])
        sheet, columns = self._sheet(), self._columns(ledger)
        wide = tuple(columns)
        sheet = roomy(sheet, columns) if several else sheet
        columns = widened(columns, sheet.room)
        return Paper(
            key=ledger.key if several and ledger else self.stem, title=title,
            kind=cast(Kind, self._choice("kind", get_args(Kind), "table")),
            order=self._integer("order", 999) + place, ledger=ledger.key if ledger else "", sheet=sheet,
            columns=tuple(squeezed(columns, sheet.room, least_widths(self.catalogue, columns))),
            wide=wide, stack=self._stack(columns), sort=self._words("sort"), section=str(raw.get("section", "")),
            group=str(raw.get("group", "")), unit=self._unit(ledger), signatures=self._words("signatures"),
            level=cast(Level, self._choice("level", get_args(Level), "M2")), blank_rows=raw.get("blank_rows") is True,
            subtotal=raw.get("subtotal") is True,
            row_height=self._number("row_height", 7.0, least=6.0), odd_start=raw.get("odd_start") is True,
            font_size=self._number("font_size", SMALL_FIVE, least=7.5), new_page=raw.get("new_page") is True,
            rows=self._integer("rows", 8), help=str(raw.get("help", "")), heading=str(raw.get("heading", "")), blocks=self._blocks(),
            tiles=self._tiles(sheet), bare=raw.get("bare") is True,
            scope=cast(Scope, self._choice("scope", get_args(Scope), "record" if ledger else "office")),
            modes=self._modes(),
        )  # fmt: skip

    def _modes(self) -> tuple[Mode, ...]:
        modes = self._words("modes")
        for mode in modes:
            if mode not in get_args(Mode):
                raise self._bad("modes", f"modes 不能是 {mode}，只能是 {'、'.join(get_args(Mode))}")
        return cast("tuple[Mode, ...]", modes)

    def _unit(self, ledger: Ledger | None) -> str:
        """Return the word of counting: one of its own for a ledger that the file names."""
        units = self.raw.get("units", {})
        if not isinstance(units, dict) or not set(units) <= set(self.catalogue.ledgers):
            raise self._bad("units", "units 应写成 { 台账 = 单位 }，台账要存在")
        return str(units.get(ledger.key if ledger else "", self.raw.get("unit", "人")))

    def _stack(self, columns: list[Column]) -> tuple[tuple[str, ...], ...]:
        """Return the columns that stand one above the other on a narrow sheet, first those that go together best."""
        raw, known = self.raw.get("stack", []), {column.key for column in columns}
        if not isinstance(raw, list) or not all(isinstance(keys, list) and len(keys) > 1 for keys in raw):
            raise self._bad("stack", "stack 应是一组组栏目，每组至少两个")
        for key in (str(key) for keys in raw for key in keys):
            if key not in known:
                raise self._bad("stack", f"stack 里的栏目 {key} 不在 columns 里")
        return tuple(tuple(map(str, keys)) for keys in raw)

    def _blocks(self) -> tuple[Declared, ...]:
        if "block" not in self.raw:
            return ()
        if self.raw["kind"] != "form":
            raise self._bad("kind", "有 [[block]] 的表册，kind 应是 form")
        return read_blocks(self.name, self.lines, self.raw["block"])

    def _tiles(self, sheet: Sheet) -> Tiles | None:
        raw = self.raw.get("tiles")
        if raw is None:
            return None
        if not isinstance(raw, dict) or not {"columns", "rows", "width", "height"} <= set(raw) <= _TILE_KEYS:
            raise self._bad("tiles", "tiles 要写 columns、rows、width、height（padding 可省）")
        if not all(isinstance(value, int | float) and value > 0 for value in raw.values()):
            raise self._bad("tiles", "tiles 的各项应是大于 0 的数")
        if raw["columns"] * raw["width"] > sheet.width or raw["rows"] * raw["height"] > sheet.height:
            raise self._bad("tiles", "tiles 的小样张排不进一张纸")
        return Tiles(**raw)

    def _sheet(self) -> Sheet:
        return Sheet(
            size=cast(Size, self._choice("size", get_args(Size), "A4")),
            landscape=self.raw.get("landscape") is True,
            binding=cast(Literal["left", "top"], self._choice("binding", ("left", "top"), "left")),
            mirror=self.raw.get("mirror") is True,
            gutter=self._number("gutter", 25.0, least=5.0),
            margin=self._number("margin", 15.0, least=5.0),
            top_margin=self._number("top_margin", 18.0, least=5.0),
        )

    def _columns(self, ledger: Ledger | None) -> list[Column]:
        if self.raw["kind"] != "table":
            return []
        columns: list[Column] = []
        totals = self._words("totals")
        for raw in cast(list[dict[str, object]], self.raw.get("columns", [])):
            if raw.get("key") == "*" and ledger:
                taken = {column.key for column in columns}
                columns += [
                    _column(f"{ledger.key}.{item.key}", item, {"total": f"{ledger.key}.{item.key}" in totals})
                    for item in ledger.fields
                    if item.width and item.key != ledger.subject and f"{ledger.key}.{item.key}" not in taken
                ]
            else:
                columns.append(self._column(raw))
        if not columns:
            raise DefinitionError(self.name, self._line("columns"), "表格没有栏目")
        return columns

    def _column(self, raw: dict[str, object]) -> Column:
        key = str(raw.get("key", ""))
        line = self._column_line(key)
        self._check_keys(raw, _COLUMN_KEYS, line)
        if raw.get("align", "left") not in get_args(Align):
            raise DefinitionError(self.name, line, f"align 不能是 {raw['align']}")
        if key in COMPUTED:
            title, width = COMPUTED[key]
            align = "left" if key in _WORDS else "center"
            return _column(key, None, {"title": title, "width": width, "align": align} | raw)
        ledger, _, name = key.partition(".")
        if ledger not in self.catalogue or name not in self.catalogue[ledger]:
            raise DefinitionError(self.name, line, f"栏目 {key} 在台账里不存在")
        item = self.catalogue[ledger][name]
        if not item.width and "width" not in raw:
            raise DefinitionError(self.name, line, f"栏目 {key} 没有宽度，请写 width")
        return _column(key, item, raw)

    def _check_keys(self, raw: dict[str, object], known: set[str], line: int = 0) -> None:
        unknown = sorted(set(raw) - known)
        if unknown:
            raise DefinitionError(self.name, line or self._line(unknown[0]), f"不认识的属性 {unknown[0]}")

    def _choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.raw.get(key, default)
        if value not in choices:
            raise self._bad(key, f"{key} 不能是 {value}，只能是 {'、'.join(choices)}")
        return str(value)

    def _integer(self, key: str, default: int) -> int:
        value = self.raw.get(key, default)
        if not isinstance(value, int):
            raise self._bad(key, f"{key} 应是整数")
        return value

    def _number(self, key: str, default: float, *, least: float) -> float:
        value = self.raw.get(key, default)
        if not isinstance(value, int | float) or value < least:
            raise self._bad(key, f"{key} 应是不小于 {least:g} 的数")
        return float(value)

    def _words(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._bad(key, f"{key} 应是一列文字")
        return tuple(value)

    def _bad(self, key: str, reason: str) -> DefinitionError:
        return DefinitionError(self.name, self._line(key), reason)

    def _line(self, key: str) -> int:
        return next((n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*{re.escape(key)}\s*=", line)), 0)

    def _column_line(self, key: str) -> int:
        return next((n for n, line in enumerate(self.lines, 1) if f'key = "{key}"' in line and "{" in line), 0)


def _title_of(ledger: Ledger) -> str:
    """Return what the paper of a ledger is headed with: 低保特困人员台账, 巡查台账, 参训记录."""
    if ledger.group == "special" and not ledger.label.endswith(_PEOPLE):
        return f"{ledger.label}人员台账"
    return ledger.label if ledger.label.endswith(_COMPLETE) else f"{ledger.label}台账"


def _column(key: str, item: Field | None, raw: dict[str, object]) -> Column:
    """Make a column from its definition, with the field's label, width and usual alignment where it says nothing."""
    kind = item.type.name if item else ""
    usual = "center" if kind in _CENTRED else "right" if kind in _RIGHT else "left"
    return Column(
        key=key,
        title=str(raw.get("title", item.label if item else key)),
        width=float(str(raw.get("width", item.width if item else 0))),
        align=cast(Align, raw.get("align", usual)),
        group=str(raw.get("group", "")),
        shared=raw.get("shared") is True,
        total=raw.get("total") is True,
    )
