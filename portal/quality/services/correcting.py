"""Saying who was on a visit, whoever looks after it, until its report is final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import verb
from portal.quality.models import Visit, VisitState, VisitVisitor
from portal.quality.queries import locked_visit
from portal.quality.queries.visits import list_officers
from portal.quality.services.steps import note
from portal.quality.services.visits import Refused, Stale

NOT_BEGUN = "This visit has not begun, so nobody was there yet. Change the plan to say who goes."
NOT_OPEN = "The report is final, and says who was there."
CALLED_OFF = "This visit was called off, so nobody was there."
NOBODY = "Select who was there."
SAVED_SINCE = "Somebody else changed this visit while you had the page open. Look again, then say who was there."
# Something can still be written of it.
OPEN_STATES = frozenset({VisitState.PLANNED, VisitState.DONE, VisitState.DRAFT_REPORT, VisitState.FACTUAL_ACCURACY})


def fault_of_correcting(visit: Visit, now: datetime) -> str | None:
    """Why it cannot be said now who was there; None where it can."""
    if visit.state == VisitState.CANCELLED:
        return CALLED_OFF
    if visit.state not in OPEN_STATES:
        return NOT_OPEN
    return NOT_BEGUN if visit.state == VisitState.PLANNED and visit.starts_at > now else None


def list_possible(session: Session, visit: Visit) -> list[Person]:
    """Who can have been there: the officers of the authority, and whoever was one of this visit; by name."""
    known = {each.person for each in visit.officers} | {each.person for each in visit.visitors}
    return sorted(known | set(list_officers(session, visit.authority_id)), key=lambda person: (person.name, person.id))


@verb
def correct_visitors(
    session: Session, visit: Visit, people: Sequence[Person], *, version: int, actor: Viewer, now: datetime
) -> None:
    """Say who was there. Whoever led it leads, where they were there.

    Refused before it began, once its report is final, and without anybody who can have been there; Stale when somebody
    saved since `version`. The same people once more change nothing.
    """
    held = locked_visit(session, visit.id)
    session.refresh(held, ["officers", "visitors"])
    if fault := fault_of_correcting(held, now):
        raise Refused(fault)
    chosen = [person for person in list_possible(session, held) if person in people]
    if not chosen:
        raise Refused(NOBODY, "people")
    if set(chosen) == {each.person for each in held.visitors}:
        return
    if held.version != version:
        raise Stale(SAVED_SINCE)
    was, lead = held.who_went, _lead_of(held, chosen)
    held.visitors = []
    session.flush()
    others = [VisitVisitor(person=person) for person in chosen if person is not lead]
    held.visitors = [VisitVisitor(person=lead, is_lead=True), *others]
    held.version += 1
    before, after = ([person.reference for person in each] for each in (was, chosen))
    note(session, "visitors_corrected", held, actor=actor, now=now, was=before, became=after)


def _lead_of(visit: Visit, chosen: Sequence[Person]) -> Person:
    led = [each.person for each in visit.visitors if each.is_lead]
    led += [each.person for each in visit.officers if each.is_lead]
    return next((person for person in led if person in chosen), chosen[0])
