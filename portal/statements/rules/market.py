"""What can be bound of the market: `market.<service>.<figure>`, and tables with their charts.

All trees of one month are released together, so that page, PDF, CSV and JSON, and the next version for the same month,
cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from portal.disclosure import WITHHELD_SENTENCE, Breakdown, Released, Symbol, is_safe, release_all, share_of, stands
from portal.needs.rules.series import Unit
from portal.returns.rules import AcceptedLine
from portal.returns.rules.trees import OTHERS, REASONS, SERVICES, Scope, Service, breakdowns, providers_of
from portal.statements.rules.catalogue import (
    Catalogue,
    Column,
    Dataset,
    Figure,
    Row,
    joined,
    legend,
    withheld_words,
)
from portal.statements.rules.tables import Count, bars_of, counts_of, listed, value_of


def market_catalogue(
    lines: Iterable[AcceptedLine],
    scope: Scope,
    *,
    more: Sequence[Breakdown] = (),
    published_before: Sequence[Released] = (),
    withheld: Collection[str] = (),
    unsafe: Collection[str] = (),
) -> Catalogue:
    """Every market figure and table for the area and month; `published_before`: see `disclosure.release_all`.

    `more`: what else is released with them. A division that may not stand beside an earlier one is left out. `withheld`
    names kinds of service of which nothing may be printed, `unsafe` further quantities.
    """
    by_service: dict[str, list[AcceptedLine]] = {name: [] for name in SERVICES}
    for line in lines:
        by_service[line.service_type].append(line)
    trees = {name: breakdowns(SERVICES[name], found, scope) for name, found in by_service.items()}
    standing = [each for each in more if stands(each, published_before)]
    released = release_all(
        [*chain(*trees.values()), *standing],
        published_before=published_before,
        withhold={
            *unsafe,
            *(each.name for name in withheld for each in trees[name]),
            *_few_more(trees, published_before),
        },
    )
    counts = counts_of(released)
    markets = [_Market(service, scope, counts) for service in SERVICES.values()]
    parts = [_of_fostering(each) if each.is_fostering else _of_homes(each) for each in markets]
    return joined([*parts, Catalogue({}, {"market.services": _services(markets)}, released)])


def _few_more(trees: Mapping[str, Iterable[Breakdown]], published_before: Sequence[Released]) -> set[str]:
    """The counts of providers that differ by a few from an earlier version: unlike homes that came together
    (`rules.counted`), their providers may be counted already, all but one."""
    names = {providers_of(SERVICES[name]) for name in trees}
    now = {each.name: each.total for found in trees.values() for each in found if each.name in names}
    before = [(each.name, each.total) for each in published_before if not isinstance(each.total, Symbol)]
    return {name for name, then in before if name in now and not is_safe(abs(now[name] - then))}


@dataclass(frozen=True)
class _Market:
    """One service's counts as they may be printed; a count nobody returned is `x`, not available."""

    service: Service
    scope: Scope
    counts: Mapping[str, Count]

    @property
    def is_fostering(self) -> bool:
        return self.service.slug == "fostering"

    def count(self, quantity: str) -> Count:
        return self.counts.get(f"{self.service.slug} {quantity}", Symbol.NOT_AVAILABLE)

    def name(self, last: str) -> str:
        return f"market.{self.service.slug}.{last}"

    def figure(self, last: str, label: str, value: Count | Decimal, unit: Unit = Unit.NUMBER) -> Figure:
        scope = self.scope
        full = f"{self.service.title} in {scope.area}: {label}"
        return Figure(self.name(last), full, value_of(value), unit, scope.source, scope.as_at)

    def dataset(self, last: str, title: str, rows: Sequence[Row], words: _Told) -> Dataset:
        """A table of places; `words` say what it shows, which rows are bars, and what the shares are of."""
        withheld, told = any(Symbol.SUPPRESSED in row.values for row in rows), words.tell_all(rows)
        columns = (Column("Places", Unit.NUMBER), *((Column(words.share, Unit.PERCENT),) if words.share else ()))
        hidden = withheld_words(title[0].upper() + title[1:]) if told else WITHHELD_SENTENCE
        description = self._described(rows, words, hidden)
        return Dataset(
            name=self.name(last),
            title=f"{self.service.title} in {self.scope.area}: {title}",
            row_heading=words.heading,
            columns=columns,
            rows=tuple(rows),
            description=description,
            source=self.scope.source,
            as_at=self.scope.as_at,
            notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend(rows),
            withheld=withheld,
            told=told,
            draw=bars_of([row for row in rows if row.name in words.bars], description, "Number of places"),
        )

    def _described(self, rows: Sequence[Row], words: _Told, hidden: str) -> str:
        """What the table shows, in a sentence, and `hidden` where something is withheld."""
        if any(Symbol.NOT_AVAILABLE in row.values for row in rows):
            return f"No return has been accepted for {self.scope.month:%B %Y}."
        known = {row.name: row.values[0] for row in rows if not isinstance(row.values[0], Symbol)}
        told = [f"{known[name]:,} {said}" for name, said in words.said.items() if name in known]
        return f"{listed(told)} {hidden if len(known) < len(rows) else ''}".strip()


