"""A working day of one office, every write of it recorded, and then searched for one invented person in every disguise.

`python -m tests.hostile.day FOLDER` works the day under strace and prints what was found; exit code 1 when the person can
be read anywhere but in what the clerk exported.
"""

from __future__ import annotations

import base64
import gzip
import io
import os
import re
import signal
import sys
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import tracing, world
from tests.roster.support import id_number, write_xlsx

NAME, REMARK = "欧阳䶮金丝雀", "金丝雀备注：半夜常有人进出"
NUMBER, PHONE = id_number("1973-04-19", 173), "13987650173"
PLACE = "鸢尾巷173号金丝雀院"
TYPED = "金丝雀草稿没有保存"
SECRETS = (NAME, NUMBER, PHONE, PLACE, REMARK, TYPED, "金丝雀")
IN, OUT = "given", "exports"  # what others gave, and what the clerk sent out: both may name the person


def day(root: Path) -> None:
    """Enter, search, list, import, print, export, send, back up, crash, restore, lock: with a window, as a clerk would."""
    from PySide6.QtWidgets import QApplication

    from gridDesk import guard
    from gridDesk.desk import backups, drafts, exchange, people, rosters, safety, search, views
    from gridDesk.desk.exports import ExportOrder
    from gridDesk.desk.opening import open_office
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.ui import problem, startup
    from tests import granted

    guard.start()
    startup.prepare_environment()
    app = QApplication.instance() or QApplication(["day"])
    home, out, stick = root / "home" / "village", root / OUT, root / "stick"
    desk = open_office(home, world.PASSWORD)
    head = {"name": NAME, "sex": "1", "id_type": "111", "id_number": NUMBER, "phone": PHONE, "note": REMARK}
    known = {item.key for item in desk.catalogue["person"].fields}
    saved = people.new_household(
        desk, "173", f"柳行村{PLACE}", {key: value for key, value in head.items() if key in known}
    )
    people.add_member(desk, saved.uid, {"name": f"{NAME}之子"}, "20")
    for typed in (NAME, "金丝雀", NUMBER, NUMBER[-6:], PHONE, PLACE, "ouyang"):
        search.find(desk, typed)
        search.sections(desk, typed)
    view = views.View(name="金丝雀视图", table="people", search=NAME)
    views.save_view(desk, view)
    plan = rosters.preview(desk, [root / IN / "名单.xlsx"])
    rosters.apply(desk, plan)
    rosters.write_trouble(desk, plan, out / "有问题的行.xlsx")
    granted.save(desk, PrintOrder(paper="resident_ledger"), out / "台账.pdf")
    granted.save(desk, PrintOrder(paper="resident_ledger"), out / "台账.docx")
    order = ExportOrder(view=views.View(name="", table="people"), reason="单位存档", lock=False)
    granted.export(desk, order, out / "名单.xlsx")
    granted.export(desk, order, out / "名单.csv")
    drafts.keep(desk, drafts.FormDraft(drafts.new_key(), "person", TYPED, {}, {"name": TYPED, "phone": PHONE}))
    exchange.write_package(desk, world.STREET, stick)
    backup = safety.backup(desk)
    with suppress(OSError):
        backups.run(desk, stick)
    _window(app, desk, root)
    try:
        raise ValueError(f"{NAME} {NUMBER}")
    except ValueError as error:
        problem.log_unexpected(type(error), error.__traceback__)
        guard._log_error(type(error), error, error.__traceback__)
    desk.close()
    _crash(home)
    safety.restore(backup, home, world.PASSWORD).close()
    with closing(open_office(home, world.PASSWORD)) as again:
        assert search.find(again, NAME)


