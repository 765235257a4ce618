"""Where an office may lie: a disk of this computer, and no folder that a program copies to the internet."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.desk import places
from gridDesk.errors import DeskError

MOUNTS = """\
25 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
40 25 8:3 / /data rw,relatime shared:2 - ext4 /dev/sda3 rw
50 25 0:45 / /data/share rw,relatime shared:3 - cifs //server/share rw
51 25 0:46 / /srv/li/nas\\040of\\040us rw,relatime shared:4 - nfs4 server:/x rw
60 25 8:17 / /media/li/KINGSTON rw,nosuid shared:5 - vfat /dev/sdb1 rw
61 25 8:33 / /srv/stick rw,nosuid shared:6 - exfat /dev/sdc1 rw
62 25 0:50 / /run/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/srv/li/griddesk", "fixed"),
        ("/data/griddesk", "fixed"),
        ("/data/shared griddesk", "fixed"),
        ("/data/share/griddesk", "network"),
        ("/srv/li/nas of us/griddesk", "network"),
        ("/run/gvfs/smb-share", "network"),
        ("/media/li/KINGSTON/griddesk", "removable"),
        ("/srv/stick/griddesk", "removable"),
    ],
)
def test_the_kind_of_drive_is_read_from_the_table_of_mounts(place, kind):
    assert places.linux_kind(place, MOUNTS, lambda device: device == "8:33") == kind


def test_windows_answers_for_its_drives():
    assert [places.windows_kind(answer) for answer in range(7)] == [
        "fixed", "fixed", "removable", "fixed", "network", "fixed", "fixed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("E:/li/OneDrive/网格台", "OneDrive"),
        ("E:/li/OneDrive - 柳溪村/网格台", "OneDrive"),
        ("D:/我的坚果云/台账", "坚果云"),
        ("D:/Nutstore Files/台账", "坚果云"),
        ("D:/百度网盘同步/台账", "百度网盘"),
        ("D:/BaiduSyncdisk/台账", "百度网盘"),
        ("E:/li/WPS云盘/台账", "WPS云盘"),
        ("E:/li/WPSDrive/123/WPS云盘/台账", "WPS云盘"),
        ("/srv/li/Dropbox/griddesk", "Dropbox"),
        ("D:/台账/柳行村", ""),
        ("/srv/li/坚果/台账", ""),
    ],
)
def test_folders_of_synchronising_programs_are_known_by_name(folder, name):
    assert places.synced_by(Path(folder), {}) == name


def test_onedrives_own_word_counts_whatever_the_folder_is_called(tmp_path):
    inside = tmp_path / "文档" / "网格台"
    assert places.synced_by(inside, {"OneDrive": str(tmp_path)}) == "OneDrive"
    assert places.synced_by(inside, {"OneDrive": str(tmp_path / "别处")}) == ""


@pytest.mark.parametrize(("kind", "words"), [("network", "网络盘"), ("removable", "U 盘")])
def test_such_a_place_is_refused_in_words_that_say_what_to_do(tmp_path, monkeypatch, kind, words):
    monkeypatch.setattr(places, "drive_kind", lambda _folder: kind)
    with pytest.raises(DeskError, match=words) as found:
        places.check(tmp_path / "柳行村")
    assert "复制到这台电脑" in str(found.value)


def test_an_office_is_neither_made_nor_opened_in_a_synchronised_folder(tmp_path):
    from gridDesk.desk import open_office
    from gridDesk.desk.opening import new_office
    from gridDesk.ledger import Office

    folder = tmp_path / "坚果云" / "柳行村"
    with pytest.raises(DeskError, match="坚果云的同步文件夹"):
        new_office(folder, Office(site="a1" * 8, name="柳行村", level="village"), password="不要紧", worker="李")
    assert not folder.exists()
    folder.mkdir(parents=True)
    with pytest.raises(DeskError, match="坚果云的同步文件夹"):
        open_office(folder, "不要紧")


def test_the_disk_the_tests_run_on_is_one():
    assert places.drive_kind(Path(__file__)) == "fixed"
