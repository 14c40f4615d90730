"""Codes, PINs, nicknames, ages, the window of a visit, and what a training has: plain values in and out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from portal.framework.rules import years_after
from portal.quality.rules import OTHERS_FOLLOWED, OTHERS_SET_OUT, others_may_be_out
from portal.voice.inspectors import names

# The letters of references (portal/db.py), which nobody mistakes for one another.
CODE_ALPHABET = "3479CDFHJKMNPRTVWXY"
CODE_LENGTH = 8
# A card that nobody has used by then opens nothing.
CARD_LASTS = timedelta(days=90)
# After this a coordinator is reminded of a card that nobody has used.
CARD_WAITS = timedelta(days=7)
# Nobody is there earlier than this.
ARRIVES_BEFORE = OTHERS_SET_OUT
# So long somebody who has not said that they are home is looked for.
FOLLOWED_FOR = OTHERS_FOLLOWED
# So long somebody stands in who was not asked to; then they say again why.
STANDS_IN_AT_MOST = timedelta(days=14)
# Whoever was asked to stands in for no longer than this: what is meant to last is arranged by whoever gives the role.
DEPUTY_YEARS = 1
PIN_LENGTH = 6
PIN_FORM = re.compile(r"[0-9]+")
NICKNAME_MIN, NICKNAME_MAX = 2, 30
# Where ages are told apart, in whatever range a council takes.
AGE_STEPS = (14, 16, 18, 21)


class InspectorState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


class HoursKind(StrEnum):
    TRAINING = "training"
    VISIT = "visit"
    WRITING = "writing"
    MEETING = "meeting"


class PaymentKind(StrEnum):
    """A thank-you is income and an expense is not, so they are never added together."""

    THANK_YOU = "thank_you"
    EXPENSE = "expense"


@dataclass(frozen=True)
class Window:
    """When something may be seen or said, both ends included."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.opens_at <= now <= self.closes_at


@dataclass(frozen=True)
class TrainingPart:
    """One thing an inspector learns before a first visit."""

    slug: str
    title: str


def clean_code(text: str) -> str | None:
    """A code as it is kept, from however it was typed; None for what cannot be one."""
    found = re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()
    return found if len(found) == CODE_LENGTH and set(found) <= set(CODE_ALPHABET) else None


def shown_code(code: str) -> str:
    """In two halves, as it is printed and read aloud."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def pin_fault(pin: str, *, shortest: int = PIN_LENGTH) -> str | None:
    """Why this cannot be a PIN, kindly; None when it can."""
    if not PIN_FORM.fullmatch(pin) or not shortest <= len(pin) <= PIN_LENGTH:
        lengths = f"{PIN_LENGTH}" if shortest == PIN_LENGTH else f"{shortest} to {PIN_LENGTH}"
        return f"A PIN is {lengths} numbers. Try again"
    if _is_easy(pin):
        return "Lots of people pick that one. Mix the numbers up more"
    return None


def _is_easy(pin: str) -> bool:
    steps = {(int(later) - int(before)) % 10 for before, later in pairwise(pin)}
    half, third = len(pin) // 2, len(pin) // 3
    repeats = pin in (pin[:half] * 2, pin[:third] * 3)
    mirrored = pin == pin[::-1]
    pairs = len(pin) % 2 == 0 and all(pin[place] == pin[place + 1] for place in range(0, len(pin), 2))
    is_pattern = len(set(pin)) <= 2 or steps <= {1} or steps <= {9} or repeats or mirrored or pairs
    return is_pattern or bool(YEAR_FORM.fullmatch(pin)) or pin in COMMON_PINS


# The year somebody was born in is what others try first.
YEAR_FORM = re.compile(r"(19|20)[0-9]{2}")
COMMON_PINS = frozenset(
    "1357 2468 2580 1470 3690 1590 7410 8520 9630 1379 7946 14789 13579 24680 25801 "
    "147258 159753 789456 456789 852456 258456 123654 147852 963852 741852 142536".split()
)


def nickname_fault(nickname: str) -> str | None:
    """Why this cannot be a nickname; None when it can. It must not be a way to reach somebody, and no word that all
    use: it is looked for in every text that staff are to read."""
    if sum(each.isalpha() for each in names.fold(nickname)) < NICKNAME_MIN:
        return "Use two letters or more"
    if "@" in nickname or len(re.findall(r"[0-9]", nickname)) > 4:
        return "Leave out phone numbers and emails"
    if names.is_common(nickname):
        return "We all use that word a lot. Pick one that is just for you"
    return None


def same_nickname(one: str, other: str) -> bool:
    """Capitals and spaces do not matter: nobody remembers those after months."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def age_bands(youngest: int, oldest: int) -> tuple[str, ...]:
    """The bands of a range of ages, such as 16-17, 18-20, 21-25."""
    starts = [youngest, *(step for step in AGE_STEPS if youngest < step <= oldest)]
    ends = [*(start - 1 for start in starts[1:]), oldest]
    return tuple(f"{start}-{end}" for start, end in zip(starts, ends, strict=True))


def visit_window(starts_at: datetime, ends_at: datetime, *, before: timedelta, after: timedelta) -> Window:
    """When an inspector sees the address of a visit, and says that they are there and home."""
    return Window(starts_at - before, _later(ends_at, after))


def check_in_window(starts_at: datetime, ends_at: datetime, *, after: timedelta) -> Window:
    """When an inspector can say that they are there, and home safe."""
    return Window(starts_at - ARRIVES_BEFORE, _later(ends_at, after))


def _later(at: datetime, by: timedelta) -> datetime:
    """An instant later, or the last there is: visits were planned once for the end of the calendar."""
    last = datetime.max.replace(tzinfo=at.tzinfo)
    return at + by if at <= last - by else last


def last_deputy_day(today: date) -> date:
    """The last day to whose end somebody can be named to stand in."""
    return years_after(today, DEPUTY_YEARS)


def may_be_home(*, starts_at: datetime, arrived_at: datetime | None, now: datetime) -> bool:
    """Whether somebody can be home again: once they were there, and from the start on also who forgot to say so."""
    return arrived_at is not None or now >= starts_at


def is_in_doubt(*, moved_at: datetime | None, checked_at: datetime | None) -> bool:
    """Whether nobody has looked at how an inspector gets to a visit since it moved."""
    return moved_at is not None and (checked_at is None or checked_at < moved_at)


def may_be_out(*, arrived_at: datetime | None, off_at: datetime | None, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an inspector may be out on a visit though it was called off (at `off_at`): they said that they are there,
    or it was so late that they had set out."""
    return arrived_at is not None or (off_at is not None and others_may_be_out(starts_at, ends_at, off_at))


def card_opens(*, created_at: datetime, claimed_at: datetime | None, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a card still lets somebody begin: once, and not for ever."""
    return claimed_at is None and ended_at is None and now < created_at + CARD_LASTS


def pounds(pence: int) -> Decimal:
    """Pence as exact pounds."""
    return Decimal(pence).scaleb(-2)


def read_training(lines: Iterable[str]) -> tuple[TrainingPart, ...]:
    """The parts from CSV (slug, title), in the order of the file."""
    return tuple(TrainingPart(row["slug"], row["title"]) for row in csv.DictReader(lines))
