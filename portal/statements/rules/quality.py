"""What can be bound of quality visits: `quality.<service>.<figure>`, `quality.visits`, and for each kind of service
`.judgements` and `.actions`. Visits and actions are of the year up to the last full quarter, so months of one quarter
print the same. Kinds of service are trees of their own without a total over them, as in the market.

A judgement is about a home, so homes are counted by it: each once, by the weakest of its newest report that became
final in the last year to the end of March. Such years share no report, so subtracting one from another tells of none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.disclosure import (
    SMALLEST_SAFE_COUNT,
    WITHHELD_SENTENCE,
    Breakdown,
    Cell,
    Released,
    Symbol,
    share_of,
)
from portal.needs.rules.series import Unit
from portal.placements.rules.judging import last_day_of
from portal.quality.reports.rules import Judgement
from portal.quality.reports.words import JUDGEMENT_NAMES
from portal.quality.totals.rules import JUDGED, Judged, Seen
from portal.returns.rules import last_day
from portal.returns.rules.trees import SERVICES, Scope, Service
from portal.statements.rules.catalogue import Catalogue, Column, Dataset, Figure, Row, Value, legend, withheld_words
from portal.statements.rules.tables import Count, bars_of, listed, value_of

ROOT = "quality"
YEAR_ENDS = 3  # in March
Known = Seen | Judged


@dataclass(frozen=True)
class Visited:
    """Homes and what was seen of them in the year up to the end of a quarter (its first day), and homes judged in the
    year that ends with a month (its first day). RESTRICTED."""

    quarter: date
    homes: Sequence[Seen]
    year: date
    judged: Sequence[Judged]

    def root(self, service: Service, what: What) -> str:
        """The name of a quantity; months of one quarter or year share it."""
        return f"{service.slug} {ROOT} {what.slug} {self.ends_on(what):%Y-%m}"

    def ends_on(self, what: What) -> date:
        return last_day(self.year) if what is JUDGEMENTS else last_day_of(self.quarter)

    def of(self, what: What, service_type: str) -> list[Known]:
        """What is known of each home of a kind of service."""
        known: Sequence[Known] = self.judged if what is JUDGEMENTS else self.homes
        return [home for home in known if home.service_type == service_type]


def year_of(month: date) -> date:
    """The March (its first day) that ended the last full year when a month had ended."""
    return date(month.year - (month.month < YEAR_ENDS), YEAR_ENDS, 1)


def months_of_year(month: date) -> list[date]:
    """The months with which a statement's is in one year: those for which the last full year is the same."""
    first = year_of(month)
    return [date(first.year + (YEAR_ENDS - 1 + add) // 12, (YEAR_ENDS - 1 + add) % 12 + 1, 1) for add in range(12)]


def year_before(last: date) -> date:
    """The first of the twelve months that end with a day, the last of a month."""
    return date(last.year - (last.month < 12), last.month % 12 + 1, 1)


@dataclass(frozen=True)
class _Part:
    """A cell: its label for the rule, how it is called, and what each home brings to it."""

    label: str
    name: str
    pick: Callable[[Any], int]


@dataclass(frozen=True)
class What:
    """A quantity and its parts; `none`: what is said of it where there is none."""

    slug: str
    parts: tuple[_Part, ...]
    none: str = ""


def _judged(judgement: Judgement) -> _Part:
    return _Part(f"judged {judgement}", JUDGEMENT_NAMES[judgement], lambda home: int(home.weakest is judgement))


HOMES = What(
    "homes",
    (
        _Part("seen within", "Visited", lambda home: int(home.is_open and home.visits > 0)),
        _Part("seen not", "Not visited", lambda home: int(home.is_open and not home.visits)),
    ),
)
VISITS = What(
    "visits",
    (
        _Part("report final", "Report final", lambda home: home.finals),
        _Part("report open", "Report not final yet", lambda home: home.visits - home.finals),
    ),
)
ACTIONS = What(
    "actions",
    (
        _Part("action done", "Done", lambda home: home.done),
        _Part("action open", "Under way", lambda home: home.under_way),
        _Part("action overdue", "Overdue", lambda home: home.overdue),
    ),
    "No action was agreed in these months.",
)
JUDGEMENTS = What("judged", tuple(map(_judged, JUDGED)), "No report became final in these months.")
QUANTITIES = (HOMES, VISITS, ACTIONS, JUDGEMENTS)


def quality_breakdowns(visited: Visited) -> list[Breakdown]:
    """Every quantity whole and by its parts, for each kind of service that has homes."""
    return [
        each
        for name, service in _known_services(visited)
        for what in QUANTITIES
        for each in _divided(visited.root(service, what), what.parts, visited.of(what, name))
    ]


def unsafe_quality(visited: Visited, published_before: Iterable[Released]) -> set[str]:
    """Quantities that the rule for counts alone would let out: what comes from few homes however large it is,
    judgements that are all the same (they would be everybody's), and whatever an earlier version printed otherwise."""
    found = {
        unsafe
        for name, service in _known_services(visited)
        for what in QUANTITIES
        for unsafe in _of_few(visited.root(service, what), what, visited.of(what, name))
    }
    now = {name: count for each in quality_breakdowns(visited) for name, count in _quantities(each)}
    before = [item for each in published_before for item in each.printed()]
    return found | {name for name, count in before if not isinstance(count, Symbol) and now.get(name, count) != count}


def is_of_quality(released: Released) -> bool:
    """Whether a released table is one of these: their names say which quarter or year they are true for."""
    return f" {ROOT} " in released.name


def _known_services(visited: Visited) -> Iterator[tuple[str, Service]]:
    there = {home.service_type for home in visited.homes} | {home.service_type for home in visited.judged}
    return ((name, service) for name, service in SERVICES.items() if name in there)


def _divided(root: str, parts: Sequence[_Part], homes: Sequence[Known]) -> Iterator[Breakdown]:
    cells = tuple(Cell(part.label, sum(map(part.pick, homes)), _providers([part], homes)) for part in parts)
    total, providers = sum(cell.count for cell in cells), _providers(parts, homes)
    yield Breakdown(root, total, (Cell("All", total, providers),), providers)
    yield Breakdown(root, total, cells, providers)


def _behind(parts: Iterable[_Part], homes: Iterable[Known]) -> list[Known]:
    """The homes that bring something to these parts."""
    return [home for home in homes if any(part.pick(home) for part in parts)]


def _providers(parts: Sequence[_Part], homes: Iterable[Known]) -> int:
    return len({home.provider_id for home in _behind(parts, homes)})


def _of_few(root: str, what: What, homes: Sequence[Known]) -> Iterator[str]:
    behind = {part.label: len(_behind([part], homes)) for part in what.parts}
    yield from (f"{root} / {label}" for label, count in behind.items() if 0 < count < SMALLEST_SAFE_COUNT)
    if 0 < len(_behind(what.parts, homes)) < SMALLEST_SAFE_COUNT:
        yield root
    if what is JUDGEMENTS and sum(1 for count in behind.values() if count) == 1:
        yield f"{root} / {what.parts[0].label}"


def _quantities(breakdown: Breakdown) -> Iterator[tuple[str, int]]:
    yield breakdown.name, breakdown.total
    for cell in breakdown.cells:
        yield breakdown.name_of(cell.label), cell.count


def quality_catalogue(visited: Visited, counts: Mapping[str, Count], scope: Scope) -> Catalogue:
    """The figures and tables of every kind of service; `counts` are what was released."""
    known = {service.slug for _name, service in _known_services(visited)}
    found = [_Service(service, visited, counts, scope, service.slug in known) for service in SERVICES.values()]
    figures = [figure for each in found for figure in each.figures()]
    tables = [_visits(found), *(table for each in found for table in (each.judgements(), each.actions()))]
    return Catalogue({each.name: each for each in figures}, {table.name: table for table in tables})


_FIGURES = (
    ("homes", "open", HOMES, ""),
    ("homes-visited", "visited at least once", HOMES, "seen within"),
    ("visits", "visits made", VISITS, ""),
    ("reports-final", "visits with a final report", VISITS, "report final"),
    ("actions", "actions agreed", ACTIONS, ""),
    ("actions-done", "actions done", ACTIONS, "action done"),
    ("actions-under-way", "actions under way", ACTIONS, "action open"),
    ("actions-overdue", "actions overdue", ACTIONS, "action overdue"),
)


@dataclass(frozen=True)
class _Service:
    """One kind of service, as far as it may be printed."""

    service: Service
    visited: Visited
    counts: Mapping[str, Count]
    scope: Scope
    is_known: bool

    def count(self, what: What, label: str = "") -> Count:
        name = self.visited.root(self.service, what) + (f" / {label}" if label else "")
        return self.counts.get(name, Symbol.SUPPRESSED if self.is_known else Symbol.NOT_AVAILABLE)

    def source(self, what: What) -> str:
        last = self.visited.ends_on(what)
        reports = "Final reports of quality visits" if what is JUDGEMENTS else "Quality visits"
        return f"{reports} of {self.scope.council}, {year_before(last):%B %Y} to {last:%B %Y}"

    def figures(self) -> Iterator[Figure]:
        for last, words, what, label in _FIGURES:
            yield self._figure(last, words, what, value_of(self.count(what, label)))
        share = share_of(self.count(HOMES, "seen within"), self.count(HOMES))
        yield self._figure("homes-visited-share", "visited, share of those open", HOMES, share, Unit.PERCENT)

    def _figure(self, last: str, words: str, what: What, value: Value, unit: Unit = Unit.NUMBER) -> Figure:
        return Figure(
            name=f"quality.{self.service.slug}.{last}",
            label=f"{self.service.title}: {words}",
            value=value,
            unit=unit,
            source=self.source(what),
            as_at=self.visited.ends_on(what),
        )

    def row(self) -> Row:
        homes, seen, visits = self.count(HOMES), self.count(HOMES, "seen within"), self.count(VISITS)
        return Row(self.service.title, (value_of(homes), value_of(seen), share_of(seen, homes), value_of(visits)))

    def judgements(self) -> Dataset:
        words = ("by the weakest judgement of their newest report", "Weakest judgement", "Homes")
        return self._table("judgements", JUDGEMENTS, *words)

    def actions(self) -> Dataset:
        return self._table("actions", ACTIONS, "actions agreed after visits", "Where they stand", "Actions")

    def _table(self, last: str, what: What, words: str, heading: str, counted: str) -> Dataset:
        title = f"{self.service.title}: {words}"
        rows = [Row(part.name, (value_of(self.count(what, part.label)),)) for part in what.parts]
        whole = Row("All", (value_of(self.count(what)),))
        told = self.is_known and not any(isinstance(row.values[0], Decimal) and row.values[0] for row in rows)
        description = self._described(title, [*rows, whole], what.none)
        withheld = any(Symbol.SUPPRESSED in row.values for row in (*rows, whole))
        return Dataset(
            name=f"quality.{self.service.slug}.{last}",
            title=title,
            row_heading=heading,
            columns=(Column(counted, Unit.NUMBER),),
            rows=(*rows, whole),
            description=description,
            source=self.source(what),
            as_at=self.visited.ends_on(what),
            notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend((*rows, whole)),
            withheld=withheld,
            told=told,
            draw=None if told else bars_of(rows, description, f"Number of {counted.lower()}"),
        )

    def _described(self, title: str, rows: Sequence[Row], none: str) -> str:
        if not self.is_known:
            return "No such home is known."
        if rows[0].values[0] is Symbol.SUPPRESSED:
            return withheld_words(title)
        return listed([f"{row.name}: {row.values[0]}" for row in rows]) if rows[-1].values[0] else none


def _visits(found: Sequence[_Service]) -> Dataset:
    """Homes and visits of each kind of service: separate counts, without a total."""
    rows = tuple(each.row() for each in found if each.is_known)
    withheld, first = any(Symbol.SUPPRESSED in row.values for row in rows), found[0]
    last = first.visited.ends_on(VISITS)
    known = f"Visits from {year_before(last):%B %Y} to {last:%B %Y}." if rows else "No home is known."
    return Dataset(
        name="quality.visits",
        title=f"Quality visits to homes in {first.scope.area}",
        row_heading="Service",
        columns=(
            Column("Open", Unit.NUMBER),
            Column("Visited at least once", Unit.NUMBER),
            Column("Share visited (%)", Unit.PERCENT),
            Column("Visits made", Unit.NUMBER),
        ),
        rows=rows or (Row("All services", (Symbol.NOT_AVAILABLE,) * 4),),
        description=f"{known} {WITHHELD_SENTENCE if withheld else ''}".strip(),
        source=first.source(VISITS),
        as_at=last,
        notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend(rows),
        withheld=withheld,
        has_chart=False,
    )
