"""Working days and bank holidays of England and Wales, as the council counts them everywhere."""

from __future__ import annotations

from datetime import date

import pytest

from portal.working_days import add_working_days, bank_holidays, easter, is_working_day


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        # As printed on gov.uk/bank-holidays for England and Wales.
        (2025, ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"]),
        (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (2028, ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"]),
    ],
)
def test_bank_holidays_are_those_of_england(year: int, expected: list[str]) -> None:
    assert sorted(bank_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in expected]


@pytest.mark.parametrize("day", [date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24), date(2038, 4, 25)])
def test_easter_early_and_late(day: date) -> None:
    assert easter(day.year) == day


def test_working_days_leave_out_weekends_and_holidays() -> None:
    assert not is_working_day(date(2026, 4, 4))
    assert not is_working_day(date(2026, 4, 6))
    # Thursday before Easter: Friday and Monday are holidays.
    assert add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert add_working_days(date(2026, 12, 21), 10) == date(2027, 1, 7)
