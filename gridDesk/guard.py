"""The order in which the program starts: each step refuses, none repairs silently. Imports neither Qt nor any room.

`BEFORE_WINDOW` is gone through by `app` before Qt is loaded, `desk.gates` by every office before it is opened; both are
plain lists, so that their order can be read and tried.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

LOG = logging.getLogger("gridDesk")
PR_SET_DUMPABLE = 4
NO_DIALOGS = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
NO_HEAP_IN_REPORT = 0x1 | 0x4  # WER_FAULT_REPORTING_FLAG_NOHEAP, WER_FAULT_REPORTING_FLAG_DISABLE_THREAD_SUSPENSION
# `socket.gethostname` asks the machine for its own name and opens nothing.
NETWORK = (
    "socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo", "socket.getservbyname", "socket.sendto", "socket.sendmsg",
    "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect", "imaplib.open", "poplib.connect",
    "nntplib.connect", "telnetlib.Telnet.open", "webbrowser.open",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the start: its name, and what it does."""

    name: str
    take: Callable[[], None]


class NetworkForbidden(RuntimeError):
    """Something in this program, or in a library it uses, reached for the network."""


def start() -> None:
    """Go through the steps before the window, in their order."""
    for step in BEFORE_WINDOW:
        step.take()


# --- no memory on the disk --------------------------------------------------------------------------------------------


def forbid_core_dumps() -> None:
    """See that a crash writes no memory, which holds keys and personal data, to the disk or into a report."""
    if sys.platform == "win32":
        _no_crash_reports()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _not_dumpable()


def _not_dumpable() -> None:
    """Forbid dumps also where the system pipes them to a program, which asks no limit; and other programs' looking in."""
    import ctypes

    with suppress(OSError, AttributeError):  # a C library without prctl: the limit above stays
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


class Kernel(Protocol):
    """What is asked of Windows' kernel32."""

    def SetErrorMode(self, flags: int) -> object:
        """Say what the system shows of errors."""

    def WerSetFlags(self, flags: int) -> object:
        """Say what goes into its error reports."""


def _no_crash_reports(kernel: Kernel | None = None) -> None:
    """Tell Windows to keep memory out of its error reports and to show no dialog that offers to send one."""
    if kernel is None:
        import ctypes

        kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    assert kernel is not None
    with suppress(OSError, AttributeError):
        kernel.SetErrorMode(NO_DIALOGS)
    with suppress(OSError, AttributeError):
        kernel.WerSetFlags(NO_HEAP_IN_REPORT)


# --- no values in the log ---------------------------------------------------------------------------------------------


def catch_errors() -> None:
    """Log what nobody expected by type and place until the window has its own net; the text of an error may hold data."""
    sys.excepthook = _log_error
    threading.excepthook = lambda args: _log_error(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _log_error(args.exc_type, args.exc_value, args.exc_traceback)


def _log_error(kind: type[BaseException], _value: BaseException | None, trace: TracebackType | None) -> None:
    places = " < ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)))
    words = f"unexpected {kind.__name__} at {places or 'unknown place'}"
    LOG.error(words)
    if sys.stderr is not None:
        sys.stderr.write(words + "\n")


def _short(filename: str) -> str:
    path = filename.replace("\\", "/")
    return path.rsplit("gridDesk/", 1)[1] if "gridDesk/" in path else "lib:" + path.rsplit("/", 1)[-1]


# --- no network -------------------------------------------------------------------------------------------------------

_forbidden = False


def forbid_network() -> None:
    """Make every reach of Python for the network an error, for the rest of this process.

    The window system and the desktop's bus are spoken to by Qt over a local pipe, which no Python hook sees.
    """
    global _forbidden
    if not _forbidden:  # a hook can never be taken away again
        _forbidden = True
        sys.addaudithook(_refuse_network)
    # Libraries of Qt and others that would follow a proxy of the environment find none.
    for name in ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


def _refuse_network(event: str, _args: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise NetworkForbidden(f"this program never uses the network ({event})")


_NETWORK = frozenset(NETWORK)

BEFORE_WINDOW: tuple[Step, ...] = (
    Step("no core dumps", forbid_core_dumps),
    Step("errors without values", catch_errors),
    Step("no network", forbid_network),
)
