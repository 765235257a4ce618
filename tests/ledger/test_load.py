"""Definitions: what is declared is whole, and a mistake is told with file, line and reason."""

import pytest

from gridDesk.errors import DefinitionError
from gridDesk.ledger import catalogue, load_catalogue

HEAD = 'key = "thing"\nlabel = "物"\ngroup = "place"\ntitle = ["name"]\n'
NAME = '  { key = "name", label = "名称", type = "text" },\n'


def load(tmp_path, fields, head=HEAD, codes="code,label,short,synonyms,standard,valid_from,valid_to\n1,甲,,,,,\n"):
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "codes").mkdir()
    (tmp_path / "ledgers" / "thing.toml").write_text(f"{head}fields = [\n{fields}]\n", encoding="utf-8")
    (tmp_path / "codes" / "kind.csv").write_text(codes, encoding="utf-8")
    return load_catalogue(tmp_path / "ledgers", tmp_path / "codes")


@pytest.mark.parametrize(("fields", "line", "word"), [
    (NAME + '  { key = "kind", label = "类", type = "kode" },\n', 7, "类型"),
    (NAME + '  { key = "kind", label = "类", type = "code", codes = "none" },\n', 7, "代码表"),
    (NAME + '  { key = "name", label = "名", type = "text" },\n', 7, "重复"),
    (NAME + '  { key = "owner", label = "主", type = "record", to = "nobody" },\n', 7, "不存在"),
    (NAME + '  { key = "owner", label = "主", type = "record" },\n', 7, "to"),
    (NAME + '  { key = "kind", label = "类", type = "text", colour = "red" },\n', 7, "colour"),
    (NAME + '  { key = "kind", label = "类", type = "code", codes = "kind", default = "9" },\n', 7, "默认值"),
    (NAME + '  { key = "uid", label = "号", type = "text" },\n', 7, "不可用"),
    (NAME + '  { key = "kind", type = "text" },\n', 7, "label"),
    (NAME + '  { key = = },\n', 7, "TOML"),
])  # fmt: skip
def test_a_mistake_in_a_ledger_names_file_line_and_reason(tmp_path, fields, line, word):
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, fields)
    assert (caught.value.where, caught.value.line) == ("thing.toml", line)
    assert word in caught.value.reason


def test_a_code_that_stands_twice_names_its_line(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, NAME, codes="code,label,short,synonyms,standard,valid_from,valid_to\n1,甲,,,,,\n1,乙,,,,,\n")
    assert (caught.value.where, caught.value.line) == ("kind.csv", 3)


def test_the_programs_own_definitions_are_whole():
    shapes = catalogue()
    assert len(shapes.ledgers) > 45
    assert {"people", "place", "special", "work", "team"} == {ledger.group for ledger in shapes.ledgers.values()}
    for ledger in shapes.ledgers.values():
        assert all(item.label and item.section for item in ledger.fields), ledger.key
        labels = [item.label for item in ledger.fields]
        assert len(labels) == len(set(labels)), ledger.key
    for ledger in shapes.special():
        assert ledger.subject == "person"
        assert shapes[ledger.key].help


def test_only_the_name_is_required_of_a_person():
    assert [item.key for item in catalogue()["person"].fields if item.required] == ["name"]


def test_the_judicial_groups_are_sealed():
    assert [one.key for one in catalogue().special() if one.sealed] == [
        "community_correction", "released", "mental", "drug", "hiv", "focus_youth", "cult", "petition", "health_watch",
    ]  # fmt: skip


def test_what_a_sealed_group_says_of_a_person_is_sensitive():
    for ledger in catalogue().special():
        if ledger.sealed and ledger.key not in ("community_correction", "released"):
            plain = [item.key for item in ledger.fields if not item.sensitive and not item.to]
            assert plain == [], ledger.key
