"""Taking indicator series in from a file, whole or not at all; and printing a measure as its source printed it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.db import verb
from portal.disclosure import Symbol
from portal.needs import queries
from portal.needs.models import IndicatorOutturn, IndicatorSeries, IndicatorValue, SourcePrinting
from portal.needs.rules.reading import Fault, FaultKind, FaultyFile, read_measures
from portal.needs.rules.series import Measure, Outturn, Period, Point, Series, Value
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
    """What an import did, by title: measures added, projections that got an outturn, and measures that were here
    already, value for value.
    """

    added: tuple[str, ...]
    came: tuple[str, ...]
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
    figures is never replaced: new figures come with an as-at date of their own. What a projection came to is put
    beside it when its file comes again with the outturn; an outturn is never replaced either. Raises FaultyFile with
    every fault, and then nothing has been taken in.
    """
    measures = read_measures(file, authority_code=authority.code)
    # Two imports of one vintage at the same moment: the second waits here, and then sees the first.
    session.get_one(Authority, authority.id, with_for_update=True)
    known = {measure.about: _known(session, authority, measure) for measure in measures}
    if faults := [fault for measure in measures for fault in _contradictions(measure, known[measure.about])]:
        raise FaultyFile(faults)
    added = [measure for measure in measures if known[measure.about] is None]
    came = [measure for measure in measures if _new_outturns(measure, known[measure.about])]
    for measure in added:
        _add(session, authority, measure, now=now)
        _record(session, "imported", measure, file, actor=actor, now=now)
    for measure in came:
        _add_outturns(session, authority, measure, known[measure.about], now=now)
        _record(session, "outturn_added", measure, file, actor=actor, now=now)
    unchanged = [measure for measure in measures if measure not in (*added, *came)]
    return Imported(*(tuple(measure.about.title for measure in each) for each in (added, came, unchanged)))


def _known(session: Session, authority: Authority, measure: Measure) -> Measure | None:
    return queries.find_vintage(session, authority.id, measure.about.slug, measure.about.as_at_on)


def _contradictions(measure: Measure, known: Measure | None) -> Iterator[Fault]:
    """Where a file has other figures than are here already."""
    if known is None:
        return
    about = measure.about
    if known.without_outturns != measure.without_outturns:
        yield Fault(0, "as_at_on", FaultKind.VINTAGE_TAKEN, f"{about.title}, {about.as_at_on}")
        return
    for place, outturn in measure.outturns.items():
        if known.outturns.get(place, outturn) != outturn:
            yield Fault(0, "outturn", FaultKind.OUTTURN_TAKEN, f"{about.title}, {place[1].label}")


def _new_outturns(measure: Measure, known: Measure | None) -> dict[tuple[int, Period], Outturn]:
    """The outturns of a measure that is here without them."""
    if known is None:
        return {}
    return {place: outturn for place, outturn in measure.outturns.items() if place not in known.outturns}


def _add_outturns(
    session: Session, authority: Authority, measure: Measure, known: Measure | None, *, now: datetime
) -> None:
    rows = queries.list_values(session, authority.id, measure.about)
    for (place, period), outturn in _new_outturns(measure, known).items():
        rows[place][period.on].outturn = _outturn_row(outturn, now=now)


def _add(session: Session, authority: Authority, measure: Measure, *, now: datetime) -> None:
    for position, series in enumerate(measure.series):
        session.add(_row(authority, series, position, now=now))


def _row(authority: Authority, series: Series, position: int, *, now: datetime) -> IndicatorSeries:
    values = [_value_row(point, now=now) for point in series.points]
    heading = asdict(series.heading)
    return IndicatorSeries(
        authority_id=authority.id,
        position=position,
        imported_at=now,
        values=values,
        **heading,
    )


def _value_row(point: Point, *, now: datetime) -> IndicatorValue:
    return IndicatorValue(
        period_label=point.period.label,
        period_on=point.period.on,
        outturn=_outturn_row(point.outturn, now=now) if point.outturn else None,
        **_columns(point.value),
    )


def _outturn_row(outturn: Outturn, *, now: datetime) -> IndicatorOutturn:
    known = _columns(outturn.value)
    return IndicatorOutturn(as_at_on=outturn.as_at_on, source=outturn.source, imported_at=now, **known)


def _columns(value: Value) -> dict[str, Decimal | Symbol | None]:
    """A value or symbol as its two columns."""
    return {"value": None, "symbol": value} if isinstance(value, Symbol) else {"value": value, "symbol": None}


def _record(
    session: Session,
    what: str,
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
        "outturns": len(measure.outturns),
        "file_sha256": hashlib.sha256(file).hexdigest(),
    }
    events.record(
        session,
        f"needs.{what}",
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
