"""Sums of placements: each a number of rows, never stored. Money is exact pounds a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from portal.placements.rules.codes import Group, group_of
from portal.placements.rules.kinds import DistanceBand, Sourcing

K = TypeVar("K", bound=Hashable)


class Place(StrEnum):
    """Where a placement is, seen from the authority: told by the host's code when read, never stored (decision 2)."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Counted:
    """So many placements that are alike in all that totals tell apart."""

    type_code: str
    sourcing: Sourcing
    host_authority_code: str | None
    distance_band: DistanceBand
    placements: int

    @property
    def group(self) -> Group:
        return group_of(self.type_code, self.sourcing)


@dataclass(frozen=True)
class Fees:
    """Agreed fees of some placements: how many have one, their mean to the penny, median and range."""

    count: int
    mean: Decimal
    median: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class QuarterCount:
    """So many placements of one kind, found in one way, in one place."""

    group: Group
    sourcing: Sourcing
    place: Place
    children: int


def last_full_quarter(month: date) -> date:
    """The first day of the last quarter that had ended when a month had ("2026-09" → July; "2026-08" → April)."""
    ended = month.year * 12 + month.month  # months until the end of `month`
    start = (ended // 3 - 1) * 3
    return date(start // 12, start % 12 + 1, 1)


def months_of(quarter: date) -> list[date]:
    """The months for which a quarter (its first day) is the last full one."""
    first = quarter.year * 12 + quarter.month - 1 + 2
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, first + 3)]


def place_of(host_code: str | None, own_code: str) -> Place:
    """In the borough, exported, or not known."""
    if host_code is None:
        return Place.UNKNOWN
    return Place.IN if host_code == own_code else Place.OUT


def tally(rows: Iterable[Counted], key: Callable[[Counted], K]) -> Counter[K]:
    """How many placements have each key."""
    found: Counter[K] = Counter()
    for row in rows:
        found[key(row)] += row.placements
    return found


def summarise(pence: Sequence[int]) -> Fees:
    """The mean, median and range of at least one fee; halves of a penny are rounded up."""
    mean = (Decimal(sum(pence)) / len(pence)).quantize(Decimal(1), ROUND_HALF_UP)
    middle = Decimal(sum(_middle(sorted(pence)))) / 2
    figures = (mean, middle.quantize(Decimal(1), ROUND_HALF_UP), min(pence), max(pence))
    return Fees(len(pence), *(Decimal(figure).scaleb(-2) for figure in figures))


def _middle(ordered: Sequence[int]) -> tuple[int, int]:
    """The two figures in the middle; of an odd number the one that is there, twice."""
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
