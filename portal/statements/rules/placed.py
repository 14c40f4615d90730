"""What can be bound of the council's own placements: `placements.<group>.sourcing`, `.where`, and their figures.

Where returns count the same kind of home, `placements.<group>.net-gain` is the children others placed here less our own
who live elsewhere: like is compared with like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.disclosure import WITHHELD_SENTENCE, Breakdown, Cell, Released, Symbol, share_of
from portal.needs.rules.series import Unit
from portal.placements.rules.codes import Group
from portal.placements.rules.judging import last_day_of
from portal.placements.rules.kinds import Sourcing
from portal.placements.rules.totals import Place, QuarterCount, last_full_quarter
from portal.placements.words import GROUP_NAMES, SOURCING_NAMES
from portal.returns.rules.trees import SERVICES, Scope
from portal.statements.rules.catalogue import (
    Catalogue,
    Column,
    Dataset,
    Figure,
    Row,
    legend,
    value_text,
    withheld_words,
)
from portal.statements.rules.tables import Count, bars_of, counts_of, listed, value_of

# Nobody is asked for a place with parents or for adoption, and a temporary move is no place of its own.
GROUPS = tuple(group for group in Group if group not in (Group.PARENTS, Group.ADOPTION, Group.OTHER))
# What the names of their quantities have in them, and how the labels of each way to divide them begin.
ROOT, FOUND, LIVES = "placements", "found", "lives"
# The kinds of placement whose homes send returns, by the service that they stand in.
SERVICE_OF = {
    Group.RESIDENTIAL: "residential",
    Group.SUPPORTED: "supported_accommodation",
    Group.SECURE: "secure",
    Group.RESIDENTIAL_SCHOOL: "residential_school",
    Group.FAMILY_CENTRE: "family_assessment",
}


@dataclass(frozen=True)
class Placed:
    """The council's children at the end of a quarter (its first day); nothing where no placements are kept."""

    quarter: date
    counts: Sequence[QuarterCount]

    @property
    def as_at(self) -> date:
        return last_day_of(self.quarter)

    def root(self, group: Group) -> str:
        """The quantity that both tables of a group divide; months of one quarter share it."""
        return f"{_slug(group)} {ROOT} {self.quarter:%Y-%m}"

    def printed(self, group: Group, label: str, counts: Mapping[str, Count]) -> Count:
        """Part of a group's children as it was released; a part of a known whole that was not released is withheld."""
        root = self.root(group)
        is_known = counts.get(root, Symbol.NOT_AVAILABLE) is not Symbol.NOT_AVAILABLE
        missing = Symbol.SUPPRESSED if is_known else Symbol.NOT_AVAILABLE
        return counts.get(f"{root} / {label}", missing)

    def divided(self, group: Group, word: str, key: Callable[[QuarterCount], str], parts: Iterable[str]) -> Breakdown:
        """One group's children by their parts; `word` begins the labels of one way to divide."""
        found: Counter[str] = Counter()
        for each in self.counts:
            if each.group is group:
                found[key(each)] += each.children
        return Breakdown(self.root(group), found.total(), tuple(Cell(f"{word} {part}", found[part]) for part in parts))


def placement_breakdowns(placed: Placed) -> list[Breakdown]:
    """Every group's children, whole, by how their places were found and by where they live."""
    if not placed.counts:
        return []
    return [
        each
        for group in GROUPS
        for each in (
            placed.divided(group, "All", lambda _: "", [""]),
            placed.divided(group, FOUND, lambda count: count.sourcing, Sourcing),
            placed.divided(group, LIVES, lambda count: count.place, Place),
        )
    ]


@dataclass(frozen=True)
class NetPosition:
    """Other councils' children in local children's homes, and the authority's own in such homes elsewhere."""

    imported: Count
    exported: Count
    quarter_on: date


def net_position(released: Iterable[Released], month: date) -> NetPosition:
    """Both sides as a version for this month let them out: of children's homes, so that like is compared with like."""
    counts, placed = counts_of(released), Placed(last_full_quarter(month), ())
    return NetPosition(
        imported=counts.get(f"{SERVICES['residential'].slug} places / Imported", Symbol.NOT_AVAILABLE),
        exported=placed.printed(Group.RESIDENTIAL, f"{LIVES} {Place.OUT}", counts),
        quarter_on=placed.quarter,
    )


def is_of_placements(released: Released) -> bool:
    """Whether a released table is one of these: they are true for a quarter, and not for a month alone."""
    return f" {ROOT} " in released.name


