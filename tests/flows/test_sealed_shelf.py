"""The register of printed pages says nothing of a sealed ledger to whoever has not its key, not even to one who guesses."""

from __future__ import annotations

from gridDesk.desk import accounts, erasure, people, printing, records, retention, shelf, shelf_sealed
from gridDesk.desk.opening import open_office
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.shelf_pages import cell, lay_out, placed
from gridDesk.ledger import Edit, new_uid
from gridDesk.text import today
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import as_role

DRUG = PrintOrder(paper="drug")


def enter(desk, *names):
    """Enter people into the village, and the first of them into a sealed ledger; returns their ids."""
    uids = [new_uid() for _ in names]
    people = [
        Edit("person", uid, "create", {"name": name, "sex": "1", "phone": "13912345678"})
        for uid, name in zip(uids, names, strict=True)
    ]
    desk.write(people, "录入")
    desk.enable("drug")
    records.save(desk, "drug", None, {"person": uids[0], "remark": "按月面谈"})
    return uids


def put_on_shelf(desk):
    prepared = shelf.prepare(desk, DRUG)
    shelf.record(desk, prepared, only_changed=False)
    return prepared


def test_nobody_without_the_key_guesses_who_stands_on_a_page_of_a_sealed_ledger(village):
    names = ("赵新", "钱新", "孙新")
    uids = enter(village, *names)
    put_on_shelf(village)
    with as_role(village, "clerk") as desk:
        pages = desk.store.system.shelf_pages.list()
    kept = str(pages)
    assert pages
    guesses = [*names, "按月面谈", "13912345678", "男", "1"]
    cells = {
        row[1][n : n + 4]
        for page in pages
        for rows in page.groups.values()
        for row in rows
        for n in range(0, len(row[1]), 4)
    }
    assert len(cells) > 3
    assert not (cells - {" " * 4}) & {cell(guess) for guess in guesses}
    assert not [uid for uid in uids if uid in kept]
    plain = lay_out(placed(printing.compose(village, shelf.prepare(village, DRUG).order), {}, False))
    assert not {page.digest for page in plain} & {page.digest for page in pages}


def test_the_clerk_with_the_key_exchanges_sheets_of_a_sealed_ledger_as_of_any_other(village):
    uids = enter(village, "赵新", "钱新", "孙新")
    put_on_shelf(village)
    assert shelf.prepare(village, DRUG).pages == ()
    records.save(village, "drug", None, {"person": uids[1]})
    prepared = shelf.prepare(village, DRUG)
    assert (prepared.changed, prepared.valid) == (1, 0)
    assert shelf.print_pdf(village, prepared, only_changed=True).startswith(b"%PDF")
    shelf.record(village, prepared)
    accounts.add(village, "李四", "一个很长很长的密码二号", ["sensitive"])
    leaving = next(one.slot for one in accounts.list_accounts(village) if one.who == "李四")
    accounts.set_roles(village, leaving, ["clerk"])  # what is sealed from now on is under another key
    assert shelf.prepare(village, DRUG).pages == ()


def test_what_an_older_program_kept_of_sealed_pages_is_put_under_the_key_at_the_next_login(village, monkeypatch):
    enter(village, "赵新", "钱新")
    with monkeypatch.context() as older:
        older.setattr(shelf_sealed.Veil, "covers", lambda *_: False)
        put_on_shelf(village)
    village.set_setting("shelf.sealed", None)
    assert cell("赵新") in str(village.store.system.shelf_pages.list())
    folder = village.folder
    village.close()
    desk = open_office(folder, PASSWORD)
    try:
        assert cell("赵新") not in str(desk.store.system.shelf_pages.list())
        assert shelf.prepare(desk, DRUG).pages == ()
    finally:
        desk.close()


def test_of_an_erased_person_the_register_keeps_no_digest_and_wants_her_sheet_exchanged(village):
    saved = people.new_household(village, "9", "柳行村9号", {"name": "赵新", "phone": "13912345678"})
    uid = str(village.store.get("household", saved.uid)["head"])
    people.add_member(village, saved.uid, {"name": "钱新"}, "10")
    people.new_household(village, "10", "柳行村10号", {"name": "孙新"})
    order = PrintOrder(paper="resident_ledger")
    shelf.record(village, shelf.prepare(village, order), only_changed=False)
    people.move_out(village, uid, "02", "2026-01-01")
    before = str(village.store.system.shelf_pages.list())
    assert cell("赵新") in before
    erasure.erase_person(village, uid, "按规定清除")
    after = str(village.store.system.shelf_pages.list())
    assert not [guess for guess in ("赵新", "13912345678") if cell(guess) in after]
    assert cell("孙新") in after
    prepared = shelf.prepare(village, order)
    assert prepared.changed == 1
    shelf.record(village, prepared)
    assert shelf.prepare(village, order).pages == ()


def test_what_is_kept_longer_is_noted_by_an_id_that_says_nothing_of_the_ledger(village):
    enter(village, "赵新")
    uid = str(next(village.store.rows("drug"))["uid"])
    village.set_setting(retention.KEPT, {"drug:" + "0" * 32: "2030-01-01"})
    period = next(iter(retention.periods(village)))
    case = retention.Case(
        ledger="drug", uid=uid, title="", period=period, since=today(), due=today(), minor=False, active=False
    )
    until = retention.keep(village, [case], 12)
    assert village.setting(retention.KEPT) == {"0" * 32: "2030-01-01", uid: until.isoformat()}
