"""Frameworks, lots and standing: plain values, no database.

Standing on a day is the last change that has begun by then. The Procurement Act 2023 limits the term of an open
framework (section 49); light-touch services, which most care for children is, have no limit. The portal cannot know
which rule applies, so terms warn and never refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar


class FrameworkKind(StrEnum):
    """How providers come in (Procurement Act 2023): never again, in rounds, or at any time."""

    CLOSED = "closed"
    OPEN = "open"
    DYNAMIC_MARKET = "dynamic_market"


class Standing(StrEnum):
    """Where a provider stands on a lot."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


# Section 49: first reopened within three years, then within each five; eight years in all.
MOST_YEARS_OPEN, FIRST_REOPENING_YEARS, NEXT_REOPENING_YEARS = 8, 3, 5
ENDS_SOON = timedelta(days=90)
# Nobody plans a beginning further ahead; a year typed wrong is. A framework may last as long as it likes.
MOST_YEARS_AHEAD = 2

NEXT: Mapping[Standing, frozenset[Standing]] = {
    Standing.ACTIVE: frozenset({Standing.SUSPENDED, Standing.ENDED}),
    Standing.SUSPENDED: frozenset({Standing.ACTIVE, Standing.ENDED}),
    Standing.ENDED: frozenset(),
}


class Changed(Protocol):
    """From a day on, a membership stands like this."""

    @property
    def standing(self) -> Standing: ...

    @property
    def from_on(self) -> date: ...


AnyChange = TypeVar("AnyChange", bound=Changed)


@dataclass(frozen=True)
class Fault:
    """What is wrong and how to mend it, with the field it concerns ("" for the whole)."""

    field: str
    message: str


@dataclass(frozen=True)
class FrameworkDetails:
    """What a framework is. `ends_on` is its last day; without one it goes on until somebody gives one."""

    title: str
    kind: FrameworkKind
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class LotDetails:
    """What a lot is; `asks_open_book`: prices on it are broken down into their lines."""

    number: int
    title: str
    service_type: str
    description: str = ""
    asks_open_book: bool = False


def current_change(changes: Sequence[AnyChange], on: date) -> AnyChange | None:
    """The change that holds on a day, of changes in order; None before the first."""
    begun = [change for change in changes if change.from_on <= on]
    return begun[-1] if begun else None


def standing_on(changes: Sequence[Changed], on: date) -> Standing | None:
    """How a membership with these changes, in order, stands on a day; None before it begins."""
    found = current_change(changes, on)
    return Standing(found.standing) if found else None


def end_day(changes: Sequence[Changed]) -> date | None:
    """From which day a membership has ended, if that is known."""
    return next((change.from_on for change in changes if change.standing == Standing.ENDED), None)


def may_become(changes: Sequence[Changed], on: date) -> frozenset[Standing]:
    """What a membership may become on a day; nothing before it begins and nothing once it has ended."""
    now = standing_on(changes, on)
    return NEXT[now] if now else frozenset()


def change_fault(changes: Sequence[Changed], standing: Standing, from_on: date) -> Fault | None:
    """What keeps a membership from standing like this from a day on. A change may come before one already recorded."""
    if from_on < changes[0].from_on:
        return Fault("from_on", f"It begins on {_day(changes[0].from_on)}. Enter that day or a later one")
    if standing not in may_become(changes, from_on):
        return Fault("from_on", _refusal(changes, standing, from_on))
    later = [change for change in changes if change.from_on > from_on]
    # An earlier end makes a later one idle; anything else that follows has to be possible after the new change.
    fits = all(change.standing == Standing.ENDED for change in later)
    if later and not (fits if standing == Standing.ENDED else later[0].standing in NEXT[standing]):
        recorded = _day(later[0].from_on)
        return Fault("from_on", f"Another change is recorded from {recorded}. Enter that day or a later one")
    return None


def _refusal(changes: Sequence[Changed], standing: Standing, from_on: date) -> str:
    if standing_on(changes, from_on) == Standing.ENDED:
        return "It has ended by that day, and what has ended stays ended. Enter an earlier day"
    return f"It is {'suspended' if standing == Standing.SUSPENDED else 'active'} on that day already. Enter another day"


def day_fault(day: date, starts_on: date, ends_on: date | None, *, today: date) -> Fault | None:
    """What keeps anything from happening on a lot on a day: it lies outside the framework, or years ahead."""
    if day < starts_on:
        return Fault("from_on", f"The framework starts on {_day(starts_on)}. Enter that day or a later one")
    if ends_on and day > ends_on:
        return Fault("from_on", f"The framework ends on {_day(ends_on)}. Enter that day or an earlier one")
    return _ahead_fault("from_on", day, today)


def _ahead_fault(field: str, day: date, today: date) -> Fault | None:
    latest = years_after(today, MOST_YEARS_AHEAD)
    if day <= latest:
        return None
    return Fault(field, f"That is more than {MOST_YEARS_AHEAD} years ahead. Enter {_day(latest)} or an earlier day")


def again_fault(others: Iterable[Sequence[Changed]], from_on: date) -> Fault | None:
    """What keeps a provider from a lot it was, or is to be, on: only one membership may live at a time."""
    if all(standing_on(changes, from_on) == Standing.ENDED for changes in others):
        return None
    return Fault("provider", "This provider is on the lot already. Change its standing instead")


def dates_fault(details: FrameworkDetails, first_member_on: date | None, *, today: date) -> Fault | None:
    """What is wrong with a framework's dates, given the day its first provider came in."""
    if details.ends_on and details.ends_on < details.starts_on:
        return Fault("ends_on", "The end must be on or after the start")
    if first_member_on and details.starts_on > first_member_on:
        return Fault("starts_on", f"A provider is on it from {_day(first_member_on)}. Enter that day or an earlier one")
    return _ahead_fault("starts_on", details.starts_on, today)


def publishing_fault(lots: int, how_to_join: str) -> Fault | None:
    """What a framework lacks before the public may read of it."""
    if not lots:
        return Fault("", "Add a lot before you publish this framework")
    if not how_to_join:
        return Fault("", "Say how to join before you publish this framework")
    return None


def is_in_force(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a framework runs on a day; its last day is one."""
    return starts_on <= on and (ends_on is None or on <= ends_on)


def term_warnings(details: FrameworkDetails, today: date) -> list[str]:
    """What the Act asks of such a term, where it does not fit."""
    if details.kind != FrameworkKind.OPEN:
        return []
    longest = years_after(details.starts_on, MOST_YEARS_OPEN) - timedelta(days=1)
    first = years_after(details.starts_on, FIRST_REOPENING_YEARS)
    found = []
    if details.ends_on is None or details.ends_on > longest:
        found.append(
            f"An open framework may last {MOST_YEARS_OPEN} years: this one until {_day(longest)}. "
            "If its services are light touch there is no limit. Check the end"
        )
    if today >= first and is_in_force(details.starts_on, details.ends_on, today):
        found.append(
            f"An open framework has to be opened to new providers within {FIRST_REOPENING_YEARS} years, "
            f"so this one by {_day(first)}, and then within each {NEXT_REOPENING_YEARS}. Check that it was"
        )
    return [f"{sentence} (Procurement Act 2023, section 49)." for sentence in found]


def years_after(day: date, years: int) -> date:
    """The same day some years on; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
