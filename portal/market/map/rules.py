"""What the map says of a home, as plain values, and how a list of them is narrowed and ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

SORT_KEYS = ("home", "places", "others", "free", "age", "miles")
# More marks than this stand in wide clusters; fewer only where they would hide each other.
MOST_APART = 200
RING_MILES = (5, 10, 20)


@dataclass(frozen=True)
class Use:
    """Who has a home's places, as the newest accepted return says: the five parts add up to the registered places.

    `own`: the authority's children, wherever the home stands. `others`: everybody else's; imported where the home
    stands in the authority's area.
    """

    own: int
    others: int
    available: int
    reserved: int
    blocked: int
    as_at_on: date

    @property
    def registered(self) -> int:
        return self.own + self.others + self.available + self.reserved + self.blocked

    @property
    def others_share(self) -> int:
        """Others' children in percent of the registered places, a half rounded up; 0 for a home without places."""
        if not self.registered:
            return 0
        share = Decimal(self.others) * 100 / self.registered
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Vacancy:
    """Places open and held as somebody said last, in a return or by a tap, and the day that is true for."""

    open: int
    held: int
    on: date


class Found(NamedTuple):
    """One open home that was looked for, as far as all of them together need it: `points` of its `buildings` are known
    to the postcode table."""

    home_id: int
    reference: str
    name: str
    service_type: str
    registered_places: int
    host_authority_code: str | None
    buildings: int
    points: int

    @property
    def is_pending(self) -> bool:
        """Whether it stands somewhere that the postcode table does not know."""
        return self.buildings > self.points


@dataclass(frozen=True)
class Site:
    """One open home. `points`: (latitude, longitude) of the buildings the postcode table knows, of `buildings` in all;
    `miles`: to the nearest of them from the place that was asked about."""

    home_id: int
    reference: str
    name: str
    provider: str
    service_type: str
    places: int
    is_solo: bool
    area: str
    is_outside: bool
    buildings: int
    points: tuple[tuple[float, float], ...]
    use: Use | None
    vacancy: Vacancy | None
    miles: Decimal | None

    @property
    def is_pending(self) -> bool:
        """Whether it stands somewhere that the postcode table does not know."""
        return self.buildings > len(self.points)


@dataclass(frozen=True)
class Export:
    """The authority's own children who live in another council's area, and about where its middle is."""

    council: str
    children: int
    centre: tuple[float, float] | None


def ordered(found: Sequence[Found], values: Mapping[int, Any], *, descending: bool) -> list[Found]:
    """Homes that come by name, by a value that each has (by its id); what is not known comes last either way."""
    known = [one for one in found if one.home_id in values]
    unknown = [one for one in found if one.home_id not in values]
    return [*sorted(known, key=lambda one: values[one.home_id], reverse=descending), *unknown]
