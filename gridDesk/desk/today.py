"""The morning page: how much is kept, and what deserves a look today. It informs; it never nags or ranks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gridDesk.desk import audit, freshness
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger.dates import WEEKDAYS
from gridDesk.text import now_iso
from gridDesk.text import today as today_date

DRILL_AFTER = 366  # days
TOLD_DAYS = 7  # on so many days a clock that is wrong is told of


@dataclass(frozen=True, slots=True)
class Count:
    """A number of the ledgers, in words, and the page (with argument) that shows what is behind it."""

    label: str
    number: int
    page: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Something to look at today, with the page that deals with it."""

    title: str
    line: str
    level: Literal["ok", "note", "warn", "error"]
    page: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """The morning page."""

    date_text: str
    counts: list[Count]
    cards: list[Card]
    notice: str = ""  # about the door: one quiet line


def date_words(day: date) -> str:
    """Return a day as the page heads it: 2026年11月21日 星期六."""
    return f"{day.year}年{day.month}月{day.day}日　星期{WEEKDAYS[day.weekday()]}"


def today(desk: Desk) -> Today:
    """Return the morning page of this office."""
    cards = [_incomplete_card(desk), _duplicates_card(desk), _events_card(desk)] if desk.office.is_base else []
    cards += [
        _tasks_card(desk),
        _bulletins_card(desk),
        _inbox_card(desk),
        _exchange_card(desk),
        _clock_card(desk),
        _backup_card(desk),
        _key_card(desk),
        _password_card(desk),
        _retention_card(desk),
    ]
    return Today(date_words(today_date()), counts(desk), [card for card in cards if card], door_notice(desk))


def door_notice(desk: Desk) -> str:
    """Return what happened at the door since this clerk was last here; an empty text where nothing did."""
    tried = f"上次登录以后，有 {desk.failed_before} 次输错密码。" if desk.failed_before else ""
    gone = "记着输错次数的文件被人动过，次数可能不准。" if desk.attempts_gone else ""
    return tried + gone


def counts(desk: Desk) -> list[Count]:
    """Return how much each main ledger holds; residents by kind, as a street asks for them."""
    kinds = desk.store.group_count("residence", "kind")
    found = [
        Count("人口", desk.store.count("person"), "people"),
        Count("户籍人口", _number(kinds, "01"), "people", "kind=01"),
        Count("流动人口", _number(kinds, "02"), "people", "kind=02"),
        Count("户", desk.store.count("household"), "households"),
        Count("房屋", desk.store.count("dwelling"), "dwellings"),
        Count("在租房屋", len(desk.store.group_count("tenancy", "dwelling")), "dwellings", "use=02"),
    ]
    special = [item for item in desk.enabled() if item.group == "special" and not item.sealed]
    groups = [Count(item.label, desk.store.count(item.key), "ledgers", item.key) for item in special]
    return found + [count for count in groups if count.number]


def _number(kinds: dict[object, int], code: str) -> int:
    return kinds.get(code, 0)


def _incomplete_card(desk: Desk) -> Card | None:
    """Say how many people lack something; the first thing to fill in is the number most else follows from."""
    if not desk.store.count("person"):
        return Card("人口", "还没有人口。可以把现有的 Excel 花名册导进来。", "note", "import")
    lacking = freshness.incomplete_count(desk)
    if not lacking:
        return Card("待完善", "每个人应填的都填了。", "ok", "freshness", "lacking")
    missing = desk.store.count("person", where={"id_number": None})
    words = f"，其中 {missing:,} 人没有公民身份号码" if missing else ""
    return Card("待完善", f"有 {lacking:,} 人的信息还不齐{words}。", "note", "freshness", "lacking")


def _duplicates_card(desk: Desk) -> Card | None:
    """Say how many pairs of records may be one person or household, where they have been looked for."""
    from gridDesk.desk import duplicates

    pairs = duplicates.count(desk)
    return Card("疑似重复", f"有 {pairs:,} 对记录可能是同一个人。", "note", "duplicates") if pairs else None


def _events_card(desk: Desk) -> Card | None:
    statuses = desk.store.group_count("event", "status")
    waiting = sum(count for status, count in statuses.items() if status != "05")
    if not statuses:
        return None
    words = f"有 {waiting} 件事项还没有办结。" if waiting else "事项都已办结。"
    return Card("事项", words, "note" if waiting else "ok", "events")


