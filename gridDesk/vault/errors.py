"""What can go wrong with keys and passwords, each told as the Chinese sentence the clerk should read."""

from __future__ import annotations

from gridDesk.errors import DeskError


class VaultError(DeskError):
    """Anything about keys, passwords or encryption that a clerk can meet."""


class WrongPassword(VaultError):
    """No password slot of the key file opens with what was typed."""

    def __init__(self) -> None:
        super().__init__("密码不对，没有打开。", advice="请检查大小写和输入法后重新输入。")


class WeakPassword(VaultError):
    """A new password that is too short, too long, or on the block list; `reason` is a Chinese clause."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"这个密码不能用：{reason}。", advice="请换一个至少10个字符的密码，几个词连起来就很好记。")


class TooManyAttempts(VaultError):
    """Too many wrong passwords: `seconds` must pass before the next try."""

    def __init__(self, seconds: int) -> None:
        minutes, rest = divmod(seconds, 60)
        wait = (f"{minutes}分" if minutes else "") + (f"{rest}秒" if rest or not minutes else "钟")
        super().__init__("密码连续输错多次，已暂停登录。", advice=f"请等{wait}后再试；数据没有损坏，也不会被清除。")
        self.seconds = seconds


class KeyFileMissing(VaultError):
    """Neither copy of the key file is in the folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"在“{folder}”里没有找到钥匙文件（keys.a.json、keys.b.json），数据无法解密。",
            advice="请不要新建单位；请从备份中恢复钥匙文件后再打开。",
        )


class KeyFileExists(VaultError):
    """A key file is there already, so none may be made."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"“{folder}”里已经有钥匙文件，没有改动它。", advice="请打开原有单位，或另选一个空文件夹。")


class KeyFileDamaged(VaultError):
    """No copy of the key file is whole, genuine and within the permitted bounds; `reason` is a Chinese clause."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"钥匙文件不能使用：{reason}。", advice="请从最近的备份中恢复钥匙文件；请不要删除现有文件。")


class KeyFileNewer(VaultError):
    """The key file was written by a newer program."""

    def __init__(self) -> None:
        super().__init__("钥匙文件是较新版本的网格台写的，本机的程序认不得。", advice="请先升级程序，再打开数据。")


class KeyFileOlder(VaultError):
    """The key file is older than the data file knows: somebody put an old copy back."""

    def __init__(self) -> None:
        super().__init__(
            "钥匙文件比数据文件旧，可能有人放回了旧的钥匙文件，没有打开。",
            advice="请用纸质钥匙打开，或从最近的备份中恢复钥匙文件，并向负责人报告。",
        )


class KeyFileNotWritten(VaultError):
    """The key file could not be written; `reason` is a Chinese clause."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"钥匙文件没有写成：{reason}。", advice="请检查磁盘空间和文件夹权限后重试。")


class SealBroken(VaultError):
    """Sealed bytes that are damaged, too large, or addressed to another key."""


class PaperKeyWrong(VaultError):
    """A paper key that was typed wrongly, or is not this office's.

    `group` is 1 to 8, 0 where every digit fits and the key opens nothing; `other` the group it seems exchanged with;
    `reason` "length", "digit", "check", "exchanged" or "other".
    """

    def __init__(self, group: int, reason: str, other: int = 0) -> None:
        message, advice = {
            "length": (f"纸质钥匙第{group}组的位数不对，", "每组是5个数字加1个校验数字，共8组；请对照纸上再看一遍。"),
            "digit": (f"纸质钥匙第{group}组里有不是数字的字，", "请只输入数字，对照纸上再看一遍。"),
            "check": (f"纸质钥匙第{group}组输错了（校验数字对不上），", f"请对照纸上第{group}组，一个数字一个数字地核对。"),
            "exchanged": (f"纸质钥匙第{group}组和第{other}组好像对调了，", "请按纸上的顺序重新输入这两组。"),
            "other": ("这份纸质钥匙打不开本单位，", "它可能是以前作废的那一份，或是别的单位的；请找最近打印的那一份。"),
        }[reason]  # fmt: skip
        super().__init__(message, advice=advice)
        self.group, self.reason, self.other = group, reason, other
