"""Two counts of the same children, by hand and as sums; and which list fee an agreed one is compared with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.market.reconciliation.rules import Compared, Outcome, list_fee, total
from portal.placements.rules.kinds import Sourcing
from portal.returns.pricing.kinds import FosteringBand
from portal.returns.pricing.rules.market import AcceptedPrice


@pytest.mark.parametrize(
    ("placed", "told", "outcome", "difference"),
    [
        (2, 2, Outcome.AGREES, 0),
        (1, 3, Outcome.DIFFERS, -2),
        (1, 0, Outcome.DIFFERS, 1),
        (0, 1, Outcome.DIFFERS, -1),
        (1, None, Outcome.NO_RETURN, 1),
    ],
)
def test_what_comes_of_comparing_a_home(placed: int, told: int | None, outcome: Outcome, difference: int) -> None:
    row = Compared(1, placed, told)
    assert (row.outcome, row.difference) == (outcome, difference)


@given(st.lists(st.builds(Compared, st.integers(), st.integers(0, 6), st.none() | st.integers(0, 6))))
def test_the_difference_of_totals_is_the_sum_of_differences(rows: list[Compared]) -> None:
    sums = total(rows)
    assert sums.difference == sums.placed - sums.told == sum(row.difference for row in rows)


def price(pence: int, lot: int | None, band: FosteringBand | None = None) -> AcceptedPrice:
    return AcceptedPrice(
        home_id=1, provider_id=1, service_type="residential", lot_id=lot, band=band, fee_pence=pence,
        effective_from=date(2026, 4, 1), version_id=1, receipt="PV-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sourcing", "prices", "fee"),
    [
        (Sourcing.ON_FRAMEWORK, [price(450_000, 7), price(480_050, None)], "4500.00"),
        (Sourcing.DIRECT, [price(450_000, 7), price(480_050, None)], "4800.50"),
        (Sourcing.DIRECT, [price(450_000, 7)], "4500.00"),
        (Sourcing.ON_FRAMEWORK, [price(480_050, None)], "4800.50"),
        (Sourcing.ON_FRAMEWORK, [price(450_000, 7), price(460_000, 8)], None),
        (Sourcing.DIRECT, [price(90_000, None, FosteringBand.FROM_0_TO_4)], None),
        (Sourcing.DIRECT, [], None),
    ],
)
def test_the_list_fee_beside_an_agreed_one(sourcing: Sourcing, prices: list[AcceptedPrice], fee: str | None) -> None:
    assert list_fee(sourcing, prices) == (None if fee is None else Decimal(fee))
