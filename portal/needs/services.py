"""Taking indicator series in from a file, whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.authorities.models import Authority
from portal.db import verb
from portal.disclosure import Symbol
from portal.needs import queries
from portal.needs.models import IndicatorSeries, IndicatorValue
from portal.needs.rules.reading import Fault, FaultKind, FaultyFile, read_measures
from portal.needs.rules.series import Measure, Point, Series


@dataclass(frozen=True)
class Imported:
    """What an import did, by title: measures added, and measures that were here already, value for value."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]


@verb
def import_series(
    session: Session,
    authority: Authority,
    file: bytes,
    *,
    actor: events.Actor,
    now: datetime,
) -> Imported:
    """Take in every measure of a project CSV about this authority's needs.

    Importing the same file again changes nothing. A vintage (slug and as-at date) that is here with other
    figures is never replaced: new figures come with an as-at date of their own. Raises FaultyFile with every
    fault, and then nothing has been taken in.
    """
    measures = read_measures(file, authority_code=authority.code)
    # Two imports of one vintage at the same moment: the second waits here, and then sees the first.
    session.get_one(Authority, authority.id, with_for_update=True)
    added = _new_ones(session, authority, measures)
    for measure in added:
        _add(session, authority, measure, now=now)
        _record(session, measure, file, actor=actor, now=now)
    titles = [measure.about.title for measure in added]
    unchanged = [measure.about.title for measure in measures if measure not in added]
    return Imported(tuple(titles), tuple(unchanged))


def _new_ones(session: Session, authority: Authority, measures: tuple[Measure, ...]) -> list[Measure]:
    faults, added = [], []
    for measure in measures:
        about = measure.about
        known = queries.find_vintage(session, authority.id, about.slug, about.as_at_on)
        if known is None:
            added.append(measure)
        elif known != measure:
            faults.append(
                Fault(
                    0,
                    "as_at_on",
                    FaultKind.VINTAGE_TAKEN,
                    f"{about.title}, {about.as_at_on}",
                )
            )
    if faults:
        raise FaultyFile(faults)
    return added


def _add(session: Session, authority: Authority, measure: Measure, *, now: datetime) -> None:
    for position, series in enumerate(measure.series):
        session.add(_row(authority, series, position, now=now))


def _row(authority: Authority, series: Series, position: int, *, now: datetime) -> IndicatorSeries:
    values = [_value_row(point) for point in series.points]
    heading = asdict(series.heading)
    return IndicatorSeries(
        authority_id=authority.id,
        position=position,
        imported_at=now,
        values=values,
        **heading,
    )


def _value_row(point: Point) -> IndicatorValue:
    is_symbol = isinstance(point.value, Symbol)
    return IndicatorValue(
        period_label=point.period.label,
        period_on=point.period.on,
        value=None if is_symbol else point.value,
        symbol=point.value if is_symbol else None,
    )


def _record(
    session: Session,
    measure: Measure,
    file: bytes,
    *,
    actor: events.Actor,
    now: datetime,
) -> None:
    about = measure.about
    detail = {
        "as_at_on": about.as_at_on,
        "series": len(measure.series),
        "values": sum(len(series.points) for series in measure.series),
        "file_sha256": hashlib.sha256(file).hexdigest(),
    }
    events.record(
        session,
        "needs.imported",
        ("measure", about.slug),
        actor=actor,
        now=now,
        detail=detail,
    )
