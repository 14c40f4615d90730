"""Reads of indicator series, always one authority's, as the plain values of rules/series.py."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.db import NotFound
from portal.disclosure import Symbol
from portal.needs.models import IndicatorOutturn, IndicatorSeries, IndicatorValue, SourcePrinting
from portal.needs.rules.series import (
    FIELDS,
    AreaKind,
    Heading,
    Kind,
    Measure,
    Outturn,
    Period,
    Point,
    Polarity,
    Series,
    Unit,
    Value,
)

# A measure's slug and its as-at date.
Vintage = tuple[str, date]

_TYPES: dict[str, type[StrEnum]] = {"unit": Unit, "polarity": Polarity, "area_kind": AreaKind, "kind": Kind}


def get_measure(session: Session, authority_id: int, slug: str) -> Measure:
    """The newest vintage of a measure with the series of all its areas; raises NotFound."""
    newest = (
        select(func.max(IndicatorSeries.as_at_on))
        .where(IndicatorSeries.authority_id == authority_id, IndicatorSeries.slug == slug)
        .scalar_subquery()
    )
    query = _series(authority_id).where(IndicatorSeries.slug == slug, IndicatorSeries.as_at_on == newest)
    rows = session.scalars(query).all()
    if not rows:
        raise NotFound(f"no measure {slug}")
    return _measure(rows, _printed(session, authority_id))


def find_vintage(session: Session, authority_id: int, slug: str, as_at_on: date) -> Measure | None:
    """One vintage of a measure, or None."""
    query = _series(authority_id).where(IndicatorSeries.slug == slug, IndicatorSeries.as_at_on == as_at_on)
    rows = session.scalars(query).all()
    return _measure(rows, _printed(session, authority_id)) if rows else None


def list_values(session: Session, authority_id: int, about: Heading) -> list[dict[date, IndicatorValue]]:
    """The rows of one vintage's values by the end of their period, for each series in its place."""
    query = _series(authority_id).where(IndicatorSeries.slug == about.slug, IndicatorSeries.as_at_on == about.as_at_on)
    return [{value.period_on: value for value in row.values} for row in session.scalars(query)]


def list_measures(session: Session, authority_id: int) -> list[Measure]:
    """The newest vintage of every measure, by title."""
    newest = (
        select(IndicatorSeries.slug, func.max(IndicatorSeries.as_at_on).label("as_at_on"))
        .where(IndicatorSeries.authority_id == authority_id)
        .group_by(IndicatorSeries.slug)
        .subquery()
    )
    query = _series(authority_id).join(
        newest,
        (IndicatorSeries.slug == newest.c.slug) & (IndicatorSeries.as_at_on == newest.c.as_at_on),
    )
    by_slug = groupby(session.scalars(query).all(), key=lambda row: row.slug)
    printed = _printed(session, authority_id)
    measures = [_measure(rows, printed) for _slug, rows in by_slug]
    return sorted(
        measures,
        key=lambda measure: (measure.about.title.casefold(), measure.about.slug),
    )


def _series(authority_id: int) -> Select[IndicatorSeries]:
    return (
        select(IndicatorSeries)
        .where(IndicatorSeries.authority_id == authority_id)
        .order_by(IndicatorSeries.slug, IndicatorSeries.position)
        .options(selectinload(IndicatorSeries.values).selectinload(IndicatorValue.outturn))
    )


def find_printing(session: Session, authority_id: int, slug: str, as_at_on: date) -> SourcePrinting | None:
    """The word that stands on printing one vintage of a measure as its source did, or None."""
    this_one = (SourcePrinting.slug == slug, SourcePrinting.as_at_on == as_at_on)
    return session.scalar(select(SourcePrinting).where(*_standing(authority_id), *this_one))


@dataclass(frozen=True)
class Decision:
    """Who said, and why, that a measure is printed as its source did, or that it is not any more."""

    at: datetime
    is_printed: bool
    reason: str
    who: str


def list_decisions(session: Session, authority_id: int, about: Heading) -> list[Decision]:
    """What was said on printing one vintage of a measure, newest first."""
    query = select(SourcePrinting).where(
        SourcePrinting.authority_id == authority_id,
        SourcePrinting.slug == about.slug,
        SourcePrinting.as_at_on == about.as_at_on,
    )
    rows = session.scalars(query.order_by(SourcePrinting.begun_at.desc(), SourcePrinting.id.desc())).all()
    ids = {by for row in rows for by in (row.begun_by_id, row.ended_by_id) if by}
    names = {person.id: person.name for person in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [each for row in rows for each in _decisions(row, names)]


def _decisions(row: SourcePrinting, names: Mapping[int, str]) -> Iterator[Decision]:
    if row.ended_at and row.ended_by_id:
        yield Decision(row.ended_at, False, row.end_reason, names[row.ended_by_id])
    yield Decision(row.begun_at, True, row.reason, names[row.begun_by_id])


def _printed(session: Session, authority_id: int) -> set[Vintage]:
    """Every vintage that is printed as its source printed it."""
    rows = session.execute(select(SourcePrinting.slug, SourcePrinting.as_at_on).where(*_standing(authority_id)))
    return {(slug, as_at_on) for slug, as_at_on in rows}


def _standing(authority_id: int) -> tuple[ColumnElement[bool], ...]:
    return SourcePrinting.authority_id == authority_id, SourcePrinting.ended_at.is_(None)


def _measure(rows: Iterable[IndicatorSeries], printed: Container[Vintage]) -> Measure:
    series = tuple(Series(_heading(row), tuple(map(_point, row.values))) for row in rows)
    about = series[0].heading
    return Measure(series, printed_as_source=(about.slug, about.as_at_on) in printed)


def _heading(row: IndicatorSeries) -> Heading:
    kept: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    # The columns are text, which is what comes back.
    return Heading(**kept | {name: read(kept[name]) for name, read in _TYPES.items()})


def _point(row: IndicatorValue) -> Point:
    came = row.outturn
    outturn = Outturn(_value(came), came.as_at_on, came.source) if came else None
    return Point(Period(row.period_label, row.period_on), _value(row), outturn)


def _value(row: IndicatorValue | IndicatorOutturn) -> Value:
    return row.value if row.value is not None else Symbol(row.symbol or "")
