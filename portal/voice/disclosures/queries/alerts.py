"""How far each waiting disclosure has climbed, who was told, and which of their mails did not go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.jobs import Job, JobState
from portal.mail import OutboxMail
from portal.voice.disclosures.models import Disclosure, DisclosureAlert, DisclosureStep, Step, TurnPart
from portal.voice.disclosures.queries.records import list_waiting
from portal.voice.disclosures.queries.rota import arrangements_of, list_leads, list_managers, people_on_duty
from portal.voice.disclosures.rules import Mailed, Pace, Rung, Taken, is_stuck, next_rung


@dataclass(frozen=True)
class Told:
    """Somebody a step tells. A manager is told that a disclosure waits and may not open it."""

    person: Person
    is_manager: bool = False


@dataclass(frozen=True)
class Trouble:
    """A waiting disclosure whose alert did not get through: to whom, or to nobody at all."""

    disclosure: Disclosure
    person: Person | None


def people_for(session: Session, authority_id: int, step: Step, now: datetime) -> list[Told]:
    """Whom a step tells. Where nobody is on the rota every lead is told; a deputy who is not there leaves it empty."""
    leads = list_leads(session, authority_id)
    if step is Step.ON_DUTY:
        return [Told(person) for person in people_on_duty(session, authority_id, TurnPart.LEAD, now) or leads]
    if step is Step.DEPUTY:
        return [Told(person) for person in people_on_duty(session, authority_id, TurnPart.DEPUTY, now)]
    told = [Told(person) for person in leads] if step is not Step.MANAGER else []
    if step is Step.ALL_LEADS:
        return told
    managers = list_managers(session, authority_id, has_leads=bool(leads))
    known = {one.person.id for one in told}
    return told + [Told(person, is_manager=True) for person in managers if person.id not in known]


def next_rung_of(session: Session, disclosure: Disclosure, now: datetime) -> Rung | None:
    """What is to be done now about a waiting disclosure."""
    pace = arrangements_of(session, disclosure.authority_id).pace
    return next_rung(disclosure.told_at, _find_taken(session, disclosure.id, pace, now), pace, now)


def list_climbs(session: Session, now: datetime) -> list[int]:
    """Ids of the waiting disclosures, of all authorities, about which something is to be done now, oldest first."""
    query = select(Disclosure).where(Disclosure.acknowledged_at.is_(None))
    waiting = session.scalars(query.order_by(Disclosure.told_at, Disclosure.id))
    return [disclosure.id for disclosure in waiting if next_rung_of(session, disclosure, now)]


def locked_waiting(session: Session, disclosure_id: int) -> Disclosure | None:
    """A disclosure that nobody has acknowledged, held until this transaction ends; None when somebody has."""
    query = select(Disclosure).where(Disclosure.id == disclosure_id, Disclosure.acknowledged_at.is_(None))
    query = query.with_for_update(of=Disclosure).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def _find_taken(session: Session, disclosure_id: int, pace: Pace, now: datetime) -> Taken | None:
    query = select(DisclosureStep).where(DisclosureStep.disclosure_id == disclosure_id)
    step = session.scalars(query.order_by(DisclosureStep.id.desc()).limit(1)).first()
    if step is None:
        return None
    mails = [mail for _, mail in _list_mails(session, step.id)]
    reached = bool(mails) and not any(is_stuck(mail, pace, now) for mail in mails)
    return Taken(Rung(Step(step.step), step.round), step.taken_at, reached)


def _list_mails(session: Session, step_id: int) -> list[tuple[Person, Mailed]]:
    query = (
        select(Person, OutboxMail, Job)
        .join(DisclosureAlert, DisclosureAlert.person_id == Person.id)
        .join(OutboxMail, OutboxMail.key == DisclosureAlert.mail_key)
        .join(Job, Job.key == "mail:" + OutboxMail.key)
        .where(DisclosureAlert.step_id == step_id)
        .order_by(Person.name, Person.id)
        .execution_options(populate_existing=True)
    )
    return [(person, _mailed(mail, job)) for person, mail, job in session.execute(query)]


def _mailed(mail: OutboxMail, job: Job) -> Mailed:
    failures = job.attempts if job.last_error else 0
    return Mailed(mail.created_at, mail.sent_at, failures, gave_up=job.state == JobState.FAILED)


def list_troubles(session: Session, authority_id: int, now: datetime) -> list[Trouble]:
    """Whose alerts about waiting disclosures did not go out, each person once a disclosure.

    Counted from the rows as they stand: it is seen even where no worker is left that could say so.
    """
    pace = arrangements_of(session, authority_id).pace
    found: list[Trouble] = []
    for disclosure in list_waiting(session, authority_id):
        steps = session.scalars(
            select(DisclosureStep).where(DisclosureStep.disclosure_id == disclosure.id).order_by(DisclosureStep.id)
        ).all()
        if not steps and now - disclosure.told_at >= timedelta(minutes=pace.until_stuck):
            found.append(Trouble(disclosure, None))
        mails = [pair for step in steps for pair in _list_mails(session, step.id)]
        people = dict.fromkeys(person for person, mail in mails if is_stuck(mail, pace, now))
        found += [Trouble(disclosure, person) for person in people]
    return found


def list_alerted_waiting(session: Session, person_id: int) -> Sequence[Disclosure]:
    """Disclosures about which this person was alerted and that nobody has acknowledged, oldest first."""
    steps = (
        select(DisclosureStep.disclosure_id)
        .join(DisclosureAlert, DisclosureAlert.step_id == DisclosureStep.id)
        .where(DisclosureAlert.person_id == person_id)
    )
    query = select(Disclosure).where(Disclosure.id.in_(steps), Disclosure.acknowledged_at.is_(None))
    return session.scalars(query.order_by(Disclosure.told_at, Disclosure.id)).all()
