"""What a price is, whether it holds together, what is surprising in it, and which price counts on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.returns.pricing import words
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading
from portal.returns.pricing.rules import (
    Fault,
    FaultKind,
    FosteringParts,
    PriceLine,
    SurpriseKind,
    compare,
    find_clash,
    find_surprises,
    from_pence,
    judge_price,
    percent_change,
    to_pence,
    unchanged,
)

JANUARY, APRIL = date(2026, 1, 1), date(2026, 4, 1)
LINE = PriceLine(effective_from=JANUARY, list_fee=Decimal("4528.00"))
BAND = FosteringBand.FROM_5_TO_10
FOSTERING = PriceLine(
    effective_from=JANUARY,
    fostering={BAND: FosteringParts(Decimal("250.00"), Decimal("160.50"), Decimal("300.00"))},
)


def book(*amounts: str) -> dict[OpenBookHeading, Decimal]:
    return {heading: Decimal(amount) for heading, amount in zip(OpenBookHeading, amounts, strict=False)}


def kinds(line: PriceLine, *, lot_asks: bool = False, is_fostering: bool = False) -> list[FaultKind]:
    return [fault.kind for fault in judge_price(line, lot_asks=lot_asks, is_fostering=is_fostering)]


def test_a_short_price_is_enough_where_nothing_more_is_asked() -> None:
    assert kinds(LINE) == []
    assert kinds(FOSTERING, is_fostering=True) == []


def test_a_lot_or_an_uplift_asks_for_an_open_book() -> None:
    assert kinds(LINE, lot_asks=True) == [FaultKind.OPEN_BOOK_MISSING]
    asking = replace(LINE, uplift_percent=Decimal(5), uplift_evidence="Wages")
    assert kinds(asking) == [FaultKind.OPEN_BOOK_MISSING]
    assert kinds(replace(asking, open_book=book("4528"))) == []
    assert kinds(replace(asking, uplift_evidence="", open_book=book("4528"))) == [FaultKind.NO_EVIDENCE]
    # An agency's parts by age band are its open book.
    assert kinds(FOSTERING, lot_asks=True, is_fostering=True) == []


def test_the_lines_of_an_open_book_sum_to_the_penny() -> None:
    line = replace(LINE, open_book=book("4000.00", "500.00"))
    (fault,) = judge_price(line, lot_asks=True, is_fostering=False)
    assert fault == Fault(FaultKind.DOES_NOT_ADD_UP, Decimal("4500.00"), Decimal("4528.00"))
    assert words.fault_words(fault) == (
        "The lines add up to £4,500.00 but the fee is £4,528.00. Change one of them by £28.00."
    )
    assert kinds(replace(LINE, open_book=book("4527.99")), lot_asks=True) == [FaultKind.DOES_NOT_ADD_UP]
    assert kinds(replace(LINE, open_book=book("0.10", "0.20", "4527.70")), lot_asks=True) == []


@pytest.mark.parametrize(
    ("line", "is_fostering"),
    [
        (PriceLine(JANUARY), False),
        (PriceLine(JANUARY), True),
        (replace(LINE, list_fee=Decimal(0)), False),
        (LINE, True),
        (FOSTERING, False),
        (replace(FOSTERING, fostering={BAND: FosteringParts(Decimal(0), Decimal(0), Decimal(0))}), True),
    ],
)
def test_a_price_names_a_fee_of_its_own_kind(line: PriceLine, is_fostering: bool) -> None:
    assert kinds(line, is_fostering=is_fostering) == [FaultKind.NO_FEE]


def test_a_fostering_fee_is_the_sum_of_its_parts() -> None:
    assert FOSTERING.fees == {BAND: Decimal("710.50")}


def surprises(line: PriceLine, before: PriceLine | None, *accepted: PriceLine) -> list[str]:
    return [words.surprise_words(one) for one in find_surprises(line, predecessor=before, accepted=accepted)]


@pytest.mark.parametrize(
    ("fee", "sentence"),
    [
        ("4980.80", None),
        ("4075.20", None),
        ("4980.81", "The fee went up by 10.0%, from £4,528.00 to £4,980.81 a week."),
        ("4000.00", "The fee went down by 11.7%, from £4,528.00 to £4,000.00 a week."),
    ],
)
def test_more_than_a_tenth_either_way_is_surprising(fee: str, sentence: str | None) -> None:
    assert surprises(replace(LINE, list_fee=Decimal(fee)), LINE) == ([sentence] if sentence else [])


def test_every_age_band_is_compared_with_itself() -> None:
    dear = replace(FOSTERING, fostering={BAND: FosteringParts(Decimal(350), Decimal("160.50"), Decimal(300))})
    assert surprises(dear, FOSTERING) == ["The fee for ages 5 to 10 went up by 14.1%, from £710.50 to £810.50 a week."]
    assert surprises(FOSTERING, LINE) == []
    assert surprises(LINE, None) == []


def test_a_price_that_begins_before_an_accepted_one_is_asked_about() -> None:
    accepted = replace(LINE, effective_from=APRIL)
    (found,) = find_surprises(LINE, predecessor=accepted, accepted=[accepted])
    assert (found.kind, found.accepted_from) == (SurpriseKind.EARLIER, APRIL)
    assert surprises(replace(LINE, effective_from=APRIL), None, LINE) == []


def test_two_fees_from_one_day_clash_and_the_same_fee_does_not() -> None:
    assert find_clash(LINE, [LINE]) is None
    assert find_clash(replace(LINE, effective_from=APRIL, list_fee=Decimal(1)), [LINE]) is None
    clash = find_clash(replace(LINE, list_fee=Decimal("4600.00")), [LINE])
    assert clash is not None
    assert words.clash_words(clash) == (
        "The council has accepted a fee of £4,528.00 from 1 January 2026. Enter a later day, or keep that fee."
    )


def test_what_is_sent_unchanged_asks_for_nothing_again() -> None:
    asked = replace(LINE, uplift_percent=Decimal(5), uplift_evidence="Wages", comment="Why", open_book=book("4528"))
    assert unchanged(asked) == replace(LINE, open_book=book("4528"))


def test_prices_are_compared_thing_by_thing_in_the_order_of_the_page() -> None:
    after = replace(LINE, list_fee=Decimal("4600.00"), notice_days=28, open_book=book("4600"))
    rows = [(words.figure_name(row.figure), row.values, row.changed) for row in compare(LINE, after)]
    assert rows == [
        ("Effective from", (JANUARY, JANUARY), False),
        ("List fee a week", (Decimal("4528.00"), Decimal("4600.00")), True),
        ("Notice, days", (None, 28), True),
        ("Direct care staff", (None, Decimal(4600)), True),
    ]


def test_a_fostering_fee_stands_before_its_parts() -> None:
    names = [words.figure_name(row.figure) for row in compare(FOSTERING)]
    assert names == [
        "Effective from", "Fee, age 5 to 10", "Carer fee, age 5 to 10", "Allowance, age 5 to 10",
        "Agency fee, age 5 to 10",
    ]  # fmt: skip


def test_a_change_is_told_in_pounds_and_per_cent() -> None:
    assert words.change_words(Decimal("4500.00"), Decimal("4528.00")) == "+£28.00 (+0.6%)"
    assert words.change_words(Decimal("4528.00"), Decimal("4500.00")) == "−£28.00 (−0.6%)"
    assert words.change_words(Decimal("4528.00"), Decimal("4528.00")) == "No change"
    assert percent_change(Decimal(200), Decimal(201)) == Decimal("0.5")


@given(st.integers(min_value=0, max_value=9_999_999))
def test_pence_come_back_as_they_went(pence: int) -> None:
    pounds = from_pence(pence)
    assert pounds is not None
    assert (to_pence(pounds), pounds.as_tuple().exponent) == (pence, -2)


def test_part_of_a_penny_is_never_stored() -> None:
    with pytest.raises(ValueError, match="whole pence"):
        to_pence(Decimal("4528.005"))


@given(st.lists(st.integers(min_value=1, max_value=1_000_000), min_size=1, max_size=18))
def test_lines_that_sum_in_pence_sum_in_pounds(pence: list[int]) -> None:
    lines = {heading: from_pence(amount) or Decimal(0) for heading, amount in zip(OpenBookHeading, pence, strict=False)}
    line = PriceLine(JANUARY, list_fee=from_pence(sum(pence)), open_book=lines)
    assert kinds(line, lot_asks=True) == []
    assert kinds(replace(line, list_fee=from_pence(sum(pence) + 1)), lot_asks=True) == [FaultKind.DOES_NOT_ADD_UP]
