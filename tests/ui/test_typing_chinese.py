"""Chinese can be typed on Linux from the first start: a real display, a real fcitx 5, real keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

PROGRAMS = ("Xvfb", "dbus-daemon", "fcitx5", "fcitx5-remote", "xdotool")
PINYIN = Path("/usr/share/fcitx5/inputmethod/pinyin.conf")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None] + ([] if PINYIN.is_file() else ["pinyin"])
PATIENCE = 30  # seconds; a slow machine is no reason to fail
ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="input methods of Linux desktops"),
    pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=f"not installed: {', '.join(MISSING)}"),
]

# A session bus that starts nothing by itself, so that only our fcitx 5 is on it.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def wait_for(what: str, look: Callable[[], object]) -> object:
    """Return what `look` finds, as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.03)
    raise AssertionError(f"waited {PATIENCE} seconds for {what}")


class Desktop:
    """A display, a session bus and fcitx 5 as a Chinese desktop starts them, with our window on it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.state_file = folder / "state.json"
        home = folder / "user"
        self.environ = {
            "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_RUNTIME_DIR": str(home), "XDG_DATA_HOME": str(home / ".local"), "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT), "GRIDDESK_HOME": str(folder / "griddesk"),
            # What the sessions of UOS and Kylin set, and for which Qt's own wheels have no plug-in.
            "QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx", "GTK_IM_MODULE": "fcitx",
        }  # fmt: skip
        self._configure(home / ".config" / "fcitx5")
        self._start_display()
        self._start_bus()
        self._start_fcitx()
        self._start_window()

    def _configure(self, folder: Path) -> None:
        """Write the settings of a desktop whose input method is pinyin."""
        folder.mkdir(parents=True)
        items = "[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n\n[Groups/0/Items/1]\nName=pinyin\nLayout=\n\n"
        group = "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n\n"
        (folder / "profile").write_text(f"{group}{items}[GroupOrder]\n0=Default\n", encoding="utf-8")
        (folder / "config").write_text("[Behavior]\nActiveByDefault=True\nShareInputState=All\n", encoding="utf-8")

    def _spawn(self, name: str, *command: str, **options: object) -> subprocess.Popen[bytes]:
        log = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        options.setdefault("stdout", log)
        process = subprocess.Popen(command, env=self.environ, stderr=log, cwd=ROOT, **options)
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def _start_display(self) -> None:
        read, write = os.pipe()
        self._spawn("display", "Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp",
                    pass_fds=(write,))  # fmt: skip
        os.close(write)
        with os.fdopen(read, "rb") as told:
            self.environ["DISPLAY"] = f":{told.readline().decode().strip()}"

    def _start_bus(self) -> None:
        settings = self.folder / "bus.conf"
        settings.write_text(BUS, encoding="utf-8")
        command = ("dbus-daemon", f"--config-file={settings}", "--nofork", "--print-address=1")
        bus = self._spawn("bus", *command, stdout=subprocess.PIPE)
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.stack.callback(bus.stdout.close)

    def _start_fcitx(self) -> None:
        self._spawn("fcitx", "fcitx5", "--disable", "wayland,cloudpinyin")
        wait_for("fcitx 5", lambda: self.run("fcitx5-remote", check=False) in ("1", "2"))

    def _start_window(self) -> None:
        self._spawn(
            "window", sys.executable, "-m", "tests.ui.typing_window", str(self.folder / "office"), str(self.state_file)
        )
        wait_for("our window", self.state_file.is_file)
        window = wait_for(
            "its place on the display", lambda: self.run("xdotool", "search", "--name", "typing stage", check=False)
        )
        self.run("xdotool", "windowfocus", "--sync", str(window).split()[0])
        wait_for("the keyboard in the line", lambda: self.state()["focus"] == "line")

    def run(self, *command: str, check: bool = True) -> str:
        """Run a small program on this desktop; return what it says."""
        done = subprocess.run(command, env=self.environ, check=check, capture_output=True, timeout=PATIENCE)
        return done.stdout.decode().strip()

    def state(self) -> dict[str, object]:
        """Return what is in our window now."""
        return json.loads(self.state_file.read_text(encoding="utf-8"))

    def type(self, *keys: str) -> None:
        """Press keys one after the other, as quickly as a person."""
        self.run("xdotool", "key", "--delay", "60", *keys)

    def switch_to_pinyin(self) -> None:
        """Switch the input method on, as Ctrl+Space does."""
        self.run("fcitx5-remote", "-s", "pinyin")
        wait_for("pinyin", lambda: self.run("fcitx5-remote", "-n") == "pinyin")

    def expect(self, **wanted: object) -> None:
        """Wait until the window holds what is wanted."""

        def look() -> bool:
            state = self.state()
            return all(state[key] == value for key, value in wanted.items())

        try:
            wait_for(f"{wanted}", look)
        except AssertionError as error:
            raise AssertionError(f"{error}; the window holds {self.state()}") from None


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Start a Chinese desktop once; everything on it ends with this module."""
    assert not MISSING, f"install them by .ci/system-libraries --tests: {MISSING}"
    with ExitStack() as stack:
        yield Desktop(tmp_path_factory.mktemp("desktop"), stack)


def test_chinese_is_typed_into_a_line_and_straight_into_table_cells(desktop: Desktop) -> None:
    desktop.switch_to_pinyin()
    desktop.type(*"nihao", "space")
    desktop.expect(line="你好")

    desktop.type("Tab")
    desktop.expect(focus="table", row=0)
    desktop.switch_to_pinyin()
    desktop.type(*"nihao", "space")
    desktop.type("Return")
    desktop.expect(cells=["你好", "旧"], row=1)

    # A full-width comma is committed without a preedit: Qt alone opens the cell and drops it.
    desktop.type("comma")
    desktop.expect(focus="cell")
    desktop.type("Return")
    desktop.expect(cells=["你好", "，"])
