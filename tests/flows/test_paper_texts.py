"""What is written is what a reader copies: every paper of an office, page by page, rare names and numbers included."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest

from gridDesk.desk import printing
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import Layout, PrintOrder
from gridDesk.documents.fonts import printable
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.record import Recorder
from gridDesk.ledger import Edit
from tests.shots.papers import jobs

NAMES = [
    "王𤧟", "李𬭎国", "𠮷小明", "赵\ue863", "阿卜杜热合曼·麦麦提吐尔逊·阿卜杜拉·买买提艾力·库尔班", "陈\U00030edd", "周\U00030729", "吴㛃䶮",
]  # fmt: skip
# ID numbers and mobile phones.
NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dX]|1\d{10})(?!\d)")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration village; some of its people have names that few fonts hold."""
    desk = make_demo(tmp_path_factory.mktemp("papers") / "demo", people=40, password="柳行村旁的三棵老槐树")
    people = desk.store.rows("person", limit=24)
    edits = [
        Edit("person", str(row["uid"]), "update", {"name": NAMES[place % len(NAMES)]})
        for place, row in enumerate(people)
    ]
    desk.write(edits, "修改")
    yield desk
    desk.close()


def orders(desk: Desk) -> Iterator[PrintOrder]:
    for choice in printing.papers(desk):
        for job in jobs(desk, choice):
            yield job.order
        if choice.kind == "table" and choice.scope in ("group", "grid", "list"):
            # Upright and in large type a ledger has its narrowest columns.
            yield replace(job.order, layout=Layout(size="A4", landscape=False, large=True))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The texts a writer was given for each page, in order; a book is laid out more than once."""
    pages: list[list[str]] = []
    here: list[str] = []
    say, turn = Recorder.say, Recorder.turn

    def saying(self: Recorder, *texts: str) -> None:
        here.extend(texts)
        say(self, *texts)

    def turning(self: Recorder, *given: object, **more: object) -> None:
        pages.append(list(here))
        here.clear()
        turn(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Recorder, "say", saying)
    monkeypatch.setattr(Recorder, "turn", turning)
    return pages


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_page_of_every_paper_gives_back_every_text_it_was_given(office: Desk, said: list[list[str]]) -> None:
    lost, printed, rare, numbers = [], set(), 0, 0
    for order in orders(office):
        said.clear()
        out = io.BytesIO()
        write_pdf(printing.compose(office, order), out)
        document = pypdfium2.PdfDocument(out.getvalue())
        for place, texts in enumerate(said[-len(document) :]):
            whole = squeezed(document[place].get_textpage().get_text_range())
            wanted = {squeezed(printable(text)) for text in texts}
            lost += [(order.paper, order.mode, place + 1, text) for text in wanted if text not in whole]
            assert "…" not in whole.replace("……", "") or "…" in "".join(wanted), "something was cut"
            rare += sum(ord(char) > 0xFFFF for char in whole)
            numbers += len({found for text in wanted for found in NUMBER.findall(text)} & set(NUMBER.findall(whole)))
        document.close()
        printed.add(order.paper)
    assert lost == []
    assert printed == {choice.key for choice in printing.papers(office)}
    assert rare > 100
    assert numbers > 250
