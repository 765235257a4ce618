"""A helper process for files that may mean harm: little memory, little time, no network, no writing.

The program asks through the helper's standard input and gets plain data back, never code: frames of four bytes of length
and one MessagePack list. A helper that takes too long or too much is ended by the system or by the program, and told.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

MEMORY = 1 << 30  # bytes, whatever is asked
SECONDS = 120
LONGEST = 1 << 30
_LEAST = 240 << 20  # a helper itself takes some 20 MB
_PER_BYTE = 48  # a file of rows takes some 30 times its packed size; a bomb takes thousands

_encoder = msgspec.msgpack.Encoder()
Revive = Callable[[int, memoryview], object]


# --- inside the helper ------------------------------------------------------------------------------------------------


def limit(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Bound what this process may use, and take away what reading a file does not need."""
    if sys.platform != "win32":  # there the program puts the helper into a job object (`job_object`)
        import resource

        for what, amount in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # a stricter limit from outside stays
                resource.setrlimit(what, (amount, amount))
    sys.addaudithook(_refuse)


def allow(size: int) -> None:
    """Allow as much memory as a file of so many bytes can need if it is honest, and never more than the whole limit."""
    if sys.platform == "win32":
        return
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + _LEAST + _PER_BYTE * size
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (min(wanted, MEMORY if hard == resource.RLIM_INFINITY else hard), hard))


_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "urllib.", "os.rename",
    "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.", "os.startfile",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Stop what a reader never does: connect, start programs, write or move files."""
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 else 0
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError("a reader writes nothing")
    elif event.startswith(_REFUSED):
        raise PermissionError("a reader connects to nothing and starts nothing")


def serve(answer_one: Callable[[list[object], BinaryIO], None]) -> int:
    """Answer requests from standard input until it ends; returns the exit code."""
    # Whoever prints by mistake must not write between the frames.
    answer = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    request = os.fdopen(os.dup(0), "rb")
    limit()
    for asked in frames(request):
        answer_one(asked, answer)
        answer.flush()
    return 0


# --- between the two --------------------------------------------------------------------------------------------------


def send(out: BinaryIO, content: Sequence[object]) -> None:
    """Write one frame."""
    data = _encoder.encode(content)
    out.write(len(data).to_bytes(4, "big") + data)


def frames(source: BinaryIO, revive: Revive | None = None) -> Iterator[list[object]]:
    """Return the frames of a stream until it ends; `revive` makes values of MessagePack's extensions."""
    decoder = msgspec.msgpack.Decoder(list, ext_hook=revive)
    while len(head := source.read(4)) == 4:
        length = int.from_bytes(head, "big")
        if length > LONGEST:
            raise ValueError("frame too long")
        data = source.read(length)
        if len(data) < length:
            return
        yield decoder.decode(data)


# --- beside the helper ------------------------------------------------------------------------------------------------


class HelperEnded(Exception):
    """The helper ended without an answer; `late` when it was ended for taking too long."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("the helper ended without an answer")
        self.late = late


def command(module: str, verb: str) -> list[str]:
    """Return the command that starts a helper: its module from source, a verb of the program when installed."""
    if not getattr(sys, "frozen", False):
        # -P keeps the folder a clerk works in out of the search for modules.
        return [sys.executable, "-P", "-m", module]
    program = Path(sys.executable)
    # The window's program has no standard streams on Windows; the one that checks the installation has.
    beside = program.with_name("griddesk-check" + program.suffix)
    return [str(beside if beside.exists() else program), verb]


def without_passwords(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the passwords a command was given in it: a parser of foreign bytes needs none."""
    return {name: value for name, value in environment.items() if not name.upper().endswith("PASSWORD")}


class Helper:
    """A helper process and the seconds it has for one request; started with the first, anew after it ended."""

    def __init__(self, start: Sequence[str], seconds: float = SECONDS) -> None:
        self._start, self._seconds = start, seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._job: object = None
        self._late = False

    def ask(self, request: Sequence[object], revive: Revive | None = None) -> Iterator[list[object]]:
        """Send a request and yield the frames of the answer; whoever asks knows which is the last.

        Raises HelperEnded where the answer breaks off.
        """
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        self._late = False
        timer = threading.Timer(self._seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            send(process.stdin, request)  # type: ignore[arg-type]
            process.stdin.flush()
            yield from frames(process.stdout, revive)  # type: ignore[arg-type]
        except (BrokenPipeError, OSError, ValueError, msgspec.MsgspecError) as error:
            raise self._ended() from error
        finally:
            timer.cancel()
        raise self._ended()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            self._process = subprocess.Popen(
                self._start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=hidden,
                env=without_passwords(os.environ), cwd=None if getattr(sys, "frozen", False) else Path(__file__).parents[1],
            )  # fmt: skip
            if sys.platform == "win32":
                from gridDesk import job_object

                # From source Python itself starts a second process where it runs in a virtual environment.
                most = 1 if getattr(sys, "frozen", False) else 2
                self._job = job_object.confine(int(getattr(self._process, "_handle")), MEMORY, most)  # noqa: B009
        return self._process

    def _ended(self) -> HelperEnded:
        self.close()
        return HelperEnded(late=self._late)

    def _end_late(self) -> None:
        self._late = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the helper."""
        process, self._process = self._process, None
        self._job = None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        process.wait()
