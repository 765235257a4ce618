"""Fonts an office brings on a stick: looked into, copied to the clerk's folder with their licences, listed in an index.

Only TrueType outlines can be put into our PDFs, and only fonts that allow embedding (OS/2 fsType). What a file holds is
written down when it is installed, so that later a font is read only when one of its characters is printed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
from fontTools.ttLib import TTCollection, TTFont, TTLibError
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from gridDesk.documents.faces import FILES
from gridDesk.documents.font_index import INDEX, Listed, listed
from gridDesk.errors import DeskError

MOST_BYTES = 160 * 1024 * 1024  # one font file
MOST_FILES = 24
_FONTS, _OTHERS = (".ttf", ".ttc"), (".otf", ".otc", ".woff", ".woff2")
_LICENCE = re.compile("licen[cs]e|copying|copyright|ofl|readme|授权|许可", re.IGNORECASE)
_MOST_LICENCE = 200_000
_RESTRICTED, _BITMAP_ONLY = 0x0002, 0x0200


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not installed, with a sentence that says why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did: the fonts taken, and the files left out."""

    fonts: tuple[Listed, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    data: bytes


def install(folder: Path, source: Path) -> Installed:
    """Install the fonts of a zip file, a folder or one font file into `folder`. Raises DeskError when there are none."""
    fonts, refused, licences = [], [], []
    for found in _files(source):
        if found.name.lower().endswith(_FONTS):
            try:
                fonts.append(_look(found))
            except DeskError as error:
                refused.append(Refused(found.name, str(error)))
        elif found.name.lower().endswith(_OTHERS):
            refused.append(Refused(found.name, _NOT_TRUETYPE))
        else:
            licences.append(found)
    if not fonts:
        raise _nothing(source, refused)
    folder.mkdir(parents=True, exist_ok=True)
    kept = tuple(_keep(folder, found, one, licences) for found, one in fonts)
    _index(folder, kept)
    return Installed(kept, tuple(refused))


def remove(folder: Path, file: str) -> None:
    """Take an installed font away, with its licence. Raises DeskError when the file is in use."""
    here = listed(folder)
    try:
        for one in here:
            if one.file == file:
                (folder / one.file).unlink(missing_ok=True)
                if one.licence:
                    (folder / one.licence).unlink(missing_ok=True)
    except OSError as error:
        raise DeskError(f"字体“{file}”正在使用，没有移除，", advice="请关闭程序再打开，然后重试。") from error
    _write_index(folder, [one for one in here if one.file != file])


_NOT_TRUETYPE = "轮廓不是 TrueType 的（多为 otf），放不进 PDF。请换用同一字体的 ttf 文件。"


def _nothing(source: Path, refused: list[Refused]) -> DeskError:
    if not refused:
        return DeskError(f"“{source.name}”里没有字体文件，", advice="请选择装有 ttf 字体的文件夹或压缩包。")
    first = refused[0]
    return DeskError(f"“{source.name}”里没有能用的字体。{first.file}：{first.why}", advice="请换一个字体包。")


# ---- reading the source ----


def _files(source: Path) -> Iterator[_Found]:
    """Yield the fonts and licence texts of a source; names are bare, so nothing can be written elsewhere."""
    try:
        if source.is_dir():
            yield from _of_folder(sorted(path for path in source.rglob("*") if path.is_file()))
        elif source.suffix.lower() == ".zip":
            with zipfile.ZipFile(source) as packed:
                yield from _of_zip(packed)
        else:
            beside = [path for path in source.parent.iterdir() if path.is_file() and _is_licence(path.name)]
            yield from _of_folder([source, *sorted(beside)])
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        raise DeskError(
            f"“{source.name}”读不出来，", advice="请检查 U 盘是否插好、压缩包是否完整、有没有密码。"
        ) from error


def _of_folder(paths: Iterable[Path]) -> Iterator[_Found]:
    count = 0
    for path in paths:
        if _wanted(path.name, path.stat().st_size):
            count += 1
            _count(count)
            yield _Found(path.name, path.read_bytes())


def _of_zip(packed: zipfile.ZipFile) -> Iterator[_Found]:
    count = 0
    for info in packed.infolist():
        name = PurePosixPath(info.filename.replace("\\", "/")).name
        if not info.is_dir() and _wanted(name, info.file_size):
            count += 1
            _count(count)
            with packed.open(info) as stream:
                data = stream.read(MOST_BYTES + 1)  # a header may lie about the size
            if len(data) <= MOST_BYTES:
                yield _Found(name, data)


def _wanted(name: str, size: int) -> bool:
    lower = name.lower()
    if lower.endswith(_FONTS) and size > MOST_BYTES:
        raise DeskError(f"字体“{name}”超过 {MOST_BYTES // 1024 // 1024} MB，", advice="请换一个小一些的字体包。")
    return lower.endswith((*_FONTS, *_OTHERS)) or (_is_licence(name) and size <= _MOST_LICENCE)


def _is_licence(name: str) -> bool:
    return bool(_LICENCE.search(name)) and not name.lower().endswith((*_FONTS, *_OTHERS))


def _count(count: int) -> None:
    if count > MOST_FILES * 2:
        raise DeskError("这里的文件太多，", advice=f"请只放要装的字体，最多 {MOST_FILES} 个。")


# ---- looking into a font ----


def _look(found: _Found) -> tuple[_Found, Listed]:
    """Read what a font file is called and holds. Raises DeskError when its characters cannot be put into a PDF."""
    try:
        font = _open(found)
        if "glyf" not in font or "CFF " in font or "CFF2" in font:
            raise DeskError(_NOT_TRUETYPE)
        rights = int(font["OS/2"].fsType) if "OS/2" in font else 0
        if rights & 0x000F == _RESTRICTED or rights & _BITMAP_ONLY:
            raise DeskError("字体注明不许嵌入文件，印不到 PDF 里。")
        try:
            codes = _printable(found)
        except TTFError:
            found = _plainly_named(found, font)
            codes = _printable(found)
        family = _family(font) or found.name
        postscript = re.sub("[^A-Za-z0-9]", "", font["name"].getDebugName(6) or "") or "Font"
    except DeskError:
        raise
    except (TTLibError, TTFError, KeyError, ValueError, AssertionError, IndexError, OSError, OverflowError) as error:
        raise DeskError("文件坏了，或不是字体。") from error
    file = re.sub(r"[^\w.\-]", "_", found.name)
    return found, Listed(file, f"Own{postscript}"[:60], family, tuple(_runs(codes)))


def _family(font: TTFont) -> str:
    """Return what a font is called, in Chinese where it has a Chinese name."""
    chinese = font["name"].getName(1, 3, 1, 0x804)
    return str(chinese or font["name"].getBestFamilyName() or "")


def _plainly_named(found: _Found, font: TTFont) -> _Found:
    """Return a font with names in Latin letters only: our reader of fonts takes no others (many of China have them)."""
    family = _family(font) or found.name
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6) and not record.toUnicode(errors="replace").isascii():
            font["name"].names.remove(record)
    for number in (1, 4, 6):
        if not font["name"].getName(number, 3, 1, 0x409):
            font["name"].setName("OwnFont", number, 3, 1, 0x409)
    font["name"].setName(family, 1, 3, 1, 0x804)  # what the clerk knows it by
    out = io.BytesIO()
    font.save(out)
    return _Found(f"{Path(found.name).stem}.ttf", out.getvalue())


