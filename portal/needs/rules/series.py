"""What an indicator series is: a heading, and a value or a symbol for each period; and what makes it a projection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from portal.disclosure import Symbol

Value = Decimal | Symbol


class Unit(StrEnum):
    """What a value counts. A number is whole; a rate is per so many of the denominator."""

    NUMBER = "number"
    RATE_PER_10000 = "rate_per_10000"
    RATE_PER_100000 = "rate_per_100000"
    PERCENT = "percent"
    POUNDS = "pounds"


class Polarity(StrEnum):
    """Whether more is better."""

    HIGH_GOOD = "high_good"
    LOW_GOOD = "low_good"
    NEITHER = "neither"


class AreaKind(StrEnum):
    """What a series is about; printed in this order. A council is another than the authority."""

    AUTHORITY = "authority"
    COUNCIL = "council"
    REGION = "region"
    STATISTICAL_NEIGHBOURS = "statistical_neighbours"
    ENGLAND = "england"


class Kind(StrEnum):
    """Whether a measure only counts what was, or says what is expected after its as-at date."""

    RECORDED = "recorded"
    PROJECTION = "projection"


UNIT_WORDS = {
    Unit.NUMBER: "Number",
    Unit.RATE_PER_10000: "Rate per 10,000",
    Unit.RATE_PER_100000: "Rate per 100,000",
    Unit.PERCENT: "Per cent",
    Unit.POUNDS: "Pounds",
}


class Period(NamedTuple):
    """A period's name and its last day."""

    label: str
    on: date


@dataclass(frozen=True)
class Heading:
    """What all values of one series have in common. Text is "" where there is nothing to say.

    `slug` names the measure, whose series differ in area or, under `breakdown_by` ("Age group"), in
    `breakdown` ("Under 1 year"). `denominator` is whom a rate is per 10,000 of, or what a number counts.
    `method` says how a comparator or a projection was made ("mean of ten"). `as_at_on` is the vintage.
    A projection has `inputs`, `spread` (its range, or that none was printed) and `assumptions`; what lies after
    its as-at date is expected, what lies before was counted. What was expected may get an outturn later.
    """

    slug: str
    title: str
    unit: Unit
    denominator: str
    polarity: Polarity
    definition: str
    breakdown_by: str
    as_at_on: date
    source_title: str
    source_place: str
    already_published_by: str
    area_kind: AreaKind
    area_name: str
    area_code: str
    breakdown: str
    method: str
    kind: Kind = Kind.RECORDED
    inputs: str = ""
    spread: str = ""
    assumptions: str = ""

    @property
    def is_projection(self) -> bool:
        return self.kind is Kind.PROJECTION


FIELDS = tuple(each.name for each in fields(Heading))
# The rest is the measure's, and the same for all of its series.
OWN_FIELDS = ("area_kind", "area_name", "area_code", "breakdown", "method")
MEASURE_FIELDS = tuple(name for name in FIELDS if name not in OWN_FIELDS)
# What must be said of a projection, besides its method; a file without projections has no such columns.
BASIS_FIELDS = ("inputs", "spread", "assumptions")
PROJECTION_FIELDS = ("kind", *BASIS_FIELDS)


@dataclass(frozen=True)
class Outturn:
    """What a projected period came to, as somebody counted it later: with their source and as-at date."""

    value: Value
    as_at_on: date
    source: str


@dataclass(frozen=True)
class Point:
    period: Period
    value: Value
    outturn: Outturn | None = None


@dataclass(frozen=True)
class Series:
    """One line: its points have different periods, oldest first."""

    heading: Heading
    points: tuple[Point, ...]

    def value_in(self, period: Period) -> Value:
        """The value in a period; `:` where the series has none."""
        return next(
            (each.value for each in self.points if each.period == period),
            Symbol.MISSING,
        )

    def outturn_in(self, period: Period) -> Outturn | None:
        """What a period came to, if anybody has said so."""
        return next((each.outturn for each in self.points if each.period == period), None)

    @property
    def name(self) -> str:
        """How the series is named beside others of its measure; a projection's method is told once, in its notes."""
        heading = self.heading
        name = heading.breakdown or heading.area_name
        return f"{name} ({heading.method})" if heading.method and not heading.is_projection else name


@dataclass(frozen=True)
class Measure:
    """All series of one measure and vintage, in the order they are printed. There is at least one.

    `printed_as_source`: a publisher has said that its small counts are printed as its source printed them. That is
    said about it, not by it, so two measures are alike without it.
    """

    series: tuple[Series, ...]
    printed_as_source: bool = field(default=False, compare=False)

    @property
    def about(self) -> Heading:
        """The heading of the first series, for what all share (MEASURE_FIELDS)."""
        return self.series[0].heading

    @property
    def printed_words(self) -> str:
        """What has to be said wherever it is printed as its source did; else ""."""
        return f"Printed as {self.about.already_published_by} published it." if self.printed_as_source else ""

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period any of the series has, oldest first."""
        found = {point.period for series in self.series for point in series.points}
        return tuple(sorted(found, key=lambda period: (period.on, period.label)))

    @property
    def outturns(self) -> dict[tuple[int, Period], Outturn]:
        """Every outturn by the place of its series and its period."""
        return {
            (place, point.period): point.outturn
            for place, series in enumerate(self.series)
            for point in series.points
            if point.outturn
        }

    @property
    def without_outturns(self) -> Measure:
        """The measure as it was before anybody knew what came."""
        bare = (
            replace(series, points=tuple(replace(point, outturn=None) for point in series.points))
            for series in self.series
        )
        return replace(self, series=tuple(bare))

    def is_expected(self, period: Period) -> bool:
        """Whether the values of a period are projected, not counted."""
        return self.about.is_projection and period.on > self.about.as_at_on


def differences(one: Heading, other: Heading, names: tuple[str, ...] = FIELDS) -> Iterator[str]:
    """The names of the fields in which two headings differ."""
    return (name for name in names if getattr(one, name) != getattr(other, name))


def may_join(one: Heading, other: Heading) -> bool:
    """Whether values may stand in one line: never across areas, methods, definitions or vintages."""
    return not any(differences(one, other))
