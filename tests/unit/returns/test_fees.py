"""Groups of fees, their quartiles, and what stands apart from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import Price, PriceRange
from portal.returns.fees import rules, words
from portal.returns.fees.rules import Group, Summary
from portal.returns.pricing.kinds import FosteringBand
from portal.returns.pricing.rules import AcceptedPrice

DAY = date(2026, 3, 1)


def price(
    home: int, pence: int, *, service: str = "residential", lot: int | None = None, **more: object
) -> AcceptedPrice:
    values = {
        "provider_id": home, "band": None, "effective_from": DAY, "version_id": home, "receipt": f"RC-{home}",
    }  # fmt: skip
    return AcceptedPrice(home_id=home, service_type=service, lot_id=lot, fee_pence=pence, **{**values, **more})  # type: ignore[arg-type]


def test_prices_are_compared_within_one_service_lot_and_band() -> None:
    band = FosteringBand.FROM_0_TO_4
    older = FosteringBand.FROM_11_TO_15
    one, two, three = price(1, 1), price(2, 2, lot=5), price(3, 3, service="fostering", band=band)
    four, five = (price(home, 4, service="fostering", band=other) for home, other in ((4, older), (5, band)))
    assert list(rules.grouped([one, two, three, four, five]).items()) == [
        (Group("fostering", None, band), [three, five]),
        (Group("fostering", None, older), [four]),
        (Group("residential", 5, None), [two]),
        (Group("residential", None, None), [one]),
    ]


def test_a_summary_is_exact_to_the_penny() -> None:
    found = rules.summarise([price(1, 400_001), price(2, 400_002), price(3, 452_800), price(4, 600_000)])
    assert found == Summary(
        4, 4, Decimal("4000.01"), Decimal("4000.02"), Decimal("4264.01"), Decimal("4896.00"), Decimal("6000.00")
    )


def test_one_price_is_its_own_quartiles() -> None:
    found = rules.summarise([price(1, 452_800)])
    assert {found.lowest, found.lower, found.median, found.upper, found.highest} == {Decimal("4528.00")}


def apart(prices: list[AcceptedPrice]) -> list[AcceptedPrice]:
    return rules.outliers(prices, rules.summarise(prices))


def test_what_stands_apart_is_beyond_one_and_a_half_widths() -> None:
    # Quartiles 4,000, 4,200 and 4,400: apart is below 3,400 and above 5,000.
    middle = [price(number, pence) for number, pence in enumerate((400_000, 420_000, 440_000), 1)]
    inside = [*middle, price(4, 340_000), price(5, 500_000)]
    assert apart(inside) == []
    high, low = price(5, 500_001), price(4, 339_999)
    assert apart([*middle, low, high]) == [high, low]
    assert apart([*middle, price(4, 9_999_999)]) == []


@given(st.lists(st.integers(1, 999_999), min_size=1, max_size=9), st.integers(1, 999_999))
def test_ordinary_fees_are_what_the_quartiles_say(pence: list[int], fee: int) -> None:
    found = rules.summarise([price(number, amount) for number, amount in enumerate(pence, 1)])
    pounds, width = Decimal(fee) / 100, found.upper - found.lower
    within = found.lower - width * Decimal("1.5") <= pounds <= found.upper + width * Decimal("1.5")
    is_near = abs(pounds - found.median) < found.median * Decimal("0.10")
    assert (fee in found.ordinary) is (within or is_near)


def test_fees_that_are_nearly_alike_do_not_stand_apart() -> None:
    # The middle half has no width; a tenth of the median, £80, is the least that is worth a look.
    alike = [price(number, 80_000) for number in range(1, 5)]
    assert apart([*alike, price(5, 87_999)]) == []
    assert apart([*alike, price(5, 88_000)]) == [price(5, 88_000)]


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        ("4299.99", "Below the lower quartile"),
        ("4300.00", "In the middle half"),
        ("4950.00", "In the middle half"),
        ("4950.01", "Above the upper quartile"),
    ],
)
def test_where_a_fee_stands(fee: str, said: str) -> None:
    assert rules.standing(Decimal(fee), PriceRange(6, 6, 4_300, 4_400, 4_950)) == said


def test_prices_are_judged_in_one_order_whoever_wrote_them() -> None:
    assert rules.prices_to_release([price(2, 150), price(1, 250)]) == [
        Price(1, 1, Decimal("2.50")),
        Price(2, 2, Decimal("1.50")),
    ]


def test_amounts_and_changes_in_words() -> None:
    assert words.pounds(Decimal("4528.50")) == "£4,529"
    assert words.range_words(PriceRange(6, 6, 4_300, 4_400, 4_950)) == "£4,300 to £4,950, median £4,400"
    assert words.range_words(PriceRange(6, 6, 750, 750, 750)) == "About £750"
    assert words.range_words(None) == "Withheld"
    changes = [words.change_words(rules.percent_change(Decimal(4_000), Decimal(now))) for now in (4_150, 3_900, 4_000)]
    assert changes == ["+3.8%", "−2.5%", "No change"]
    assert words.change_words(None) == "No figure"
