"""The helper process itself: memory by the size of the file, nothing written, ended and told; Windows' job by its seam."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from gridDesk import confined, job_object
from gridDesk.documents import apart, photos
from gridDesk.errors import DeskError
from gridDesk.roster import apart as roster_apart
from gridDesk.roster import read_workbooks, wire
from tests.hostile import bombs, trial

ROOT = Path(__file__).parents[2]


def ask(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are those of the job there, tried below")
def test_a_helper_may_have_more_memory_the_larger_the_file_and_never_more_than_the_whole():
    code = (
        "import resource; from gridDesk import confined; confined.limit(); found=[]\n"
        "for size in (1000, 4 << 20, 50 << 20):\n"
        "    confined.allow(size); found.append(resource.getrlimit(resource.RLIMIT_AS)[0] >> 20)\n"
        "print(*found)"
    )
    small, middle, large = map(int, ask(code).split())
    assert 240 <= small <= 300
    assert small < middle < large
    assert large == confined.MEMORY >> 20


def test_a_helper_is_not_handed_the_passwords_of_a_command(monkeypatch):
    monkeypatch.setenv("GRIDDESK_PASSWORD", "金丝雀密码一")
    monkeypatch.setenv("GRIDDESK_APPROVER_PASSWORD", "金丝雀密码二")
    show = "import os, sys; sys.stdout.write(repr(dict(os.environ)))"
    helper = confined.Helper([sys.executable, "-c", show])
    try:
        process = helper._running()
        said = process.stdout.read().decode("utf-8")
    finally:
        helper.close()
    assert "PATH" in said
    assert "金丝雀" not in said
    assert "PASSWORD" not in said


def test_a_helper_moves_removes_and_makes_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    code = (
        "import os, shutil; from gridDesk import confined; confined.limit()\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "acts=[lambda: os.remove('a'), lambda: os.rename('a','b'), lambda: os.mkdir('c'), lambda: os.symlink('a','d'), lambda: os.chmod('a',0),"
        " lambda: shutil.rmtree('.'), lambda: open('e','wb'), lambda: os.truncate('a',0), lambda: os.link('a','f')]\n"
        "done=0\n"
        "for act in acts:\n"
        "    try: act()\n"
        "    except OSError: continue\n"
        "    done+=1\n"
        "print(done)"
    )
    assert ask(code) == "0"
    assert (tmp_path / "a").read_bytes() == b"x"


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xff\xff\xff\xff", b"\0\0\0\5\xc1\xc1\xc1\xc1\xc1", b"\0\0\0\1\x90", b"\0\0\0\2\x91\x01", b"\0\0\0\7\x92\xa4rows\x01"],
)  # fmt: skip
def test_a_helper_that_went_mad_is_told_without_a_trace(answer, tmp_path, monkeypatch):
    code = f"import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write({answer!r})"
    monkeypatch.setattr(roster_apart, "command", lambda: [sys.executable, "-c", code])
    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-c", code])
    with pytest.raises(DeskError, match="安全限制"):
        read_workbooks([tmp_path / "a.xlsx"])
    with pytest.raises(DeskError, match="安全限制"):
        apart.clean_picture(b"\xff\xd8\xff")


def test_a_picture_comes_back_as_its_own_pixels_made_in_the_helper(monkeypatch):
    monkeypatch.setattr(photos, "clean", lambda data: pytest.fail("decoded beside the helper"))
    kept = apart.clean_picture(bombs.png(5000, 4000, 2))
    assert max(photos.size(kept)) == photos.LONGEST_SIDE


@pytest.mark.parametrize("module", ["gridDesk", "gridDesk.selfcheck"])
def test_the_installed_programs_serve_as_the_helper_for_documents(module, monkeypatch):
    from gridDesk.documents import opener

    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-m", module, opener.VERB])
    assert apart.clean_picture(bombs.jpeg(64, 64)).startswith((b"\xff\xd8", b"\x89PNG"))


def test_the_wire_takes_no_cell_of_another_kind():
    receiver = wire.Receiver()
    receiver.take(["book", "a", []])
    receiver.take(["sheet", "人口", [], False, [], []])
    with pytest.raises(wire.AnswerBroken):
        receiver.take(["rows", [[{"a": 1}]]])
    with pytest.raises(wire.AnswerBroken):
        receiver.take(["rows", [[["nested"]]]])


class Kernel:
    """What Windows would be asked, written down."""

    def __init__(self, job: int | None = 7, assigned: int = 1) -> None:
        self.job, self.assigned, self.asked = job, assigned, []

    def CreateJobObjectW(self, security, name):
        self.asked.append("create")
        return self.job

    def SetInformationJobObject(self, job, kind, what, size):
        limits = ctypes.cast(what, ctypes.POINTER(job_object.Limits)).contents
        self.asked.append((job, kind, size, limits.BasicLimitInformation.LimitFlags, limits.BasicLimitInformation.ActiveProcessLimit,
                           limits.ProcessMemoryLimit))  # fmt: skip
        return 1

    def AssignProcessToJobObject(self, job, process):
        self.asked.append((job, process))
        return self.assigned

    def CloseHandle(self, handle):
        self.asked.append(("close", handle))
        return 1


def test_windows_is_asked_to_confine_the_helper_and_end_it_with_the_program():
    kernel = Kernel()
    job = job_object.confine(42, 1 << 30, kernel=kernel)
    flags = 0x8 | 0x100 | 0x400 | 0x2000
    assert kernel.asked == ["create", (7, 9, ctypes.sizeof(job_object.Limits), flags, 1, 1 << 30), (7, 42)]
    assert ctypes.sizeof(job_object.Limits) == (144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)
    del job
    assert kernel.asked[-1] == ("close", 7)


def test_where_windows_refuses_a_job_the_helper_runs_all_the_same():
    assert job_object.confine(42, 1, kernel=Kernel(job=None)) is None
    assert job_object.confine(42, 1, kernel=Kernel(assigned=0)) is None


def test_the_trial_measures_a_plain_file_as_small_and_quick(tmp_path):
    from tests.hostile.packages import packed, workbook

    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(workbook()))
    found = trial.workbook("plain", path)
    assert (found.how, found.fits) == ("read", True)
    assert found.peak < 60 << 20
