import csv

import pytest

from gridDesk import paths
from gridDesk.store import pinyin
from gridDesk.text import name_key

SURNAMES = [
    ("单雄信", "shanxiongxin"), ("解缙", "xiejin"), ("仇英", "qiuying"), ("查良镛", "zhaliangyong"), ("曾巩", "zenggong"),
    ("盖叫天", "gejiaotian"), ("区大相", "oudaxiang"), ("乐毅", "yueyi"), ("乐嘉", "lejia"), ("隗嚣", "weixiao"),
    ("隗静", "kuijing"), ("朴树", "piaoshu"), ("缪荃孙", "miaoquansun"), ("逄蒙", "pangmeng"), ("覃文", "qinwen"),
    ("覃文", "tanwen"), ("华佗", "huatuo"), ("任远", "renyuan"), ("万俟雪", "moqixue"), ("尉迟恭", "yuchigong"),
    ("单于明", "chanyuming"), ("欧阳修", "ouyangxiu"), ("司马光", "simaguang"), ("翟明", "zhaiming"), ("吕布", "lvbu"),
    ("吕布", "lubu"), ("种师道", "chongshidao"), ("繁钦", "poqin"), ("员半千", "yunbanqian"), ("谌龙", "chenlong"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed"), SURNAMES)
def test_surnames_are_found_by_how_they_are_read(name, typed):
    assert typed in pinyin.spellings(name_key(name))


def test_initials_serve_every_reading_of_the_surname():
    assert {"sxx", "dxx"} <= pinyin.spellings("单雄信")


def test_rare_and_foreign_names_have_spellings():
    assert "jielan" in pinyin.spellings("㛃兰")
    assert "maimaitiabudou" in {s[:14] for s in pinyin.spellings(name_key("买买提·阿不都"))}
    assert "john" in pinyin.spellings(name_key("John"))
    assert pinyin.spellings("\ue123") == frozenset()


def test_every_surname_of_the_table_is_written_in_plain_syllables():
    with (paths.resources() / "pinyin" / "surnames.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["surname"] for row in rows}) == len(rows) > 150
    for row in rows:
        for reading in row["readings"].split("|"):
            parts = reading.split()
            assert len(parts) == len(row["surname"])
            assert all(part.isascii() and part.islower() and part.isalpha() for part in parts)


def test_table_of_characters_is_what_its_maker_writes(tmp_path):
    from gridDesk.store.pinyin_table import write_table

    write_table(tmp_path / "hanzi.tsv")
    kept = paths.resources() / "pinyin" / "hanzi.tsv"
    assert kept.read_text(encoding="utf-8") == (tmp_path / "hanzi.tsv").read_text(encoding="utf-8")
