"""E5: every act that the log must tell of is done here on a real office, and so is what it must stay silent about.

After each act the new lines are compared with the table; at the end every line is searched for the names, numbers,
telephones and passwords that the acts were done with. Handing over the old PC and a damaged data file are told of by
`tests/flows`, for they end the office.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QWidget

from gridDesk import text, vault
from gridDesk.desk import (
    Desk,
    accounts,
    audit,
    audit_kinds,
    backup_restore,
    backup_second,
    backups,
    erasure,
    exchange,
    grant_copies,
    grants,
    history,
    key_export,
    locking,
    open_office,
    paper_keys,
    people,
    print_grants,
    print_jobs,
    printing,
    retention,
    rosters,
    safety,
)  # fmt: skip
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.installs import claim
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.receiving import apply_package
from gridDesk.desk.sending import write_package
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.ui.form import RecordForm
from gridDesk.ui.ledger_page import PeoplePage
from gridDesk.ui.search_box import SearchBox
from gridDesk.ui.window import MainWindow
from tests import granted
from tests.flows.conftest import PASSWORD, offices, open_copy, stick, street, village
from tests.flows.keyless import as_role
from tests.flows.two_offices import pair
from tests.roster.support import id_number, write_xlsx

__all__ = ["offices", "open_copy", "stick", "street", "village"]

SEALED = "drug"
CANARY, NUMBER, PHONE, OTHER = "金丝雀鸣", id_number("1961-02-03", 77), "13912345678", "另一个很长很长的密码二"
REPORTED = "报街道综治中心"


@dataclass
class World:
    """A village with sixty people, its street, a stick, and what the acts leave to each other."""

    desk: Desk
    street: Desk
    stick: Path
    folder: Path
    qtbot: object
    uids: list[str] = field(default_factory=list)
    kept: dict[str, object] = field(default_factory=dict)

    def lines(self, after: int) -> list[str]:
        """Return the kinds of the lines since a number."""
        return [line.kind for line in self.desk.store.audit_lines(after=after)]

    def widget(self, made: QWidget) -> QWidget:
        """Let a widget be thrown away after the test."""
        self.qtbot.addWidget(made)
        return made


def seed(world: World) -> None:
    """Enter sixty people by one act; the first is the canary."""
    world.uids = [new_uid() for _ in range(60)]
    edits = [
        Edit("person", uid, "create", {
            "name": CANARY if n == 0 else f"金丝雀甲{n}", "id_number": NUMBER if n == 0 else id_number("1970-01-01", n + 100),
            "phone": PHONE, "birth": "1961-02-03", "sex": "1",
        })
        for n, uid in enumerate(world.uids)
    ]  # fmt: skip
    world.desk.write(edits, "录入")


def sealed(world: World) -> None:
    """Switch a sealed ledger on and enter somebody."""
    world.desk.enable(SEALED)
    shape = world.desk.catalogue[SEALED]
    world.kept["sealed"] = uid = new_uid()
    world.desk.write([Edit(SEALED, uid, "create", {shape.subject: world.uids[0]})], "录入")


# ---- what must be told ----


def reopen(world: World) -> None:
    """Leave and come back with the right password."""
    folder = world.desk.folder
    world.desk.close()
    world.desk = open_office(folder, PASSWORD)


def fail_and_reopen(world: World) -> None:
    """Try a wrong password first."""
    folder = world.desk.folder
    world.desk.close()
    with pytest.raises(DeskError):
        open_office(folder, "不是这个密码不是这个")
    world.desk = open_office(folder, PASSWORD)


def lock(world: World) -> None:
    """Lock the window by hand."""
    window = world.widget(MainWindow(world.desk.folder.parent))
    window.enter(world.desk)
    folder = world.desk.folder
    world.kept["before"] = world.desk.store.audit_head()[0]
    window.locker.lock()
    world.qtbot.waitUntil(lambda: world.desk.closed, timeout=5000)
    window.close()
    world.desk = open_office(folder, PASSWORD)


def add_account(world: World) -> None:
    """Give a second clerk an account."""
    world.kept["slot"] = accounts.add(world.desk, "第二位", OTHER, ["clerk"]).slot


def export_all(world: World) -> None:
    """Export sixty people with whole numbers."""
    order = ExportOrder(view=View("", "people"), audience="full", reason=REPORTED)
    granted.export(world.desk, order, world.folder / "名单.xlsx", "文件的密码很长很长很长很长")


def give_copies(world: World) -> str:
    """Hand two copies to somebody; return the number of the printing."""
    order = PrintOrder(paper="resident_ledger", purpose="对外提供", recipient="派出所", copies=2)
    grant = granted.grant_for(world.desk, print_grants.order_of(world.desk, order, copies=2))
    order = print_grants.marked(world.desk, order, grant)
    printing.render(world.desk, order)
    world.kept["job"] = print_jobs.note(world.desk, order, "实有人口台账", pages=3, grant=grant).code
    return str(world.kept["job"])


def silent_print(world: World) -> None:
    """Print the office's own ledger by one click."""
    order = PrintOrder(paper="resident_ledger")
    grant = print_grants.silently(world.desk, order)
    order = print_grants.marked(world.desk, order, grant)
    printing.render(world.desk, order)
    print_jobs.note(world.desk, order, "实有人口台账", pages=3, grant=grant)


