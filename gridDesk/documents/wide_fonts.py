"""Fonts an office brings on a stick: looked into, copied to the clerk's folder with their licences, listed in an index.

Only TrueType outlines can be put into our PDFs, and only fonts that allow embedding (OS/2 fsType). What a file holds is
written down when it is installed, so that later a font is read only when one of its characters is printed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from gridDesk import containers
from gridDesk.documents import apart
from gridDesk.documents.faces import FILES
from gridDesk.documents.font_index import INDEX, Found, Listed, listed
from gridDesk.errors import DeskError

MOST_BYTES = 160 * 1024 * 1024  # one font file
MOST_FILES = 24
_FONTS, _OTHERS = (".ttf", ".ttc"), (".otf", ".otc", ".woff", ".woff2")
_LICENCE = re.compile("licen[cs]e|copying|copyright|ofl|readme|授权|许可", re.IGNORECASE)
_MOST_LICENCE = 200_000
MOST_ALL = 400 * 1024 * 1024  # all files of a packet
_MOST_ENTRIES = 2000


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


def install(folder: Path, source: Path) -> Installed:
    """Install the fonts of a zip file, a folder or one font file into `folder`. Raises DeskError when there are none."""
    fonts, refused, licences = [], [], []
    for found in _files(source):
        if found.name.lower().endswith(_FONTS):
            try:
                fonts.append(apart.look_at_font(found))
            except DeskError as error:
                refused.append(Refused(found.name, str(error)))
        elif found.name.lower().endswith(_OTHERS):
            refused.append(Refused(found.name, _NOT_TRUETYPE))
        else:
            licences.append(found)
    if not fonts:
        raise _nothing(source, refused)
    folder.mkdir(parents=True, exist_ok=True)
    kept = tuple(_keep(folder, found, one, licences or [Found("", said)]) for found, one, said in fonts)
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


def _files(source: Path) -> Iterator[Found]:
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
    except containers.DAMAGED as error:
        raise DeskError(
            f"“{source.name}”读不出来，", advice="请检查 U 盘是否插好、压缩包是否完整、有没有密码。"
        ) from error


def _of_folder(paths: Iterable[Path]) -> Iterator[Found]:
    count = 0
    for path in paths:
        if _wanted(path.name, path.stat().st_size):
            count += 1
            _count(count)
            yield Found(path.name, path.read_bytes())


def _of_zip(packed: zipfile.ZipFile) -> Iterator[Found]:
    count, room, entries = 0, MOST_ALL, packed.infolist()
    if len(entries) > _MOST_ENTRIES or containers.fault(entries):
        raise DeskError("这个压缩包结构不正常，没有打开，", advice="请把字体文件解压出来再选。")
    for info in entries:
        name = PurePosixPath(info.filename.replace("\\", "/")).name
        if not info.is_dir() and _wanted(name, info.file_size):
            count += 1
            _count(count)
            with packed.open(info) as stream:
                data = stream.read(min(MOST_BYTES, room) + 1)  # a header may lie about the size
            room -= len(data)
            if room < 0:
                raise DeskError("这个压缩包展开后太大，", advice="请只放要装的字体，分几次安装。")
            if len(data) <= MOST_BYTES:
                yield Found(name, data)


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


# ---- keeping ----


def _keep(folder: Path, found: Found, one: Listed, licences: list[Found]) -> Listed:
    one = msgspec.structs.replace(one, file=_plain_name(found.name))
    (folder / one.file).write_bytes(found.data)
    name = f"{Path(one.file).stem}-licence.txt"
    (folder / name).write_bytes(_licence(licences))
    return msgspec.structs.replace(one, licence=name)


_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE
)  # names that Windows keeps for devices


def _plain_name(name: str) -> str:
    """Return a file's name as it may stand in our folder: no path, no device, not too long."""
    stem = re.sub(r"[^\w\-]", "_", Path(name).stem)[:80] or "font"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}{'.ttc' if name.lower().endswith('.ttc') else '.ttf'}"


def _licence(texts: list[Found]) -> bytes:
    """Return the texts that lay beside the font, else what the font says of its own rights (without a name)."""
    return b"\n\n".join(text.name.encode("utf-8") + b"\n\n" + text.data if text.name else text.data for text in texts)


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
