"""What accepted entries add up to for an area. Own and imported are derived here and stored nowhere (decision 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from portal.returns.rules.capacity import FosteringFigures
from portal.returns.rules.kinds import BlockReason, Body, council

K = TypeVar("K")


@dataclass(frozen=True)
class AcceptedLine:
    """The accepted capacity of one home in the area for one month, as plain values. Places are whole numbers.

    For a fostering agency `registered` is its approved places, `occupied` holds only the authority's own children, and
    `fostering` has the rest. `version_id`: the submitted version that it was read from.
    """

    version_id: int
    home_id: int
    provider_id: int
    service_type: str
    host_authority_code: str
    registered: int
    usable: int
    reserved: int
    available: int
    blocked: Mapping[BlockReason, int]
    occupied: Mapping[Body, int]
    fostering: FosteringFigures | None = None


@dataclass(frozen=True)
class MarketTotals:
    """Sums over homes: registered = own + imported + reserved + available + blocked."""

    providers: int
    homes: int
    registered: int
    usable: int
    own: int
    imported: int
    imported_by_body: Mapping[Body, int]
    reserved: int
    available: int
    blocked: int
    blocked_by_reason: Mapping[BlockReason, int]


@dataclass(frozen=True)
class FosteringTotals:
    """Sums over fostering agencies: approved = filled + vacant + unavailable; `own` are among those filled."""

    providers: int
    agencies: int
    households: int
    approved: int
    filled: int
    own: int
    vacant: int
    unavailable: int


def market_totals(lines: Iterable[AcceptedLine], own_code: str) -> MarketTotals:
    """The market of the homes among `lines` (fostering agencies are counted by `fostering_totals`)."""
    homes = [line for line in lines if line.fostering is None]
    occupied = _summed(line.occupied for line in homes)
    own = occupied.pop(council(own_code), 0)
    blocked = _summed(line.blocked for line in homes)
    return MarketTotals(
        providers=len({line.provider_id for line in homes}),
        homes=len({line.home_id for line in homes}),
        registered=sum(line.registered for line in homes),
        usable=sum(line.usable for line in homes),
        own=own,
        imported=sum(occupied.values()),
        imported_by_body=occupied,
        reserved=sum(line.reserved for line in homes),
        available=sum(line.available for line in homes),
        blocked=sum(blocked.values()),
        blocked_by_reason=blocked,
    )


def _summed(counts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    total: Counter[K] = Counter()
    for one in counts:
        total.update(one)
    return {key: places for key, places in total.items() if places}


def fostering_totals(lines: Iterable[AcceptedLine]) -> FosteringTotals:
    """The fostering agencies among `lines`."""
    agencies = [(line, line.fostering) for line in lines if line.fostering is not None]
    return FosteringTotals(
        providers=len({line.provider_id for line, _ in agencies}),
        agencies=len({line.home_id for line, _ in agencies}),
        households=sum(figures.households for _, figures in agencies),
        approved=sum(line.registered for line, _ in agencies),
        filled=sum(figures.filled for _, figures in agencies),
        own=sum(sum(line.occupied.values()) for line, _ in agencies),
        vacant=sum(figures.vacant for _, figures in agencies),
        unavailable=sum(figures.unavailable for _, figures in agencies),
    )
