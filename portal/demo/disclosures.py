"""The demonstration's safeguarding: a lead and a deputy on the rota, and one disclosure that is being handled."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.authorities.models import Authority
from portal.demo.inspectors import NICKNAMES
from portal.demo.people import DEPUTY_EMAIL, email_of, viewer_of
from portal.voice.disclosures import services
from portal.voice.disclosures.models import About, Duty, SenderKind, TurnPart
from portal.voice.disclosures.rules import Arrangements
from portal.voice.disclosures.services import Said, Sender
from portal.voice.inspectors.models import Inspector

ROTA_DAYS = 28
TOLD_BEFORE = timedelta(hours=3)
ACKNOWLEDGED_AFTER, OFFICER_AFTER = timedelta(minutes=10), timedelta(minutes=50)
TOLD = "One of the younger ones said they are cold at night. They said they did not want to ask for a blanket."
REACH_BY = "Ask my coordinator."
OFFICER_TOLD = "Spoke to the duty officer. No strategy meeting needed; they will ring the home’s manager."
ARRANGED = Arrangements(out_of_hours_name="the out-of-hours team", out_of_hours_number="0151 496 0999")


def add_disclosures(session: Session, authority: Authority, *, now: datetime) -> None:
    """Rota and arrangements; one told, alerted, acknowledged, designated officer told, placing authority open."""
    lead, deputy = (_viewer(session, email, authority) for email in (email_of(Role.SAFEGUARDING_LEAD), DEPUTY_EMAIL))
    told_at = now - TOLD_BEFORE
    services.arrange(session, authority.id, authority.code, ARRANGED, seen=Arrangements().mark, actor=lead, now=told_at)
    _fill_rota(session, lead, deputy, authority, told_at)
    sender = session.scalars(select(Inspector).where(Inspector.nickname == NICKNAMES[0])).one()
    disclosure = services.tell(
        session,
        Sender(SenderKind.INSPECTOR, sender.person_id),
        Said(About.NOT_SAID, TOLD, REACH_BY),
        authority_id=authority.id,
        form_key="",
        now=told_at,
    )
    services.climb(session, disclosure.id, now=told_at)
    services.note_seen(session, disclosure, actor=lead, now=told_at + ACKNOWLEDGED_AFTER)
    services.acknowledge(session, disclosure, actor=lead, now=told_at + ACKNOWLEDGED_AFTER)
    services.settle_duty(
        session,
        disclosure,
        Duty.DESIGNATED_OFFICER,
        was_needed=True,
        text=OFFICER_TOLD,
        actor=lead,
        now=told_at + OFFICER_AFTER,
    )


def _viewer(session: Session, email: str, authority: Authority) -> Viewer:
    person = session.scalars(select(Person).where(Person.email == email)).one()
    return viewer_of(person, Role.SAFEGUARDING_LEAD, authority_id=authority.id)


def _fill_rota(session: Session, lead: Viewer, deputy: Viewer, authority: Authority, now: datetime) -> None:
    first_on = clock.today(now)
    for viewer, part in ((lead, TurnPart.LEAD), (deputy, TurnPart.DEPUTY)):
        services.add_turn(
            session,
            session.get_one(Person, viewer.person_id),
            part,
            authority_id=authority.id,
            first_on=first_on,
            last_on=first_on + timedelta(days=ROTA_DAYS - 1),
            actor=lead,
            now=now,
        )