def _window(app: object, desk: object, root: Path) -> None:
    """Open the window on a clone, look at pages, search in the box, type in a form, lock."""
    from PySide6.QtWidgets import QApplication

    from gridDesk.desk.office import Desk
    from gridDesk.ui import background
    from gridDesk.ui.record_dialog import RecordDialog
    from gridDesk.ui.window import MainWindow

    assert isinstance(desk, Desk)
    clone = desk.clone()
    window = MainWindow(root / "home")
    window.resize(1200, 760)
    window.show()
    window.enter(clone)
    for _ in range(30):
        QApplication.processEvents()
        time.sleep(0.01)
    dialog = RecordDialog(window.desk, "person", None, window)
    dialog.open()
    dialog.form.editors["name"].set_state(TYPED)
    dialog.form.editors["name"].changed.emit()
    for _ in range(30):
        QApplication.processEvents()
        time.sleep(0.01)
    QApplication.clipboard().setText("")
    window.lock()
    for _ in range(30):
        QApplication.processEvents()
        time.sleep(0.01)
    background.stop()
    window.hide()


def _crash(home: Path) -> None:
    """Let another process open the office, write, and be killed in the middle of it."""
    from gridDesk.desk import people
    from gridDesk.desk.opening import open_office

    child = os.fork()
    if not child:
        desk = open_office(home, world.PASSWORD)
        people.new_household(desk, "174", f"柳行村{PLACE}旁", {"name": f"{NAME}邻居", "sex": "1", "id_type": "111"})
        desk.store._db.conn.execute("BEGIN IMMEDIATE")
        desk.store._db.conn.execute("UPDATE setting SET value = value")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


# --- looking for the person -------------------------------------------------------------------------------------------


def disguises() -> dict[bytes, str]:
    """Return every secret in every encoding that a file may hold it in, with what it is."""
    found = {}
    for text in SECRETS:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "utf-32-le"):
            with suppress(UnicodeEncodeError):
                raw = text.encode(encoding)
                found[raw] = f"{encoding}"
                found[raw.hex().encode()] = f"{encoding} in hex"
                for start in range(3):
                    # Base64 of a text inside another text: three ways, the ends left off.
                    packed = base64.b64encode(b"\0" * start + raw)[(0, 2, 3)[start] + (0 if not start else 1) : -4]
                    if len(packed) > 10:
                        found[packed] = f"{encoding} in base64"
        if not text.isascii():
            found[text.encode("unicode_escape")] = "escaped"
        found["".join(f"&#{ord(char)};" for char in text).encode()] = "as XML numbers"
    return {raw: words for raw, words in found.items() if len(raw) > 5}


_DISGUISES = disguises()
_PATTERN = re.compile(b"|".join(re.escape(raw) for raw in sorted(_DISGUISES, key=len, reverse=True)))
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_STREAM = re.compile(rb"stream\r?\n")
_DEEPEST, _MOST = 4, 4000


def seen(data: bytes, depth: int = 0) -> set[str]:
    """Return the disguises in which the person stands in some bytes, also inside zip, gzip, zstd, PDF and zlib streams."""
    found = {f"{_DISGUISES[hit]}{' inflated' * bool(depth)}" for hit in set(_PATTERN.findall(data))}
    if depth < _DEEPEST:
        for inner in _unpacked(data):
            found |= seen(inner, depth + 1)
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    if b"PK\x05\x06" in data:
        with suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                with suppress(Exception):
                    yield archive.read(name)
    view = memoryview(data)
    places = [found.end() for found in _STREAM.finditer(data)] + [found.start() for found in _ZLIB.finditer(data)]
    for place in places[:_MOST]:
        for width in (15, -15):
            with suppress(zlib.error):
                reader = zlib.decompressobj(width)
                inner = reader.decompress(view[place : place + 4096])
                if len(inner) > 20:
                    yield inner + reader.decompress(view[place + 4096 :], 20 << 20)
                    break
    if data[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError):
            yield gzip.decompress(data)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        import zstandard

        with suppress(zstandard.ZstdError):
            yield zstandard.ZstdDecompressor().decompress(data, max_output_size=20 << 20)


@dataclass
class Search:
    """What was searched and where the person was found: by file what was written to it, and what lies there at the end."""

    written: int = 0
    files: int = 0
    size: int = 0
    allowed: dict[str, set[str]] = field(default_factory=dict)
    leaks: dict[str, set[str]] = field(default_factory=dict)