def _tasks_card(desk: Desk) -> Card | None:
    """Say how many tasks from above are being worked on, and how long the next one has; late ones wait in the inbox."""
    from gridDesk.desk import tasks

    told = [task for task in tasks.received(desk) if task.waits_below and task.stage != "new"]
    if not told:
        return None
    term = next((task.term for task in told if task["due"]), "没有限期")
    return Card("任务", f"有 {len(told)} 项任务在办，最急的一项{term}。", "note", "tasks", "received")


def _bulletins_card(desk: Desk) -> Card | None:
    from gridDesk.desk import bulletins

    unread = bulletins.unread(desk)
    return Card("通报", f"有 {unread} 件通报没有签收。", "note", "bulletins", "received") if unread else None


def _inbox_card(desk: Desk) -> Card | None:
    """Say how much of what other offices sent waits for a person; nothing where there are no other offices."""
    from gridDesk.desk import inbox

    if not desk.store.system.peers.list():
        return None
    waiting = inbox.open_count(desk)
    return Card("待我决定", f"有 {waiting} 件事等您决定。", "note", "inbox") if waiting else None


def _exchange_card(desk: Desk) -> Card:
    peers = desk.store.system.peers.list(state="active")
    if not peers:
        other = "上级街道" if desk.office.is_base else "村（社区）"
        return Card("收发", f"还没有和{other}配对。", "note", "exchange")
    from gridDesk.desk import outbox

    return Card("收发", *outbox.summary(desk), "exchange")


def _clock_card(desk: Desk) -> Card | None:
    """Say for a week that the computer's clock is wrong: nothing stops, but days and dates on paper are wrong with it."""
    from gridDesk.store.clock import NEWEST, doubt

    now = now_iso()
    why = doubt(desk.store.system, now)
    if not why or len(audit.wrong_clock_days(desk)) > 1 + TOLD_DAYS:
        return None
    newest = str(desk.setting(NEWEST, ""))[:16].replace("T", " ")
    words = f"比这里记过的时间（{newest}）还早" if why == "behind" else "比以前一下子晚了一年多"
    line = f"电脑的时间是 {now[:16].replace('T', ' ')}，{words}，多半不准。请在系统设置里把日期和时间调对；录入照常。"
    return Card("电脑时间", line, "warn", "settings")


def _backup_card(desk: Desk) -> Card:
    from gridDesk.desk import backup_status

    level, line = backup_status.card(desk)
    return Card("备份", line, level, "backups")


def _retention_card(desk: Desk) -> Card | None:
    """Say once a quarter that there are records whose time is over; nothing is deleted by itself."""
    from gridDesk.desk import retention

    due = retention.waiting(desk)
    return Card("保存期限", f"有 {due:,} 条记录到了复核的时候，请看是留是清。", "note", "retention") if due else None


def _key_card(desk: Desk) -> Card | None:
    """Say that there is no paper key, or that nobody ever tried it; nothing where all is well or nobody could tell."""
    from gridDesk.desk import accounts

    if desk.setting("demo", False):
        return None
    try:
        there, drilled = accounts.has_paper_key(desk), accounts.paper_key_confirmed_on(desk)
    except DeskError:
        return None
    if not there:
        return Card("纸质钥匙", "还没有做。忘了密码就再也打不开，做一把只要三分钟。", "warn", "accounts", "paper")
    if not drilled:
        return Card("纸质钥匙", "做了，还没有照纸输过一遍。", "warn", "accounts", "paper")
    days = (today_date() - date.fromisoformat(drilled)).days
    if days > DRILL_AFTER:
        return Card("纸质钥匙", "一年多没有取出来核对过了。", "note", "accounts", "paper")
    return None


def _password_card(desk: Desk) -> Card | None:
    """Say that a password is older than this office lets it become; most offices set no limit."""
    from gridDesk.desk import accounts

    days = accounts.rotate_days(desk)
    if not days or not accounts.must_change(desk):
        return None
    return Card("密码", f"您的密码用了 {days} 天以上，本单位要求更换。", "warn", "accounts", "password")
