"""Two counts of the same children, by hand and as sums; and which list fee an agreed one is compared with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.market.reconciliation.rules import Outcome, Sums, list_fee, reconcile, total
from portal.placements.rules.kinds import Sourcing
from portal.returns.pricing.kinds import FosteringBand
from portal.returns.pricing.rules.market import AcceptedPrice


def test_home_by_home() -> None:
    rows = reconcile({1: 2, 2: 1, 3: 1}, {1: 2, 2: 3, 4: 1, 5: 0})
    assert [(row.home_id, row.outcome, row.difference) for row in rows] == [
        (1, Outcome.AGREES, 0), (2, Outcome.DIFFERS, -2), (3, Outcome.NO_RETURN, 1), (4, Outcome.DIFFERS, -1),
    ]  # fmt: skip
    assert total(rows) == Sums(4, 6)


COUNTS = st.dictionaries(st.integers(1, 9), st.integers(0, 6))


@given(COUNTS, COUNTS)
def test_totals_are_sums_and_the_difference_is_the_sum_of_differences(
    placed: dict[int, int], told: dict[int, int]
) -> None:
    rows = reconcile(placed, told)
    sums = total(rows)
    assert (sums.placed, sums.told) == (sum(placed.values()), sum(told.values()))
    assert sums.difference == sum(row.difference for row in rows)


def price(pence: int, lot: int | None, band: FosteringBand | None = None) -> AcceptedPrice:
    return AcceptedPrice(
        home_id=1, provider_id=1, service_type="residential", host_authority_code=None, lot_id=lot, band=band,
        fee_pence=pence, effective_from=date(2026, 4, 1), month=date(2026, 4, 1), version_id=1, receipt="PV-1",
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
