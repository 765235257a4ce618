"""Why a package, card or stick is refused, each told as the Chinese sentence the clerk should read.

`code` is what a receipt and the log state; it never changes once released.
"""

from __future__ import annotations

from typing import ClassVar

from gridDesk.errors import DeskError


class PackageError(DeskError):
    """A package, card or receipt that is refused; nothing of it has been applied."""

    code: ClassVar[str] = "refused"


class Unreadable(PackageError):
    """The file cannot be read from where it lies."""

    code = "unreadable"

    def __init__(self) -> None:
        super().__init__("读取文件时出错，U 盘可能松动或已拔出。", advice="请重新插好 U 盘后再试。")


class NotAPackage(PackageError):
    """The file does not begin as a package does."""

    code = "not_a_package"

    def __init__(self) -> None:
        super().__init__(
            "这个文件不是网格台的数据包，或者开头已经损坏。", advice="请核对文件，必要时请对方重新拷贝一份。"
        )


class CopyDamaged(PackageError):
    """Truncated, torn or bit-flipped on its way."""

    code = "copy_damaged"

    def __init__(self) -> None:
        super().__init__(
            "数据包在拷贝中损坏或不完整，没有导入任何内容。", advice="请从原处重新拷贝一次；换一个 U 盘更稳妥。"
        )


class TooLarge(PackageError):
    """Larger than any package may be."""

    code = "too_large"

    def __init__(self) -> None:
        super().__init__("数据包超过了允许的大小，没有打开。", advice="请对方核对文件，或分几次发送。")


class HeaderInvalid(PackageError):
    """Whole, but its header breaks the format."""

    code = "header_invalid"

    def __init__(self) -> None:
        super().__init__("数据包的说明部分不合规定，没有导入任何内容。", advice="请对方用网格台重新生成数据包。")


class WrongAddressee(PackageError):
    """Made for another office; `name` says whose when it is known."""

    code = "wrong_addressee"

    def __init__(self, name: str = "", *, own: bool = False) -> None:
        whom = "本单位自己发出的" if own else f"发给“{name}”的" if name else "发给别的单位的"
        super().__init__(f"这个数据包是{whom}，不是发给本单位的，没有打开。", advice="请核对 U 盘，交给收件单位。")


class NeedsNewerProgram(PackageError):
    """Written in a form that only a newer program reads; `version` is `x.y` or empty."""

    code = "needs_newer"

    def __init__(self, version: str = "") -> None:
        what = f"{version} 或更新版本" if version else "较新版本"
        super().__init__(f"这个数据包需要网格台 {what}才能打开。", advice="请先升级本机程序，再导入；数据包请保留。")


class UnknownSender(PackageError):
    """Signed with a key that no paired office has."""

    code = "unknown_sender"

    def __init__(self) -> None:
        super().__init__(
            "发送单位还没有与本机配对，没有打开这个数据包。",
            advice="请到“收发”页与对方配对、通过电话核对数字后再导入。",
        )


class SenderKeyChanged(UnknownSender):
    """A known office signs with keys other than those it was paired with."""

    code = "sender_key_changed"

    def __init__(self, name: str) -> None:
        DeskError.__init__(
            self,
            f"“{name}”换了钥匙，这个数据包不能用原来的配对核对，没有打开。",
            advice="请打电话向对方核实，重新配对并核对数字后再导入。",
        )


class FormerKeys(SenderKeyChanged):
    """Signed with keys that a known office had before it was paired anew."""

    code = "former_keys"

    def __init__(self, name: str) -> None:
        DeskError.__init__(
            self,
            f"这个数据包是“{name}”换电脑以前写的，旧钥匙已经作废，没有打开。",
            advice="里面如有没报上来的内容，请它在现在的电脑上补录，再写一个包。",
        )


class Forged(PackageError):
    """The signature does not hold."""

    code = "forged"

    def __init__(self) -> None:
        super().__init__(
            "数据包的签名不对，可能被人改动或冒充，没有导入任何内容。", advice="请不要使用，并向上级报告。"
        )


class WrongKey(PackageError):
    """Not sealed to this office's present key."""

    code = "wrong_key"

    def __init__(self) -> None:
        super().__init__(
            "数据包不是用本单位现在的钥匙加密的，解不开。", advice="请与对方重新配对，再请对方重新生成数据包。"
        )


class Resigned(PackageError):
    """The content belongs under another header: stripped and signed anew by somebody else."""

    code = "resigned"

    def __init__(self) -> None:
        super().__init__(
            "数据包的内容与外面的说明不是一套，可能被人拆开重装，没有导入任何内容。",
            advice="请不要使用，并向上级报告。",
        )


class BodyInvalid(PackageError):
    """Properly sent, but its content breaks the format; `where` names a member, never a person."""

    code = "body_invalid"

    def __init__(self, where: str = "") -> None:
        place = f"（{where}）" if where else ""
        super().__init__(
            f"数据包的内容不合规定{place}，没有导入任何内容。", advice="请对方升级或检查程序后重新生成数据包。"
        )
        self.where = where


