"""Names by strokes, as lists of candidates and notices order them."""

from gridDesk import paths
from gridDesk.store.strokes import stroke_key, strokes
from gridDesk.store.strokes_table import write_table

from .helpers import create


def test_characters_have_the_strokes_that_dictionaries_count():
    assert [strokes(char) for char in "一丁王李张龚𤧟A·"] == [1, 2, 4, 7, 7, 11, 13, 0, 0]


def test_names_stand_by_the_strokes_of_the_surname_then_of_the_next_character():
    names = ["JOHN", "龚自珍", "李四", "张三", "王小明", "王一", "王", "丁一", "欧阳修", "马云"]
    assert sorted(names, key=stroke_key) == [
        "丁一",
        "马云",
        "王",
        "王一",
        "王小明",
        "张三",
        "李四",
        "欧阳修",
        "龚自珍",
        "JOHN",
    ]


def test_search_table_keeps_both_orders_of_names(store):
    for name in ("张三", "丁一", "李四"):
        create(store, "person", name=name)
    order = "SELECT name FROM find_person ORDER BY "
    assert [row[0] for row in store._db.conn.execute(order + "stroke_key")] == ["丁一", "张三", "李四"]
    assert [row[0] for row in store._db.conn.execute(order + "sort_key")] == ["丁一", "李四", "张三"]


def test_table_is_made_from_unihan_lines(tmp_path):
    unihan = tmp_path / "unihan.txt"
    unihan.write_text(
        "# text\nU+4E00\tkTotalStrokes\t1\nU+4E03\tkTotalStrokes\t2 3\nU+9FFF\tkTotalStrokes\t5\n", encoding="utf-8"
    )
    write_table(unihan, tmp_path / "strokes.tsv")
    assert (tmp_path / "strokes.tsv").read_text(encoding="utf-8") == '4E00\t!  "\n9FFF\t%\n'


def test_every_common_surname_has_strokes():
    lines = (paths.resources() / "pinyin" / "surnames.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(strokes(char) for line in lines for char in line.split(",")[0])
