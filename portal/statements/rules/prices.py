"""What can be bound of prices: `prices.<service>`, the ranges that were released, and the figures of each.

A range was judged when it was released (`disclosure.release_prices`) and stands as it is; nothing is counted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portal.disclosure import PriceRange, Symbol
from portal.needs.rules.series import Unit
from portal.returns.fees.words import WHY_WITHHELD
from portal.returns.rules import last_day
from portal.returns.rules.trees import SERVICES, Scope, Service
from portal.statements.rules.catalogue import Catalogue, Column, Dataset, Figure, Row, Value, legend

COLUMNS = (
    ("lower", "lower quartile", Column("Lower quartile (£ a week)", Unit.POUNDS)),
    ("middle", "median", Column("Median (£ a week)", Unit.POUNDS)),
    ("upper", "upper quartile", Column("Upper quartile (£ a week)", Unit.POUNDS)),
    ("providers", "providers", Column("Providers", Unit.NUMBER)),
)


@dataclass(frozen=True)
class PricedGroup:
    """Prices of one service, lot and age band: `slug` in names of figures, `name` for readers.

    `range` is None where it is withheld. `month`: whose prices it was made from.
    """

    service_type: str
    slug: str
    name: str
    range: PriceRange | None
    month: date


def told_apart(groups: Iterable[PricedGroup]) -> list[PricedGroup]:
    """Groups whose names of figures differ, though lots of two frameworks may have one number."""
    uses: Counter[tuple[str, str]] = Counter()
    found = []
    for group in groups:
        uses[group.service_type, group.slug] += 1
        times = uses[group.service_type, group.slug]
        found.append(replace(group, slug=f"{group.slug}-{times}") if times > 1 else group)
    return found


def price_catalogue(groups: Iterable[PricedGroup], scope: Scope) -> Catalogue:
    """A table of ranges for each kind of service, and the figures of each range."""
    by_service: dict[str, list[PricedGroup]] = {name: [] for name in SERVICES}
    for group in groups:
        by_service[group.service_type].append(group)
    tables = [_ranges(SERVICES[name], found, scope) for name, found in by_service.items()]
    figures = [
        each for name, found in by_service.items() for group in found for each in _figures(SERVICES[name], group, scope)
    ]
    return Catalogue({each.name: each for each in figures}, {table.name: table for table in tables})


def _values(group: PricedGroup) -> tuple[Value, ...]:
    if group.range is None:
        return (Symbol.SUPPRESSED,) * len(COLUMNS)
    found = group.range
    return tuple(Decimal(number) for number in (found.lower, found.middle, found.upper, found.providers))


def _figures(service: Service, group: PricedGroup, scope: Scope) -> Iterator[Figure]:
    for (last, words, column), value in zip(COLUMNS, _values(group), strict=True):
        yield Figure(
            name=f"prices.{service.slug}.{group.slug}.{last}",
            label=f"{service.title}, {group.name}: {words}, prices of {group.month:%B %Y}",
            value=value,
            unit=column.unit,
            source=_source(scope),
            as_at=last_day(group.month),
        )


def _ranges(service: Service, groups: Sequence[PricedGroup], scope: Scope) -> Dataset:
    """As at the newest month that prices are of; a range of an older one says so."""
    newest = max((group.month for group in groups), default=scope.month)
    rows = tuple(Row(_dated(group, newest), _values(group)) for group in groups)
    withheld = any(group.range is None for group in groups)
    told = bool(groups) and all(group.range is None for group in groups)
    title = f"{service.title}: what a place costs"
    return Dataset(
        name=f"prices.{service.slug}",
        title=title,
        row_heading="Which prices",
        columns=tuple(column for _last, _words, column in COLUMNS),
        rows=rows or (Row("All prices", (Symbol.NOT_AVAILABLE,) * len(COLUMNS)),),
        description=_described(title, groups, told=told),
        source=_source(scope),
        as_at=last_day(newest),
        notes=((WHY_WITHHELD,) if withheld else ()) + legend(rows),
        withheld=withheld,
        told=told,
        has_chart=False,
    )


def _dated(group: PricedGroup, newest: date) -> str:
    return group.name if group.month == newest else f"{group.name} (prices of {group.month:%B %Y})"


def _described(title: str, groups: Sequence[PricedGroup], *, told: bool) -> str:
    if not groups:
        return "No prices have been released yet."
    if told:
        return f"“{title}” is withheld. {WHY_WITHHELD}"
    return "Half of the prices lie between the two quartiles, rounded to the nearest £50."


def _source(scope: Scope) -> str:
    return f"Prices that providers sent and {scope.council} accepted"
