"""A coordinator is away and named nobody: a colleague steps in, for some days, with a reason, and others are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import events, mail
from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import verb
from portal.voice.inspectors import queries, rules
from portal.voice.inspectors.models import CoordinatorDeputy
from portal.voice.inspectors.queries import Carer
from portal.voice.inspectors.services.checks import Refused

SELECT_SOMEBODY = "Select a coordinator for whom nobody stands in."
NOT_STANDING_IN = "You do not stand in for them any more."
EARLIER_DAY = f"The last day must be today or one of the next {rules.STANDS_IN_AT_MOST.days} days."


@verb
def step_in(
    session: Session, carer: Carer, absent: Person | None, *, until_on: date, reason: str, actor: Viewer, now: datetime
) -> None:
    """Look after a colleague's inspectors to the end of a day, unasked. They and the publishers get a mail.

    Refused for anybody but a coordinator of the same authority for whom nobody stands in, and for longer than two
    weeks: what is meant to last is arranged by the coordinator, or by whoever gives the role. The reason stands on the
    pages of the two, and in no event and no mail: it may be about somebody's health.
    """
    held = queries.locked_person(session, absent.id) if absent else None
    if held is None or held.id not in {person.id for person in queries.list_to_stand_in_for(session, carer)}:
        raise Refused(SELECT_SOMEBODY, "absent")
    if not carer.today <= until_on <= carer.today + rules.STANDS_IN_AT_MOST:
        raise Refused(EARLIER_DAY, "until_on")
    session.execute(delete(CoordinatorDeputy).where(CoordinatorDeputy.coordinator_id == held.id))
    row = CoordinatorDeputy(
        coordinator_id=held.id, deputy_id=carer.person_id, until_on=until_on, named_at=now, reason=reason
    )
    session.add(row)
    session.flush()
    detail = {"deputy": actor.reference, "until": until_on}
    events.record(session, "voice.stepped_in", ("person", held.reference), actor=actor, now=now, detail=detail)
    _tell(session, held, row, carer, now=now)


@verb
def stop_standing_in(session: Session, carer: Carer, absent_reference: str, *, actor: Viewer, now: datetime) -> None:
    """End early what one stepped into or was named for. Whoever it was for gets a mail, and so do the publishers where
    they had one before. Refused for somebody for whom one does not stand in (any more).
    """
    standing = {row.coordinator.reference: row for row in queries.list_standing_in(session, carer)}
    row = standing.get(absent_reference)
    if row is None:
        raise Refused(NOT_STANDING_IN)
    absent, was_unasked = queries.locked_person(session, row.coordinator_id), bool(row.reason)
    session.delete(row)
    session.flush()
    detail = {"deputy": actor.reference}
    events.record(session, "voice.stood_down", ("person", absent.reference), actor=actor, now=now, detail=detail)
    told = [absent, *(queries.list_publishers(session, carer.authority_id) if was_unasked else ())]
    _post(session, told, "stood_down", "no longer stands in for", absent=absent, carer=carer, now=now)


def _reached(people: Iterable[Person]) -> list[Person]:
    """Each of them once who has a mailbox and may sign in."""
    return list(dict.fromkeys(person for person in people if person.email and person.disabled_at is None))


def _tell(session: Session, absent: Person, row: CoordinatorDeputy, carer: Carer, *, now: datetime) -> None:
    told = [absent, *queries.list_publishers(session, carer.authority_id)]
    _post(session, told, "stepped_in", "stands in for", absent=absent, carer=carer, now=now, until=row.until_on)


def _post(
    session: Session,
    told: Iterable[Person],
    what: str,
    does: str,
    *,
    absent: Person,
    carer: Carer,
    now: datetime,
    **more: date,
) -> None:
    """One mail to each who is told what the deputy `does` for whoever is away."""
    deputy = session.get_one(Person, carer.person_id)
    for person in _reached(told):
        mail.post(
            session,
            what,
            to=person.inbox,
            subject=f"{deputy.name} {does} {'you' if person is absent else absent.name}",
            key=f"{what}:{absent.reference}:{now.isoformat()}:{person.id}",
            now=now,
            name=person.name,
            deputy=deputy.name,
            absent=absent.name,
            is_absent=person is absent,
            **more,
        )
