"""What the map says of a home, as plain values, and how a list of them is narrowed and ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

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


def ordered(sites: Sequence[Site], key: str, *, descending: bool) -> list[Site]:
    """Sites by one of SORT_KEYS, then by name; what is not known comes last either way."""
    by_name = sorted(sites, key=lambda site: (site.name.lower(), site.reference))
    known = [site for site in by_name if _value(site, key) is not None]
    unknown = [site for site in by_name if _value(site, key) is None]
    return [*sorted(known, key=lambda site: _value(site, key), reverse=descending), *unknown]  # type: ignore[arg-type, return-value]


def _value(site: Site, key: str) -> str | int | Decimal | date | None:
    use = site.use
    values: dict[str, str | int | Decimal | date | None] = {
        "home": site.name.lower(),
        "places": site.places,
        "others": use.others_share if use else None,
        "free": site.vacancy.open if site.vacancy else None,
        "age": use.as_at_on if use else None,
        "miles": site.miles,
    }
    return values[key]
