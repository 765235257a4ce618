"""Code tables corrected by a street: what changes, what stays, and how the document travels to a village."""

from __future__ import annotations

import pytest

from gridDesk.desk import codes
from gridDesk.errors import DeskError
from tests.flows.two_offices import pair

NEW = codes.Correction(code_set="shop_kind", code="30", label="宠物店", synonyms=("宠物医院",), reason="新开多家")
RETIRED = codes.Correction(code_set="permit_kind", code="02", valid_to="2016-01-01", reason="暂住证已停用")


def test_a_street_adds_and_retires_codes_and_every_field_follows(street):
    codes.correct(street, NEW)
    document = codes.correct(street, RETIRED)
    shapes = street.catalogue
    assert shapes["shop"].parse("kind", "宠物医院") == "30"
    assert shapes["residence"]["permit_kind"].show("02") == "暂住证"
    assert shapes.code_sets["permit_kind"].by_code["02"].valid_to == "2016-01-01"
    assert (document.version, document.issuer) == (2, street.office.site)
    assert shapes["person"] is street.store.catalogue["person"]
    clone = street.clone()
    assert clone.catalogue["shop"].parse("kind", "宠物店") == "30"
    clone.close()


def test_a_renamed_code_is_still_found_by_its_old_name(street):
    renamed = codes.Correction(code_set="visit_kind", code="06", label="电话回访", reason="统一说法")
    codes.correct(street, renamed)
    kinds = street.catalogue.code_sets["visit_kind"]
    assert (kinds.show("06"), kinds.find("回访")) == ("电话回访", "06")


def test_a_village_receives_what_it_cannot_edit(village, street, tmp_path):
    pair(village, street, tmp_path)
    with pytest.raises(DeskError, match="由街道统一更正"):
        codes.correct(village, NEW)
    codes.correct(street, NEW)
    assert codes.apply(village, codes.export(street)).corrections == codes.corrections(street).corrections
    assert codes.corrections(village).version == 1


def test_an_older_or_broken_document_is_refused(village, street, tmp_path):
    pair(village, street, tmp_path)
    old = codes.export(street)
    codes.correct(street, NEW)
    codes.apply(village, codes.export(street))
    for document, words in ((old, "旧"), (b"{", "读不出来")):
        with pytest.raises(DeskError, match=words):
            codes.apply(village, document)


def test_a_correction_needs_its_reason(street):
    with pytest.raises(DeskError, match="原因"):
        codes.correct(street, codes.Correction(code_set="shop_kind", code="30", label="宠物店"))