def refuse(world: World) -> None:
    """Do not agree to a giving."""
    order = PrintOrder(paper="resident_ledger", purpose="对外提供", recipient="派出所")
    grants.refuse(world.desk, print_grants.order_of(world.desk, order))


def send(world: World) -> None:
    """Write a package for the street."""
    world.kept["sent"] = write_package(world.desk, world.street.office.site, world.stick).path


def receive(world: World) -> None:
    """Take in the street's package with its receipt."""
    apply_package(world.street, world.kept["sent"])
    apply_package(world.desk, write_package(world.street, world.desk.office.site, world.stick).path)


def fail_backup(world: World) -> None:
    """Back up to where nothing can be written."""
    blocked = world.folder / "没有这个文件夹"
    blocked.write_bytes(b"")
    with pytest.raises((DeskError, OSError)):
        backups.run(world.desk, blocked)


def second(world: World) -> None:
    """Choose a second place for backups."""
    place = world.folder.with_name(f"{world.folder.name}-第二处")
    place.mkdir()
    backup_second.choose(world.desk, place)


def restore(world: World) -> None:
    """Restore the newest backup over the office."""
    folder = world.desk.folder
    path = backups.listed(folder / backups.FOLDER)[0].path
    world.desk.close()
    world.desk = backup_restore.restore(path, folder, PASSWORD)
    world.kept["before"] = 0


def roster(world: World) -> None:
    """Import a roster of two."""
    rows = [["姓名", "身份证号"], ["金丝雀乙", id_number("1980-01-01", 5)], ["金丝雀丙", id_number("1981-01-01", 6)]]
    done = rosters.apply(world.desk, rosters.preview(world.desk, [write_xlsx(world.folder / "名册.xlsx", rows)]))
    world.kept["import"] = done.changes.txn


def erase(world: World) -> None:
    """Erase somebody who moved away."""
    people.move_out(world.desk, world.uids[5], "02", "2026-01-01")
    erasure.erase_person(world.desk, world.uids[5], "按规定清除")


def paper_key(world: World) -> None:
    """Make the paper key and type it back."""
    key = paper_keys.make_paper_key(world.desk)
    paper_keys.confirm_paper_key(world.desk, key.text)
    world.kept["paper"] = key.text


def jump(world: World) -> None:
    """Set the clock back ten years, and save."""
    source = text.CLOCK.source
    text.CLOCK.source = lambda: source() - timedelta(days=3650)
    try:
        world.desk.write([Edit("grid", new_uid(), "create", {"name": "时钟", "kind": "01"})], "新建网格")
    finally:
        text.CLOCK.source = source


def list_people(world: World) -> None:
    """Open the list of sixty people, scroll it, and sort it."""
    page = world.widget(PeoplePage(world.desk))
    world.qtbot.waitUntil(lambda: page.grid.model() is not None and page.grid.model().rowCount() >= 50, timeout=10000)
    page.grid.scrollToBottom()


def search_people(world: World) -> None:
    """Type what more than fifty people have in common."""
    box = world.widget(SearchBox(world.desk))
    box.setText("金丝雀")
    box.find_now()


def weaken(world: World) -> None:
    """Let the window stay open for an hour."""
    locking.set_minutes(world.desk, 60)


def strengthen(world: World) -> None:
    """Lock sooner again."""
    locking.set_minutes(world.desk, 2)


def another_pairing(world: World) -> None:
    """Pair with the street."""
    pair(world.desk, world.street, world.stick)


def export_keys(world: World) -> None:
    """Write the secret key of the exchange into a folder."""
    key_export.export_keys(world.desk, PASSWORD, f"{REPORTED}要核对", world.folder / "钥匙")


def beyond_the_role(world: World) -> None:
    """Write as an auditor."""
    with as_role(world.desk, "auditor") as auditor, pytest.raises(DeskError):
        auditor.write([Edit("person", world.uids[0], "update", {"name": CANARY})], "改")


