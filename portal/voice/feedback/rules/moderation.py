"""What staff may see of an answer: only what its author agreed to, or what was left as it was written."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

# With so many living there, each is as good as named.
FEW_PLACES = 2


class Treatment(StrEnum):
    """What the coordinator would do with an answer."""

    UNDECIDED = "undecided"
    AS_WRITTEN = "as_written"
    REDACTED = "redacted"
    LEFT_OUT = "left_out"


class Verdict(StrEnum):
    """What the author says to that."""

    WAITING = "waiting"
    AGREED = "agreed"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"


class Response(StrEnum):
    """What a home says to a point."""

    DID = "did"
    WILL = "will"
    CANNOT = "cannot"


class Enough(StrEnum):
    """Whether the home's answers are good enough."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Changed(StrEnum):
    """Whether it really changed."""

    YES = "yes"
    SOME = "some"
    NO = "no"


def may_be_shared(treatment: Treatment, verdict: Verdict, *, was_objected: bool) -> bool:
    """Whether an answer leaves the coordinator's desk. What was once objected to needs a yes, however it stands now."""
    if treatment == Treatment.AS_WRITTEN and not was_objected:
        return verdict in (Verdict.WAITING, Verdict.AGREED)
    return treatment in (Treatment.AS_WRITTEN, Treatment.REDACTED) and verdict == Verdict.AGREED


def is_open(treatment: Treatment, verdict: Verdict, *, was_objected: bool) -> bool:
    """Whether something has still to be settled before anything is shared."""
    if verdict == Verdict.WITHDRAWN or treatment == Treatment.LEFT_OUT:
        return False
    return not may_be_shared(treatment, verdict, was_objected=was_objected)


def tells_who(*, is_resident: bool, is_solo: bool, usable_places: int, living: int | None) -> bool:
    """Whether a home will know who wrote something, however it is worded: so few live there. `living`: how many do by
    what the home returned last, None where it never did.
    """
    at_most = usable_places if living is None else min(usable_places, living)
    return is_resident and (is_solo or at_most <= FEW_PLACES)


def find_name(text: str, names: Iterable[str], *, as_spelt: bool = False) -> str | None:
    """The first of some names that stands in a text as a word, or None. `as_spelt`: a biscuit is no Biscuit."""
    flags = re.NOFLAG if as_spelt else re.IGNORECASE
    return next((name for name in names if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags)), None)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time so many months ago, or the last day of a shorter month."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return now.replace(year=years, month=month + 1, day=min(now.day, last))
