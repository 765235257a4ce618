"""Reading ledgers from `forms/ledgers/*.toml`; every mistake in a definition is told with file, line and reason."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast, get_args

from gridDesk import paths
from gridDesk.errors import DefinitionError, FieldError
from gridDesk.ledger.codes import CodeSet, load_code_set
from gridDesk.ledger.model import ADDRESSEE, Catalogue, Field, Group, Ledger, Travel, known_type

_LEDGER_KEYS = {
    "key", "label", "group", "version", "title", "fields", "subject", "sealed", "travel", "aliases", "help", "order",
    "internal",
}  # fmt: skip
_FIELD_KEYS = {
    "key", "label", "type", "codes", "to", "required", "default", "sensitive", "width", "aliases", "section", "help",
    "carry",
}  # fmt: skip
_FIELD_KEY = re.compile(r'key\s*=\s*"([^"]*)"')
_RESERVED = {"uid", "office", "rev", "state", "closed_on", "closed_reason", "verified_on", "updated_at", "extra"}


_READING = Lock()


def catalogue() -> Catalogue:
    """Return the program's own catalogue, read once; who asks while it is being read on another thread waits for it."""
    with _READING:
        return _own_catalogue()


@cache
def _own_catalogue() -> Catalogue:
    return load_catalogue(paths.forms() / "ledgers", paths.resources() / "codes")


def load_catalogue(ledgers: Path, codes: Path) -> Catalogue:
    """Read every code set and ledger of two folders. Raises DefinitionError."""
    code_sets = {path.stem: load_code_set(path) for path in sorted(codes.glob("*.csv"))}
    loaded = [load_ledger(path, code_sets) for path in ledgers.glob("*.toml")]
    loaded.sort(key=lambda pair: pair[0])
    found = {ledger.key: ledger for _, ledger in loaded}
    for ledger in found.values():
        _check_links(ledgers / f"{ledger.key}.toml", found)
    return Catalogue(found, code_sets)


def load_ledger(path: Path, code_sets: dict[str, CodeSet]) -> tuple[int, Ledger]:
    """Read one ledger; returns its place in the order and the ledger. Raises DefinitionError."""
    text = path.read_text(encoding="utf-8")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise DefinitionError(path.name, int(found[1]) if found else 0, "TOML 写法不对") from error
    place = _Place(path.name, text)
    _known_keys(place, raw, _LEDGER_KEYS, 0)
    for key in ("key", "label", "group", "title", "fields"):
        if key not in raw:
            raise DefinitionError(path.name, 1, f"缺少 {key}")
    if raw["key"] != path.stem:
        raise DefinitionError(path.name, place.line("key"), "key 应与文件名相同")
    if raw["group"] not in get_args(Group):
        raise DefinitionError(path.name, place.line("group"), f"group 不能是 {raw['group']}")
    fields = tuple(_field(place, item, code_sets) for item in raw["fields"])
    _check_unique(place, fields)
    title = tuple(raw["title"])
    subject = raw.get("subject", "")
    for key in (*title, *([subject] if subject else [])):
        if key not in {item.key for item in fields}:
            raise DefinitionError(path.name, place.line("title"), f"没有名为 {key} 的字段")
    ledger = Ledger(
        key=raw["key"], label=raw["label"], group=cast(Group, raw["group"]), version=raw.get("version", 1),
        title=title, fields=fields, subject=subject, sealed=raw.get("sealed", False), internal=raw.get("internal", False),
        travel=_travel(place, raw, fields), aliases=tuple(raw.get("aliases", ())), help=raw.get("help", ""),
    )  # fmt: skip
    return raw.get("order", 999), ledger


def _travel(place: _Place, raw: dict[str, object], fields: tuple[Field, ...]) -> Travel:
    """Return which way records travel; those that go down say to whom."""
    travel = raw.get("travel", "up")
    if travel not in get_args(Travel):
        raise DefinitionError(place.name, place.line("travel"), f"travel 不能是 {travel}")
    if (travel == "down") != (ADDRESSEE in {item.key for item in fields}):
        raise DefinitionError(place.name, place.line("travel"), f"下发的台账才有、也必须有字段 {ADDRESSEE}")
    return cast(Travel, travel)


class _Place:
    """Finds the line of a definition, for error messages."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self._field_lines: dict[str, int] | None = None

    def line(self, key: str) -> int:
        return next((n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*{re.escape(key)}\s*=", line)), 0)

    def field_line(self, key: object) -> int:
        """Return the last line on which a field of that key is defined."""
        if self._field_lines is None:
            hits = ((n, _FIELD_KEY.search(line)) for n, line in enumerate(self.lines, 1) if "{" in line)
            self._field_lines = {hit[1]: n for n, hit in hits if hit}
        return self._field_lines.get(str(key), 0)


def _field(place: _Place, raw: dict[str, object], code_sets: dict[str, CodeSet]) -> Field:
    key = raw.get("key")
    line = place.field_line(key)
    _known_keys(place, raw, _FIELD_KEYS, line)
    if not isinstance(key, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", key) or key in _RESERVED:
        raise DefinitionError(place.name, line, f"字段名 {key!r} 不可用")
    if not raw.get("label"):
        raise DefinitionError(place.name, line, f"字段 {key} 缺少 label")
    kind = known_type(str(raw.get("type", "")))
    if kind is None:
        raise DefinitionError(place.name, line, f"字段 {key} 的类型 {raw.get('type')!r} 不存在")
    codes = code_sets.get(str(raw.get("codes", "")))
    if kind.name in ("code", "codes") and codes is None:
        raise DefinitionError(place.name, line, f"字段 {key} 的代码表 {raw.get('codes')!r} 不存在")
    if (kind.name == "record") != ("to" in raw):
        raise DefinitionError(place.name, line, f"字段 {key}：record 类型必须且只有它写 to")
    item = Field(
        key=key, label=str(raw["label"]), type=kind, code_set=codes, to=str(raw.get("to", "")),
        required=bool(raw.get("required", False)), default=str(raw.get("default", "")),
        sensitive=bool(raw.get("sensitive", False)), width=float(str(raw.get("width", 0))),
        aliases=tuple(cast(list[str], raw.get("aliases", []))), section=str(raw.get("section", "")),
        help=str(raw.get("help", "")), carry=bool(raw.get("carry", False)),
    )  # fmt: skip
    if item.default:
        _check_default(place, item, line)
    return item


def _check_default(place: _Place, item: Field, line: int) -> None:
    try:
        item.parse(item.default)
    except FieldError as error:
        raise DefinitionError(place.name, line, f"字段 {item.key} 的默认值不可用：{error.message}") from None


def _known_keys(place: _Place, raw: dict[str, object], known: set[str], line: int) -> None:
    unknown = sorted(set(raw) - known)
    if unknown:
        raise DefinitionError(place.name, line or place.line(unknown[0]), f"不认识的属性 {unknown[0]}")


def _check_unique(place: _Place, fields: tuple[Field, ...]) -> None:
    seen: set[str] = set()
    for item in fields:
        if item.key in seen:
            raise DefinitionError(place.name, place.field_line(item.key), f"字段 {item.key} 重复")
        seen.add(item.key)


def _check_links(path: Path, found: dict[str, Ledger]) -> None:
    for item in found[path.stem].links:
        if item.to not in found:
            place = _Place(path.name, path.read_text(encoding="utf-8"))
            raise DefinitionError(path.name, place.field_line(item.key), f"字段 {item.key} 指向的台账 {item.to} 不存在")