def wrong_approver(world: World) -> None:
    """Have an erasure agreed to by who types another password."""
    accounts.add(world.desk, "周审批", OTHER, ["approver"])
    people.move_out(world.desk, world.uids[6], "02", "2026-01-01")
    with as_role(world.desk, "clerk") as clerk, pytest.raises(DeskError):
        erasure.erase_person(clerk, world.uids[6], "按规定清除", grants.Approval("周审批", "不是这个密码不是这个"))


def wrong_own_password(world: World) -> None:
    """Change the password without knowing it."""
    with pytest.raises(DeskError):
        accounts.change_password(world.desk, "不是这个密码不是这个", OTHER)


def wrong_paper_key(world: World) -> None:
    """Type back the paper key of another office."""
    with pytest.raises(DeskError):
        paper_keys.confirm_paper_key(world.desk, vault.paper.write(vault.paper.new_paper_key()))


def try_while_waiting(world: World) -> None:
    """Go on trying after the fifth wrong password, then wait and come in."""
    folder, now = world.desk.folder, [1000.0]
    world.desk.close()
    right = vault.BackOff
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "BackOff", lambda place: right(place, lambda: now[0]))
        for _ in range(6):
            with pytest.raises(DeskError):
                open_office(folder, "不是这个密码不是这个", world.kept["who"])
        now[0] += 1000
        world.desk = open_office(folder, PASSWORD, world.kept["who"])


def check_file(world: World) -> None:
    """Prove the data file by hand."""
    safety.check(world.desk)


Act = Callable[[World], object]
MUST: list[tuple[str, Act, set[str]]] = [
    ("pair with the street", another_pairing, {"paired"}),
    ("log in", reopen, {"login"}),
    ("fail, then log in", fail_and_reopen, {"login_failed", "login"}),
    ("lock", lock, {"locked"}),
    ("try while waiting", try_while_waiting, {"login_paused", "login_failed"}),
    ("act beyond the role", beyond_the_role, {"act_refused"}),
    ("type a wrong own password", wrong_own_password, {"password_failed"}),
    ("type another paper key", wrong_paper_key, {"paper_key_failed"}),
    ("make and confirm the paper key", paper_key, {"paper_key_made", "paper_key_confirmed"}),
    ("add an account", add_account, {"account_added"}),
    ("change its roles", lambda w: accounts.set_roles(w.desk, str(w.kept["slot"]), ["clerk", "approver"]), {"account_changed"}),
    ("reset its password", lambda w: accounts.reset(w.desk, str(w.kept["slot"]), "又一个很长很长的密码三"), {"account_changed"}),
    ("remove it", lambda w: accounts.remove(w.desk, str(w.kept["slot"])), {"account_removed", "rekey"}),
    ("open a sealed record", lambda w: w.widget(RecordForm(w.desk, SEALED, str(w.kept["sealed"]))), {"sensitive_opened"}),
    ("show an ID number", lambda w: people.reveal_id(w.desk, w.uids[0]), {"id_revealed"}),
    ("list sixty people", list_people, {"listed"}),
    ("search for sixty people", search_people, {"searched"}),
    ("print the own ledger", silent_print, {"print"}),
    ("give two copies away", give_copies, {"grant", "grant_approved", "print"}),
    ("take one back", lambda w: grant_copies.take_back(w.desk, f"{w.kept['job']}/1"), {"copy_returned"}),
    ("shred the other", lambda w: grant_copies.shred(w.desk, f"{w.kept['job']}/2"), {"copy_shredded"}),
    ("not agree to a giving", refuse, {"grant_refused"}),
    ("export with whole numbers", export_all, {"export"}),
    ("write a package", send, {"package_out"}),
    ("take a package in", receive, {"package_in", "receipt_in"}),
    ("export the key of the exchange", export_keys, {"key_exported"}),
    ("import a roster", roster, {"import"}),
    ("undo the import", lambda w: history.undo(w.desk, str(w.kept["import"])), {"import_undone"}),
    ("weaken the lock", weaken, {"setting_weakened"}),
    ("strengthen the lock", strengthen, {"setting"}),
    ("prove the file", check_file, {"integrity"}),
    ("set the clock back", jump, {"clock_jump"}),
    ("erase somebody", erase, {"erase"}),
    ("type a wrong approver's password", wrong_approver, {"approval_failed"}),
    ("finish a review", lambda w: retention.finish(w.desk), {"review"}),
    ("back up", lambda w: backups.run(w.desk), {"backup"}),
    ("fail to back up", fail_backup, {"backup_failed"}),
    ("choose a second place", second, {"second_place"}),
    ("try a restore", lambda w: backup_restore.drill(w.desk), {"drill"}),
    ("claim this machine", lambda w: claim(w.desk), {"replica"}),
    ("restore", restore, {"restore", "replica"}),
    ("change the password", lambda w: accounts.change_password(w.desk, PASSWORD, OTHER), {"password_changed"}),
]  # fmt: skip