def placement_catalogue(placed: Placed, counts: Mapping[str, Count], scope: Scope) -> Catalogue:
    """Two tables for each group and their figures; `counts` are what was released."""
    found = [_Group(group, placed, counts, scope) for group in GROUPS]
    figures = [figure for each in found for figure in each.figures()]
    tables = [table for each in found for table in (each.sourcing(), each.where())]
    return Catalogue({each.name: each for each in figures}, {table.name: table for table in tables})


@dataclass(frozen=True)
class _Part:
    """One row of a table: the end of its figure's name, what it is called, and its cell."""

    last: str
    name: str
    label: str


_SOURCING = tuple(_Part(each.replace("_", "-"), SOURCING_NAMES[each], f"{FOUND} {each}") for each in Sourcing)


@dataclass(frozen=True)
class _Group:
    """One kind of placement, as far as it may be printed."""

    group: Group
    placed: Placed
    counts: Mapping[str, Count]
    scope: Scope

    @property
    def title(self) -> str:
        return GROUP_NAMES[self.group]

    @property
    def total(self) -> Count:
        return self.counts.get(self.placed.root(self.group), Symbol.NOT_AVAILABLE)

    def count(self, label: str) -> Count:
        return self.placed.printed(self.group, label, self.counts)

    @property
    def source(self) -> str:
        return f"{self.scope.council}’s own placements at the end of the quarter"

    @property
    def places(self) -> tuple[_Part, ...]:
        area = self.scope.area
        return (
            _Part("in-borough", f"In {area}", f"{LIVES} {Place.IN}"),
            _Part("exported", f"Outside {area}", f"{LIVES} {Place.OUT}"),
            _Part("place-not-known", "Not known", f"{LIVES} {Place.UNKNOWN}"),
        )

    def figures(self) -> Iterator[Figure]:
        yield self._figure("total", "our children", self.total)
        for part in (*_SOURCING, *self.places):
            yield self._figure(part.last, f"our children, {part.name}", self.count(part.label))
        if service := SERVICES.get(SERVICE_OF.get(self.group, "")):
            imported = self.counts.get(f"{service.slug} places / Imported", Symbol.NOT_AVAILABLE)
            gain = _less(imported, self.count(f"{LIVES} {Place.OUT}"))
            label = f"children others placed in {self.scope.area} less our own children elsewhere"
            yield self._figure("net-gain", label, gain, source=f"{self.scope.source}. {self.source}")

    def _figure(self, last: str, label: str, count: Count, *, source: str = "") -> Figure:
        return Figure(
            name=f"placements.{_slug(self.group)}.{last}",
            label=f"{self.title}: {label}",
            value=value_of(count),
            unit=Unit.NUMBER,
            source=source or self.source,
            as_at=self.placed.as_at,
        )

    def sourcing(self) -> Dataset:
        return self._table("sourcing", "how we found places for our children", "Found", _SOURCING)

    def where(self) -> Dataset:
        return self._table("where", "where our children live", "Where", self.places)

    def _table(self, last: str, words: str, heading: str, parts: Sequence[_Part]) -> Dataset:
        title = f"{self.title}: {words}"
        rows = [self._row(part.name, self.count(part.label)) for part in parts]
        whole = self._row("All our children", self.total)
        told = all(row.values[0] is Symbol.SUPPRESSED for row in rows)
        description = self._described(title, rows, told=told)
        withheld = Symbol.SUPPRESSED in (row.values[0] for row in (*rows, whole))
        return Dataset(
            name=f"placements.{_slug(self.group)}.{last}",
            title=title,
            row_heading=heading,
            columns=(Column("Children", Unit.NUMBER), Column("Share (%)", Unit.PERCENT)),
            rows=(*rows, whole),
            description=description,
            source=self.source,
            as_at=self.placed.as_at,
            notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend((*rows, whole)),
            withheld=withheld,
            told=told,
            draw=bars_of(rows, description, "Number of children"),
        )

    def _row(self, name: str, count: Count) -> Row:
        return Row(name, (value_of(count), share_of(count, self.total)))

    def _described(self, title: str, rows: Sequence[Row], *, told: bool) -> str:
        if self.total is Symbol.NOT_AVAILABLE:
            return "No placements are kept for this quarter."
        if told:
            known = "" if isinstance(self.total, Symbol) else f"{self.total:,} of our children live in such places. "
            return f"{known}{withheld_words(title)}"
        return listed([f"{row.name}: {value_text(row.values[0], Unit.NUMBER)}" for row in rows])


def _slug(group: Group) -> str:
    return group.replace("_", "-")


def _less(one: Count, other: Count) -> Count:
    """A difference; where a part is not known or withheld, neither is this."""
    symbols = [count for count in (one, other) if isinstance(count, Symbol)]
    if symbols:
        return Symbol.NOT_AVAILABLE if Symbol.NOT_AVAILABLE in symbols else Symbol.SUPPRESSED
    return int(one) - int(other)