class ChainBroken(PackageError):
    """Journal entries that do not follow from one another."""

    code = "chain_broken"

    def __init__(self, replica: str, seq: int) -> None:
        super().__init__(
            f"数据包里的变更记录不连续或被改动（第 {seq} 条），没有导入任何内容。", advice="请对方重新生成数据包。"
        )
        self.replica, self.seq = replica, seq


class ForkError(PackageError):
    """One counter, two contents: the office runs twice (a copied folder) or went back unnoticed."""

    code = "fork"

    def __init__(self, replica: str, seq: int) -> None:
        super().__init__(
            f"发现分叉：同一编号（第 {seq} 条）有两种不同内容，对方可能有两台电脑同时在写，或恢复过旧数据。没有导入任何内容。",
            advice="请暂停收发，向对方核实只留一台电脑写入，再请对方发一份全量数据包。",
        )
        self.replica, self.seq = replica, seq


class DigestsDiffer(PackageError):
    """Once applied, the records are not what the sender says it holds; everything was taken back."""

    code = "digests_differ"

    def __init__(self, label: str, theirs: int, ours: int) -> None:
        super().__init__(
            f"收取后核对不一致（{label}：对方 {theirs:,} 条，本机 {ours:,} 条），",
            advice="已全部退回，没有改动；回执会请对方发一份全部数据。",
        )


class NeedsConsent(PackageError):
    """A whole state that takes back much of what is here; a person must say yes first."""

    code = "needs_consent"

    def __init__(self, gone: int, total: int) -> None:
        super().__init__(
            f"收下这个数据包会少 {gone:,} 条记录（现有 {total:,} 条），对方可能恢复了旧备份，",
            advice="请先打电话核实；属实再点“查看并收取”确认，不属实就把数据还给对方。",
        )


class CardInvalid(PackageError):
    """An office card that is damaged or was altered."""

    code = "card_invalid"

    def __init__(self) -> None:
        super().__init__("这个单位名片损坏或被改动过，没有采用。", advice="请对方重新生成名片文件，再拷贝一次。")


class StickError(DeskError):
    """Something went wrong with the stick; the package stays in the outbox."""

    code: ClassVar[str] = "stick"

    def __init__(
        self, message: str = "写 U 盘时出错，这个数据包没有写成。", advice: str = "请重新插好 U 盘，或换一个 U 盘再试。"
    ) -> None:
        super().__init__(message, advice=advice)


class StickFull(StickError):
    """Not enough room; sizes in bytes."""

    code = "stick_full"

    def __init__(self, needed: int = 0, free: int = 0) -> None:
        room = f"：需要{_mib(needed)}，只剩{_mib(free)}" if needed else ""
        super().__init__(f"U 盘空间不够{room}，这个数据包没有写成。", "请删除 U 盘上不用的文件，或换一个 U 盘再试。")


class StickReadOnly(StickError):
    """Write-protected."""

    code = "stick_read_only"

    def __init__(self) -> None:
        super().__init__("U 盘不能写入，可能打开了写保护开关。", "请关闭写保护开关，或换一个 U 盘再试。")


class StickPulled(StickError):
    """Gone while writing."""

    code = "stick_pulled"

    def __init__(self) -> None:
        super().__init__("U 盘在写入时断开了，这个数据包没有写成。", "请重新插好 U 盘再试；数据没有丢失。")


class StickLies(StickError):
    """What was read back is not what was written: a failing stick or one with a faked capacity."""

    code = "stick_lies"

    def __init__(self) -> None:
        super().__init__(
            "从 U 盘读回的内容与写入的不一样，这个 U 盘不可靠（可能已损坏或虚标容量）。",
            "请换一个 U 盘；这个 U 盘不要再用来存数据。",
        )


class StickTooSmall(StickError):
    """Larger than one file on a FAT32 stick may be; the size in bytes."""

    code = "stick_file_too_large"

    def __init__(self, size: int = 0) -> None:
        super().__init__(
            f"这个数据包有{_mib(size)}，超过了普通 U 盘（FAT32）单个文件 4 GB 的上限，没有写成。",
            "请先把照片等附件分几次发，或请上级帮助。",
        )


class StickHeld(StickError):
    """Another program keeps a file open, most often a virus scanner."""

    code = "stick_held"

    def __init__(self) -> None:
        super().__init__(
            "U 盘上的文件一直被别的程序占用（多半是杀毒软件在检查），这个数据包没有写成。",
            "请等一分钟再试；还不行，请关闭正打开 U 盘的窗口，或换一个 U 盘。",
        )


class StickBroken(StickError):
    """Its file system is damaged."""

    code = "stick_broken"

    def __init__(self) -> None:
        super().__init__(
            "U 盘的文件系统有损坏，这个数据包没有写成。", "请换一个 U 盘；这个 U 盘修复以前不要再用来存数据。"
        )


class StickUnreadable(StickPulled):
    """It cannot be read: gone, loose or damaged."""

    code = "stick_unreadable"

    def __init__(self) -> None:
        StickError.__init__(self, "U 盘读不出来，可能已拔出、松动或损坏。", "请重新插好 U 盘再试；数据没有改动。")


def _mib(size: int) -> str:
    return f"{max(size, 0) / (1 << 20):.1f} MB"
