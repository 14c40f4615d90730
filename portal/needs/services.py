"""Taking indicator series in from a file, whole or not at all; and printing a measure as its source printed it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.db import verb
from portal.disclosure import Symbol
from portal.needs import queries
from portal.needs.models import IndicatorSeries, IndicatorValue, SourcePrinting
from portal.needs.rules.reading import Fault, FaultKind, FaultyFile, read_measures
from portal.needs.rules.series import Measure, Point, Series
from portal.needs.rules.tabulating import is_withheld


class Refused(db.Refused):
    """Something that cannot be said of a measure now; the message says what to do."""


NEWER_CAME = "Newer figures were imported meanwhile. Look at them, then decide."
NOBODY_PRINTED = "Nobody is named as having published these figures, so small numbers stay withheld."
NOTHING_WITHHELD = "Nothing in this measure is withheld, so it is printed whole as it is."
PRINTED_ALREADY = "This measure is printed as its source printed it already."
WITHHELD_ALREADY = "Small numbers of this measure are withheld already."


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


@verb
def print_as_source(
    session: Session, authority: Authority, slug: str, *, seen: date, reason: str, actor: Viewer, now: datetime
) -> None:
    """Let statements print the newest vintage of a measure as its source printed it, small counts too.

    `seen` is the as-at date of the vintage that was looked at. Refused for another one, where no source is named that
    published it, and where there is nothing to let out. What is published already never changes.
    """
    measure = _newest(session, authority, slug, seen)
    if not measure.about.already_published_by:
        raise Refused(NOBODY_PRINTED)
    if measure.printed_as_source:
        raise Refused(PRINTED_ALREADY)
    if not is_withheld(measure):
        raise Refused(NOTHING_WITHHELD)
    session.add(
        SourcePrinting(
            authority_id=authority.id,
            slug=slug,
            as_at_on=seen,
            reason=reason,
            begun_at=now,
            begun_by_id=actor.person_id,
        )
    )
    _record_printing(session, "printed_as_source", measure, reason, actor=actor, now=now)


@verb
def withhold_again(
    session: Session, authority: Authority, slug: str, *, seen: date, reason: str, actor: Viewer, now: datetime
) -> None:
    """Take that back: the next statements withhold its small counts again."""
    measure = _newest(session, authority, slug, seen)
    printing = queries.find_printing(session, authority.id, slug, seen)
    if printing is None:
        raise Refused(WITHHELD_ALREADY)
    printing.end_reason, printing.ended_at, printing.ended_by_id = reason, now, actor.person_id
    _record_printing(session, "withheld_again", measure, reason, actor=actor, now=now)


def _newest(session: Session, authority: Authority, slug: str, seen: date) -> Measure:
    """The newest vintage, if it is the one that was seen; nobody imports, decides or publishes until this is done."""
    session.get_one(Authority, authority.id, with_for_update=True)
    measure = queries.get_measure(session, authority.id, slug)
    if measure.about.as_at_on != seen:
        raise Refused(NEWER_CAME)
    return measure


def _record_printing(
    session: Session, what: str, measure: Measure, reason: str, *, actor: Viewer, now: datetime
) -> None:
    about = measure.about
    detail = {"as_at_on": about.as_at_on, "source": about.already_published_by}
    subject = ("measure", about.slug)
    events.record(session, f"needs.{what}", subject, actor=actor, now=now, detail=detail, personal=reason)
