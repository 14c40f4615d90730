"""Money and percentages as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web import parsing
from portal.web.amounts import written
from portal.web.filters import format_money

LEAST, MOST = Decimal("0.01"), Decimal("99999.99")


def money(text: str) -> Decimal:
    return parsing.money(text, "Fee", minimum=LEAST, maximum=MOST)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£4,528", "4528.00"), ("4528.5", "4528.50"), ("4 528", "4528.00"), ("£ 4,528.05", "4528.05"), ("0.01", "0.01"),
        (".5", "0.50"), ("4\N{NO-BREAK SPACE}528", "4528.00"), ("00012", "12.00"), ("99,999.99", "99999.99"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amount: str) -> None:
    found = money(text)
    assert (found, str(found)) == (Decimal(amount), amount)


TOO_LITTLE, TOO_MUCH = "Fee must be £0.01 or more", "Fee must be £99,999.99 or less"
NO_AMOUNT = "Fee must be an amount in pounds, like 4,528 or 4,528.50"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4528.005", "Fee must have no more than 2 digits after the decimal point"),
        ("-1", TOO_LITTLE), ("−£4,528", TOO_LITTLE), ("-£1", TOO_LITTLE), ("0", TOO_LITTLE), ("0.00", TOO_LITTLE),
        ("1000000000", TOO_MUCH), ("100,000", TOO_MUCH), ("9" * 10_000, TOO_MUCH), ("lots", NO_AMOUNT),
        ("£", NO_AMOUNT), ("4,52", NO_AMOUNT), ("4.528,00", NO_AMOUNT), ("1e3", NO_AMOUNT),
        ("4£528", NO_AMOUNT), ("££5", NO_AMOUNT), ("5.", NO_AMOUNT), ("NaN", NO_AMOUNT),
        ("٤٥٢٨", "Fee must use the digits 0 to 9"),
    ],
)  # fmt: skip
def test_what_is_no_amount_says_what_to_enter(text: str, message: str) -> None:
    with pytest.raises(parsing.RefusedError) as refused:
        money(text)
    assert str(refused.value) == message


@given(st.integers(min_value=1, max_value=9_999_999))
def test_every_amount_is_read_back_to_the_penny(pence: int) -> None:
    amount = Decimal(pence).scaleb(-2)
    for text in (written(amount), format_money(amount), f"{amount:.2f}", f" £{amount:,.2f} "):
        assert money(text) == amount


@given(st.text())
def test_any_text_is_refused_or_a_whole_number_of_pence(text: str) -> None:
    try:
        amount = money(text)
    except parsing.RefusedError:
        return
    assert LEAST <= amount <= MOST
    assert amount == amount.quantize(LEAST)


@pytest.mark.parametrize(("text", "amount"), [("5", "5"), ("5.25%", "5.25"), ("100 %", "100"), ("0", "0")])
def test_percentages_are_read(text: str, amount: str) -> None:
    assert parsing.percentage(text, "Uplift", minimum=Decimal(0), maximum=Decimal(100)) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("101", "Uplift must be 100% or less"), ("-1", "Uplift must be 0% or more"),
        ("5.255", "Uplift must have no more than 2 digits after the decimal point"),
        ("a lot", "Uplift must be a percentage, like 5 or 5.25"), ("£5", "Uplift must be a percentage, like 5 or 5.25"),
    ],
)  # fmt: skip
def test_what_is_no_percentage_says_what_to_enter(text: str, message: str) -> None:
    with pytest.raises(parsing.RefusedError) as refused:
        parsing.percentage(text, "Uplift", minimum=Decimal(0), maximum=Decimal(100))
    assert str(refused.value) == message
