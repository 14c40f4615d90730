"""Reads of indicator series, always one authority's, as the plain values of rules/series.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from portal.db import NotFound
from portal.disclosure import Symbol
from portal.needs.models import IndicatorSeries, IndicatorValue
from portal.needs.rules.series import (
    FIELDS,
    AreaKind,
    Heading,
    Kind,
    Measure,
    Period,
    Point,
    Polarity,
    Series,
    Unit,
)

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
    return _measure(rows)


def find_vintage(session: Session, authority_id: int, slug: str, as_at_on: date) -> Measure | None:
    """One vintage of a measure, or None."""
    query = _series(authority_id).where(IndicatorSeries.slug == slug, IndicatorSeries.as_at_on == as_at_on)
    rows = session.scalars(query).all()
    return _measure(rows) if rows else None


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
    measures = [_measure(rows) for _slug, rows in by_slug]
    return sorted(
        measures,
        key=lambda measure: (measure.about.title.casefold(), measure.about.slug),
    )


def _series(authority_id: int) -> Select[IndicatorSeries]:
    return (
        select(IndicatorSeries)
        .where(IndicatorSeries.authority_id == authority_id)
        .order_by(IndicatorSeries.slug, IndicatorSeries.position)
        .options(selectinload(IndicatorSeries.values))
    )


def _measure(rows: Iterable[IndicatorSeries]) -> Measure:
    return Measure(tuple(Series(_heading(row), tuple(map(_point, row.values))) for row in rows))


def _heading(row: IndicatorSeries) -> Heading:
    kept: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    # The columns are text, which is what comes back.
    return Heading(**kept | {name: read(kept[name]) for name, read in _TYPES.items()})


def _point(row: IndicatorValue) -> Point:
    value = row.value if row.value is not None else Symbol(row.symbol or "")
    return Point(Period(row.period_label, row.period_on), value)
