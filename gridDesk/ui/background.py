"""Work that takes longer than a blink: a worker thread with a queue, progress with cancel, results in the window.

`run(desk, job, on_done)` hands `job(desk_clone, progress)` to the worker. The clone has a connection of its own and is
opened and closed there. What the job wrote is announced to the listeners of `desk` before `on_done` is called; an answer
that comes when `desk` was closed meanwhile is dropped. `read` does so on a second thread for short reading: a list is not
kept waiting by an import.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import problem, theme

Job = Callable[[object, Callable[[int, int, str], None]], object]
REPORT_EVERY = 0.05  # seconds: more often than the eye follows only keeps the window busy
GRACE = 2000  # milliseconds a finished task is kept alive on the window's thread


class Task(QObject):
    """One job on its way; its signals arrive in the window's thread."""

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    stopping_words = "正在停下，已做的部分会全部退回…"  # a job that keeps what is done says so instead

    _reported = Signal(int, int, str)
    _ended = Signal(str, object, object)

    def __init__(self, desk: object, job: Job, title: str, line: Worker) -> None:
        super().__init__()
        self.title, self._line = title, line
        self.running = True
        self._desk, self._job = desk, job
        self._stop = threading.Event()
        self._last = 0.0
        # Slots of an object of the window's thread: the worker's signals cross over to it.
        self._reported.connect(self.progressed)
        self._ended.connect(self._end)

    def cancel(self) -> None:
        """Ask the job to stop at its next step; nothing is half-done after it."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Tell whether the clerk pressed 取消."""
        return self._stop.is_set()

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Report from the worker how far the job is; raises Cancelled when the clerk pressed 取消."""
        if self._stop.is_set():
            raise _cancelled()
        now = time.monotonic()
        if now - self._last >= REPORT_EVERY or done >= total:
            self._last = now
            self._reported.emit(done, total, words)

    def work(self) -> None:
        """Do the job; called on the worker."""
        changes: list[object] = []
        try:
            result = self._work(changes)
        except Exception as error:  # noqa: BLE001 - whatever a job raises is told in the window
            kind = "cancelled" if isinstance(error, _cancelled_type()) else "failed"
            self._ended.emit(kind, error, changes)
        else:
            self._ended.emit("done", result, changes)

    def _work(self, changes: list[object]) -> object:
        if self._stop.is_set():
            raise _cancelled()
        if self._desk is None:
            return self._job(None, self.progress)
        if self._line.reads:
            return self._job(self._line.reader(self._desk), self.progress)
        clone = self._desk.clone()
        try:
            clone.listeners.append(changes.append)
            return self._job(clone, self.progress)
        finally:
            clone.close()

    @Slot(str, object, object)
    def _end(self, kind: str, value: object, changes: list[object]) -> None:
        self.running = False
        self._line.forget(self)
        if self._desk is not None and self._desk.closed:  # nobody is left whom the answer concerns
            self.finished.emit()
            return
        for change in changes:
            self._desk.announce(change)
        if kind == "done":
            self.done.emit(value)
        elif kind == "cancelled":
            self.cancelled.emit()
        else:
            self.failed.emit(problem.as_desk_error(value))
        self.finished.emit()


class Worker(QThread):
    """A thread beside the window's; its jobs wait in line, so two long ones never compete for the office."""

    started_task = Signal(object)

    def __init__(self, *, reads: bool = False) -> None:
        super().__init__()
        self.reads = reads
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self.tasks: list[Task] = []
        self._reader: tuple[object, object, object] | None = None

    def add(self, task: Task) -> None:
        """Put a job in line."""
        self.tasks.append(task)  # keeps it alive until its result is delivered
        self._queue.put(task)
        if not self.isRunning():
            self.start()
        self.started_task.emit(task)

    def forget(self, task: Task) -> None:
        """Let go of a task whose result is delivered."""
        if task in self.tasks:
            self.tasks.remove(task)
            # The worker may still be on its way out of the task. Its last reference must go here, on the window's
            # thread: the task holds callbacks, and with them widgets, which Qt destroys on no other thread.
            QTimer.singleShot(GRACE, partial(_let_go, [task]))

    def run(self) -> None:
        """Do one job after the other until stopped."""
        while self._next():
            pass
        self._close_reader()

    def reader(self, desk: object) -> object:
        """Return the connection by which this thread reads an office, its pages still warm from the last question."""
        if self._reader is None or self._reader[0] is not desk or self._reader[1] is not desk.catalogue:
            self._close_reader()
            self._reader = (desk, desk.catalogue, desk.reader())
        return self._reader[2]

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader[2].close()
            self._reader = None

    def _next(self) -> bool:
        """Do the next job and keep no hold of it; False when there is none any more."""
        task = self._queue.get()
        if task is not None:
            task.work()
        return task is not None

    def stop(self) -> None:
        """Cancel what is in line, wait for the job in hand, and end the thread."""
        for task in self.tasks:
            task.cancel()
        if self.isRunning():
            self._queue.put(None)
            self.wait()


