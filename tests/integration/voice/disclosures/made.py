"""People and disclosures for tests, made through the services."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.authorities.models import Authority
from portal.quality.models import Visit
from portal.voice.disclosures import services
from portal.voice.disclosures.models import About, Disclosure, Duty, Outcome, SafeguardingTurn, SenderKind, TurnPart
from portal.voice.disclosures.services import Said, Sender
from tests import factories

# A word that stands nowhere else: whoever may not read disclosures must never meet it.
CANARY = "quagga"
TOLD = f"They lock the kitchen at night, says {CANARY}."
REACH_BY = f"Text 0151 496 0000 and ask for {CANARY}"


def inspector(session: Session, name: str = "Maple", authority: Authority | None = None) -> Person:
    """A young inspector of a coordinator of their own, who can sign in; at another authority a person with the role."""
    if authority is not None:
        return factories.make_staff(session, Role.YOUNG_INSPECTOR, name=name, authority=authority)
    return factories.make_inspector(session, nickname=name).person


def lead(session: Session, name: str = "Lead Larch", authority: Authority | None = None) -> Person:
    """A safeguarding lead."""
    return factories.make_staff(session, Role.SAFEGUARDING_LEAD, name=name, authority=authority)


def told(
    session: Session,
    sender: Person | None = None,
    *,
    text: str = TOLD,
    reach_by: str = REACH_BY,
    visit: Visit | None = None,
    form_key: str = "",
    authority: Authority | None = None,
    now: datetime | None = None,
) -> Disclosure:
    """Somebody told something; nobody is alerted before the jobs are run."""
    sender = sender or inspector(session, authority=authority)
    said = Said(About.VISIT if visit else About.NOT_SAID, text, reach_by, visit)
    return services.tell(
        session,
        Sender(SenderKind.INSPECTOR, sender.id),
        said,
        authority_id=(authority or factories.make_authority(session)).id,
        form_key=form_key,
        now=now or clock.now(),
    )


def on_rota(
    session: Session, person: Person, part: TurnPart = TurnPart.LEAD, *, days: int = 1, from_days: int = 0
) -> SafeguardingTurn:
    """A turn from today (or `from_days` after it) for some days."""
    first = clock.today(clock.now()) + timedelta(days=from_days)
    return services.add_turn(
        session,
        person,
        part,
        authority_id=factories.make_authority(session).id,
        first_on=first,
        last_on=first + timedelta(days=days - 1),
        actor=factories.viewer_of(session, person),
        now=clock.now(),
    )


def acknowledged(session: Session, disclosure: Disclosure, person: Person) -> Disclosure:
    actor = factories.viewer_of(session, person)
    return services.acknowledge(session, disclosure, actor=actor, now=clock.now())


def closed(session: Session, disclosure: Disclosure, person: Person) -> Disclosure:
    """Acknowledged, both reminders done, closed with words of its own."""
    acknowledged(session, disclosure, person)
    actor, now = factories.viewer_of(session, person), clock.now()
    for duty in Duty:
        services.settle_duty(session, disclosure, duty, was_needed=True, text="", actor=actor, now=now)
    services.close(session, disclosure, Outcome.REFERRED, f"Passed on, {CANARY}.", actor=actor, now=now)
    return session.scalars(select(Disclosure).where(Disclosure.id == disclosure.id)).one()
