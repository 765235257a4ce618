from __future__ import annotations

import dataclasses

from gridDesk.documents.form_layout import lay_out
from gridDesk.documents.household_card import build_household_cards
from gridDesk.documents.log_day import weekday
from gridDesk.documents.log_layouts import build_logs
from gridDesk.documents.pdffile import MM
from tests.documents.samples import HEADER, PAGES, card, log, papers, pdf, squeezed, texts


def test_one_household_is_one_sheet_with_eight_member_rows() -> None:
    page = build_household_cards(papers()["household_card"], [card(3)], HEADER)
    (form,) = page.forms
    (side,) = lay_out(form, page.sheet)
    rows = [piece for piece in side.pieces if piece.line and len(piece.line.cells) == 10]
    assert len(rows) == 1 + 8  # the heading and the rows


def test_a_large_household_goes_on_to_a_second_sheet_that_repeats_whose_it_is() -> None:
    data, printed = pdf(build_household_cards(papers()["household_card"], [card(30)], HEADER))
    assert [page.part for page in printed.pages] == ["户号 0102（1/2）", "户号 0102（2/2）"]
    second = squeezed(texts(data)[1])
    assert "续页" in second
    assert "公民身份号码" in second


def test_twelve_members_still_fit_one_sheet_with_the_signatures() -> None:
    assert len(pdf(build_household_cards(papers()["household_card"], [card(12)], HEADER))[1].pages) == 1


def test_cards_may_begin_on_right_hand_pages() -> None:
    paper = dataclasses.replace(papers()["household_card"], odd_start=True)
    printed = pdf(build_household_cards(paper, [card(3), card(3)], HEADER))[1]
    assert [page.part for page in printed.pages] == ["户号 0102", "（空白页）", "户号 0102"]


def test_the_qr_code_of_a_card_is_drawn_and_its_text_is_not_printed() -> None:
    assert card(1).code not in "".join(texts(pdf(PAGES["household_card"]())[0]))


def test_a_blank_log_is_one_sheet_with_rows_a_pen_can_use() -> None:
    page = PAGES["daily_log_blank"]()
    (form,) = page.forms  # type: ignore[union-attr]
    (side,) = lay_out(form, page.sheet)
    empty = [piece for piece in side.pieces if piece.line and piece.line.stretch]
    assert len(empty) >= 7
    assert min(piece.height for piece in empty) >= 9 * MM


def test_a_blank_log_says_who_and_where_and_nothing_of_the_day() -> None:
    text = squeezed("".join(texts(pdf(PAGES["daily_log_blank"]())[0])))
    assert log().worker in text
    assert "2026年11月21日" not in text
    assert "东屋漏雨" not in text


def test_a_half_filled_log_lists_the_visits_due_and_leaves_their_content_open() -> None:
    text = squeezed("".join(texts(pdf(PAGES["daily_log_half"]())[0])))
    assert "2026年11月21日星期六" in text
    assert "3组1号" in text
    assert "核对家庭成员信息" not in text


def test_a_full_log_overflows_to_a_second_sheet_without_losing_a_visit() -> None:
    data, printed = pdf(build_logs(papers()["daily_log"], [log(40)], HEADER))
    text = squeezed("".join(texts(data)))
    assert len(printed.pages) > 1
    assert all(f"3组{i + 1}号" in text for i in range(40))


def test_logs_stream_from_a_generator_one_day_after_another() -> None:
    days = (dataclasses.replace(log(), date=f"2026-11-{day:02d}") for day in range(1, 31))
    printed = pdf(build_logs(papers()["daily_log"], days, HEADER))[1]
    assert [page.part for page in printed.pages] == [f"2026-11-{day:02d}" for day in range(1, 31)]


def test_weekdays_are_named_from_the_date_and_left_open_without_one() -> None:
    assert (weekday("2026-11-21"), weekday("")) == ("星期六", "星期　")
