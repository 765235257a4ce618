"""What lies on a stick, in short sentences for the clerk, each with how serious it is."""

from __future__ import annotations

from gridDesk.desk.carry_report import ReportLine
from gridDesk.desk.on_stick import BROKEN, Found, StickView, printable

NAMED = 3
NUMBERED = 5


def told(view: StickView) -> list[ReportLine]:
    """Return what is on a stick, what matters most first. Nothing on it for anybody is one sentence, too."""
    lines = [_incoming(view), *_broken(view), *_own(view), *_rest(view), *_limits(view)]
    return [line for line in lines if line.text]


def summary(view: StickView) -> str:
    """Return what matters most about a stick in a few words, "" when there is nothing to tell."""
    coming, bad = len(view.incoming), len(view.of(*BROKEN)) + len(view.damaged_own)
    parts = [f"{coming} 个新数据包" if coming else "", f"{bad} 个有问题" if bad else ""]
    waiting = len(view.seen_whole)
    if waiting and not coming:
        parts.append(f"{waiting} 个还没有回执的包")
    return "，".join(part for part in parts if part)


def _incoming(view: StickView) -> ReportLine:
    found = view.incoming
    if not found:
        return ReportLine("note", "没有给本单位的新数据包。")
    names = list(dict.fromkeys(one.name for one in found))
    whose = "、".join(names[:NAMED]) + (f"等 {len(names)} 个单位" if len(names) > NAMED else "")
    numbers = ""
    if len(names) == 1 and len(found) <= NUMBERED:
        numbers = f"（第 {'、'.join(str(one.n) for one in found)} 号）"
    return ReportLine("new", f"{whose}给本单位的新数据包 {len(found)} 个{numbers}。")


def _broken(view: StickView) -> list[ReportLine]:
    return [
        ReportLine("warn" if one.what == "stranger" else "error", f"{named(one)}：{one.why}")
        for one in view.of(*BROKEN)
    ]


def named(one: Found) -> str:
    """Return which package it is, with the file's name."""
    shown = printable(one.path.name)
    return f"{one.name}的第 {one.n} 号包（{shown}）" if one.name and one.n else f"“{shown}”"


def _own(view: StickView) -> list[ReportLine]:
    lines = []
    whole = [one for one in view.own_waiting if one.whole]
    if whole:
        shown = "、".join(f"给{one.name or '对方'}的第 {one.n} 号" for one in whole[:NAMED])
        more = f"等 {len(whole)} 个" if len(whole) > NAMED else ""
        lines.append(ReportLine("ok", f"本单位写出的{shown}{more}包在上面，刚读回核对过，完好；还没有收到回执。"))
    lines += [
        ReportLine("warn", f"本单位写出的给{one.name or '对方'}的第 {one.n} 号包在这个 U 盘上坏了，请点“重新写一份”。")
        for one in view.damaged_own
    ]
    return lines


def _rest(view: StickView) -> list[ReportLine]:
    parts = [
        (len(view.of("again", "older")), "个已经收过"), (len(view.of("copy")), "个是同一个包的拷贝"),
        (len(view.of("other")), "个是给别的单位的"),
        (len([one for one in view.of("own") if not one.waiting]), "个是本单位写出、对方已答复的"),
    ]  # fmt: skip
    words = "，".join(f"{count} {what}" for count, what in parts if count)
    return [ReportLine("note", f"另有 {words}，不会再收。")] if words else []


def _limits(view: StickView) -> list[ReportLine]:
    lines = [ReportLine("warn", f"文件夹“{name}”打不开，里面的没有看。") for name in view.unreadable]
    if view.cut:
        lines.append(ReportLine("warn", "U 盘上的文件太多，只看了一部分；请把数据包放在 U 盘最外层。"))
    if view.parts:
        lines.append(ReportLine("note", f"有 {len(view.parts)} 个上次没有写完的文件，没有用处，可以删除。"))
    return lines
