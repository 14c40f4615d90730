"""What accepted returns say of the market, as trees of counts for the disclosure rule.

Registered places are own, imported and not occupied; imported divide by council, not occupied into available, reserved
and blocked, blocked by reason. Each count knows how many providers it stems from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from portal.disclosure import Breakdown, Cell
from portal.returns.rules import (
    AcceptedLine,
    BlockReason,
    Body,
    FosteringTotals,
    MarketTotals,
    council,
    fostering_totals,
    last_day,
    market_totals,
)

Totals = TypeVar("Totals", MarketTotals, FosteringTotals)
OTHERS = "All other councils and bodies"


@dataclass(frozen=True)
class Service:
    """A kind of service as the statement names it: in bindings, in titles, and what its registrations are called."""

    slug: str
    title: str
    homes: str


SERVICES: Mapping[str, Service] = {
    "residential": Service("residential", "Children’s homes", "homes"),
    "fostering": Service("fostering", "Independent fostering", "agencies"),
    "supported_accommodation": Service("supported-accommodation", "Supported accommodation", "services"),
    "family_assessment": Service("family-assessment", "Residential family centres", "centres"),
    "short_breaks": Service("short-breaks", "Short-break homes", "homes"),
    "secure": Service("secure", "Secure children’s homes", "homes"),
    "residential_school": Service("residential-school", "Residential special schools", "schools"),
}
REASONS: Mapping[BlockReason, str] = {
    BlockReason.STAFFING: "Staffing",
    BlockReason.MATCHING: "Matching with the children there",
    BlockReason.BUILDING: "The building",
    BlockReason.MANAGER_VACANCY: "No registered manager",
    BlockReason.REGULATOR_RESTRICTION: "A restriction by the regulator",
}


@dataclass(frozen=True)
class Scope:
    """Whose market and when. `named` are the councils shown by name, by code; all others are shown together."""

    area: str
    council: str
    code: str
    named: Mapping[str, str]
    month: date

    @property
    def source(self) -> str:
        return f"Monthly capacity returns accepted by {self.council}, {self.month:%B %Y}"

    @property
    def as_at(self) -> date:
        return last_day(self.month)


@dataclass(frozen=True)
class _Sums(Generic[Totals]):
    """Totals of all providers together and of each, so that a count knows how many providers it stems from."""

    whole: Totals
    each: Sequence[Totals]

    def cell(self, label: str, pick: Callable[[Totals], int]) -> Cell:
        return Cell(label, pick(self.whole), sum(1 for totals in self.each if pick(totals)))

    def divided(self, name: str, cells: Iterable[Cell], pick: Callable[[Totals], int]) -> Breakdown:
        whole = self.cell(name, pick)
        return Breakdown(name, whole.count, tuple(cells), whole.contributors)

    def alone(self, name: str, pick: Callable[[Totals], int]) -> Breakdown:
        """A count that is not divided."""
        return self.divided(name, (self.cell("All", pick),), pick)


def providers_of(service: Service) -> str:
    """The name of how many providers there are: the one count that is no sum over homes."""
    return f"{service.slug} providers"


def breakdowns(service: Service, lines: Sequence[AcceptedLine], scope: Scope) -> list[Breakdown]:
    """The trees of one kind of service; none where nothing was returned."""
    if not lines:
        return []
    by_provider: dict[int, list[AcceptedLine]] = {}
    for line in lines:
        by_provider.setdefault(line.provider_id, []).append(line)
    if service.slug == "fostering":
        each_agency = [fostering_totals(found) for found in by_provider.values()]
        return _fostering_tree(service, _Sums(fostering_totals(lines), each_agency))
    each = [market_totals(found, scope.code) for found in by_provider.values()]
    return _homes_tree(service, _Sums(market_totals(lines, scope.code), each), scope)


def _fostering_tree(service: Service, sums: _Sums[FosteringTotals]) -> list[Breakdown]:
    parts = (
        sums.cell("Filled", lambda each: each.filled),
        sums.cell("Vacant", lambda each: each.vacant),
        sums.cell("Unavailable", lambda each: each.unavailable),
    )
    return [
        sums.alone(providers_of(service), lambda each: each.providers),
        sums.alone(f"{service.slug} homes", lambda each: each.agencies),
        sums.alone(f"{service.slug} households", lambda each: each.households),
        sums.divided(f"{service.slug} places", parts, lambda each: each.approved),
    ]


def _homes_tree(service: Service, sums: _Sums[MarketTotals], scope: Scope) -> list[Breakdown]:
    root = f"{service.slug} places"
    return [
        sums.alone(providers_of(service), lambda each: each.providers),
        sums.alone(f"{service.slug} homes", lambda each: each.homes),
        sums.divided(root, _uses(sums), lambda each: each.registered),
        sums.divided(f"{root} / Imported", _placers(sums, scope), lambda each: each.imported),
        sums.divided(f"{root} / Not occupied", _spare(sums), _not_occupied),
        sums.divided(f"{root} / Not occupied / Blocked", _reasons(sums), lambda each: each.blocked),
    ]


def _not_occupied(totals: MarketTotals) -> int:
    return totals.available + totals.reserved + totals.blocked


def _uses(sums: _Sums[MarketTotals]) -> tuple[Cell, ...]:
    return (
        sums.cell("Own", lambda each: each.own),
        sums.cell("Imported", lambda each: each.imported),
        sums.cell("Not occupied", _not_occupied),
    )


def _spare(sums: _Sums[MarketTotals]) -> tuple[Cell, ...]:
    return (
        sums.cell("Available", lambda each: each.available),
        sums.cell("Reserved", lambda each: each.reserved),
        sums.cell("Blocked", lambda each: each.blocked),
    )


def _reasons(sums: _Sums[MarketTotals]) -> list[Cell]:
    def picked(reason: BlockReason) -> Callable[[MarketTotals], int]:
        return lambda each: each.blocked_by_reason.get(reason, 0)

    return [sums.cell(words, picked(reason)) for reason, words in REASONS.items()]


def _placers(sums: _Sums[MarketTotals], scope: Scope) -> list[Cell]:
    """The named councils, and everybody else together: which are named never depends on the counts."""
    bodies = {council(code): name for code, name in scope.named.items()}

    def picked(body: Body) -> Callable[[MarketTotals], int]:
        return lambda each: each.imported_by_body.get(body, 0)

    def others(each: MarketTotals) -> int:
        return sum(places for body, places in each.imported_by_body.items() if body not in bodies)

    return [*(sums.cell(name, picked(body)) for body, name in bodies.items()), sums.cell(OTHERS, others)]
