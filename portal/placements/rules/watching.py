"""The daily review of a placement under watch: unregistered, or one that deprives of liberty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def missed_days(watched_from_on: date, reviewed_on: Iterable[date], *, until_on: date) -> list[date]:
    """The days without a review from the first one under watch to the day before `until_on`, newest first.

    That last day is not missed yet: there is still time.
    """
    done = set(reviewed_on)
    days = range(1, (until_on - watched_from_on).days + 1)
    return [day for back in days if (day := until_on - timedelta(days=back)) not in done]
