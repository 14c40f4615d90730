"""Somebody tells that somebody is not safe. As little as possible can go wrong here: alerts are a job of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import events, jobs
from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import new_reference, verb
from portal.quality.models import Visit
from portal.voice.disclosures import queries
from portal.voice.disclosures.models import About, Disclosure, DisclosureDuty, DisclosureEntry, Duty, SenderKind
from portal.voice.disclosures.rules import one_working_day_after, says_something
from portal.voice.disclosures.services.common import Refused, key_of, record

SAY_SOMETHING = "Tell us a little. A few words will do"
SAY_WHAT = "Enter what the safeguarding lead should know"


@dataclass(frozen=True)
class Sender:
    """Who tells: an inspector by their account (`by_card`: only their card is known), or a resident, who has none."""

    kind: SenderKind
    person_id: int | None = None
    by_card: bool = False


@dataclass(frozen=True)
class Said:
    """What a form holds. `visit`: one of the sender's own, which the caller has looked up as such; `home_id`: where a
    resident lives, as their card says."""

    about: About
    told: str
    reach_by: str
    visit: Visit | None = None
    home_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """The feedback that a coordinator tells of: its row, the answer chosen, and where it was."""

    feedback_id: int
    question_id: int | None
    home_id: int
    visit: Visit | None


@verb
def tell(
    session: Session, sender: Sender, said: Said, *, authority_id: int, form_key: str, now: datetime
) -> Disclosure:
    """Keep what was told and ask for the alerts. The same form sent again is the same disclosure.

    Refused only when there is nothing at all to act on. The event names nobody: the inspector's sign-in stands in the
    same record, and whoever reads it must not learn who told.
    """
    if not says_something(told=said.told, reach_by=said.reach_by, names_visit=said.visit is not None):
        raise Refused(SAY_SOMETHING, "told")
    _hold_sender(session, sender)
    send_key = key_of(form_key, sender, said.about, said.told, said.reach_by, said.visit and said.visit.id)
    if found := queries.find_sent(session, send_key):
        return found
    disclosure = _disclosure(sender, said, authority_id=authority_id, send_key=send_key, now=now)
    return _keep(session, disclosure, actor=events.YOUNG_PERSON, now=now)


@verb
def tell_of_entry(
    session: Session, entry: Entry, told: str, *, authority_id: int, form_key: str, actor: Viewer, now: datetime
) -> Disclosure:
    """A coordinator tells what they read in feedback, in their own words. It waits and climbs like any other.

    The caller holds the feedback's row, so that a form sent twice is one disclosure. The event names neither the
    coordinator nor the feedback: the look at that entry stands in the same record, and publishers read it.
    """
    if not told:
        raise Refused(SAY_WHAT, "told")
    send_key = key_of(form_key, actor.person_id, entry.feedback_id, entry.question_id, told)
    if found := queries.find_sent(session, send_key):
        return found
    said = Said(About.VISIT if entry.visit else About.OWN_HOME, told, "", entry.visit)
    sender = Sender(SenderKind.COORDINATOR)
    disclosure = _disclosure(sender, said, authority_id=authority_id, send_key=send_key, now=now)
    disclosure.home_id = entry.home_id
    disclosure.entry = DisclosureEntry(
        feedback_id=entry.feedback_id, question_id=entry.question_id, told_by_id=actor.person_id
    )
    return _keep(session, disclosure, actor=events.COORDINATOR, now=now)


def _keep(session: Session, disclosure: Disclosure, *, actor: events.Actor, now: datetime) -> Disclosure:
    session.add(disclosure)
    session.flush()
    record(session, "voice.disclosure_told", disclosure, actor=actor, now=now)
    jobs.enqueue(session, "voice.escalate", {}, key=f"disclosure-told:{disclosure.reference}", now=now)
    return disclosure


def _hold_sender(session: Session, sender: Sender) -> None:
    """Two sends of one form wait for each other, so that the second finds the first. A resident's card is held by the
    verb that asks for this one (`residents.services.tell`)."""
    if sender.person_id is not None:
        session.execute(select(Person.id).where(Person.id == sender.person_id).with_for_update())


def _disclosure(sender: Sender, said: Said, *, authority_id: int, send_key: str, now: datetime) -> Disclosure:
    due_at = one_working_day_after(now)
    return Disclosure(
        reference=new_reference("SG"),
        authority_id=authority_id,
        send_key=send_key,
        sender_kind=sender.kind,
        sender_id=sender.person_id,
        by_card=sender.by_card,
        about=said.about,
        visit_id=said.visit.id if said.visit else None,
        home_id=said.visit.home_id if said.visit else said.home_id,
        told=said.told,
        reach_by=said.reach_by,
        told_at=now,
        duties=[DisclosureDuty(duty=duty, due_at=due_at) for duty in Duty],
    )
