"""What changed between two lines, and which changes are surprising enough to ask about (decision 12). A surprise never
refuses: it asks for a confirmation or a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from portal.returns.rules.capacity import CapacityLine, FosteringFigures
from portal.returns.rules.kinds import BlockReason, Body

# Decision 12: more than this many percentage points, or this many monthly returns with the same figures.
OCCUPANCY_POINTS = 30
AGENCY_POINTS = 20
UNCHANGED_MONTHS = 6


class Figure(NamedTuple):
    """The name of one number of a line; a body or a reason where there is one number for each."""

    name: str
    body: Body | None = None
    reason: BlockReason | None = None


Value = int | bool | None


@dataclass(frozen=True)
class Compared:
    """One number of several lines, oldest line first; of one line alone nothing has changed."""

    figure: Figure
    values: tuple[Value, ...]

    @property
    def changed(self) -> bool:
        return len(set(self.values)) > 1


class SurpriseKind(StrEnum):
    ABOVE_CERTIFICATE = "above_certificate"
    OCCUPANCY = "occupancy"
    AGENCY_SHARE = "agency_share"
    NO_CHANGE = "no_change"


@dataclass(frozen=True)
class Surprise:
    """`before` and `after` are places, or rounded percentages for occupancy and agency share."""

    kind: SurpriseKind
    before: int
    after: int


def figures(line: CapacityLine) -> dict[Figure, Value]:
    """Every number of a line by name, in the order of the page. The comment is not a figure."""
    if line.fostering:
        return _fostering_figures(line, line.fostering)
    return {
        Figure("registered"): line.registered,
        Figure("usable"): line.usable,
        **{Figure("occupied", body=body): places for body, places in line.occupied.items() if places},
        Figure("reserved"): line.reserved,
        Figure("available"): line.available,
        **{Figure("blocked", reason=reason): places for reason, places in line.blocked.items() if places},
        Figure("available_soon"): line.available_soon,
        Figure("adults_staying"): line.adults_staying,
        Figure("takes_emergencies"): line.takes_emergencies,
        Figure("staff_vacancies"): line.staff_vacancies,
        Figure("agency_share"): line.agency_share,
    }


def _fostering_figures(line: CapacityLine, fostering: FosteringFigures) -> dict[Figure, Value]:
    return {
        Figure("households"): fostering.households,
        Figure("approved"): line.registered,
        Figure("filled"): fostering.filled,
        Figure("filled_own"): sum(line.occupied.values()),
        Figure("vacant"): fostering.vacant,
        Figure("unavailable"): fostering.unavailable,
    }


_ORDER = (
    "households", "approved", "filled", "filled_own", "vacant", "unavailable",
    "registered", "usable", "occupied", "reserved", "available", "blocked",
    "available_soon", "adults_staying", "takes_emergencies", "staff_vacancies", "agency_share",
)  # fmt: skip


def compare(*lines: CapacityLine) -> list[Compared]:
    """Every number of some lines side by side, in the order of the page. A body or a reason that a line does not name
    is 0 in it."""
    known = [figures(line) for line in lines]
    # Sorting is stable: bodies and reasons keep the order in which the newest line names them.
    named = dict.fromkeys(name for one in reversed(known) for name in one)
    names = sorted(named, key=lambda name: _ORDER.index(name.name))
    return [Compared(name, tuple(one.get(name, _missing(name)) for one in known)) for name in names]


def _missing(name: Figure) -> Value:
    return 0 if name.body or name.reason else None


def find_surprises(
    line: CapacityLine,
    *,
    certificate: int | None,
    predecessor: CapacityLine | None,
    history: Sequence[CapacityLine] = (),
) -> list[Surprise]:
    """What is surprising in a line.

    `certificate`: places on the home's Ofsted certificate, None where there is none (fostering). `predecessor`: the
    figures it was opened with. `history`: the lines of the months just before, newest first, without a gap.
    """
    found = [*_certificate(line, certificate), *_no_change(line, history)]
    if predecessor is not None:
        found += [*_occupancy(line, predecessor), *_agency(line, predecessor)]
    return sorted(found, key=lambda surprise: list(SurpriseKind).index(surprise.kind))


def _certificate(line: CapacityLine, certificate: int | None) -> Iterator[Surprise]:
    if certificate is not None and line.registered > certificate:
        yield Surprise(SurpriseKind.ABOVE_CERTIFICATE, certificate, line.registered)


def _occupancy(line: CapacityLine, before: CapacityLine) -> Iterator[Surprise]:
    if not (line.registered and before.registered):
        return
    # Compared in whole numbers, so that exactly 30 points is never more than 30.
    moved = abs(line.occupied_total * before.registered - before.occupied_total * line.registered)
    if moved * 100 > OCCUPANCY_POINTS * line.registered * before.registered:
        yield Surprise(SurpriseKind.OCCUPANCY, _percent(before), _percent(line))


def _percent(line: CapacityLine) -> int:
    return (200 * line.occupied_total + line.registered) // (2 * line.registered)


def _agency(line: CapacityLine, before: CapacityLine) -> Iterator[Surprise]:
    if line.agency_share is None or before.agency_share is None:
        return
    if line.agency_share - before.agency_share > AGENCY_POINTS:
        yield Surprise(SurpriseKind.AGENCY_SHARE, before.agency_share, line.agency_share)


def _no_change(line: CapacityLine, history: Sequence[CapacityLine]) -> Iterator[Surprise]:
    earlier = history[: UNCHANGED_MONTHS - 1]
    if len(earlier) == UNCHANGED_MONTHS - 1 and all(figures(old) == figures(line) for old in earlier):
        yield Surprise(SurpriseKind.NO_CHANGE, UNCHANGED_MONTHS, UNCHANGED_MONTHS)