@dataclass(frozen=True)
class _Told:
    """How a table of places is worded. `said` finishes "57 …" for the rows that the description tells."""

    heading: str
    said: Mapping[str, str]
    bars: Sequence[str]
    share: str = ""

    def tell_all(self, rows: Sequence[Row]) -> bool:
        """Whether every part is withheld and the description has each total that is left."""
        left = [row.name for row in rows if row.values[0] is not Symbol.SUPPRESSED]
        return len(left) < len(rows) and all(name in self.said and name not in self.bars for name in left)


def _of_fostering(market: _Market) -> Catalogue:
    approved = market.count("places")
    parts = {part: market.count(f"places / {part}") for part in ("Filled", "Vacant", "Unavailable")}
    figures = [
        market.figure("providers", "providers", market.count("providers")),
        market.figure("agencies", "agencies", market.count("homes")),
        market.figure("households", "carer households", market.count("households")),
        market.figure("approved", "approved places", approved),
        *(market.figure(part.lower(), f"{part.lower()} places", count) for part, count in parts.items()),
        *(_share(market, part.lower(), f"{part.lower()} places", count, approved) for part, count in parts.items()),
    ]
    rows = [_shared(part, count, approved) for part, count in parts.items()]
    said = {
        "Approved places": "places are approved",
        "Filled": "are filled",
        "Vacant": "are vacant",
        "Unavailable": "are unavailable",
    }
    words = _Told("State", said, list(parts), "Share of approved places (%)")
    table = market.dataset("places", "places", [*rows, _shared("Approved places", approved, approved)], words)
    return Catalogue({figure.name: figure for figure in figures}, {table.name: table})


def _share(market: _Market, last: str, label: str, part: Count, whole: Count) -> Figure:
    return market.figure(f"{last}-share", f"{label}, share of all places", share_of(part, whole), Unit.PERCENT)


def _shared(name: str, part: Count, whole: Count) -> Row:
    return Row(name, (value_of(part), share_of(part, whole)))


# (binding, label, quantity) of every count of places in homes, in the order of the table.
_HOME_COUNTS = (
    ("own", "places holding the council’s own children", "places / Own"),
    ("imported", "places holding children placed by others", "places / Imported"),
    ("available", "places available now", "places / Not occupied / Available"),
    ("reserved", "places reserved", "places / Not occupied / Reserved"),
    ("blocked", "places blocked", "places / Not occupied / Blocked"),
    ("not-occupied", "places not occupied", "places / Not occupied"),
)


