"""One run of an operation in a child process under strace: with faults injected, or with every write recorded.

The child is forked from a process that has everything imported, waits until strace holds it, and only then begins: so a
run takes a tenth of a second, and the calls that are counted are those of the operation.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import re
import signal
import subprocess
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridDesk.errors import DeskError

CALLS = {
    "pwrite64": ("pwrite64",),
    "write": ("write",),
    "fsync": ("fsync",),
    "fdatasync": ("fdatasync",),
    "ftruncate": ("ftruncate",),
    "rename": ("rename", "renameat", "renameat2"),
    "unlink": ("unlink", "unlinkat", "rmdir"),
    "openat": ("openat",),
    "mkdir": ("mkdir", "mkdirat"),
    "copy": ("sendfile", "copy_file_range"),
}
"""The system calls that write, by the name under which they are counted; some machines have only one of a family."""

ACKNOWLEDGED = "acknowledged"
_SECONDS = 300
_DONE, _REFUSED, _CRASHED = 0, 10, 20
_SET_PTRACER, _ANY = 0x59616D61, -1
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+|\?)")


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `done`, `refused` (a DeskError, whose sentence is in `words`), `crashed`, `killed` or `hung`."""

    how: str
    words: str = ""


@dataclass(frozen=True)
class Call:
    """One system call as strace wrote it down: its name, arguments as text, and what it returned."""

    name: str
    arguments: str
    result: int


def told(root: Path) -> None:
    """Leave a mark in the record: whoever called the operation has been told that it is done."""
    with contextlib.suppress(OSError):
        (root / ACKNOWLEDGED).unlink()


def inject(action: Callable[[], None], call: str, fault: str, when: str, paths: Sequence[Path] = ()) -> Outcome:
    """Run `action` while the `when`-th (`3`), or every call from then on (`3+`), of a family meets `fault`.

    fault: `signal=SIGKILL` or `error=ENOSPC`. paths: only calls on these count (all when none are given).
    """
    names = ",".join(f"?{name}" for name in CALLS[call])
    options = [f"--inject={names}:{fault}:when={when}", f"--trace={names}"]
    for path in paths:
        options += ["-P", str(path)]
    return _run(action, options, Path(os.devnull))


def record(action: Callable[[], None], log: Path) -> list[Call]:
    """Run `action` undisturbed and return every call that writes, moves, or places a file. Raises AssertionError."""
    every = [name for family in CALLS.values() for name in family] + ["lseek"]
    options = ["-y", "-xx", "--string-limit=100000000", f"--trace={','.join('?' + name for name in every)}"]
    outcome = _run(action, options, log)
    assert outcome.how == "done", outcome
    return list(_calls(log))


def _calls(log: Path) -> Iterator[Call]:
    with log.open(encoding="ascii") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found:
                yield Call(found[1], found[2], -1 if found[3] == "?" else int(found[3]))


def counts(calls: Sequence[Call], root: Path) -> Counter[str]:
    """Return how many calls of each family an undisturbed run makes on files below `root`."""
    family = {name: key for key, names in CALLS.items() for name in names}
    return Counter(family[call.name] for call in calls if call.name in family and paths_of(call, root))


def paths_of(call: Call, root: Path) -> list[Path]:
    """Return the paths below `root` that a call is about."""
    texts = re.findall(r"(?:\\x[0-9a-f]{2})+", call.arguments) if call.name not in ("write", "pwrite64") else []
    texts += re.findall(r"^\d+<((?:\\x[0-9a-f]{2})+)>", call.arguments)
    found = [Path(os.fsdecode(unhex(text))) for text in texts if len(text) < 4 * 4096]
    return [path for path in found if path.is_absolute() and path.is_relative_to(root)]


def unhex(text: str) -> bytes:
    r"""Return the bytes of what strace wrote as `\x61\x62`."""
    return bytes.fromhex(text.replace("\\x", ""))


def _run(action: Callable[[], None], options: Sequence[str], log: Path) -> Outcome:
    note = mmap.mmap(-1, 4096)  # shared with the child, so that telling its end needs no system call
    gate, key = os.pipe()
    child = os.fork()
    if not child:
        _live(action, gate, note)
    tracer = subprocess.Popen(
        ["strace", "-f", "-o", str(log), *options, "-p", str(child)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    first = tracer.stderr.readline()
    if "attached" not in first:
        os.kill(child, signal.SIGKILL)
    else:
        os.write(key, b"!")
    _, status = os.waitpid(child, 0)
    tracer.communicate()
    assert "attached" in first, first
    os.close(key)
    os.close(gate)
    words = note[:].rstrip(b"\0").decode("utf-8", "replace")
    note.close()
    return _outcome(status, words)


def _live(action: Callable[[], None], gate: int, note: mmap.mmap) -> None:
    """Be the child: wait for strace, act, and leave word of how it ended."""
    code = _CRASHED
    try:
        ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_ulong(_ANY), 0, 0, 0)
        signal.alarm(_SECONDS)
        os.read(gate, 1)
        code = _act(action, note)
    finally:
        os._exit(code)


def _act(action: Callable[[], None], note: mmap.mmap) -> int:
    try:
        action()
    except DeskError as error:
        return _note(note, str(error), _REFUSED)
    except BaseException as error:  # noqa: BLE001 - told to the parent
        return _note(note, _place_of(error), _CRASHED)
    return _DONE


def _place_of(error: BaseException) -> str:
    """Return what escaped, and from which lines of the program."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "gridDesk/" in frame.filename]
    lines = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames[-4:]))
    return f"{type(error).__name__}: {error} at {lines}"


def _note(note: mmap.mmap, words: str, code: int) -> int:
    data = words.encode("utf-8", "replace")[:4096]
    note[: len(data)] = data
    return code


def _outcome(status: int, words: str) -> Outcome:
    if os.WIFSIGNALED(status):
        return Outcome("hung" if os.WTERMSIG(status) == signal.SIGALRM else "killed", words)
    code = os.WEXITSTATUS(status)
    return Outcome({_DONE: "done", _REFUSED: "refused"}.get(code, "crashed"), words)
