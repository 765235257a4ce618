"""D5: no text from a clerk, a file or a package is ever part of a statement; it is bound, or it names nothing.

Two proofs: the source, in which every piece put into SQL is declared with a reason, and a real office, whose every
statement is watched while hostile texts are typed into fields, search boxes, filters, names of views, files and packages.
"""

from __future__ import annotations

import ast
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

import gridDesk
from gridDesk.desk import exchange, history, people, records, rosters, safety, search, tables, views
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger.filter import Condition
from gridDesk.vault import kdf
from tests.faults import world
from tests.hostile import injections, sql_lint
from tests.roster.support import id_number, write_xlsx

PACKAGE = Path(gridDesk.__file__).parent


class Watched:
    """A connection that remembers statements in which a hostile text stands."""

    def __init__(self, conn: object, seen: Counter[str], wrong: list[str]) -> None:
        object.__setattr__(self, "_inner", (conn, seen, wrong))

    def __getattr__(self, name: str) -> object:
        conn, seen, wrong = object.__getattribute__(self, "_inner")
        found = getattr(conn, name)
        if name not in sql_lint.CALLS:
            return found

        def run(sql: str, *arguments: object) -> object:
            seen["statements"] += 1
            if injections.MARK in sql.lower():
                wrong.append(sql[:300])
            return found(sql, *arguments)

        return run

    def __setattr__(self, name: str, value: object) -> None:
        setattr(object.__getattribute__(self, "_inner")[0], name, value)

    def __enter__(self) -> object:
        return object.__getattribute__(self, "_inner")[0].__enter__()

    def __exit__(self, *error: object) -> object:
        return object.__getattribute__(self, "_inner")[0].__exit__(*error)


@pytest.fixture
def offices(tmp_path, monkeypatch):
    monkeypatch.setattr(kdf, "M_FLOOR", world.LIGHT)
    here = world.World(tmp_path / "world")
    world.begin(here)
    with world.opened(here.village) as village, world.opened(here.street) as street:
        yield village, street, here


def test_every_piece_put_into_sql_is_declared(figure):
    count, wrong = sql_lint.undeclared(PACKAGE)
    figure("D5", pieces_in_sql=count, declared_with_a_reason=len(sql_lint.DECLARED), undeclared=len(wrong))
    assert wrong == []
    assert count > 50


def test_the_lint_sees_text_in_a_statement(tmp_path):
    store = tmp_path / "store"
    store.mkdir()
    (store / "bad.py").write_text(
        "def find(db, typed):\n"
        "    db.execute(f\"SELECT * FROM t WHERE name = '{typed}'\")\n"
        "    db.execute('SELECT * FROM t WHERE name = ' + typed)\n"
        "    db.execute('SELECT * FROM t WHERE name = %s' % typed)\n"
        "    db.execute('SELECT * FROM t WHERE name = {}'.format(typed))\n"
        "    db['t'].rows_where(where=typed)\n",
        encoding="utf-8",
    )
    (tmp_path / "page.py").write_text("def act(db):\n    db.execute('SELECT 1')\n", encoding="utf-8")
    assert len(sql_lint.undeclared(tmp_path)[1]) == 6
    assert ast.parse("1")


def test_hostile_texts_are_bound_wherever_they_are_typed(figure, amount, offices, tmp_path):
    village, street, here = offices
    seen, wrong, typed = Counter[str](), list[str](), Counter[str]()
    for desk in (village, street):
        desk.store._db.conn = Watched(desk.store._db.conn, seen, wrong)
    before = {key: village.store.count(key) for key in village.catalogue.ledgers}
    texts = injections.TEXTS[:: amount(3, 1)]
    ledgers = [village.catalogue[key] for key in list(village.catalogue.ledgers)[:: amount(6, 1)]]
    for text in texts:
        everywhere(village, text, typed)
    for ledger in ledgers:
        for item in ledger.fields:
            for text in texts[:: amount(6, 2)]:
                typed["field"] += 1
                with suppress(DeskError, FieldError, ValueError):
                    value = records.parse(village, ledger.key, item.key, text)
                    records.check(village, ledger.key, {item.key: value})
                typed["filter"] += 1
                with suppress(DeskError, ValueError):
                    village.store.count(
                        ledger.key,
                        where=[Condition(item.key, "contains", (text,)), Condition(item.key, "begins", (text,))],
                    )
                    village.store.count(ledger.key, where={item.key: [text, None]})
    for text in texts:  # names of ledgers, columns, orders: what is not declared is an error, never SQL
        for wild in ({text: 1}, [Condition(text, "is", (1,))], [Condition("name", "is", (1,), via=text)]):
            typed["identifier"] += 1
            with pytest.raises((ValueError, KeyError, DeskError)):
                village.store.count("person", where=wild)
        with pytest.raises((ValueError, KeyError, DeskError)):
            list(village.store.rows("person", order=(text,)))
        with pytest.raises((ValueError, KeyError, DeskError)):
            list(village.store.rows(text))
    households = [
        people.new_household(village, text[:20], f"柳行村{text}", {"name": text, "sex": "1", "id_type": "111"})
        for text in texts
    ]
    typed["record"] += len(households)
    rows = [["户号", "姓名", "与户主关系", "身份证号", "家庭住址", "备注"]]
    rows += [[str(n + 500), text.replace("\x00", ""), "户主", id_number("1950-01-02", 2 * n + 1), f"柳行村{n}号", text.replace("\x00", "")]
             for n, text in enumerate(texts)]  # fmt: skip
    rosters.apply(village, rosters.preview(village, [write_xlsx(tmp_path / f"{injections.MARK}';--.xlsx", rows)]))
    typed["file"] += len(rows)
    exchange.apply_package(street, exchange.write_package(village, world.STREET, here.stick).path)
    typed["package"] += 1
    figure("D5", typed=typed.total(), statements=seen["statements"], with_the_text_in_them=len(wrong))
    assert wrong == []
    assert seen["statements"] > 1000
    assert {key: village.store.count(key) for key in before}.keys() == before.keys()
    assert village.store.count("person") >= before["person"] + len(texts)
    assert safety.check(village) == []
    names = {str(row["name"]) for row in street.store.rows("person")}
    assert {text for text in texts if text == text.strip() and "\x00" not in text} & names
    history.undo(village, history.recent(village)[0].txn)


def everywhere(desk, text: str, typed: Counter[str]) -> None:
    """Type a text into every search box, filter line and name."""
    acts = (
        lambda: search.find(desk, text),
        lambda: search.sections(desk, text),
        lambda: [
            views.table_of(desk, views.View(name="", table=name, search=text)).count
            for name in ("people", "households", "dwellings")
        ],
        lambda: views.save_view(
            desk,
            views.View(name=text, table="people", search=text, conditions=(Condition("name", "contains", (text,)),)),
        ),
        lambda: views.views(desk, "people"),
        lambda: [views.words(desk, one) for one in views.views(desk, "people")],
        lambda: [views.delete_view(desk, one) for one in views.views(desk, "people")],
        lambda: tables.people_table(desk, search=text).count,
        lambda: tables.ids_of(desk, "person", search=text),
        lambda: desk.set_setting(f"test.{text}", text),
        lambda: desk.setting(text),
        lambda: desk.store.get("person", text),
        lambda: records.save(desk, "person", text, {"name": text}),
    )
    for act in acts:
        typed["box"] += 1
        with suppress(DeskError, ValueError, KeyError):
            act()
