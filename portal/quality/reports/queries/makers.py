"""Who had a part in a report, so that somebody else approves it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.events import EventRow
from portal.quality.models import Visit
from portal.quality.reports.models import VisitFinding, VisitReport

# What these say of people, under which names: who led it from then on, who went until then, who was said to have been
# there, before and since.
NAMING = {
    "quality.visit_handed_over": ("lead", "was_by"),
    "quality.visit_changed": ("was_by",),
    "quality.visitors_corrected": ("was", "became"),
}
# Only the visit's officers of that day can do these: whoever did was one, also where nothing else tells of it now.
BY_ITS_OFFICERS = (
    "quality.findings_begun",
    "quality.photograph_added",
    "quality.visit_finished",
    "quality.report_begun",
    "quality.report_changed",
    "quality.report_sent",
    "quality.window_extended",
    "quality.point_decided",
    "quality.report_finalised",
    "quality.action_added",
    "quality.action_changed",
    "quality.action_moved",
)


def list_makers(session: Session, visit: Visit, report: VisitReport) -> set[int]:
    """By id, whoever is or was an officer of the visit, as far as is recorded: who was there and who looks after it,
    whoever it was handed to or who was taken off it, and whoever wrote on it, sent its report, decided about a point or
    made it final."""
    makers = {each.person_id for each in visit.officers} | {each.person_id for each in visit.visitors}
    makers |= {report.drafted_by_id, *(each.edited_by_id for each in report.sections)}
    makers |= {each.point.decided_by_id for each in report.sections if each.point and each.point.decided_by_id}
    makers |= {report.finalised_by_id} if report.finalised_by_id else set()
    makers |= set(session.scalars(select(VisitFinding.saved_by_id).where(VisitFinding.visit_id == visit.id)))
    return makers | set(session.scalars(select(Person.id).where(Person.reference.in_(_recorded(session, visit)))))


def _recorded(session: Session, visit: Visit) -> set[str]:
    """The references of those whom the record of events names as officers of a visit, or as having been there."""
    query = select(EventRow.verb, EventRow.actor_reference, EventRow.detail).where(
        EventRow.subject_kind == "visit",
        EventRow.subject_reference == visit.reference,
        EventRow.verb.in_((*NAMING, *BY_ITS_OFFICERS)),
    )
    found: set[str] = set()
    for verb, actor, detail in session.execute(query.order_by(EventRow.sequence)):
        found |= _named(json.loads(detail), NAMING[verb]) if verb in NAMING else {actor}
    return found


def _named(detail: Mapping[str, Any], names: Iterable[str]) -> set[str]:
    """Those under these names; events of before tell of fewer."""
    lists = [value if isinstance(value, list) else [value] for value in map(detail.get, names) if value]
    return {str(reference) for each in lists for reference in each}
