"""The commands of the exchange: packages, sticks, folders, pairing, recovery, and the keys for public programs."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from gridDesk.cli import granting
from gridDesk.cli.common import Answer, Commands, ask_password, opened


def _package_write(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        peer = exchange.peer_named(desk, options.to)
        written = exchange.write_package(desk, peer.site, Path(options.target), whole=options.whole)
        found = {"path": str(written.path), "n": written.n, "entries": written.entries}
        return found, [written.line]


def _package_preview(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        view = exchange.preview_package(desk, Path(options.file))
        found = {"verdict": view.verdict, "sender": view.sender, "n": view.n, "kind": view.kind, "counts": view.counts}
        return found, view.sentences


def _package_apply(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        applied = exchange.apply_package(desk, Path(options.file))
        return {"verdict": applied.verdict, "changed": applied.changes.count}, applied.lines


def _peers(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        views = exchange.peers(desk)
        found = [
            {
                "site": v.site,
                "name": v.name,
                "role": v.role,
                "own": v.own_count,
                "theirs": v.their_count,
                "equal": v.equal,
            }
            for v in views
        ]
        return {"peers": found}, [view.line for view in views] or ["还没有配对的单位。"]


def _pair_card(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        path = exchange.write_card(desk, Path(options.target))
        return {"path": str(path)}, [f"已写出单位名片 {path}，请交给对方。"]


def _pair_show(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        card = exchange.read_card(Path(options.card))
        ours, theirs = exchange.pairing_digits(desk, card)
        lines = [
            f"对方单位：{card.name}",
            f"本单位的数字：{ours}",
            f"对方的数字：　{theirs}",
            "请打电话核对，两边应当一样。",
        ]
        return {"name": card.name, "site": card.site, "ours": ours, "theirs": theirs}, lines


def _pair_accept(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        card = exchange.read_card(Path(options.card))
        granting.agreed(
            desk, exchange.key_order(card), options,
            lambda approval: exchange.pair(
                desk, card, options.digits, options.role, new_keys=options.new_keys, approval=approval
            ),
        )  # fmt: skip
        return {"paired": card.name, "site": card.site}, [f"已与“{card.name}”配对。"]


def _pair_stop(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange

    with opened(options) as desk:
        peer = exchange.peer_named(desk, options.with_)
        exchange.retire(desk, peer.site)
        return {"stopped": peer.name, "site": peer.site}, [f"已停止与“{peer.name}”的往来。"]


def _package_carry(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import carrying, exchange

    with opened(options) as desk:
        to = [exchange.peer_named(desk, name).site for name in options.to] or None
        report = carrying.carry(desk, Path(options.stick), to)
        found: dict[str, object] = {
            "taken": report.taken, "answered": report.answered, "written": [str(one.path) for one in report.written],
            "problems": [line.text for line in report.lines if line.level in ("error", "warn")],
        }  # fmt: skip
        return found, [report.title, *(line.text for line in report.lines)]


def _package_folder(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import street_folder

    with opened(options) as desk:
        report = street_folder.apply_folder(desk, Path(options.folder))
        taken = [
            {"office": office.name, "file": one.file, "n": one.n, "outcome": one.outcome, "why": one.why}
            for office in report.offices
            for one in office.packages
        ]
        others = [
            {"office": "", "file": one.file, "n": one.n, "outcome": one.outcome, "why": one.why}
            for one in report.others
        ]
        wrong = [f"{one.file}：{one.why or one.word}" for one in report.of("refused", "held", "unreadable")]
        return {"files": report.files, "packages": [*taken, *others], "problems": wrong}, [report.line, *wrong]


def _recover_invite(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange, recovery

    with opened(options) as desk:
        peer = exchange.peer_named(desk, options.of)
        path = recovery.write_invitation(desk, peer.site, Path(options.target))
        return {"path": str(path)}, [f"已写出恢复邀请 {path}，请带到{peer.name}的新电脑上打开。"]


def _recover_begin(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange, recovery

    invitation = recovery.read_invitation(Path(options.invitation))
    desk = recovery.begin(Path(options.office), invitation, password=ask_password(repeat=True), worker=options.worker)
    with closing(desk):
        card = exchange.write_card(desk, Path(options.target))
        found = {"office": desk.office.name, "site": desk.office.site, "card": str(card)}
        return found, [
            recovery.invitation_words(invitation),
            f"已写出新的单位名片 {card}，请交给{invitation.parent.name}重新配对，再请对方把数据还回来。",
        ]  # fmt: skip


def _recover_mirror(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import exchange, recovery

    with opened(options) as desk:
        written = recovery.write_mirror(desk, exchange.peer_named(desk, options.of).site, Path(options.target))
        return {"path": str(written.path), "n": written.n}, [written.line]


def _key_export(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import key_export

    with opened(options) as desk:
        made = key_export.export_keys(desk, ask_password(), options.reason, Path(options.target))
        public = {name: str(path) for name, path in made.public.items()}
        lines = [
            f"已写出收发私钥 {made.identity}。",
            *(f"已写出{name}的签名公钥 {path}。" for name, path in public.items()),
        ]
        return {"identity": str(made.identity), "public": public}, [*lines, key_export.WARNING]


def add_commands(commands: Commands) -> None:
    """Offer the commands of the exchange."""
    package = commands.group("package", "数据包")
    write = package.add("write", _package_write, "写出数据包")
    write.add_argument("target", help="放数据包的文件夹（U 盘）")
    write.add_argument("--to", default="", help="对方单位名称，只有一个时可省略")
    write.add_argument("--whole", action="store_true", help="写出全部数据，而不只是变动")
    for name, run, words in (
        ("preview", _package_preview, "查看数据包，不写入"),
        ("apply", _package_apply, "收取数据包"),
    ):
        package.add(name, run, words).add_argument("file")
    carry = package.add("carry", _package_carry, "一键收发：收下U盘上发给本单位的，再写出要发的")
    carry.add_argument("stick", help="U 盘所在的文件夹")
    carry.add_argument("--to", action="append", default=[], help="发给哪个单位，可写多次；不写就按U盘上的往来判断")
    package.add("folder", _package_folder, "收取整个文件夹里的数据包，各单位分开").add_argument("folder")
    _add_recovery(commands)
    key = commands.group("key", "收发钥匙")
    export = key.add("export", _key_export, "导出收发私钥和签名公钥，供通用程序打开数据包；会记入导出记录")
    export.add_argument("target", help="放钥匙的文件夹，不能已有钥匙")
    export.add_argument("--reason", required=True, help="用途")
    pair = commands.group("pair", "与上级或下级配对")
    pair.add("card", _pair_card, "写出本单位名片").add_argument("target", help="放名片的文件夹")
    pair.add("show", _pair_show, "显示核对数字").add_argument("card")
    accept = pair.add("accept", _pair_accept, "确认配对")
    accept.add_argument("card")
    accept.add_argument("--digits", required=True, help="对方数字的末 5 位")
    accept.add_argument("--role", required=True, choices=("parent", "child"), help="对方是上级还是下级")
    accept.add_argument("--new-keys", action="store_true", help="对方确实换了电脑，替换原来的钥匙；要审批人同意")
    granting.add_approval_arguments(accept)
    stop = pair.add("stop", _pair_stop, "停止与一个单位的往来：数据包不收也不发")
    stop.add_argument("--with", dest="with_", required=True, metavar="单位", help="对方单位名称")
    pair.add("list", _peers, "已配对的单位")


def _add_recovery(commands: Commands) -> None:
    recover = commands.group("recover", "电脑坏了：从上级恢复本单位")
    invite = recover.add("invite", _recover_invite, "上级：为下级单位写恢复邀请")
    begin = recover.add("begin", _recover_begin, "下级：在新电脑上凭恢复邀请重新开始")
    begin.add_argument("invitation", help="恢复邀请文件 .gdinvite")
    begin.add_argument("target", help="放新名片的文件夹（U 盘）")
    begin.add_argument("--worker", default="网格员", help="使用人姓名")
    mirror = recover.add("mirror", _recover_mirror, "上级：重新配对后，把数据还给下级单位")
    for command in (invite, mirror):
        command.add_argument("target", help="放文件的文件夹（U 盘）")
        command.add_argument("--of", default="", help="下级单位名称，只有一个时可省略")
