"""The clock: each waiting disclosure climbs the steps that are due, and nobody is told twice of one step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import clock, events, jobs, mail
from portal.accounts.models import Person
from portal.db import database, verb
from portal.voice.disclosures import queries
from portal.voice.disclosures.models import (
    Disclosure,
    DisclosureAlert,
    DisclosureDuty,
    DisclosureStep,
    TurnPart,
)
from portal.voice.disclosures.queries.alerts import Told
from portal.voice.disclosures.rules import Rung, is_overdue
from portal.voice.disclosures.services.common import record


@jobs.handler("voice.escalate")
def do_escalate(_payload: dict[str, Any]) -> None:
    """Do what is due now, whichever disclosure asked for it: done twice, the second time finds nothing."""
    with database().session() as session:
        escalate(session, now=clock.now())


@verb
def ask_to_escalate(session: Session, *, now: datetime) -> None:
    """Ask for the job that does what is due; asked for again each minute until it is done."""
    jobs.enqueue(session, "voice.escalate", {}, key=f"disclosures-escalate:{now:%Y-%m-%dT%H:%M}", now=now)


def escalate(session: Session, *, now: datetime) -> int:
    """Every step that is due now, each disclosure in a transaction of its own; the number taken.

    One that fails holds none of the others up; it is raised when they are done, so that it is tried again.
    """
    due = queries.list_climbs(session, now)
    session.rollback()
    taken, faults = 0, []
    for disclosure_id in due:
        try:
            taken += climb(session, disclosure_id, now=now)
        except Exception as fault:  # noqa: BLE001 - whatever it is, somebody else may be waiting
            faults.append(fault)
    if faults:
        raise faults[0]
    return taken


@verb
def climb(session: Session, disclosure_id: int, *, now: datetime) -> int:
    """Take every step of one disclosure that is due; the number taken. None once it is acknowledged."""
    disclosure = queries.locked_waiting(session, disclosure_id)
    taken = 0
    while disclosure is not None and (rung := queries.next_rung_of(session, disclosure, now)):
        _take(session, disclosure, rung, now=now)
        taken += 1
    return taken


def _take(session: Session, disclosure: Disclosure, rung: Rung, *, now: datetime) -> None:
    people = queries.people_for(session, disclosure.authority_id, rung.step, now)
    step = DisclosureStep(disclosure_id=disclosure.id, step=rung.step, round=rung.round, taken_at=now)
    session.add(step)
    session.flush()
    for told in people:
        _alert(session, disclosure, step, told, now=now)
    session.flush()
    record(
        session,
        "voice.disclosure_alerted",
        disclosure,
        actor=events.SYSTEM,
        now=now,
        step=rung.step,
        people=len(people),
    )


def _alert(session: Session, disclosure: Disclosure, step: DisclosureStep, told: Told, *, now: datetime) -> None:
    key = f"disclosure:{disclosure.reference}:{step.step}:{step.round}:{told.person.id}"
    session.add(DisclosureAlert(step_id=step.id, person_id=told.person.id, mail_key=key))
    mail.post(
        session,
        "disclosure_unanswered" if told.is_manager else "disclosure_waits",
        to=told.person.email or "",
        subject=f"A disclosure waits, {disclosure.reference}",
        key=key,
        now=now,
        reference=disclosure.reference,
    )


@verb
def remind_of_overdue(session: Session, authority_id: int, *, now: datetime) -> None:
    """Mail once a day about each reminder that nobody has settled in time: whoever acknowledged, and who is on duty."""
    for duty, disclosure in queries.list_open_duties(session, authority_id):
        if not is_overdue(duty.due_at, duty.settled_at, now):
            continue
        for person in _whom_to_remind(session, disclosure, now):
            _remind(session, duty, disclosure, person, now=now)


def _whom_to_remind(session: Session, disclosure: Disclosure, now: datetime) -> list[Person]:
    leads = queries.list_leads(session, disclosure.authority_id)
    on_duty = queries.people_on_duty(session, disclosure.authority_id, TurnPart.LEAD, now) or leads
    handling = [person for person in leads if person.id == disclosure.acknowledged_by_id]
    return list(dict.fromkeys([*handling, *on_duty]))


def _remind(session: Session, duty: DisclosureDuty, disclosure: Disclosure, person: Person, *, now: datetime) -> None:
    mail.post(
        session,
        "disclosure_overdue",
        to=person.email or "",
        subject=f"A step is overdue, {disclosure.reference}",
        key=f"disclosure-duty:{disclosure.reference}:{duty.duty}:{(now - duty.due_at).days}:{person.id}",
        now=now,
        reference=disclosure.reference,
    )