def _of_homes(market: _Market) -> Catalogue:
    registered = market.count("places")
    figures = [
        market.figure("providers", "providers", market.count("providers")),
        market.figure("homes", market.service.homes, market.count("homes")),
        market.figure("registered", "registered places", registered),
    ]
    for last, label, quantity in _HOME_COUNTS:
        count = market.count(quantity)
        figures += [market.figure(last, label, count), _share(market, last, label, count, registered)]
    datasets = (_use(market), _placed_by(market), _blocked(market))
    return Catalogue({figure.name: figure for figure in figures}, {table.name: table for table in datasets})


def _use(market: _Market) -> Dataset:
    area, registered = market.scope.area, market.count("places")
    said = {
        "Registered places": "places are registered",
        f"Holding {area}’s own children": f"hold {area}’s own children",
        "Holding children placed by others": "hold children placed by others",
        "All not occupied": "are not occupied",
    }
    own, imported = list(said)[1:3]
    names = (own, imported, "Available now", "Reserved", "Blocked", "All not occupied")
    counts = [market.count(quantity) for _last, _label, quantity in _HOME_COUNTS]
    rows = [_shared(name, count, registered) for name, count in zip(names, counts, strict=True)]
    # Where the parts of the unoccupied places are withheld, the bar is the whole of them.
    bars = [own, imported, names[-1]] if isinstance(counts[2], Symbol) else list(names[:-1])
    words = _Told("Use", said, bars, "Share of registered places (%)")
    return market.dataset("use", "use of places", [*rows, _shared("Registered places", registered, registered)], words)


def _placed_by(market: _Market) -> Dataset:
    own, imported = market.count("places / Own"), market.count("places / Imported")
    occupied = _added(own, imported)
    names = [*market.scope.named.values(), OTHERS]
    rows = [
        _shared(market.scope.area, own, occupied),
        *(_shared(name, market.count(f"places / Imported / {name}"), occupied) for name in names),
        _shared("All but the council itself", imported, occupied),
        _shared("Occupied places", occupied, occupied),
    ]
    said = {
        "Occupied places": "places are occupied",
        market.scope.area: f"of them by children whom {market.scope.council} placed",
        "All but the council itself": "by children whom others placed",
    }
    words = _Told("Placed by", said, [market.scope.area, *names], "Share of occupied places (%)")
    return market.dataset("placed-by", "who placed the children", rows, words)


def _added(one: Count, other: Count) -> Count:
    """A sum, or the first symbol in the place of a part."""
    if isinstance(one, Symbol):
        return one
    return other if isinstance(other, Symbol) else one + other


def _blocked(market: _Market) -> Dataset:
    whole = "places / Not occupied / Blocked"
    rows = [Row(words, (value_of(market.count(f"{whole} / {words}")),)) for words in REASONS.values()]
    rows.append(Row("All blocked places", (value_of(market.count(whole)),)))
    told = _Told("Reason", {"All blocked places": "places are blocked"}, list(REASONS.values()))
    return market.dataset("blocked", "why places are blocked", rows, told)


def _services(markets: Sequence[_Market]) -> Dataset:
    """Providers, registrations and places of each kind of service: separate counts, without a total."""
    scope = markets[0].scope
    rows = tuple(
        Row(each.service.title, tuple(value_of(each.count(what)) for what in ("providers", "homes", "places")))
        for each in markets
        if each.count("places") is not Symbol.NOT_AVAILABLE
    )
    withheld = any(Symbol.SUPPRESSED in row.values for row in rows)
    known = f"{len(rows)} kinds of service have accepted returns." if rows else "No return has been accepted."
    return Dataset(
        name="market.services",
        title=f"Services in {scope.area}",
        row_heading="Service",
        columns=(
            Column("Providers", Unit.NUMBER),
            Column("Homes, services or agencies", Unit.NUMBER),
            Column("Registered or approved places", Unit.NUMBER),
        ),
        rows=rows,
        description=f"{known} {WITHHELD_SENTENCE if withheld else ''}".strip(),
        source=scope.source,
        as_at=scope.as_at,
        notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend(rows),
        withheld=withheld,
        has_chart=False,
    )
