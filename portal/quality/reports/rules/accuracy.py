"""The provider's word on a draft report: until when it counts, and when the report may become final."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal import clock
from portal.working_days import add_working_days

MOST_WORKING_DAYS = 60


class Answer(StrEnum):
    ACCURATE = "accurate"
    NOT_ACCURATE = "not_accurate"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class Window:
    """When the provider may answer: until an instant, or until it says that it is done."""

    ends_at: datetime
    answered_at: datetime | None = None

    def takes(self, now: datetime) -> bool:
        """Whether an answer that arrives now counts."""
        return self.answered_at is None and now < self.ends_at


@dataclass(frozen=True)
class Point:
    """One section as the provider answered it (None: not at all) and the officer decided (None: not yet).

    `is_mended`: whether its text is another than the provider was shown.
    """

    heading: str
    answer: Answer | None
    outcome: Outcome | None
    is_mended: bool

    @property
    def waits(self) -> bool:
        """Whether the officer has something to decide: what the provider says, or a text that was mended for a point
        that is made no longer."""
        return self.outcome is None and (self.answer is Answer.NOT_ACCURATE or self.is_mended)


def latest_last_day(today: date) -> date:
    """The last day that a provider may be given: a draft that waits for years is never made final."""
    return add_working_days(today, MOST_WORKING_DAYS)


def window_end(last_day: date) -> datetime:
    """The instant at which a last day to answer is over in London."""
    return clock.london_midnight(last_day + timedelta(days=1))


def last_day(ends_at: datetime) -> date:
    """The last day to answer of a window that ends at an instant."""
    return clock.today(ends_at - timedelta(microseconds=1))


def undecided(points: Iterable[Point]) -> list[str]:
    """The headings of points that wait for the officer, in order."""
    return [each.heading for each in points if each.waits]


def unmended(points: Iterable[Point]) -> list[str]:
    """The headings of points that were accepted while the text still reads as before, in order. Of a section that the
    provider finds accurate the text may read so."""
    accepted = (each for each in points if each.outcome is Outcome.ACCEPTED and each.answer is Answer.NOT_ACCURATE)
    return [each.heading for each in accepted if not each.is_mended]
