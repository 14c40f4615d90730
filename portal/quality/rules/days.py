"""How far from today a day may lie. One in 9999 is a slip, and would hide for good that a home is overdue."""

from __future__ import annotations

from datetime import date

from portal.quality.rules.programme import add_months

MONTHS_AHEAD = 24
# A visit may be put in after it was made, until it is as old as the longest time between two.
MONTHS_BACK = 12
# What others judged or wrote of a home longer ago says nothing of it now.
MONTHS_OF_OTHERS = 120


def last_day_ahead(today: date) -> date:
    """The last day for which a visit may be planned, or by which a home may be visited next."""
    return add_months(today, MONTHS_AHEAD)


def first_day_back(today: date) -> date:
    """The first day of which a visit may still be put in."""
    return add_months(today, -MONTHS_BACK)


def first_day_of_others(today: date) -> date:
    """The first day of which a judgement or report of others may be noted."""
    return add_months(today, -MONTHS_OF_OTHERS)
