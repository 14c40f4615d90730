"""How far ahead a home may be asked to answer, and may promise something. A day in 9999 is a slip."""

from __future__ import annotations

from datetime import date, timedelta

from portal.quality.rules.programme import add_months

LONGEST_TO_ANSWER = timedelta(days=90)
# What takes longer is a plan for the home and no answer to a young person.
LONGEST_PROMISE_MONTHS = 24


def last_day_to_answer(today: date) -> date:
    """The last day by which a home may be asked to answer."""
    return today + LONGEST_TO_ANSWER


def last_day_promised(today: date) -> date:
    """The last day by which a home may say that it will do something."""
    return add_months(today, LONGEST_PROMISE_MONTHS)
