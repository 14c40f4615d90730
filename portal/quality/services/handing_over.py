"""Handing a visit over: somebody else leads it and sees its report and actions through, also where who did has left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import verb
from portal.quality.models import Visit, VisitOfficer, VisitState
from portal.quality.queries import locked_visit
from portal.quality.queries.visits import find_clash, list_officers
from portal.quality.rules import is_open
from portal.quality.services.steps import note
from portal.quality.services.telling import Done, tell_changed, tell_listeners, tell_officers
from portal.quality.services.visitors import keep_who_went
from portal.quality.services.visits import Refused, Stale, clash_words, hold_calendar

NOT_OPEN = "Nothing is left to do about this visit, so nobody has to look after it."
NOBODY_ELSE = "Nobody else is a quality assurance officer here now, so there is nobody to hand this visit over to."
STALE = "Somebody else changed this visit while you had the page open: {} leads it now. Look again, then hand it over."
NO_OFFICER = "Choose somebody who is a quality assurance officer here now."


def fault_of_hand_over(visit: Visit) -> str | None:
    """Why a visit is not handed over; None where it can be."""
    return None if is_open(VisitState(visit.state)) else NOT_OPEN


@verb
def hand_over(
    session: Session, visit: Visit, lead: Person, *, reason: str, version: int, actor: Viewer, now: datetime
) -> Visit:
    """Let another officer of the authority lead a visit, whatever of it is still to be done, with a reason.

    Whoever led it looks after it no longer, nor does whoever is an officer no more; others stay with it. Who was there
    stays on record. Refused for a visit about which nothing is left to do, for whoever leads it already or is no
    officer, and where one that is ahead is at a time that they are elsewhere; Stale when somebody saved since
    `version`.
    """
    hold_calendar(session, visit.authority_id)
    held = locked_visit(session, visit.id)
    session.refresh(held, ["officers", "visitors"])
    if fault := fault_of_hand_over(held):
        raise Refused(fault)
    if not reason:
        raise Refused("Enter why the visit is handed over.", "reason")
    active = {person.id for person in list_officers(session, held.authority_id)}
    if lead.id not in active:
        raise Refused(NO_OFFICER, "lead")
    before = held.officers[0]
    if before.person_id == lead.id:
        raise Refused(f"{lead.name} leads this visit already.", "lead")
    if held.version != version:
        raise Stale(STALE.format(before.person.name))
    _refuse_elsewhere(session, held, lead, now)
    keep_who_went(session, held, now, when_over=True)
    stay = [each.person for each in held.officers[1:] if each.person_id in active and each.person_id != lead.id]
    left, was_by = {before.person_id}, [each.person.reference for each in held.officers]
    held.officers = []
    session.flush()
    held.officers = [VisitOfficer(person=person, is_lead=person is lead) for person in (lead, *stay)]
    held.version += 1
    session.flush()
    tell_officers(session, held, {lead.id}, Done.HANDED_OVER, actor=actor, now=now)
    tell_officers(session, held, left, Done.HANDED_ON, actor=actor, now=now)
    if held.state == VisitState.PLANNED and held.ends_at > now:
        if held.is_announced:
            tell_changed(session, held, now=now)
        tell_listeners(session, held, Done.HANDED_OVER, actor=actor, now=now)
    note(session, "visit_handed_over", held, actor=actor, now=now, personal=reason, lead=lead.reference, was_by=was_by)
    return held


def _refuse_elsewhere(session: Session, visit: Visit, lead: Person, now: datetime) -> None:
    """One that is over keeps nobody anywhere."""
    if visit.state != VisitState.PLANNED or visit.ends_at <= now:
        return
    clash = find_clash(
        session,
        visit.authority_id,
        home_id=visit.home_id,
        officer_ids=[lead.id],
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        except_id=visit.id,
    )
    if clash is not None and clash.officer is not None:
        raise Refused(clash_words(clash), "lead")
