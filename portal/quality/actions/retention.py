"""The record of a visit goes some years after it was closed or called off: findings, photographs, report and actions.

The visit itself goes with it. Where another room still holds something of it (what young people said, or that they were
there), its place and time stay, with nothing that was written, and it says that its record was removed:

    @retention.holders(order=10)
    def feedback(session: Session, visit_ids: Sequence[int]) -> Iterable[int]: …
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.db import Database, verb
from portal.mail import settings
from portal.quality.actions import queries
from portal.quality.actions.models import ActionEvidence, ActionMove, VisitAction
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.reports.models import (
    AccuracyPoint,
    ReportConsent,
    ReportPdf,
    ReportSection,
    ReportSharing,
    VisitFinding,
    VisitPhotograph,
    VisitReport,
)
from portal.quality.rules import Step
from portal.quality.rules.programme import add_months
from portal.quality.services.steps import note, take
from portal.quality.slots import Slot

log = structlog.get_logger()
holders: Slot[Callable[[Session, Sequence[int]], Iterable[int]]] = Slot()
# In the place of why a visit was called off: that one was given stays true.
REASON_GONE = "The reason was removed, after the years it is kept."
# Each before what it hangs from.
OF_SECTIONS = (AccuracyPoint,)
OF_ACTIONS = (ActionEvidence, ActionMove)
OF_VISIT = (
    ReportSection,
    ReportConsent,
    ReportSharing,
    ReportPdf,
    VisitReport,
    VisitAction,
    VisitFinding,
    VisitPhotograph,
)


@jobs.chore
def remove_old_visits(database: Database) -> None:
    """Remove what has been kept for as long as the council keeps it, and nothing that is still followed: each visit in
    a transaction of its own, so that one that cannot be removed keeps no other."""
    now = clock.now()
    with database.session(writing=False) as session:
        visit_ids = queries.list_kept_long(session, _closed_before(now))
    for visit_id in visit_ids:
        try:
            with database.session() as session:
                remove_visit(session, visit_id, now=now)
        except Exception as error:  # noqa: BLE001 - the next run tries it again
            log.warning("quality.visit_not_removed", visit_id=visit_id, error=type(error).__name__)


def _closed_before(now: datetime) -> datetime:
    return clock.london_midnight(add_months(clock.today(now), -settings().visit_months))


@verb
def remove_visit(session: Session, visit_id: int, *, now: datetime) -> bool:
    """Remove the record of a visit; False where that is done already, or there is a reason since to keep it."""
    held = session.scalar(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    if held is None or not queries.list_kept_long(session, _closed_before(now), visit_id=visit_id):
        return False
    visit, is_held = locked_visit(session, visit_id), any(visit_id in ask(session, [visit_id]) for ask in holders)
    if is_held and visit.state == VisitState.CANCELLED:
        _clear(session, visit, now=now)
        return False
    _remove(session, visit, is_held=is_held, now=now)
    return True


def _clear(session: Session, visit: Visit, *, now: datetime) -> None:
    """The place and time of a visit that was called off stay, and that it was; nothing that anybody wrote."""
    if visit.cancelled_reason == REASON_GONE:
        return
    for each in (VisitFinding, VisitPhotograph):
        session.execute(delete(each).where(each.visit_id == visit.id))
    visit.cancelled_reason = REASON_GONE
    visit.version += 1
    note(session, "visit_cleared", visit, actor=events.SYSTEM, now=now)


def _remove(session: Session, visit: Visit, *, is_held: bool, now: datetime) -> None:
    removed = take(session, visit, Step.REMOVE)
    sections = select(ReportSection.id).where(ReportSection.visit_id == removed.id)
    actions = select(VisitAction.id).where(VisitAction.visit_id == removed.id)
    for table in OF_SECTIONS:
        session.execute(delete(table).where(table.section_id.in_(sections)))
    for part in OF_ACTIONS:
        session.execute(delete(part).where(part.action_id.in_(actions)))
    for each in OF_VISIT:
        session.execute(delete(each).where(each.visit_id == removed.id))
    note(session, "visit_removed", removed, actor=events.SYSTEM, now=now)
    if not is_held:
        session.delete(removed)
