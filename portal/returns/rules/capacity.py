"""What a capacity line is, and whether its places add up. Places are whole numbers.

The identity (domain.md): occupied + reserved + available now + blocked = registered; places that come free within 28
days stand outside it. For a fostering agency: filled + vacant + unavailable = approved, kept in `registered`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.returns.rules.kinds import BlockReason, Body

MOST_PLACES = 2_000


@dataclass(frozen=True)
class FosteringFigures:
    """A fostering agency's carer households and places in the area."""

    households: int
    filled: int
    vacant: int
    unavailable: int


@dataclass(frozen=True)
class CapacityLine:
    """The capacity of one home. For a fostering agency `registered` is its approved places, and `occupied` names only
    the authority's own children among those filled."""

    registered: int
    usable: int
    occupied: Mapping[Body, int] = field(default_factory=dict)
    reserved: int = 0
    available: int = 0
    blocked: Mapping[BlockReason, int] = field(default_factory=dict)
    available_soon: int = 0
    adults_staying: int = 0
    takes_emergencies: bool = False
    staff_vacancies: int | None = None
    agency_share: int | None = None
    comment: str = ""
    is_nil: bool = False
    fostering: FosteringFigures | None = None

    @property
    def occupied_total(self) -> int:
        return self.fostering.filled if self.fostering else sum(self.occupied.values())

    @property
    def blocked_total(self) -> int:
        return sum(self.blocked.values())

    @property
    def accounted_for(self) -> int:
        """The left-hand side of the identity."""
        if self.fostering:
            return self.fostering.filled + self.fostering.vacant + self.fostering.unavailable
        return self.occupied_total + self.reserved + self.available + self.blocked_total


class FaultKind(StrEnum):
    NEGATIVE = "negative"
    DOES_NOT_ADD_UP = "does_not_add_up"
    USABLE_ABOVE_REGISTERED = "usable_above_registered"
    AVAILABLE_NOT_USABLE = "available_not_usable"
    ADULTS_ABOVE_OCCUPIED = "adults_above_occupied"
    OWN_ABOVE_FILLED = "own_above_filled"


@dataclass(frozen=True)
class Fault:
    """Something that cannot be: the number found, and the number it must equal or not exceed."""

    kind: FaultKind
    found: int
    limit: int
    is_fostering: bool = False


def judge_capacity(line: CapacityLine) -> list[Fault]:
    """Everything in a line that cannot be true, in the order a person would mend it; empty when it may be sent."""
    return list(_faults(line))


def _faults(line: CapacityLine) -> Iterator[Fault]:
    lowest = min(_numbers(line))
    if lowest < 0:
        yield Fault(FaultKind.NEGATIVE, lowest, 0)
    if line.accounted_for != line.registered:
        is_fostering = line.fostering is not None
        yield Fault(FaultKind.DOES_NOT_ADD_UP, line.accounted_for, line.registered, is_fostering)
    yield from _fostering_faults(line) if line.fostering else _home_faults(line)


def _home_faults(line: CapacityLine) -> Iterator[Fault]:
    if line.usable > line.registered:
        yield Fault(FaultKind.USABLE_ABOVE_REGISTERED, line.usable, line.registered)
    # By their definitions a place that is available now is one that can be used now and that nobody lives in. It is
    # said once the places add up, for until then one wrong number would be told twice.
    elif line.accounted_for == line.registered and 0 < line.available > line.usable - line.occupied_total:
        yield Fault(FaultKind.AVAILABLE_NOT_USABLE, line.available + line.occupied_total, line.usable)
    if line.adults_staying > line.occupied_total:
        yield Fault(FaultKind.ADULTS_ABOVE_OCCUPIED, line.adults_staying, line.occupied_total)


def _fostering_faults(line: CapacityLine) -> Iterator[Fault]:
    own = sum(line.occupied.values())
    if own > line.occupied_total:
        yield Fault(FaultKind.OWN_ABOVE_FILLED, own, line.occupied_total)


def _numbers(line: CapacityLine) -> list[int]:
    own = [
        line.registered,
        line.usable,
        line.reserved,
        line.available,
        line.available_soon,
        line.adults_staying,
    ]
    fostering = line.fostering
    more = [fostering.households, fostering.filled, fostering.vacant, fostering.unavailable] if fostering else []
    optional = [line.staff_vacancies or 0, line.agency_share or 0]
    return [*own, *more, *optional, *line.occupied.values(), *line.blocked.values()]


def nil_line(places: int, *, takes_emergencies: bool) -> CapacityLine:
    """A nil return: no children live there and every registered place is available now."""
    return CapacityLine(
        registered=places, usable=places, available=places, takes_emergencies=takes_emergencies, is_nil=True
    )


def fostering_line(
    figures: FosteringFigures, *, approved: int, own: Mapping[Body, int], comment: str = ""
) -> CapacityLine:
    """A fostering agency's line: vacant places are available, unavailable ones cannot be used."""
    return CapacityLine(
        registered=approved,
        usable=max(0, approved - figures.unavailable),
        occupied=own,
        available=figures.vacant,
        comment=comment,
        fostering=figures,
    )
