"""The mediation forms of a dispute: its parties, whether kept as people or only named, and nothing for the pen."""

from __future__ import annotations

from gridDesk.desk import printing
from gridDesk.desk.forms_mediation import parties
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.records import save
from gridDesk.documents.form import FormPage
from tests.flows.office_forms import said


def dispute(desk: Desk) -> str:
    """Record a dispute of an invented resident with a neighbour; returns its uid."""
    known = {
        "name": "欧阳柳",
        "sex": "2",
        "birth": "1985-03-12",
        "phone": "13800000000",
        "id_number": "11010519491231002X",
    }
    person = save(desk, "person", None, known).uid
    values = {
        "title": "滴水檐纠纷",
        "date": "2026-03-01",
        "person": person,
        "other_party": "司马溪",
        "result": "改建排水沟。",
    }
    return save(desk, "event", None, values).uid


def test_parties_are_the_resident_and_who_is_only_named(village: Desk) -> None:
    row = village.store.get("event", dispute(village))
    found = parties(village, row, PrintOrder(paper="mediation_agreement"))
    assert [(one["姓名"], one["电话"]) for one in found.rows["当事人"]] == [("欧阳柳", "13800000000"), ("司马溪", "")]
    assert found.values["调解组织"] == "柳行村人民调解委员会"


def test_numbers_of_parties_are_shortened_where_whole_ones_are_not_wanted(village: Desk) -> None:
    row = village.store.get("event", dispute(village))
    whole, short = (
        parties(village, row, PrintOrder(paper="mediation_agreement", full_ids=full)).rows["当事人"][0]["证件号码"]
        for full in (True, False)
    )
    assert (whole, short) == ("11010519491231002X", "1101**********002X")


def test_an_agreement_says_what_was_agreed_and_for_the_pen_nothing(village: Desk) -> None:
    uid = dispute(village)
    for key in ("mediation_agreement", "dispute_register"):
        filled = printing.compose(village, PrintOrder(paper=key, records=(uid,)))
        blank = printing.compose(village, PrintOrder(paper=key, mode="blank", count=2))
        assert isinstance(filled, FormPage)
        assert isinstance(blank, FormPage)
        assert "改建排水沟。" in said(filled)
        assert "欧阳柳" in said(filled)
        assert "欧阳柳" not in said(blank)
        assert len(list(blank.forms)) == 2
