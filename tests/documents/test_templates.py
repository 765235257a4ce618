"""Word templates: filled by plain replacement however Word splits a blank, and refused when they could do anything."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as docx_library
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from gridDesk.documents.form import Grid, Title
from gridDesk.documents.form_papers import FilledBlanks
from gridDesk.documents.template import Known, Lint, Template, blanks, lint, read_template
from gridDesk.documents.template_fill import fill
from gridDesk.documents.template_foot import Marks
from gridDesk.documents.template_guard import MAX_PART, W
from gridDesk.documents.template_page import page_of
from gridDesk.documents.template_text import BLANK
from gridDesk.errors import DeskError

NS = f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, **parts: str | bytes) -> bytes:
    """Return a small .docx; keywords name further parts with __ for / and _xml for .xml."""
    return package({"word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>"} | {
        name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()
    })  # fmt: skip


def package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": TYPES, **parts}.items():
            archive.writestr(name, data)
    return out.getvalue()


def links(kind: str, target: str, mode: str = 'TargetMode="External"') -> dict[str, str | bytes]:
    text = f'<Relationships xmlns="{RELS}"><Relationship Id="r" Type="{OFFICE}/{kind}" Target="{target}" {mode}/></Relationships>'
    return {"word/document.xml": f"<w:document {NS}><w:body/></w:document>", "word/_rels/document.xml.rels": text}


def p(*runs: str, bold: str = "") -> str:
    """Return a paragraph of runs; the text `bold` is in a bold one."""
    made = "".join(
        f'<w:r>{"<w:rPr><w:b/></w:rPr>" if run == bold else ""}<w:t xml:space="preserve">{run}</w:t></w:r>'
        for run in runs
    )
    return f"<w:p>{made}</w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{p(cell)}</w:tc>' for cell in cells)}</w:tr>"


def form(rows: dict[str, list[dict[str, str]]] | None = None, **values: str) -> FilledBlanks:
    return FilledBlanks(part="样子", values=values, rows=rows or {})


def said(data: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the text of each paragraph of a .docx."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(part))
    breaks = {f"{{{W}}}br": "\n", f"{{{W}}}tab": "\t"}
    return [
        "".join(breaks.get(item.tag, item.text or "") for item in paragraph.iter(f"{{{W}}}t", *breaks))
        for paragraph in root.iter(f"{{{W}}}p")
    ]


def filled(body: str, *forms: FilledBlanks, lists: dict[str, int] | None = None, **parts: str | bytes) -> bytes:
    return fill(read_template(docx(body, **parts)), forms, lists or {})


# ---- filling ----


@settings(deadline=None, max_examples=150)
@given(
    parts=st.lists(
        st.one_of(st.sampled_from(["{姓名}", "{事由}", "｛姓名｝", "{没有}"]), st.text("张三 ，A1{}%甲", max_size=5)),
        max_size=6,
    ),
    seed=st.integers(0, 999),
)
def test_a_text_is_filled_alike_however_its_runs_are_split(parts: list[str], seed: int) -> None:
    text, values = "记" + "".join(parts), {"姓名": "阿依·古丽", "事由": "{姓名}外出\n两天", "没有": "丙"}
    cuts = sorted(random.Random(seed).choices(range(len(text) + 1), k=min(len(text), 9)))
    runs = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    expected = BLANK.sub(lambda found: values.get(found[1].strip(), "＿＿＿＿＿＿＿＿"), text)
    whole, split = (said(filled(p(*runs), form(**values)))[0] for runs in ([text], runs))
    assert whole == split == expected


def test_what_is_filled_in_looks_as_the_run_where_the_blank_begins() -> None:
    data = filled(p("申请人", "{姓", "名", "}（签字）", bold="{姓"), form(姓名="王伟"))
    runs = re.findall(r"<w:r>(.*?)</w:r>", zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8"))
    bold = [run for run in runs if "<w:b/>" in run]
    assert len(bold) == 1
    assert ">王伟<" in bold[0]
    assert 'w:hint="eastAsia"' in bold[0]
    assert said(data) == ["申请人王伟（签字）"]


def test_line_breaks_of_a_value_become_breaks_and_its_braces_stay_text() -> None:
    assert said(filled(p("{事由}"), form(事由="第一{姓名}\n第二&<b>", 姓名="不该出现"))) == ["第一{姓名}\n第二&<b>"]


def test_headers_footers_tables_and_text_boxes_are_filled_too() -> None:
    header = f"<w:hdr {NS}>{p('单位：{单位}')}</w:hdr>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{p('{单', '位}')}</w:txbxContent></w:pict></w:r></w:p>"
    data = filled(f"<w:tbl>{row('{单位}', '静')}</w:tbl>{box}", form(单位="柳行村"), word__header1_xml=header)
    assert said(data, "word/header1.xml") == ["单位：柳行村"]
    assert [text for text in said(data) if text] == ["柳行村", "静", "柳行村", "柳行村"]


def test_a_row_with_a_list_is_repeated_and_filled_up_with_empty_ones() -> None:
    people: dict[str, list[dict[str, str]]] = {"人员": [{"姓名": "王伟"}, {"姓名": "李娜", "职务": "网格长"}]}
    body = f"<w:tbl>{row('姓名', '职务')}{row('{人员.序号}{人员.姓名}', '{人员.职务}')}{row('合计', '{单位}')}</w:tbl>"
    data = filled(body, form(people, 单位="柳行村"), lists={"人员": 3})
    assert said(data) == ["姓名", "职务", "1王伟", "", "2李娜", "网格长", "3", "", "合计", "柳行村"]


def test_a_list_outside_a_row_is_joined() -> None:
    assert said(
        filled(p("参加：{人员.姓名}。"), form({"人员": [{"姓名": "王伟"}, {"姓名": "李娜"}]}), lists={"人员": 0})
    ) == ["参加：王伟、李娜。"]


def test_several_records_stand_on_pages_of_their_own_with_a_common_header() -> None:
    header = f"<w:hdr {NS}>{p('{单位} {姓名}')}</w:hdr>"
    data = filled(
        f'{p("{姓名}")}<w:tbl>{row("{单位}")}</w:tbl><w:sectPr/>',
        form(姓名="王伟", 单位="柳行村"), form(姓名="李娜", 单位="柳行村"), word__header1_xml=header,
    )  # fmt: skip
    assert said(data) == ["王伟", "柳行村", "李娜", "柳行村"]
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")
    assert text.count("pageBreakBefore") == 1
    assert text.index("<w:sectPr/>") > text.index("李娜")
    assert said(data, "word/header1.xml") == ["柳行村 "]


def test_an_empty_blank_leaves_its_cell_free_and_room_among_words() -> None:
    data = fill(read_template(docx(f"<w:tbl>{row('{姓名}', '自{起}至{止}')}</w:tbl>{p('今有{姓名}')}")),
                [FilledBlanks(part="空白", rooms={"起": "　年　月"})], {})  # fmt: skip
    assert said(data) == ["", "自　年　月至　　　　", "今有＿＿＿＿＿＿＿＿"]


def test_template_languages_stay_plain_text() -> None:
    text = "{{ 姓名 }} {% for x in y %}{{ cycler.__init__.__globals__ }}{% endfor %} ${姓名"
    assert said(filled(p(text), form(姓名="王伟"))) == [text]
    assert blanks(read_template(docx(p(text)))) == ()


def test_words_that_a_content_control_is_bound_to_cannot_come_back() -> None:
    body = f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent>{p("{姓名}")}</w:sdtContent></w:sdt>'
    data = filled(body, form(姓名="王伟"))
    assert said(data) == ["王伟"]
    assert b"dataBinding" not in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


def test_hanzi_have_a_face_where_the_template_names_none() -> None:
    styles = f'<w:styles {NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
    for given_styles in (styles, f"<w:styles {NS}/>"):
        data = filled(p("{姓名}"), form(姓名="王伟"), word__styles_xml=given_styles)
        assert 'w:eastAsia="宋体"' in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode("utf-8")


def test_the_author_of_a_template_stays_out_of_what_it_prints() -> None:
    core = f'<c:coreProperties xmlns:c="x" {NS}><c:creator>某人</c:creator></c:coreProperties>'
    data = filled(p("{姓名}"), form(姓名="王伟"), docProps__core_xml=core)
    assert "某人" not in zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode("utf-8")


def test_nor_do_his_firm_his_corrections_and_what_a_cover_page_asks_for() -> None:
    inserted = (
        '<w:p><w:ins w:id="1" w:author="某人甲" w:date="2026-01-01T00:00:00Z"><w:r><w:t>改</w:t></w:r></w:ins></w:p>'
    )
    data = filled(
        inserted + p("{姓名}"), form(姓名="王伟"),
        docProps__app_xml='<Properties xmlns="x"><Manager>某人乙</Manager><Company>某人丙的店</Company></Properties>',
        docProps__custom_xml='<Properties xmlns="x"><property name="电话">某人丁</property></Properties>',
        customXml__item1_xml="<cover><Author>某人戊</Author></cover>",
        word__people_xml=f'<w:people {NS}><w:person w:author="某人己"/></w:people>',
        word__comments_xml=f'<w:comments {NS}><w:comment w:id="0" w:author="某人庚" w:initials="某"/></w:comments>',
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    assert "某" not in everything
    assert "改" in everything
    assert "王伟" in everything


def test_the_foot_line_and_the_watermark_stand_in_every_footer() -> None:
    footer = f"<w:ftr {NS}>{p('第 1 页')}</w:ftr>"
    template = read_template(docx(p("{姓名}"), word__footer1_xml=footer))
    data = fill(template, [form()], {}, Marks("记录号 AB12", "柳行村　王建国"))
    assert said(data, "word/footer1.xml") == ["第 1 页", "记录号 AB12"]
    assert "柳行村　王建国" in zipfile.ZipFile(io.BytesIO(data)).read("word/footer1.xml").decode("utf-8")


def test_a_template_without_a_footer_is_given_one_on_all_its_pages() -> None:
    template = read_template(docx(f"{p('{姓名}')}<w:p><w:pPr><w:sectPr/></w:pPr></w:p>{p('乙')}<w:sectPr/>"))
    data = fill(template, [form(姓名="王")], {}, Marks("记录号 AB12"))
    assert said(data) == ["王", "", "乙"]
    assert said(data, "word/footer901.xml") == ["记录号 AB12"]
    parts = zipfile.ZipFile(io.BytesIO(data))
    assert parts.read("word/document.xml").decode("utf-8").count("footerReference") == 2
    assert b"footer901.xml" in parts.read("[Content_Types].xml")
    assert b"footer901.xml" in parts.read("word/_rels/document.xml.rels")
    assert isinstance(read_template(data), Template)
    assert "footer901" not in str(zipfile.ZipFile(io.BytesIO(fill(template, [form()], {}))).namelist())


def test_a_document_of_another_program_is_filled_and_still_opens() -> None:
    made, out = docx_library.Document(), io.BytesIO()
    made.add_heading("请假条", 0)
    made.add_paragraph("今有{姓名}请假，“同意”……")
    made.add_table(1, 1, style="Table Grid").cell(0, 0).text = "{审批.意见}"
    made.save(out)
    one = form({"审批": [{"意见": "同意"}]}, 姓名="王伟")
    data = fill(read_template(out.getvalue()), [one, one], {"审批": 3}, Marks("记录号 AB12", "柳行村"))
    opened = docx_library.Document(io.BytesIO(data))
    assert [text for text in (one.text for one in opened.paragraphs) if text] == [
        "请假条",
        "今有王伟请假，“同意”……",
    ] * 2
    assert [len(table.rows) for table in opened.tables] == [3, 3]
    assert opened.sections[0].footer.paragraphs[-1].text == "记录号 AB12"


# ---- what is amiss ----


def known() -> Known:
    return Known(
        is_known=lambda name: name in ("姓名", "事由", "请假时间"), lists={"人员": frozenset({"姓名"})},
        expected=("姓名", "人员.姓名"), names=("姓名", "事由", "请假时间"),
    )  # fmt: skip


def check(body: str) -> Lint:
    return lint(read_template(docx(body)), known())


def test_a_template_with_all_blanks_is_clean() -> None:
    assert check(f"{p('{姓', '名}')}<w:tbl>{row('{人员.姓名}', '{人员.序号}')}</w:tbl>").clean


def test_unknown_and_missing_blanks_are_listed_with_what_was_meant() -> None:
    found = check(p("{请假的时间}") + p("{人员.性名}"))
    assert found.unknown == (
        "“{请假的时间}”不是这张表的空格名称，是不是“{请假时间}”？",
        "“{人员.性名}”不是这张表的空格名称，是不是“{人员.姓名}”？",
    )
    assert found.missing == ("姓名", "人员.姓名")


def test_slips_of_the_hand_are_told() -> None:
    row_of_two = f"<w:tbl>{row('{人员.姓名}')}</w:tbl>"
    assert "花括号不成对" in check(p("申请人{姓名") + row_of_two).faults[0]
    assert "花括号不成对" in check(p("{{ 姓名 }}") + row_of_two).faults[0]
    assert "顿号" in check(p("{姓名}{人员.姓名}")).faults[0]
    assert "修订" in check(f"<w:p><w:ins>{'<w:r><w:t>{姓名}</w:t></w:r>'}</w:ins></w:p>{row_of_two}").faults[0]


# ---- hostile templates ----


def refused(data: bytes) -> str:
    with pytest.raises(DeskError) as caught:
        read_template(data)
    assert caught.value.advice
    return caught.value.message


def test_what_is_no_word_document_is_refused() -> None:
    assert "不是 Word 文档" in refused(b"hello")
    assert "里面不是 Word 文档" in refused(package({"word/styles.xml": "<a/>"}))
    assert ".doc" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    assert "损坏" in refused(docx("<w:p>"))
    assert "5 MB" in refused(bytes(6 * 2**20))
    strict = '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'
    assert "严格 Open XML" in refused(package({"word/document.xml": strict}))


def test_a_zip_bomb_is_refused_by_what_it_unpacks_to() -> None:
    bomb = package({"word/document.xml": f"<w:document {NS}/>", "word/media/a.png": bytes(MAX_PART + 1)})
    assert len(bomb) < 100_000
    assert "展开后过大" in refused(bomb)
    many = {f"word/header{n}.xml": "<a/>" for n in range(400)}
    assert "内部结构" in refused(package({"word/document.xml": f"<w:document {NS}/>", **many}))


def test_a_lying_size_in_the_directory_is_not_believed() -> None:
    data = bytearray(package({"word/document.xml": f"<w:document {NS}/>", "word/media/a.png": bytes(MAX_PART + 5)}))
    size = (MAX_PART + 5).to_bytes(4, "little")
    at = data.rfind(size)
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert refused(bytes(data))


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:document {ns}><w:body>&b;</w:body></w:document>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {ns}><w:body>&x;</w:body></w:document>',
        '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><w:document {ns}/>',
    ],
)
def test_entities_are_refused(document: str) -> None:
    text = document.replace("{ns}", NS)
    assert "外部内容" in refused(package({"word/document.xml": text}))
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    assert "外部内容" in refused(package({"word/document.xml": wide}))


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/vbaData.xml", "word/activeX/activeX1.xml"])
def test_macros_and_controls_are_refused(name: str) -> None:
    assert "宏" in refused(package({"word/document.xml": f"<w:document {NS}/>", name: "<a/>"}))


def test_a_macro_document_with_another_name_is_refused_by_its_type() -> None:
    types = TYPES.replace(
        "/>",
        '><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
    )
    assert "宏" in refused(package({"[Content_Types].xml": types, "word/document.xml": f"<w:document {NS}/>"}))


@pytest.mark.parametrize("name", ["word/embeddings/oleObject1.bin", "word/embeddings/a.xlsx"])
def test_embedded_files_are_refused(name: str) -> None:
    assert "嵌了别的文件" in refused(package({"word/document.xml": f"<w:document {NS}/>", name: "x"}))


@pytest.mark.parametrize(
    "name", ["word/../../a.xml", "word/charts/chart1.xml", "xl/workbook.xml", "/word/a.xml", "word/a.exe"]
)
def test_parts_that_are_not_known_are_refused(name: str) -> None:
    said = refused(package({"word/document.xml": f"<w:document {NS}/>", name: "<a/>"}))
    assert "不认识的部分" in said or "不安全的文件名" in said


@pytest.mark.parametrize(
    ("kind", "target", "reason"),
    [
        ("attachedTemplate", "http://example.invalid/a.dotm", "套用了另一个模板文件"),
        ("image", "http://example.invalid/a.png", "图片"),
        ("hyperlink", "http://example.invalid", "链接"),
        ("oleObject", "file:///C:/a.xlsx", "链接到别的文件"),
        ("frame", "\\\\\\\\host\\\\a", "框架"),
    ],
)
def test_links_to_the_outside_are_refused(kind: str, target: str, reason: str) -> None:
    assert reason in refused(package(links(kind, target)))


def test_a_link_that_hides_its_being_outside_is_refused() -> None:
    assert "图片" in refused(package(links("image", "http://example.invalid/a.png", mode="")))


@pytest.mark.parametrize(
    "body",
    [
        '<w:altChunk r:id="r"/>', '<w:p><w:r><w:object/></w:r></w:p>', '<w:subDoc r:id="r"/>',
        '<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:v" src="http://example.invalid/a.png"/></w:pict></w:r></w:p>',
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:v" href="file:///a"/></w:pict></w:r></w:p>',
    ],
)  # fmt: skip
def test_elements_that_fetch_or_run_are_refused(body: str) -> None:
    assert refused(docx(body))


def test_settings_that_fetch_data_are_refused() -> None:
    assert "邮件合并" in refused(docx("", word__settings_xml=f"<w:settings {NS}><w:mailMerge/></w:settings>"))


def field(*codes: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    texts = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    return (
        f"<w:p>{mark.format('begin')}{texts}{mark.format('separate')}<w:r><w:t>1</w:t></w:r>{mark.format('end')}</w:p>"
    )


@pytest.mark.parametrize(
    "code",
    ["DDEAUTO c:\\a", "INCLUDETEXT x", "INCLUDEPICTURE x", "MACROBUTTON a b", "HYPERLINK x", "= 1+1", "QUOTE 68"],
)
def test_fields_that_do_more_than_count_pages_are_refused(code: str) -> None:
    assert "域代码" in refused(docx(field(code)))
    assert "域代码" in refused(docx(field(*code)))
    assert "域代码" in refused(docx(f'<w:p><w:fldSimple w:instr="{code}"/></w:p>'))


def test_a_field_inside_another_is_looked_at_too() -> None:
    begin, end = ('<w:r><w:fldChar w:fldCharType="' + kind + '"/></w:r>' for kind in ("begin", "end"))
    inner = f"{begin}<w:r><w:instrText>QUOTE 68</w:instrText></w:r>{end}"
    assert "域代码" in refused(docx(f"<w:p>{begin}<w:r><w:instrText>PAGE </w:instrText></w:r>{inner}{end}</w:p>"))
    assert "域代码" in refused(docx("<w:p><w:r><w:instrText>DDE a</w:instrText></w:r></w:p>"))


def test_fields_that_count_pages_are_kept() -> None:
    assert isinstance(read_template(docx(field(" PA", "GE "))), Template)
    assert said(filled(field("NUMPAGES"), form())) == ["1"]


# ---- a look without Word ----


def test_a_look_at_a_template_shows_its_titles_tables_and_merged_cells() -> None:
    title = (
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="36"/></w:rPr><w:t>请假条</w:t></w:r></w:p>'
    )
    tall, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = (
        '<w:tbl><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="2000"/><w:gridCol w:w="3000"/></w:tblGrid>'
        f"<w:tr>{cell.format(tall, '甲')}{cell.format(wide, '乙')}</w:tr>"
        f"<w:tr>{cell.format('<w:vMerge/>', '')}{cell.format('', '丙')}{cell.format('', '丁')}</w:tr></w:tbl>"
    )
    page = page_of(docx(title + table), "样子")
    (shown,) = page.forms
    first, grid = shown.blocks
    assert first == Title("请假条", 18)
    assert isinstance(grid, Grid)
    assert [[(cell.text, cell.span, cell.down) for cell in line.cells] for line in grid.lines] == [
        [("甲", 1, 2), ("乙", 2, 1)],
        [("丙", 1, 1), ("丁", 1, 1)],
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_what_was_filled(tmp_path: Path) -> None:
    from tests.documents.word_templates import made

    template = read_template(made()["leave_slip.docx"])
    one = FilledBlanks(part="样子", values=dict.fromkeys(blanks(template), "王伟"))
    (tmp_path / "a.docx").write_bytes(fill(template, [one, one], {"审批": 3}, Marks("记录号 AB12", "柳行村")))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    import pypdfium2

    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert len(document) == 2
    assert "王伟" in document[1].get_textpage().get_text_bounded()
    assert "AB12" in document[1].get_textpage().get_text_bounded()
    document.close()


# ---- damaged files ----


@settings(deadline=None, max_examples=200)
@example(seed=436497677)  # a part without a name
@given(seed=st.integers(0, 10**9))
def test_a_damaged_file_is_a_sentence_or_is_read(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(docx(p("{姓名}") + f"<w:tbl>{row('{人员.姓名}')}</w:tbl>", word__footer1_xml=f"<w:ftr {NS}/>"))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 4)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 4)))
    try:
        template = read_template(bytes(data))
    except DeskError:
        return
    assert page_of(fill(template, [form(), form()], {"人员": 2}, Marks("AB12")), "样子").forms