_DESCRIBED = re.compile(r'^\d+<((?:\\x[0-9a-f]{2})+)>, "((?:\\x[0-9a-f]{2})*)"')


def _is_device(path: str) -> bool:
    """Tell whether a path is of a device or a process; /dev/shm holds files like any other folder."""
    return path.startswith(("/dev/", "/proc/")) and not path.startswith("/dev/shm/")


def streams(calls: Iterable[tracing.Call]) -> Iterator[tuple[str, bytes]]:
    """Yield every file that was written to with all that was ever written, also of files that are gone by now."""
    written: dict[str, bytearray] = {}
    for call in calls:
        if call.name in ("write", "pwrite64"):
            found = _DESCRIBED.match(call.arguments)
            if found and (path := os.fsdecode(tracing.unhex(found[1]))).startswith("/") and not _is_device(path):
                written.setdefault(path, bytearray()).extend(tracing.unhex(found[2]))
        elif call.name == "openat" and "O_CREAT" in call.arguments:
            found = re.search(r'"((?:\\x[0-9a-f]{2})+)", ', call.arguments)
            if found and call.result >= 0:
                written.setdefault(os.fsdecode(tracing.unhex(found[1])), bytearray())
    for path, data in written.items():
        yield path, bytes(data)


def searched(root: Path, calls: Iterable[tracing.Call]) -> Search:
    """Search what was written during the day, and every file below the root at its end."""
    found = Search()

    def look(name: str, data: bytes) -> None:
        found.size += len(data)
        where = seen(data) | ({"its name"} if _PATTERN.search(os.fsencode(name)) else set())
        inside = Path(name)
        place = inside.relative_to(root).parts[0] if inside.is_relative_to(root) else ""
        if where:
            (found.allowed if place in (IN, OUT) else found.leaks).setdefault(name, set()).update(where)

    for name, data in streams(calls):
        if _is_device(name) or name == str(root / "strace.log"):
            continue
        found.written += 1
        look(name, data)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != "strace.log":
            found.files += 1
            look(str(path), path.read_bytes())
    return found


def prepare(root: Path) -> None:
    """Make the office and its street, and what others gave; point home, temporary and XDG folders below the root."""
    for name in (IN, OUT, "stick", "home", "tmp", "user", "run"):
        (root / name).mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "HOME": str(root / "user"), "TMPDIR": str(root / "tmp"), "GRIDDESK_HOME": str(root / "home"), "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(root / "run"), **{f"XDG_{kind}_HOME": str(root / "user" / kind.lower()) for kind in
                                                ("CONFIG", "DATA", "CACHE", "STATE")},
    }  # fmt: skip
    (root / "run").chmod(0o700)
    world.make_passwords_light()
    world._new(root / "home" / "village", world.OFFICE, ["柳行村网格"])
    street = root / "street"
    world._new(street, world.Office(site=world.STREET, name="齐陵街道", level="street"), [])
    with world.opened(root / "home" / "village") as village, world.opened(street) as other:
        world._pair(village, other, root / "stick")
    write_xlsx(root / IN / "名单.xlsx", [["户号", "姓名", "与户主关系", "身份证号", "联系电话", "家庭住址"],
                                       ["9", f"{NAME}甲", "户主", id_number("1950-01-02", 11), PHONE, f"柳行村{PLACE}后"],
                                       ["9", f"{NAME}乙", "配偶", "370305195001020000", PHONE, f"柳行村{PLACE}后"]])  # fmt: skip


def main(root: Path) -> int:
    """Work the day and print what was found."""
    prepare(root)
    calls = tracing.record(lambda: day(root), root / "strace.log")
    found = searched(root, calls)
    print(
        f"calls {len(calls)}; written {found.written} files; left {found.files} files; searched {found.size >> 20} MB"
    )
    for name, where in sorted(found.allowed.items()):
        print(f"export {Path(name).name}: {', '.join(sorted(where))}")
    for name, where in sorted(found.leaks.items()):
        print(f"LEAK {name}: {', '.join(sorted(where))}")
    return 1 if found.leaks else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