# ---- what must not ----

SILENT: list[tuple[str, Act]] = [
    ("enter a person", lambda w: w.desk.write([Edit("person", new_uid(), "create", {"name": "金丝雀丁"})], "录入")),
    ("change a person", lambda w: w.desk.write([Edit("person", w.uids[1], "update", {"phone": PHONE})], "修改")),
    ("open a person's page", lambda w: people.person_view(w.desk, w.uids[2])),
    ("open an ordinary form", lambda w: w.widget(RecordForm(w.desk, "person", w.uids[3]))),
    ("see the same list again", list_people),
    ("search for the same again", search_people),
    ("show the same number again", lambda w: people.reveal_id(w.desk, w.uids[0])),
    ("open the same sealed record again", lambda w: w.widget(RecordForm(w.desk, SEALED, str(w.kept["sealed"])))),
    ("list a few", lambda w: audit.listed(w.desk, "person", 50)),
    ("choose the same setting", strengthen),
    ("lay a paper out", lambda w: printing.render(w.desk, PrintOrder(paper="resident_ledger"))),
    ("look at peers", lambda w: exchange.peers(w.desk)),
    ("undo an ordinary act", lambda w: history.undo(w.desk, history.recent(w.desk)[0].txn)),
]  # fmt: skip
ELSEWHERE = {"handover", "damaged", "key_replaced", "peer_retired", "sensitive_revealed", "named"}


@pytest.fixture
def world(village: Desk, street: Desk, stick: Path, tmp_path: Path, qtbot) -> Iterator[World]:
    """An office at work."""
    made = World(village, street, stick, tmp_path, qtbot)
    made.kept["who"] = village.keys.who
    seed(made)
    sealed(made)
    yield made
    made.desk.close()


def test_every_act_is_told_or_not_as_the_table_says_and_no_line_holds_data(world: World, figure: Callable[..., None]):
    wrong, seen, scanned = [], set(), ""
    for name, act, kinds in MUST:
        before = world.desk.store.audit_head()[0]
        world.kept.pop("before", None)
        act(world)
        told = set(world.lines(int(str(world.kept.get("before", before)))))
        seen |= told
        if not kinds <= told:
            wrong.append((name, kinds - told))
        scanned += dump(world.desk)
        if name == "strengthen the lock":
            wrong += quiet(world)
    # Ids and hashes are random hexadecimal: a year alone would stand in one of them by chance.
    plain = re.sub(r"[0-9a-f]{16,}", "", scanned)
    found = [canary for canary in canaries(world) if canary in (plain if len(canary) < 8 else scanned)]
    lines = world.desk.store.audit_head()[0]
    figure(
        "E5", acts_that_must_be_told=len(MUST), acts_that_must_not=len(SILENT), kinds=len(seen), wrong=len(wrong), lines=lines,
        canaries=len(canaries(world)), found_in_lines=len(found),
    )  # fmt: skip
    assert wrong == []
    assert found == []
    assert set(audit_kinds.KINDS) - seen <= ELSEWHERE
    assert audit.verify(world.desk) == []


def quiet(world: World) -> list[tuple[str, object]]:
    """Do what must leave no line; return what left one."""
    wrong = []
    for name, act in SILENT:
        before = world.desk.store.audit_head()[0]
        act(world)
        if told := world.lines(before):
            wrong.append((name, told))
    return wrong


def dump(desk: Desk) -> str:
    """Return every column of every line but the clerk's name, as it stands in the file."""
    rows = desk.store._db.conn.execute(
        "SELECT replica, role, kind, objects, count, grant_id, detail FROM audit"
    ).fetchall()
    return msgspec.json.encode([list(row) for row in rows]).decode()


def canaries(world: World) -> list[str]:
    """Return what no line may hold."""
    return [
        "金丝雀", CANARY, NUMBER, NUMBER[:6], PHONE, PHONE[3:], "1961", OTHER, PASSWORD, REPORTED, "派出所", "文件的密码",
        str(world.kept["paper"]).split()[0], *(id_number("1970-01-01", n + 100) for n in range(1, 60)),
    ]  # fmt: skip


def test_the_log_is_kept_and_never_thinned(figure: Callable[..., None]):
    """Three years are asked for (PIPL Art. 56); nothing in the program can take a line away."""
    here = Path(audit.__file__).parents[1]
    takers = [
        path.name for path in here.rglob("*.py")
        if "DELETE FROM audit" in (said := path.read_text(encoding="utf-8")) or "UPDATE audit" in said
    ]  # fmt: skip
    figure("E5", code_that_could_remove_a_line=len(takers))
    assert takers == []
