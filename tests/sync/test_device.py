"""What differs between systems: reading past the cache and listing drives, on either side of the fence."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from gridDesk.sync import device, eject
from gridDesk.sync.device import PosixDevice, Stick, WindowsDevice, system_device

DATA = bytes(range(256)) * 700


def pretend_linux(tmp_path: Path, mounts: str) -> PosixDevice:
    listing = tmp_path / "mounts"
    listing.write_text(mounts, encoding="utf-8")
    blocks = tmp_path / "block"
    for name, removable in (("sda", "0"), ("sdb", "1"), ("sdc", "1")):
        (blocks / name / f"{name}1").mkdir(parents=True)
        (blocks / name / "removable").write_text(f"{removable}\n", encoding="ascii")
        (blocks / f"{name}1").symlink_to(blocks / name / f"{name}1")
    return PosixDevice(listing, blocks)


def test_removable_drives_of_linux_are_listed_with_their_names(tmp_path: Path) -> None:
    places = [tmp_path / "disk", tmp_path / "KINGSTON", tmp_path / "我的 U盘"]
    for place in places:
        place.mkdir()
    quoted = str(places[2]).replace(" ", r"\040")
    mounts = f"proc /proc proc rw 0 0\n/dev/sda1 {places[0]} ext4 rw 0 0\n/dev/sdb1 {places[1]} vfat rw 0 0\n/dev/sdc1 {quoted} exfat rw 0 0\n/dev/sdb1 /gone vfat rw 0 0\n"
    found = pretend_linux(tmp_path, mounts).sticks()
    assert [(stick.path, stick.label) for stick in found] == [(places[1], "KINGSTON"), (places[2], "我的 U盘")]
    assert all(stick.free > 0 for stick in found)


def test_drive_mounted_by_the_desktop_counts_whatever_the_kernel_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linux = pretend_linux(
        tmp_path, "/dev/sda1 /media/wang/DISK vfat rw 0 0\n/dev/sda2 /run/media/wang/TWO vfat rw 0 0\n"
    )
    monkeypatch.setattr(linux, "free", lambda _: 5)
    assert linux.sticks() == [Stick(Path("/media/wang/DISK"), "DISK", 5), Stick(Path("/run/media/wang/TWO"), "TWO", 5)]


def test_system_without_mounts_has_no_sticks(tmp_path: Path) -> None:
    assert PosixDevice(tmp_path / "none", tmp_path).sticks() == []


def test_linux_forgets_the_file_before_reading_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advised: list[int] = []
    monkeypatch.setattr(device.os, "posix_fadvise", lambda handle, start, length, advice: advised.append(advice))
    path = tmp_path / "file"
    path.write_bytes(DATA)
    real = os.open

    def refusing(name: object, flags: int, *mode: int) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "no direct reading here")
        return real(name, flags, *mode)

    monkeypatch.setattr(device.os, "open", refusing)
    assert PosixDevice().digest(path) == hashlib.sha256(DATA).hexdigest()
    assert advised == [os.POSIX_FADV_DONTNEED]


def test_linux_reads_past_the_memory_where_the_drive_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    real = os.open

    def noting(name: object, flags: int, *mode: int) -> int:
        opened.append(flags)
        return real(name, flags & ~os.O_DIRECT, *mode)

    monkeypatch.setattr(device.os, "open", noting)
    path = tmp_path / "file"
    for size in (0, 1, device.STEP, device.STEP + 1, 3 * device.STEP):
        path.write_bytes(DATA[:1] * size)
        assert b"".join(PosixDevice().pieces(path)) == DATA[:1] * size
    assert all(flags & os.O_DIRECT and flags & os.O_NOFOLLOW for flags in opened)


def test_drive_that_refuses_direct_reading_half_way_is_read_through_forgotten_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.readv, []

    def fussy(handle: int, buffers: list[object]) -> int:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.EINVAL, "not aligned")
        return real(handle, buffers)

    monkeypatch.setattr(device.os, "readv", fussy)
    path = tmp_path / "file"
    path.write_bytes(DATA)
    assert PosixDevice().digest(path) == hashlib.sha256(DATA).hexdigest()
    assert len(calls) == 4


def test_link_in_the_way_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    (tmp_path / "file").symlink_to(precious)
    PosixDevice().write(tmp_path / "file", DATA, lambda done, total: None)
    assert precious.read_bytes() == b"mine"
    assert not (tmp_path / "file").is_symlink()


@pytest.mark.parametrize(
    ("here", "codes", "ran"),
    [
        (("udisksctl", "gio"), (0, 0), ["udisksctl"]),
        (("udisksctl", "gio"), (1, 0), ["udisksctl", "gio"]),
        (("gio",), (0, 0), ["gio"]),
        (("udisksctl", "gio"), (1, 1), ["udisksctl", "gio"]),
        ((), (0, 0), []),
    ],
)
def test_drive_is_let_go_by_whichever_program_the_desktop_has(here: tuple, codes: tuple, ran: list) -> None:
    seen: list[list[str]] = []

    def run(command: list[str]) -> int:
        seen.append(list(command))
        return codes[("udisksctl", "gio").index(command[0])]

    done = eject.unmount("/dev/sdb1", Path("/media/u"), run, lambda name: name if name in here else None)
    assert [command[0] for command in seen] == ran
    assert done is (bool(ran) and codes[("udisksctl", "gio").index(ran[-1])] == 0)
    assert all(command[-1] in ("/dev/sdb1", "/media/u") for command in seen)


def test_program_that_cannot_be_run_lets_nothing_go() -> None:
    assert eject.unmount("/dev/sdb1", Path("/media/u"), which=lambda name: None) is False
    assert eject._run(["/no/such/program"]) == -1
    assert eject._run(["true"]) == 0


def test_only_a_stick_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Path]] = []
    monkeypatch.setattr(eject, "unmount", lambda source, target: bool(asked.append((source, target))) or True)
    linux = pretend_linux(tmp_path, f"/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 {tmp_path / 'u'} vfat rw 0 0\n")
    assert linux.eject(tmp_path / "u" / "packages")
    assert not linux.eject(Path("/data/clerk"))
    assert not PosixDevice(tmp_path / "none", tmp_path).eject(Path("/data/clerk"))
    assert asked == [("/dev/sdb1", tmp_path / "u")]
    assert WindowsDevice(Kernel()).eject(Path("E:/")) is False


def test_writing_goes_in_steps_and_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(device.os, "fsync", synced.append)
    steps: list[int] = []
    PosixDevice().write(tmp_path / "file", DATA, lambda done, total: steps.append(done))
    assert (tmp_path / "file").read_bytes() == DATA
    assert steps == [65536, 131072, 179200]
    assert len(synced) == 1


def test_renaming_never_replaces(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    with pytest.raises(FileExistsError):
        PosixDevice().rename(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text(encoding="utf-8") == "b"


class Kernel:
    """Pretends kernel32 on real files: handles are numbers, memory is a buffer of ours."""

    def __init__(
        self, *, drives: int = 0, kinds: dict[str, int] | None = None, opens: bool = True, reads: bool = True
    ) -> None:
        self.drives, self.kinds, self.opens, self.reads = drives, kinds or {}, opens, reads
        self.memory = ctypes.create_string_buffer(device.STEP)
        self.flags = 0
        self.open: dict[int, object] = {}
        self.freed = 0

    def CreateFileW(
        self, name: str, access: int, share: int, security: None, how: int, flags: int, template: None
    ) -> int:
        if not self.opens:
            return ctypes.c_void_p(-1).value
        self.flags = flags
        self.open[7] = io.BytesIO(Path(name).read_bytes())
        return 7

    def ReadFile(self, handle: int, buffer: int, size: int, got: object, overlapped: None) -> int:
        data = self.open[handle].read(size)
        ctypes.memmove(buffer, data, len(data))
        got._obj.value = len(data)
        return int(self.reads)

    def CloseHandle(self, handle: int) -> int:
        self.open.pop(handle).close()
        return 1

    def VirtualAlloc(self, address: None, size: int, kind: int, protection: int) -> int:
        return ctypes.addressof(self.memory)

    def VirtualFree(self, address: int, size: int, kind: int) -> int:
        self.freed += 1
        return 1

    def GetLogicalDrives(self) -> int:
        return self.drives

    def GetDriveTypeW(self, root: str) -> int:
        return self.kinds[root]

    def GetVolumeInformationW(self, root: str, name: object, *_: object) -> int:
        name.value = {"E:\\": "网格台"}.get(root, "")
        return 1


def test_windows_reads_past_the_cache_and_gives_everything_back(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(DATA)
    kernel = Kernel()
    assert WindowsDevice(kernel).digest(path) == hashlib.sha256(DATA).hexdigest()
    assert kernel.flags & 0x20000000
    assert kernel.open == {}
    assert kernel.freed == 1


def test_windows_that_cannot_read_back_says_so_and_gives_everything_back(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(DATA)
    with pytest.raises(OSError, match="cannot open"):
        WindowsDevice(Kernel(opens=False)).digest(path)
    kernel = Kernel(reads=False)
    with pytest.raises(OSError, match="read failed"):
        WindowsDevice(kernel).digest(path)
    assert kernel.open == {}
    assert kernel.freed == 1


def test_windows_lists_removable_drives_with_a_medium(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel(drives=0b111100, kinds={"C:\\": 3, "D:\\": 5, "E:\\": 2, "F:\\": 2})
    windows = WindowsDevice(kernel)

    def free(folder: Path) -> int:
        if str(folder).startswith("F"):
            raise OSError(21, "not ready")
        return 99

    monkeypatch.setattr(windows, "free", free)
    assert windows.sticks() == [Stick(Path("E:\\"), "网格台", 99)]


def test_windows_has_no_folder_to_sync(tmp_path: Path) -> None:
    WindowsDevice(Kernel()).sync_folder(tmp_path / "gone")


def test_machine_gets_the_layer_of_its_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(system_device(), PosixDevice)
    monkeypatch.setattr(device.sys, "platform", "win32")
    monkeypatch.setattr(device, "_kernel32", Kernel)
    assert isinstance(system_device(), WindowsDevice)


def test_kernel_functions_get_types_wide_enough_for_handles(monkeypatch: pytest.MonkeyPatch) -> None:
    class Function:
        restype = argtypes = None

    class Library:
        def __init__(self, name: str, use_last_error: bool) -> None:
            self.name = name
            self.SetErrorMode = modes.append
            for function in ("CreateFileW", "VirtualAlloc", "VirtualFree", "ReadFile", "CloseHandle", "GetDriveTypeW"):
                setattr(self, function, Function())

    modes: list[int] = []
    monkeypatch.setattr(ctypes, "WinDLL", Library, raising=False)
    kernel = device._kernel32()
    assert modes[0] & 1  # no dialog of Windows about an empty card reader
    assert kernel.name == "kernel32"
    assert kernel.CreateFileW.restype is ctypes.c_void_p
    assert len(kernel.CreateFileW.argtypes) == 7
