"""Working days in England and Wales: weekdays that are no bank holiday, so far as the calendar knows them ahead.

A holiday that is proclaimed once is not known here; the date is shown before it counts, and people can set another.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

A_DAY = timedelta(days=1)
SATURDAY = 5


def add_working_days(day: date, count: int) -> date:
    """The working day that comes `count` working days after a day."""
    for _ in range(count):
        day += A_DAY
        while not is_working_day(day):
            day += A_DAY
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The holidays of a year that are fixed by law; one at a weekend moves to the next free weekday."""
    sunday = easter(year)
    days = {sunday - 2 * A_DAY, sunday + A_DAY, _monday(year, 5, 1), _monday(year, 5, 25), _monday(year, 8, 25)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        moved = fixed
        while moved.weekday() >= SATURDAY or moved in days:
            moved += A_DAY
        days.add(moved)
    return frozenset(days)


def _monday(year: int, month: int, first: int) -> date:
    """The first Monday of a month on or after a day of it: the last one of 31 days begins its week on the 25th."""
    day = date(year, month, first)
    return day + timedelta(days=-day.weekday() % 7)


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