def _let_go(held: list[Task]) -> None:
    held.clear()


_LONG, _READING, _DRIVES = "long", "reading", "drives"
_workers: dict[str, Worker] = {}


def _worker(name: str = _LONG) -> Worker:
    if name not in _workers:
        worker = _workers[name] = Worker(reads=name == _READING)
        atexit.register(worker.stop)  # for programs whose event loop never ran, such as tests
        QCoreApplication.instance().aboutToQuit.connect(worker.stop)
    return _workers[name]


def worker() -> Worker:
    """Return the worker for long jobs; its `started_task` tells of every one of them."""
    return _worker()


def waiting() -> bool:
    """Tell whether any job, long or short, is not done yet."""
    return any(one.tasks for one in _workers.values())


def titled() -> list[Task]:
    """Return the long jobs that have a title and are not done yet."""
    return [task for task in _worker().tasks if task.title]


def busy() -> bool:
    """Tell whether a job that has a title is running or waiting; those without, such as a preview, may be dropped."""
    return bool(titled())


def run(
    desk: object,
    job: Job,
    on_done: Callable[[object], None] | None = None,
    on_error: Callable[[object], None] | None = None,
    title: str = "",
) -> Task:
    """Put `job(desk_clone, progress)` in line; return its task.

    `on_done(result)` and `on_error(DeskError)` are called in the window's thread. Without `on_error` a calm dialog
    tells. A job with a `title` shows in the status line of the window with 取消; `desk` None means a job without one.
    """
    return _add(Task(desk, job, title, _worker()), on_done, on_error)


def read(
    desk: object,
    job: Job,
    on_done: Callable[[object], None] | None = None,
    on_error: Callable[[object], None] | None = None,
) -> Task:
    """Do `job(desk_clone, progress)`, which reads and ends soon, beside whatever long job is running; else as `run`."""
    return _add(Task(desk, job, "", _worker(_READING)), on_done, on_error)


def look(
    desk: object,
    job: Job,
    on_done: Callable[[object], None] | None = None,
    on_error: Callable[[object], None] | None = None,
) -> Task:
    """Do `job(desk_clone, progress)` on a third thread: a bad stick answers after half a minute, and nobody waits for it."""
    return _add(Task(desk, job, "", _worker(_DRIVES)), on_done, on_error)


def _add(task: Task, on_done: Callable[[object], None] | None, on_error: Callable[[object], None] | None) -> Task:
    if on_done is not None:
        task.done.connect(on_done)
    task.failed.connect(on_error if on_error is not None else _show)
    task._line.add(task)
    return task


def stop(*, drives: bool = True) -> None:
    """Stop the workers: before an office is closed, and at the end of the program.

    `drives` False leaves the one alone that looks at sticks: it has no office open, and a bad stick takes its time.
    """
    for name, worker in _workers.items():
        if drives or name != _DRIVES:
            worker.stop()


def _show(error: object) -> None:
    problem.show(None, error)


def _cancelled_type() -> type[Exception]:
    from gridDesk.desk.progress import Cancelled

    return Cancelled


def _cancelled() -> Exception:
    return _cancelled_type()()


class ProgressPanel(QWidget):
    """Words, a bar, the count and 取消 for one task; `narrow` puts all of it on one line."""

    def __init__(self, task: Task | None = None, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.spacing(2))
        self.button = QPushButton("取消(&C)")
        self.button.clicked.connect(self.cancel)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        if narrow:
            self.bar.setFixedWidth(theme.chars(8))
            self.words.setMaximumWidth(theme.chars(20))
            self.words.setMinimumWidth(1)
            theme.quiet(self.button)
            for piece in (self.words, self.bar, self.button):
                row.addWidget(piece)
        else:
            outer.addWidget(self.words)
            row.addWidget(self.bar, 1)
            row.addWidget(self.button)
        outer.addLayout(row)
        if task is not None:
            self.follow(task)

    @property
    def task(self) -> Task | None:
        """Return the task that is shown."""
        return self._task

    def follow(self, task: Task) -> None:
        """Show how `task` goes on."""
        self._task = task
        self.words.setText(f"{task.title or '正在处理'}…")
        self.bar.setRange(0, 0)
        self.button.setEnabled(True)
        task.progressed.connect(self._progressed)

    @Slot(int, int, str)
    def _progressed(self, done: int, total: int, words: str) -> None:
        if self.sender() is not self._task or self._task.stopping:
            return
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)
        count = f"（{done}/{total}）" if total > 1 else ""
        self.words.setText(f"{words or self._task.title or '正在处理'}{count}")

    def cancel(self) -> None:
        """Ask the task to stop, and say that it is being stopped."""
        if self._task is not None and self._task.running:
            self._task.cancel()
            self.button.setEnabled(False)
            self.words.setText(self._task.stopping_words)
