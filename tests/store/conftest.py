"""A small catalogue of its own, so that these tests do not change with the real ledgers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk.ledger import Catalogue, Office, load_catalogue
from gridDesk.store import Store

KEY = bytes(range(32))
OFFICE = Office(site="a" * 16, name="柳杭村", level="village")
OTHER = Office(site="b" * 16, name="紫水街道", level="street")

LEDGERS = {
    "address": """
key = "address"
label = "标准地址"
group = "place"
title = ["text"]
fields = [{ key = "text", label = "地址", type = "text", required = true }]
""",
    "household": """
key = "household"
label = "户"
group = "people"
title = ["number", "head"]
fields = [
  { key = "number", label = "户号", type = "text" },
  { key = "head", label = "户主", type = "record", to = "person" },
  { key = "address", label = "住址", type = "record", to = "address" },
]
""",
    "person": """
key = "person"
label = "人口"
group = "people"
title = ["name"]
fields = [
  { key = "name", label = "姓名", type = "text", required = true },
  { key = "former_name", label = "曾用名", type = "text" },
  { key = "id_number", label = "公民身份号码", type = "id_number" },
  { key = "birth", label = "出生日期", type = "date" },
  { key = "phone", label = "联系电话", type = "phone" },
  { key = "income", label = "收入", type = "money" },
  { key = "height", label = "身高", type = "decimal" },
  { key = "insured", label = "参保", type = "yes_no" },
]
""",
    "residence": """
key = "residence"
label = "居住"
group = "people"
title = ["household"]
subject = "person"
fields = [
  { key = "person", label = "人", type = "record", to = "person" },
  { key = "household", label = "户", type = "record", to = "household" },
  { key = "address", label = "现住址", type = "record", to = "address" },
]
""",
    "dwelling": """
key = "dwelling"
label = "房屋"
group = "place"
title = ["address"]
fields = [
  { key = "address", label = "地址", type = "record", to = "address" },
  { key = "number", label = "房屋编号", type = "text" },
]
""",
    "tenancy": """
key = "tenancy"
label = "租住"
group = "place"
title = ["dwelling", "tenant"]
fields = [
  { key = "dwelling", label = "房屋", type = "record", to = "dwelling" },
  { key = "tenant", label = "承租人", type = "record", to = "person" },
]
""",
    "released": """
key = "released"
label = "刑满释放"
group = "special"
sealed = true
title = ["person"]
subject = "person"
fields = [
  { key = "person", label = "人", type = "record", to = "person" },
  { key = "remark", label = "备注", type = "long_text" },
]
""",
}


def make_catalogue(folder: Path, **replaced: str) -> Catalogue:
    """Return a catalogue loaded from TOML; `replaced` puts other texts in place of ledgers, "" leaves one out."""
    ledgers, codes = folder / "ledgers", folder / "codes"
    for part in (ledgers, codes):
        part.mkdir(parents=True, exist_ok=True)
    for key, text in (LEDGERS | replaced).items():
        if text:
            (ledgers / f"{key}.toml").write_text(text, encoding="utf-8")
        else:
            (ledgers / f"{key}.toml").unlink(missing_ok=True)
    return load_catalogue(ledgers, codes)


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return make_catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue):
    with Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE) as opened:
        yield opened
