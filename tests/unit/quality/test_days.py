"""How far from today a visit may be planned or put in."""

from __future__ import annotations

from datetime import date

import pytest

from portal.quality.rules.days import first_day_back, last_day_ahead


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 26), date(2025, 11, 26), date(2028, 11, 26)),
        (date(2028, 2, 29), date(2027, 2, 28), date(2030, 2, 28)),
        (date(2026, 1, 31), date(2025, 1, 31), date(2028, 1, 31)),
    ],
)
def test_a_visit_lies_between_a_year_back_and_two_ahead(today: date, first: date, last: date) -> None:
    assert (first_day_back(today), last_day_ahead(today)) == (first, last)
