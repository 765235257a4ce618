"""How the backups stand, on one page: the last one, whether it was proved, the second place, what comes next."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import cast

from gridDesk.desk import backup_second, backups
from gridDesk.desk.backup_second import Level, Second
from gridDesk.desk.backups import Kept
from gridDesk.desk.office import Desk
from gridDesk.text import today

STALE_DAYS = 7
DRILL_DAYS = 92
ORDER: tuple[Level, ...] = ("ok", "note", "warn", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything the page says. Moments are ISO, "" for never; `drill` is what the last restore drill found."""

    kept: list[Kept]
    changed: bool
    failed: str
    second: Second | None
    second_here: bool
    behind: bool
    free: int
    paused: str
    drill_at: str
    drill: str
    damaged: list[str]
    lines: list[tuple[Level, str]]

    @property
    def last(self) -> Kept | None:
        """Return the newest backup beside the data."""
        return self.kept[0] if self.kept else None

    @property
    def size(self) -> int:
        """Return the bytes all of them take."""
        return sum(one.size for one in self.kept)

    @property
    def level(self) -> Level:
        """Return the level of what is worst."""
        return max((level for level, _ in self.lines), key=ORDER.index, default="ok")

    @property
    def line(self) -> str:
        """Return what is worst in a sentence, or when the last backup was."""
        worst = [words for level, words in self.lines if level == self.level and level != "ok"]
        return worst[0] if worst else next((words for _, words in self.lines), "")


def status(desk: Desk, *, look: bool = True) -> Status:
    """Return how the backups of an office stand; `look` also asks whether the second place is there now."""
    folder = desk.folder / backups.FOLDER
    kept = backups.listed(folder)
    second = backup_second.of(desk)
    failed = desk.setting(backups.FAILED, None)
    drill = cast("dict[str, str]", desk.setting(backups.DRILL, {}) or {})
    changed, damaged = backups.changed(desk), backups.damaged(folder)
    return Status(
        kept=kept, changed=changed, failed=str(failed.get("at", "")) if isinstance(failed, dict) else "", second=second,
        second_here=bool(look and second is not None and backup_second.find(desk)),
        behind=bool(second and kept and kept[0].n > second.n),
        free=shutil.disk_usage(desk.folder).free, paused=backups.paused(desk), drill_at=drill.get("at", ""),
        drill=drill.get("words", ""), damaged=damaged, lines=_lines(desk, kept, second, changed, damaged),
    )  # fmt: skip


def _lines(
    desk: Desk, kept: list[Kept], second: Second | None, changed: bool, damaged: list[str]
) -> list[tuple[Level, str]]:
    """Return what there is to say, each with its level."""
    found: list[tuple[Level, str]] = [_last_line(kept, changed)]
    if isinstance(desk.setting(backups.FAILED, None), dict):
        found.append(("error", "最近一次备份没有做成。请检查磁盘，再点“立即备份”。"))
    if damaged:
        found.append(
            ("error", f"有 {len(damaged)} 份旧备份读不出来，已另存不再算数；磁盘可能快坏了，请尽快备份到第二处。")
        )
    found += _second_lines(second) if second is not None else _no_second_lines(desk, kept)
    found += _drill_lines(desk, kept)
    if backups.paused(desk):
        found.append(("note", "刚恢复过备份，暂停清理旧备份。确认数据无误以后，请点“数据无误，继续清理”。"))
    return found


def _last_line(kept: list[Kept], changed: bool) -> tuple[Level, str]:
    if not kept:
        return "note", "还没有备份过，改动以后半小时内自动备份。"
    when = kept[0].when
    if _ahead(when):
        level: Level = "warn" if changed else "ok"
        return level, f"上次备份的日期是 {when}，比电脑现在的还晚；写完后打开核对过。请看看电脑的日期对不对。"
    days = _days(when)
    words = f"上次备份：{'今天' if days == 0 else f'{days} 天前'}（{when}），写完后打开核对过。"
    stale = changed and days >= STALE_DAYS
    return ("warn", f"{words}以后有改动还没有备份。") if stale else ("ok", words)


def _second_lines(second: Second) -> list[tuple[Level, str]]:
    if second.ahead:
        words = f"上次往第二处（{second.name}）抄备份的日期，比电脑现在的日期还晚，不知道有多久没抄了。"
        return [("warn", f"{words}请先把电脑的日期调对，再插上它，网格台会自己抄。")]
    when = f"{second.days} 天没有往第二处（{second.name}）抄备份"
    if second.level == "error":
        return [("error", f"已经 {when}。请今天就插上它，网格台会自己抄。")]
    if second.level == "warn":
        return [("warn", f"{when}。请插上它，网格台会自己抄。")]
    words = f"第二处备份：{second.name}，{f'{second.days} 天前' if second.days else '今天'}抄过并读回核对。"
    return [("ok", words if second.at else f"第二处备份：{second.name}，还没有抄过。")]


def _no_second_lines(desk: Desk, kept: list[Kept]) -> list[tuple[Level, str]]:
    """Return what is to be said while there is no second place; it presses as one would that nothing is copied to."""
    if not kept:
        return []
    days = _days(str(desk.setting("made_on", "") or ""))
    level, why = backup_second.level_after(days), "电脑丢了、坏了，只有放在别处的备份救得回来。"
    if level == "ok":
        return [("note", f"还没有选第二处备份。{why}")]
    soon = "请今天就" if level == "error" else "请"
    return [(level, f"建单位 {days} 天了，还没有选第二处备份。{why}{soon}插上 U 盘，在“备份与恢复”点“选第二处”。")]


def _drill_lines(desk: Desk, kept: list[Kept]) -> list[tuple[Level, str]]:
    """Remind once a quarter that a backup nobody ever restored is only hoped to be one."""
    drill = cast("dict[str, str]", desk.setting(backups.DRILL, {}) or {})
    days = _days(drill.get("at") or str(desk.setting("made_on", "") or ""))
    if not kept or days <= DRILL_DAYS:
        return []
    return [("note", f"已有 {days} 天没有演练过恢复。请在“备份与恢复”点“演练一次恢复”，现在的数据不动。")]


def _ahead(when: str) -> bool:
    """Tell whether a moment is of a day still to come: the clock was wrong then, or is now."""
    return when[:10] > today().isoformat()


def _days(when: str) -> int:
    return max(0, (today() - date.fromisoformat(when[:10])).days) if len(when) >= 10 else 0


def card(desk: Desk) -> tuple[Level, str]:
    """Return the level and the sentence of the morning page's card."""
    found = status(desk, look=False)
    return found.level, found.line
