"""A visit that young inspectors go on moves, is called off or gets another lead: who looks after them is told. Where it
moves or is called off, how they get there has to be checked. Their mail says that there is something to read, and
where: not which home it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock, events, mail
from portal.access import Viewer
from portal.db import verb
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.services import telling
from portal.quality.services.telling import Done
from portal.voice.inspectors import queries
from portal.voice.inspectors.models import InspectorVisit
from portal.voice.inspectors.rules import is_in_doubt
from portal.voice.inspectors.services.checks import Refused, Stale, record
from portal.voice.inspectors.services.visits import NOT_PLANNED

STALE = "This visit, or how they get there, changed while you had the page open. Look at both, then save again."
# Of a visit that is called off with one of them there already, or on their way.
MAY_BE_OUT = "A visit of young inspectors of yours is called off, and one of them may be there. See that they get home."
TOLD = {
    Done.MOVED: (
        "A visit of your inspectors has moved",
        "A visit that young inspectors of yours go on has moved. Check how they get there.",
    ),
    Done.HANDED_OVER: (
        "A visit of your inspectors has another lead",
        "Another officer leads a visit that young inspectors of yours go on. See that their way still fits.",
    ),
    Done.CALLED_OFF: (
        "A visit of your inspectors is called off",
        "A visit that young inspectors of yours were to go on is called off. Tell them, and call off their way.",
    ),
}


@telling.listeners(order=10)
def follow(session: Session, visit: Visit, what: Done, *, actor: Viewer, now: datetime) -> None:
    """Part of the transaction in which it moves. The event of an inspector names the portal: an officer reads their own
    actions, and does not learn from them who goes."""
    unsettled = queries.locked_places(session, visit.id) if what is not Done.HANDED_OVER else []
    for held in unsettled:
        held.moved_at, held.version = now, held.version + 1
        detail = {"visit": visit.reference}
        record(session, "travel_unsettled", held.inspector, actor=events.SYSTEM, now=now, detail=detail)
    session.flush()
    subject, words = TOLD[what]
    if what is Done.CALLED_OFF and any(queries.is_missed(held, now) for held in unsettled):
        words = MAY_BE_OUT
    for person in queries.list_carers_on(session, visit.id, clock.today(now)):
        if person.id == actor.person_id:
            continue
        mail.post(
            session,
            "inspectors_visit",
            to=person.inbox,
            subject=subject,
            key=f"inspectors-visit:{visit.reference}:{visit.version}:{person.id}",
            now=now,
            name=person.name,
            words=words,
            path=f"/voice/visits/{visit.reference}/",
        )


@verb
def check_travel(
    session: Session,
    visit: Visit,
    held: InspectorVisit,
    *,
    travel: str | None,
    company: str | None,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """Say again how an inspector gets there and who goes with them: changed, or looked at and still right.

    Of a visit that is called off (`travel` and `company`: None) it is only said that this is seen to. Stale when
    somebody saved something else since the page was shown, and when the visit moved.
    """
    state, current = locked_visit(session, visit.id).state, queries.locked_place(session, held.id)
    if current.version != seen_version:
        stored = {"travel": current.travel, "company": current.company}
        typed = {"travel": travel, "company": company}
        differs = {name: text for name, text in stored.items() if typed[name] not in (None, text)}
        if not differs and not is_in_doubt(moved_at=current.moved_at, checked_at=current.checked_at):
            return
        raise Stale(STALE, differs, current.version)
    if state not in (VisitState.PLANNED, VisitState.CANCELLED):
        raise Refused(NOT_PLANNED)
    if travel is not None and company is not None:
        current.travel, current.company = travel, company
    current.checked_at, current.version = now, seen_version + 1
    detail = {"visit": visit.reference}
    record(session, "travel_checked", held.inspector, actor=actor, now=now, detail=detail)
