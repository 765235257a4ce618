"""The program checks itself: `griddesk-check --check` opens an office, loads what it ships, writes every kind of file.

Run by the installer's build and by whoever helps a clerk: one line a part, 通过 or what is wrong.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import gridDesk
from gridDesk import paths
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents import opener
from gridDesk.errors import DeskError
from gridDesk.roster import reader


def main(argv: Sequence[str] | None = None) -> int:
    """Run every check and print one line each; returns 0 when all pass. Also serves as the helper that reads files."""
    given = sys.argv[1:] if argv is None else argv
    if reader.VERB in given:
        return reader.main()
    if opener.VERB in given:
        return opener.main()
    print(f"网格台 {gridDesk.__version__}　Python {sys.version.split()[0]}")
    failed = 0
    for name, check in _CHECKS:
        try:
            words = check()
        except Exception as error:  # noqa: BLE001 - whoever helps needs every line, whatever one part raises
            failed += 1
            words = (
                f"未通过：{error if isinstance(error, DeskError) else type(error).__name__ + ' ' + str(error)[:200]}"
            )
        print(f"{name}：{words or '通过'}", flush=True)
    print("全部通过。" if not failed else f"有 {failed} 项未通过。")
    return 1 if failed else 0


def _guards() -> str:
    """Every step of the start taken once, and the network tried."""
    from gridDesk import guard
    from gridDesk.desk import gates, places
    from gridDesk.store.engine import check_build

    guard.start()
    try:
        sys.audit("socket.connect", None, ("127.0.0.1", 9))
    except guard.NetworkForbidden:
        pass
    else:
        raise DeskError("没有拦住网络连接。")
    check_build()
    places.check(paths.default_home())
    return f"通过（启动 {len(guard.BEFORE_WINDOW)} 步，开门 {len(gates.GATES)} 步）"


def _modules() -> str:
    names = [found.name for found in pkgutil.walk_packages(gridDesk.__path__, "gridDesk.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    return f"通过（{len(names)} 个模块）"


def _definitions() -> str:
    from gridDesk.ledger import catalogue

    shapes = catalogue()
    return f"通过（{len(shapes.ledgers)} 本台账，{len(shapes.code_sets)} 个代码表）"


def _office() -> str:
    """An encrypted office with invented people: made, searched, printed to PDF and Word, checked, closed."""
    from gridDesk.desk import demo, history, printing, safety, search

    with tempfile.TemporaryDirectory() as folder, closing(demo.make_demo(Path(folder) / "demo", people=40)) as desk:
        if not search.find(desk, "wang") and not search.find(desk, "王") and not search.find(desk, "1组"):
            raise DeskError("查找没有结果。")
        order = PrintOrder(paper="resident_ledger")
        pdf = printing.pdf(desk, order)
        docx = printing.docx(desk, order)
        if pdf[:5] != b"%PDF-" or docx[:2] != b"PK":
            raise DeskError("打印文件没有写成。")
        problems = safety.check(desk)
        if problems:
            raise DeskError(problems[0])
        backup = safety.backup(desk)
        history.undo(desk, history.recent(desk)[0].txn)
        return f"通过（PDF {printing.page_count(pdf)} 页，备份 {backup.stat().st_size // 1024} KB）"


def _spreadsheet() -> str:
    from gridDesk.ledger import catalogue
    from gridDesk.roster import write_template

    target = io.BytesIO()
    write_template("resident", catalogue(), target)
    if not target.getvalue().startswith(b"PK"):
        raise DeskError("表格文件没有写成。")
    return "通过"


def _window() -> str:
    from gridDesk.ui import startup

    startup.prepare_environment()
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication, QPushButton

    from gridDesk.ui import theme

    theme.apply(QApplication([]))
    button = QPushButton("网格台")
    button.show()
    picture = button.grab()
    if picture.isNull():
        raise DeskError("窗口画不出来。")
    return f"通过（Qt {importlib.import_module('PySide6').__version__}）"


def _data_files() -> str:
    missing = [str(folder.name) for folder in (paths.forms(), paths.resources()) if not folder.is_dir()]
    if missing:
        raise DeskError(f"缺少文件夹 {'、'.join(missing)}。")
    return "通过"


_CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("启动保护", _guards),
    ("数据文件夹", _data_files),
    ("程序模块", _modules),
    ("台账定义", _definitions),
    ("表格", _spreadsheet),
    ("窗口", _window),
    ("演示单位", _office),
)


if __name__ == "__main__":
    raise SystemExit(main())
