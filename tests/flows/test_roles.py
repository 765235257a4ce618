"""Role matrix: whoever has not the key of the sealed ledgers is never told anything of them, by any page, by any road.

Every function of the desk that a page asks with nothing but the desk is called as each role, as are those that take a
person, a household, a list, a paper or a record; and the file itself is read as somebody with the data key could.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest

from gridDesk import desk as room
from gridDesk.desk import (
    audit,
    columns,
    drafts,
    duplicates,
    erasure,
    freshness,
    history,
    listed,
    logs,
    lookups,
    merge_plan,
    people,
    printing,
    records,
    rosters,
    search,
    sieves,
    tables,
    views,
)
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.opening import open_office
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.tables import Table
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, catalogue, new_uid
from gridDesk.ledger.filter import Condition
from gridDesk.store.engine import connect
from gridDesk.text import today_iso
from tests import granted
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import as_role
from tests.roster.support import write_xlsx

CANARY = "金丝雀密语"
SEALED = [ledger for ledger in catalogue().ledgers.values() if ledger.sealed]
ROLES = [("clerk",), ("approver",), ("keeper",), ("auditor",), ("clerk", "approver", "keeper", "auditor")]
LISTS = ("people", "households", "dwellings")

# What writes, works for minutes, or waits for somebody; what it tells is told by something else that is called.
WRITES = {
    "accounts.rekey", "alarms.use_this_machine", "attachments.tidy", "attachments.adopt_photos", "audit.notice_clock",
    "backup_restore.drill", "backup_second.forget", "backup_second.copy", "backups.run", "backups.thin",
    "backups.resume", "backups.recheck_one", "damage.look_through", "deciding.accept_mergeable", "deciding.settle", "demo_year.add_year",
    "directives.take", "directives.after_applied", "drafts.drop_ticket", "duplicate_notices.settle",
    "duplicates.settled", "duplicates_across.find", "duplicates_across.tidy", "holding.hold", "holding.let_go",
    "inbox.settle", "installs.notice", "installs.claim", "installs.note", "paper_keys.make_paper_key",
    "rekeying.turn", "rekeying.go_on", "retention.finish", "safety.backup", "sealed.settle", "sealed.share",
    "down.check_may_send", "roles.need_keeper", "roles.need_keeper_of_all", "refusals.paper_key", "shelf_sealed.settle",
    "transfers.tidy",
}  # fmt: skip
# What is the same in every office, whatever it keeps: forms, code tables, periods of the law.
STATIC = {
    "printing.all_papers", "codes.tables", "retention.periods", "sending.schema_of", "grants.thresholds",
    "directives.policies", "grid_views.profiles_of", "grid_views.profile_of",
}  # fmt: skip


@pytest.fixture(scope="module")
def planted(offices, tmp_path_factory):
    """A village with a canary in every sealed ledger, and in whatever its use leaves behind."""
    tmp_path = tmp_path_factory.mktemp("planted")
    shutil.copytree(offices / "village", tmp_path / "village")
    village = open_office(tmp_path / "village", PASSWORD)
    yield _plant(village, tmp_path)
    village.close()


def _plant(village, tmp_path):
    home = people.new_household(village, "1", "柳行村2组1号", {"name": "张为", "sex": "1", "birth": "1980-01-01"})
    person = str(village.store.get("household", home.uid)["head"])
    people.add_member(village, home.uid, {"name": "王芳", "sex": "2"}, "10")
    for ledger in SEALED:
        village.enable(ledger.key)
        values = {item.key: CANARY for item in ledger.fields if item.type.name in ("text", "long_text")}
        uid = records.save(village, ledger.key, None, {"person": person, **values}, reason=CANARY).uid
        records.save(village, ledger.key, uid, {"remark": CANARY * 2}, reason=CANARY)
        _use(village, ledger, uid)
    order = ExportOrder(view=View("", "drug"), audience="full", reason="核对", lock=False)
    granted.export(village, order, tmp_path / "sealed.xlsx")
    granted.save(village, PrintOrder(paper="drug", date=today_iso()), tmp_path / "sealed.pdf")
    closed = next(village.store.rows("drug"))
    records.close_record(village, "drug", str(closed["uid"]), reason_code="02", on=today_iso(), note=CANARY)
    history.undo(village, history.recent(village)[0].txn)
    village.store.write([Edit("person", person, "update", {"phone": "13800000001"})], actor="王建国", label="修改人口")
    return village


def _use(desk, ledger, uid):
    """Leave behind what a clerk leaves behind: a draft, a view, lines of the log, a form on its way."""
    place = {"ledger": ledger.key, "uid": uid}
    drafts.keep(desk, drafts.FormDraft(drafts.new_key(), "record", f"修改{ledger.label}", place, {"remark": CANARY}))
    condition = Condition("remark", "contains", (CANARY,))
    views.save_view(desk, View(CANARY, ledger.key, search=CANARY, conditions=(condition,)))
    audit.note(desk, "sensitive_opened", objects=(f"{ledger.key}:{uid}",), detail={"ledger": ledger.key})


def _said(thing: object, deep: int = 6) -> str:
    """Return everything that an answer says, however it is made."""
    if deep < 0 or thing is None or isinstance(thing, str | int | float | bytes):
        return str(thing)
    if isinstance(thing, Table):
        return "\n".join([_said(thing.columns), *(_said(thing.texts(row)) for row in range(thing.count))])
    if isinstance(thing, Mapping):
        return "\n".join(_said(part, deep - 1) for pair in thing.items() for part in pair)
    if is_dataclass(thing):
        return "\n".join(_said(getattr(thing, item.name), deep - 1) for item in fields(thing))
    if isinstance(thing, Iterator) or (hasattr(thing, "__iter__") and hasattr(thing, "__len__")):
        return "\n".join(_said(part, deep - 1) for part in thing)
    return str(vars(thing)) if hasattr(thing, "__dict__") else str(thing)


def _answer(ask, *given, **more) -> str:
    """Return what a question is answered, or the words with which it is refused."""
    try:
        return _said(ask(*given, **more))
    except DeskError as error:
        return f"{error} {error.advice}"


def _told(said: str, *, names: bool = True) -> list[str]:
    """Return which words of the sealed ledgers stand in what was said."""
    words = [CANARY]
    if names:
        words += [word for ledger in SEALED for word in (ledger.label, f"{ledger.key}:")]
    return [word for word in words if word in said]


def _asked_with_the_desk_alone():
    """Yield every public function of the room that needs nothing but the desk, by its name."""
    for module in pkgutil.iter_modules(room.__path__):
        loaded = importlib.import_module(f"gridDesk.desk.{module.name}")
        for name, function in vars(loaded).items():
            if inspect.isfunction(function) and function.__module__ == loaded.__name__ and not name.startswith("_"):
                needed = [
                    one.name for one in inspect.signature(function).parameters.values()
                    if one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
                ]  # fmt: skip
                if needed == ["desk"]:
                    yield f"{module.name}.{name}", function


@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_no_page_tells_anything_by_a_question_about_the_whole_office(planted, roles):
    told, asked = {}, 0
    with as_role(planted, *roles) as desk:
        for name, function in _asked_with_the_desk_alone():
            if name in WRITES:
                continue
            asked += 1
            try:
                said = _said(function(desk))
            except DeskError as error:
                said = f"{error} {error.advice}"
            words = _told(said, names=name not in STATIC)
            if words:
                told[name] = words
    assert told == {}
    assert asked > 100


@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_no_search_list_column_filter_sort_or_count_tells_anything(planted, roles):
    with as_role(planted, *roles) as desk:
        typed = [CANARY, CANARY[:2], "jinsique", "jsq", "张为", *(word for ledger in SEALED for word in _named(ledger))]
        said = "".join(_answer(search.sections, desk, one) + _said(desk.store.find(one)) for one in typed)
        assert _told(said) == []
        for key in LISTS:
            every = list(columns.offered(desk, key))
            said = _answer(tables.table, desk, key, columns=[one.key for one in every]) + _said(
                listed.offered(desk, key)
            )
            said += "".join(
                _said(sieves.values(desk, key, one)) for one in every if one.sieve and one.sieve.kind != "place"
            )
            said += "".join(_answer(tables.table, desk, key, sort=one.sort) for one in every if one.sort)
            assert _told(said) == []
        for ledger in SEALED:
            assert (desk.store.count(ledger.key), desk.store.size(ledger.key)) == (0, 0)
            assert _told(_said(views.views(desk, ledger.key))) == []
            linked = Condition("person", "filled", (), f"{ledger.key}.person")
            assert desk.store.count("person", where=[linked]) == 0
            assert desk.store.linked_count("person", ledger.key, "person", "remark") == {}


def _named(ledger):
    return [ledger.label, *ledger.aliases, f"张为 {ledger.label}"]


@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_no_page_of_a_person_a_household_or_a_record_tells_anything(planted, roles):
    person = str(next(planted.store.rows("person", where={"name": "张为"}))["uid"])
    other = str(next(planted.store.rows("person", where={"name": "王芳"}))["uid"])
    home = str(next(planted.store.rows("household"))["uid"])
    sealed = {ledger.key: str(next(planted.store.rows(ledger.key, states=()))["uid"]) for ledger in SEALED}
    with as_role(planted, *roles) as desk:
        said = [
            _answer(people.person_view, desk, person), _answer(people.household_view, desk, home),
            _answer(history.record_history, desk, "person", person), _said(lookups.group_words(desk, [person, other])),
            _said(merge_plan.merge_plan(desk, other, person)), _said(erasure.what_goes(desk, person)),
            _said(duplicates.candidates_for(desk, {"name": "张为"})), _said(logs.day(desk, today_iso(), None)),
            _said(logs.change_lines(desk, today_iso())), _said(freshness.completeness(desk, "person", desk.store.get("person", person) or {})),
            _said(desk.store.alike({"name": "张为"})), _said(list(desk.store.history("person", person))),
        ]  # fmt: skip
        assert _told("".join(said)) == []
        for key, uid in sealed.items():
            assert desk.store.get(key, uid) is None
            assert (desk.store.titles(key, [uid]), desk.store.history(key, uid)) == ({}, [])
            assert _told(_answer(history.record_history, desk, key, uid)) == []
            assert not erasure.may_erase(desk, key, uid)
            with pytest.raises(DeskError):
                records.save(desk, key, uid, {"remark": "x"})
            with pytest.raises(DeskError):
                records.save(desk, key, None, {"person": person})
            with pytest.raises(DeskError):
                desk.enable(key)


@pytest.mark.parametrize("roles", [ROLES[0], ROLES[-1]], ids="+".join)
def test_no_export_and_no_paper_tells_anything(planted, roles, tmp_path):
    with as_role(planted, *roles) as desk:
        for key in LISTS:
            every = tuple(one.reference for one in listed.offered(desk, key))
            for audience in ("outside", "public"):
                target = tmp_path / f"{key}{audience}.xlsx"
                granted.export(
                    desk,
                    ExportOrder(view=View("", key), columns=every, audience=audience, reason="核对", lock=False),
                    target,
                )
                with zipfile.ZipFile(target) as archive:
                    said = "".join(archive.read(name).decode() for name in archive.namelist())
                assert _told(said) == []
        choices = printing.papers(desk)
        assert not {one.ledger for one in choices} & {ledger.key for ledger in SEALED}
        for choice in choices:
            grid = str(desk.grids()[0]["uid"]) if choice.scope in ("month", "book") else None
            page = printing.compose(desk, PrintOrder(paper=choice.key, grid=grid, date=today_iso()))
            for part in getattr(page, "parts", (page,)):
                body = getattr(part, "body", None) or getattr(part, "forms", ())
                assert CANARY not in "".join(map(str, body)), choice.key
        for ledger in SEALED:
            with pytest.raises(DeskError):
                granted.export(desk, ExportOrder(view=View("", ledger.key)), tmp_path / "a.xlsx")
            with pytest.raises(DeskError):
                printing.list_paper(desk, f"view:{ledger.key}:")


@pytest.mark.parametrize("roles", [ROLES[0], ROLES[-1]], ids="+".join)
def test_a_roster_with_sealed_columns_is_imported_without_them_and_says_which(planted, roles, tmp_path):
    mixed = write_xlsx(
        tmp_path / "名册.xlsx", [["姓名", "性别", "人员类别"], ["赵新", "男", "刑满释放"], ["钱新", "女", "低保"]]
    )
    whole = write_xlsx(
        tmp_path / "专门.xlsx", [["姓名", "罪名", "释放日期", "帮教人"], ["张为", "盗窃", "2020-01-01", "某人"]]
    )
    with as_role(planted, *roles) as desk:
        before = planted.store.count("released")
        plan = rosters.preview(
            desk, [mixed, whole], targets={"专门.xlsx|Sheet": "released", "专门.xlsx|Sheet1": "released"}
        )
        assert (plan.needs, plan.offers, plan.offered()) == (frozenset(), frozenset(), [])
        notices = "".join(plan.notices)
        assert "第 C 列" in notices
        assert "您的账号没有这项权限" in notices
        assert _told(notices) == []
        rosters.apply(desk, plan)
        assert desk.store.count("person", where={"name": ["赵新", "钱新"]}) == 2
        assert planted.store.count("released") == before


def test_the_file_says_nothing_to_whoever_holds_the_data_key_alone(planted):
    with as_role(planted, "clerk") as desk:
        said = _dump(desk)
    for name, text in said.items():
        assert CANARY not in text, name
        if name not in _NAMES:
            assert _told(text) == [], name
            assert not [ledger.key for ledger in SEALED if f'"{ledger.key}"' in text], name
    assert planted.store.check() == []


_NAMES = {
    "ledger_schema",  # lists every ledger there is
    "setting",  # which ledgers the office switched on
    "grant",  # what an approver agrees to; it names the list and nobody in it
    "print_job",
    "shelf_page",
}


def _dump(desk) -> dict[str, str]:
    """Return what every table of the file says, blobs left out."""
    db = connect(desk.folder / "office.gdb", bytes(desk.keys.db_key), readonly=True)
    try:
        names = [name for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for name in names:
            rows = db.conn.execute(f'SELECT * FROM "{name}"').fetchall()
            found[name] = "\n".join(str(value) for row in rows for value in row)
        assert "ledger_drug" in found
        assert found["ledger_drug"] == ""
        return found
    finally:
        db.conn.close()


def test_who_has_the_key_sees_all_of_it(planted):
    with as_role(planted, "clerk", "sensitive") as desk:
        assert {ledger.key for ledger in SEALED} <= {ledger.key for ledger in desk.enabled()}
        for ledger in SEALED:
            row = next(desk.store.rows(ledger.key, states=()))
            assert CANARY in str(row)
            assert CANARY in _said(history.record_history(desk, ledger.key, str(row["uid"])))
            assert [view.name for view in views.views(desk, ledger.key)] == [CANARY]


def test_a_sealed_record_never_reaches_the_log_under_its_own_ledger(planted):
    uid = new_uid()
    audit.note(planted, "sensitive_revealed", objects=(f"hiv:{uid}",), detail={"ledger": "hiv", "field": "route"})
    line = list(planted.store.audit_lines())[-1]
    assert line.objects == (f"sealed_record:{uid}",)
    assert "hiv" not in str(line.detail)
