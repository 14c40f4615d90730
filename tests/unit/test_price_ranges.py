"""When a price range may be printed, and what somebody who is in it can learn by moving their own price."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import Price, PriceRange, quartiles, release_prices

# Pence, so that nothing is round by itself.
POUNDS = st.integers(50_000, 900_000).map(lambda pence: Decimal(pence) / 100)


def market(*pounds: int | str) -> list[Price]:
    """One home a provider."""
    return [Price(number, number, Decimal(value)) for number, value in enumerate(pounds)]


@st.composite
def markets(draw: st.DrawFn) -> list[Price]:
    """Five to nine providers with one to three homes each."""
    homes = draw(st.lists(st.lists(POUNDS, min_size=1, max_size=3), min_size=5, max_size=9))
    return [
        Price(provider, provider * 10 + place, pounds)
        for provider, owned in enumerate(homes)
        for place, pounds in enumerate(owned)
    ]


def moved(prices: list[Price], provider: int, pounds: list[Decimal]) -> list[Price]:
    """The market after one provider put other prices on other homes."""
    rest = [price for price in prices if price.provider != provider]
    return rest + [Price(provider, provider * 10 + place, value) for place, value in enumerate(pounds)]


def test_quartiles_are_of_the_inclusive_method() -> None:
    assert quartiles([Decimal(n) for n in (1, 2, 3, 4)]) == (Decimal("1.75"), Decimal("2.5"), Decimal("3.25"))
    assert quartiles([Decimal(7)]) == (7, 7, 7)
    with pytest.raises(ValueError, match="no values"):
        quartiles([])


def test_a_range_is_the_middle_half_to_fifty_pounds() -> None:
    prices = market("4528.00", "3999.99", "5120.10", "4275.00", "6000", "4310.55")
    # Sorted: 3,999.99, 4,275, 4,310.55, 4,528, 5,120.10, 6,000; quartiles 4,283.89, 4,419.28 and 4,972.08.
    assert release_prices(prices) == PriceRange(6, 6, 4_300, 4_400, 4_950)


def test_four_providers_are_too_few_however_many_homes_they_have() -> None:
    prices = [Price(number % 4, number, Decimal(4_000 + number)) for number in range(40)]
    assert release_prices(prices) is None


@pytest.mark.parametrize(("big", "printed"), [(4, True), (5, False)])
def test_nobody_may_have_more_than_half(big: int, printed: bool) -> None:
    prices = market(4_000, 4_100, 4_200, 4_300) + [Price(9, 90 + number, Decimal(5_000)) for number in range(big)]
    assert (release_prices(prices) is not None) == printed


@given(markets(), st.integers(0, 8), st.lists(POUNDS, max_size=4))
def test_ones_own_edit_moves_nothing_that_is_printed(prices: list[Price], who: int, pounds: list[Decimal]) -> None:
    printed = release_prices(prices)
    if printed is not None:
        assert release_prices(moved(prices, who, pounds), before=prices, printed=printed) == printed


@given(markets(), st.data())
def test_who_knows_of_one_other_move_cannot_see_it(prices: list[Price], data: st.DataObject) -> None:
    """Two looks, before and after an edit of one's own: whatever one other provider did meanwhile, or did not, the
    second look is the same, so the pair says nothing about it."""
    printed = release_prices(prices)
    if printed is None:
        return
    me, other = data.draw(st.permutations(range(5)))[:2]
    mine = moved(prices, me, data.draw(st.lists(POUNDS, min_size=1, max_size=3)))
    both = moved(mine, other, data.draw(st.lists(POUNDS, min_size=1, max_size=3)))
    looks = [release_prices(now, before=prices, printed=printed) for now in (mine, both)]
    assert looks == [printed, printed]


@given(markets())
def test_no_ones_price_is_printed_for_being_the_lowest_or_highest(prices: list[Price]) -> None:
    """Two markets that differ only in their ends are one to a reader."""
    ordered = sorted(prices, key=lambda price: price.pounds)
    ends = [ordered[0], ordered[-1]]
    apart = [price for price in prices if price not in ends]
    lower = Price(ends[0].provider, ends[0].subject, ends[0].pounds - 300)
    higher = Price(ends[1].provider, ends[1].subject, ends[1].pounds + 3_000)
    if len(prices) >= 5:
        assert release_prices(prices) == release_prices([*apart, lower, higher])


def test_a_third_mover_lets_the_range_move() -> None:
    prices = market(4_000, 4_100, 4_200, 4_300, 4_400)
    printed = release_prices(prices)
    later = market(4_500, 4_600, 4_700, 4_300, 4_400)
    assert printed == PriceRange(5, 5, 4_100, 4_200, 4_300)
    assert release_prices(later, before=prices, printed=printed) == PriceRange(5, 5, 4_400, 4_500, 4_600)


def test_a_market_that_shrank_keeps_what_was_printed_until_enough_have_moved() -> None:
    prices = market(4_000, 4_100, 4_200, 4_300, 4_400)
    printed = release_prices(prices)
    assert release_prices(prices[:4], before=prices, printed=printed) == printed
    assert release_prices(prices[:2], before=prices, printed=printed) is None