def _open(found: _Found) -> TTFont:
    data = io.BytesIO(found.data)
    if found.data[:4] == b"ttcf":
        return TTCollection(data, lazy=True).fonts[0]
    return TTFont(data, lazy=True)


def _printable(found: _Found) -> list[int]:
    """Return the code points our PDFs can show with a font, after making a subset of characters from all over it."""
    reader = TTFontFile(io.BytesIO(found.data))
    codes = sorted(code for code, glyph in reader.charToGlyph.items() if glyph and code > ord(" "))
    if not codes:
        raise DeskError("字体里没有可用的字。")
    reader.makeSubset(codes[:: max(1, len(codes) // 40)])
    return codes


def _runs(codes: list[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for code in codes:
        if code != last + 1:
            if first >= 0:
                yield first, last
            first = code
        last = code
    if first >= 0:
        yield first, last


# ---- keeping ----


def _keep(folder: Path, found: _Found, one: Listed, licences: list[_Found]) -> Listed:
    (folder / one.file).write_bytes(found.data)
    name = f"{Path(one.file).stem}-licence.txt"
    (folder / name).write_bytes(_licence(found, licences))
    return msgspec.structs.replace(one, licence=name)


def _licence(found: _Found, licences: list[_Found]) -> bytes:
    """Return the texts that lay beside the font, else what the font says of its own rights (name table, 13 and 14)."""
    if licences:
        return b"\n\n".join(text.name.encode("utf-8") + b"\n\n" + text.data for text in licences)
    names = _open(found)["name"]
    said = [names.getDebugName(number) for number in (0, 13, 14)]
    return "\n".join(text for text in said if text).encode("utf-8")


def _index(folder: Path, new: tuple[Listed, ...]) -> None:
    files = {one.file for one in new}
    kept = [one for one in listed(folder) if one.file not in files]
    _write_index(folder, _named_apart([*kept, *new]))


def _named_apart(fonts: list[Listed]) -> list[Listed]:
    """Give each font a name of its own: a PDF tells its fonts apart by it."""
    taken: set[str] = set(FILES)
    for place, one in enumerate(fonts):
        name, number = one.name, 1
        while name in taken:
            number += 1
            name = f"{one.name}{number}"
        taken.add(name)
        fonts[place] = msgspec.structs.replace(one, name=name)
    return fonts


def _write_index(folder: Path, fonts: list[Listed]) -> None:
    part = folder / f"{INDEX}.part"
    part.write_bytes(msgspec.json.encode(sorted(fonts, key=lambda one: one.file)))
    part.replace(folder / INDEX)
