"""What the paper benchmarks print: invented residents as text, streamed, and a place for the bytes to go."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random

from gridDesk import paths
from gridDesk.documents.papers import Paper, load_papers
from gridDesk.documents.tables import Header
from gridDesk.ledger import catalogue
from tests.benchmarks.people import name

HEADER = Header(
    unit="齐岭街道柳溪村", date="2026-11-21", foot="打印时间 2026-11-21 10:20", made="2026-11-21T10:20:00+08:00"
)


def resident_paper() -> Paper:
    """Return the paper 实有人口台账."""
    return load_papers(paths.forms() / "papers", catalogue())["resident_ledger"]


def paper_rows(count: int) -> Iterator[dict[str, str]]:
    """Yield residents in households of three, sixty households a village group."""
    random = Random(1)
    for n in range(count):
        home = n // 3
        group = f"第{home // 60 + 1}组"
        yield {
            "no": str(n + 1), "household": f"{home:032x}", "household.village_group": group,
            "household.number": f"{home + 1:04d}", "person.name": name(random),
            "residence.relation": ("户主", "配偶", "长子")[n % 3], "person.sex": "男女"[n % 2],
            "person.ethnicity": "汉族", "person.id_number": f"3703051985031{n % 100_000:05d}",
            "person.birth": "1985-03-12", "age": "41", "person.education": "普通高级中学教育" if n % 9 == 0 else "初中",
            "person.marital": "已婚", "person.political": "群众", "person.phone": f"138{n % 10**8:08d}",
            "address.text": f"齐岭街道柳溪村{group}{home + 1}号", "residence.kind": "户籍人口",
            "person.remark": "常年在外务工，春节返乡" if n % 11 == 0 else "",
        }  # fmt: skip


class Sink(io.RawIOBase):
    """Counts what is written and keeps none of it, so that memory is the writer's own."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.size += len(data)
        return len(data)
