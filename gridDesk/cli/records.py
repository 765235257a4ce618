"""The commands that ask for records and what became of them: find, duplicates, stats, history, undo."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from gridDesk.cli.common import Answer, Commands, opened
from gridDesk.errors import DeskError


def add_find(commands: Commands) -> None:
    """Offer `find`."""
    find = commands.add("find", _find, "查找人、户、房屋")
    find.add_argument("text")
    find.add_argument("--limit", type=int, default=30)


def add_duplicates(commands: Commands) -> None:
    """Offer `duplicates`."""
    twice = commands.add("duplicates", _duplicates, "列出可能是同一个人的记录")
    twice.add_argument("--limit", type=int, default=1000)


def add_stats(commands: Commands) -> None:
    """Offer `stats`."""
    commands.add("stats", _stats, "各台账的数目和校验值")


def add_history(commands: Commands) -> None:
    """Offer `history`."""
    history = commands.add("history", _history, "最近的操作，或一条记录的修改历史")
    history.add_argument("--ledger", default="person")
    history.add_argument("--uid", default="")
    history.add_argument("--limit", type=int, default=50)


def add_undo(commands: Commands) -> None:
    """Offer `undo`."""
    commands.add("undo", _undo, "撤销一次操作").add_argument("txn", nargs="?", default="")


def _find(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import search

    with opened(options) as desk:
        hits = search.find(desk, options.text, limit=options.limit)
        listed = [asdict(h) for h in hits]
        lines = ["　".join(filter(None, (h.name, h.mark, h.line, f"[{h.why}]"))) for h in hits] or [
            f"没有找到“{options.text}”。"
        ]
        return {"count": len(hits), "hits": listed}, lines


def _duplicates(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import duplicates

    with opened(options) as desk:
        found = duplicates.pairs(desk, options.limit)
        listed = [{"one": p.one.uid, "other": p.other.uid, "score": p.score, "why": p.why} for p in found]
        lines = [f"{p.score}　{p.one.name}（{p.one.line}）　{p.other.name}（{p.other.line}）　[{p.why}]" for p in found]
        return {"count": len(found), "pairs": listed}, lines or ["没有找到可能重复的人。"]


def _stats(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import today

    with opened(options) as desk:
        counts = today.counts(desk)
        found = {count.label: count.number for count in counts}
        digests = {key: [count, value] for key, (count, value) in desk.store.digests(desk.office.site).items()}
        return {"counts": found, "digests": digests}, [f"{label}：{number:,}" for label, number in found.items()]


def _history(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import history

    with opened(options) as desk:
        if options.uid:
            changes = history.record_history(desk, options.ledger, options.uid)
            found = [
                {"when": c.when, "who": c.who, "act": c.act, "field": c.field, "old": c.old, "new": c.new}
                for c in changes
            ]
            return {"lines": found}, [
                f"{c.when} {c.who} {c.act}：{c.field} {c.old or '空'} → {c.new or '空'}" for c in changes
            ]
        acts = history.recent(desk, options.limit)
        listed = [
            {"txn": a.txn, "when": a.when, "who": a.who, "label": a.label, "count": a.count, "undone": a.undone}
            for a in acts
        ]
        return {"acts": listed}, [
            f"{a.txn} {a.when} {a.who} {a.label}（{a.count} 条）{'已撤销' if a.undone else ''}" for a in acts
        ]


def _undo(options: argparse.Namespace) -> Answer:
    from gridDesk.desk import history

    with opened(options) as desk:
        txn = options.txn or next((act.txn for act in history.recent(desk, 20) if not act.undone), "")
        if not txn:
            raise DeskError("没有可以撤销的操作。")
        done = history.undo(desk, txn)
        return {"txn": done.changes.txn, "changed": done.changes.count, "kept": done.kept}, [
            f"已撤销，改回 {done.changes.count} 条记录。", *done.kept,
        ]  # fmt: skip
