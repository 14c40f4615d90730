"""Writing on the sheets of a visit's form, and finishing the visit."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.db import verb
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.reports import queries, words
from portal.quality.reports.models import VisitFinding
from portal.quality.reports.rules import Sheet, Written, list_missing
from portal.quality.reports.services.common import Stale
from portal.quality.rules import Step
from portal.quality.services.steps import note, take
from portal.quality.services.visits import Refused
from portal.quality.words import fault_of_seen


@verb
def save_finding(
    session: Session,
    visit: Visit,
    sheet: Sheet,
    written: Written,
    *,
    seen_version: int,
    desk: str,
    actor: Viewer,
    now: datetime,
) -> VisitFinding:
    """Keep what is written on a sheet. `seen_version`: of what the page began with, 0 for an empty sheet; `desk`: the
    screen it was written on.

    What stands there already is saved, whoever sent it first. Refused once the visit is finished, and for a report of
    others of a day to come or long ago; Stale when it was saved since from another screen.
    """
    held = locked_visit(session, visit.id)
    if held.state != VisitState.PLANNED:
        raise Refused(words.SETTLED[held.state])
    found = queries.find_finding(session, visit.id, sheet.slug)
    _refuse_unlikely(written, queries.written_of(found), clock.today(now))
    if found is None:
        return _begin(session, visit, sheet, written, desk=desk, actor=actor, now=now)
    stored = queries.written_of(found)
    if stored == written:
        return found
    if found.version != seen_version and found.desk != desk:
        raise Stale(words.differences(stored, written), found.version)
    _write(found, written, desk=desk, actor=actor, now=now)
    found.version += 1
    return found


def _refuse_unlikely(written: Written, stored: Written, today: date) -> None:
    for field, subject in words.SEEN_SUBJECTS.items():
        day = getattr(written, field)
        if day and day != getattr(stored, field) and (fault := fault_of_seen(subject, day, today)):
            raise Refused(fault, field)


def _begin(
    session: Session, visit: Visit, sheet: Sheet, written: Written, *, desk: str, actor: Viewer, now: datetime
) -> VisitFinding:
    is_first = not session.scalar(select(func.count()).where(VisitFinding.visit_id == visit.id))
    found = VisitFinding(visit_id=visit.id, sheet=sheet.slug, version=1)
    _write(found, written, desk=desk, actor=actor, now=now)
    session.add(found)
    session.flush()
    if is_first:
        note(session, "findings_begun", visit, actor=actor, now=now)
    return found


def _write(found: VisitFinding, written: Written, *, desk: str, actor: Viewer, now: datetime) -> None:
    found.judgement, found.text = written.judgement, written.text
    found.reg44_on, found.ofsted_on = written.reg44_on, written.ofsted_on
    found.desk, found.saved_at, found.saved_by_id = desk, now, actor.person_id


@verb
def finish_visit(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> None:
    """The visit was made and everything is written down. Refused before its day, and naming what is missing."""
    held = locked_visit(session, visit.id)
    if clock.today(now) < clock.today(held.starts_at):
        raise Refused("This visit has not taken place yet. It can be finished on its day.")
    missing = list(list_missing(queries.list_sheets(session, held), queries.list_written(session, held.id)))
    if held.state == VisitState.PLANNED and missing:
        raise Refused(f"Still missing: {words.lacks(missing)}.")
    take(session, visit, Step.FINISH)
    held.done_at = now
    photographs = len(queries.list_photographs(session, held.id))
    note(session, "visit_finished", held, actor=actor, now=now, photographs=photographs)
