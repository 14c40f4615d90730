"""What is known of a home over some time, as it was when that time ended: what happened since moves nothing.

So figures of a time that is over never change by a visit, a report or an action, and two statements about it cannot be
subtracted. Plain values in and out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.quality.reports.rules import Judgement


class ActionStanding(StrEnum):
    """Where an action stood; what waited for the officer is under way, as what was not due yet."""

    DONE = "done"
    UNDER_WAY = "under_way"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Seen:
    """One home. RESTRICTED. `is_open`: when the time ended."""

    home_id: int
    provider_id: int
    service_type: str
    is_open: bool
    visits: int = 0
    finals: int = 0
    done: int = 0
    under_way: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Judged:
    """One home and the weakest judgement of its newest report of some time. RESTRICTED."""

    home_id: int
    provider_id: int
    service_type: str
    weakest: Judgement


# From the best to the weakest.
JUDGED = (Judgement.STRONG, Judgement.GOOD, Judgement.NEEDS_TO_IMPROVE, Judgement.SERIOUS_CONCERN)


def weakest_of(judgements: Iterable[Judgement]) -> Judgement | None:
    """The weakest judgement of a report; None where nothing was judged."""
    return max((each for each in judgements if each in JUDGED), key=JUDGED.index, default=None)


def stood(due_on: date, *, is_done: bool, waits: bool, last_day: date) -> ActionStanding:
    """Where an action stood at the end of a day; `waits`: it was answered, and the officer had not looked yet."""
    if is_done:
        return ActionStanding.DONE
    return ActionStanding.OVERDUE if due_on <= last_day and not waits else ActionStanding.UNDER_WAY
