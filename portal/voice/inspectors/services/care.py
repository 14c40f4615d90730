"""What a coordinator does for an inspector: how to reach them, training, hours, payments, a deputy, and leaving."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.accounts.services import attempt_key, end_all_sessions
from portal.db import NotFound, verb
from portal.voice.inspectors import keeping, leaving, names, queries, rules
from portal.voice.inspectors.models import (
    CoordinatorDeputy,
    Inspector,
    InspectorCard,
    InspectorContact,
    InspectorHours,
    InspectorPayment,
    InspectorTraining,
    PastNickname,
)
from portal.voice.inspectors.queries import Carer, locked_inspector
from portal.voice.inspectors.rules import HoursKind, InspectorState, PaymentKind
from portal.voice.inspectors.services.cards import end_cards
from portal.voice.inspectors.services.checks import STALE, Refused, Stale, record
from portal.web.filters import format_date

PENCE = 100


@verb
def look_at_contact(session: Session, inspector: Inspector, *, actor: Viewer, now: datetime) -> str:
    """How to reach an inspector, "" when nothing is known; the look is recorded before it is shown.

    Nothing once they have left: what is kept for a while then is for safeguarding leads.
    """
    if inspector.state == InspectorState.LEFT:
        return ""
    record(session, "contact_seen", inspector, actor=actor, now=now)
    found = queries.find_contact(session, inspector.id)
    return found.words if found else ""


@verb
def write_contact(
    session: Session, inspector: Inspector, words: str, *, seen_version: int, actor: Viewer, now: datetime
) -> None:
    """Say how to reach an inspector; nothing said takes it away. Stale when somebody else said something else since
    the page was shown; the caller has recorded the look that shows it."""
    current = _here(session, inspector)
    if current.contact_version != seen_version:
        found = queries.find_contact(session, current.id)
        stored = found.words if found else ""
        if stored == words:
            return
        raise Stale(STALE, {"words": stored}, current.contact_version)
    current.contact_version += 1
    session.execute(delete(InspectorContact).where(InspectorContact.inspector_id == current.id))
    if words:
        session.add(InspectorContact(inspector_id=current.id, words=words, written_at=now))
    record(session, "contact_written", current, actor=actor, now=now)


def _here(session: Session, inspector: Inspector) -> Inspector:
    """The inspector, locked; Refused once they have left."""
    current = locked_inspector(session, inspector.id)
    if current.state == InspectorState.LEFT:
        raise Refused("This inspector has left. Nothing more can be written down about them.")
    return current


@verb
def note_training(session: Session, inspector: Inspector, done: set[str], *, actor: Viewer, now: datetime) -> None:
    """Say which parts of the training are done; those that were done before keep their day."""
    current = _here(session, inspector)
    before = queries.training_done(session, current.id)
    session.execute(
        delete(InspectorTraining).where(
            InspectorTraining.inspector_id == current.id, InspectorTraining.slug.in_(before - done)
        )
    )
    known = [part.slug for part in queries.training_parts()]
    for slug in (slug for slug in known if slug in done - before):
        session.add(InspectorTraining(inspector_id=current.id, slug=slug, noted_at=now, noted_by_id=actor.person_id))
    record(session, "training_noted", current, actor=actor, now=now, detail={"done": len(done)})


@verb
def note_hours(
    session: Session, inspector: Inspector, kind: HoursKind, *, on: date, minutes: int, actor: Viewer, now: datetime
) -> None:
    """Write down time that an inspector gave, once they had a card."""
    current = _here(session, inspector)
    _refuse_before_card(current, on, "given_on")
    session.add(
        InspectorHours(
            inspector_id=current.id, kind=kind, given_on=on, minutes=minutes, noted_at=now, noted_by_id=actor.person_id
        )
    )
    record(session, "hours_noted", current, actor=actor, now=now, detail={"kind": kind})


@verb
def note_payment(
    session: Session,
    inspector: Inspector,
    kind: PaymentKind,
    *,
    on: date,
    pounds: Decimal,
    actor: Viewer,
    now: datetime,
) -> None:
    """Write down money that an inspector was given, to the penny, once they had a card."""
    current = _here(session, inspector)
    _refuse_before_card(current, on, "paid_on")
    pence = int(pounds * PENCE)
    session.add(
        InspectorPayment(
            inspector_id=current.id,
            kind=kind,
            paid_on=on,
            amount_pence=pence,
            noted_at=now,
            noted_by_id=actor.person_id,
        )
    )
    record(session, "payment_noted", current, actor=actor, now=now, detail={"kind": kind})


def _refuse_before_card(inspector: Inspector, on: date, field: str) -> None:
    first = clock.today(inspector.invited_at)
    if on < first:
        raise Refused(f"The day must be {format_date(first)} or after it: their first card was made then.", field)


@verb
def take_back_hours(session: Session, inspector: Inspector, hours_id: int, *, actor: Viewer, now: datetime) -> None:
    """Take back time that was written down by mistake; NotFound for another inspector's."""
    row = session.get(InspectorHours, hours_id)
    if row is None or row.inspector_id != inspector.id:
        raise NotFound("no such hours")
    session.delete(row)
    record(session, "hours_taken_back", inspector, actor=actor, now=now, detail={"kind": row.kind})


@verb
def take_back_payment(session: Session, inspector: Inspector, payment_id: int, *, actor: Viewer, now: datetime) -> None:
    """Take back a payment that was written down by mistake; NotFound for another inspector's."""
    row = session.get(InspectorPayment, payment_id)
    if row is None or row.inspector_id != inspector.id:
        raise NotFound("no such payment")
    session.delete(row)
    record(session, "payment_taken_back", inspector, actor=actor, now=now, detail={"kind": row.kind})


@verb
def note_certificate(session: Session, inspector: Inspector, *, actor: Viewer, now: datetime) -> None:
    """A certificate was printed. The name on it is kept nowhere."""
    record(session, "certificate_printed", inspector, actor=actor, now=now)


@verb
def name_deputy(
    session: Session, carer: Carer, deputy: Person | None, *, until_on: date | None, actor: Viewer, now: datetime
) -> None:
    """Let another coordinator look after one's inspectors to the end of a day; nobody ends what was arranged before.

    Refused for somebody who is not a coordinator of the same authority, for a day that has passed, and for one that is
    further away than a year.
    """
    session.execute(delete(CoordinatorDeputy).where(CoordinatorDeputy.coordinator_id == carer.person_id))
    if deputy is None or until_on is None:
        events.record(session, "voice.deputy_ended", ("person", actor.reference), actor=actor, now=now)
        return
    if deputy.id not in {person.id for person in queries.list_other_coordinators(session, carer)}:
        raise Refused("Select another coordinator.", "deputy")
    if until_on < carer.today:
        raise Refused("The last day must be today or later.", "until_on")
    if until_on > rules.last_deputy_day(carer.today):
        raise Refused("The last day must be within a year.", "until_on")
    session.add(CoordinatorDeputy(coordinator_id=carer.person_id, deputy_id=deputy.id, until_on=until_on, named_at=now))
    detail = {"deputy": deputy.reference, "until": until_on}
    events.record(session, "voice.deputy_named", ("person", actor.reference), actor=actor, now=now, detail=detail)


@verb
def leave(session: Session, inspector: Inspector, *, actor: events.Actor, now: datetime) -> None:
    """An inspector leaves. Nickname, PIN, cards, sessions and the way to reach them go; what they did stays without a
    name: visits, training, hours, payments and what they agreed to. What they could not take back later ends too.
    While texts are still checked for the nickname, a hash of it stays (`PastNickname`).

    Their newest card lets nobody in, but its hash stays: with it they can still tell that somebody is not safe. The way
    to reach them stays while a disclosure is open that needs it, for the safeguarding leads alone.
    """
    current = locked_inspector(session, inspector.id)
    if current.state == InspectorState.LEFT:
        raise Refused("This inspector has left already.")
    keep_hash(session, current)
    current.state, current.left_at = InspectorState.LEFT, now
    current.nickname, current.pin_hash = "", None
    forget_contact(session, current)
    session.execute(
        delete(InspectorCard).where(InspectorCard.inspector_id == current.id, InspectorCard.ended_at.is_not(None))
    )
    end_cards(session, current, now=now)
    person = session.get_one(Person, current.person_id)
    person.disabled_at = now
    for grant in person.grants:
        if grant.role == Role.YOUNG_INSPECTOR and grant.ended_at is None:
            grant.ended_at = now
    end_all_sessions(session, person.id, now=now)
    leaving.end_all(session, current, actor, now)
    record(session, "inspector_left", current, actor=actor, now=now)


def keep_hash(session: Session, inspector: Inspector) -> None:
    """Keep what a nickname is found by. Whatever checks names forgets it when nothing is left to check."""
    name = names.name_of(inspector.nickname)
    if name.letters:
        hashed = nickname_hash(name.letters)
        kept = PastNickname(inspector_id=inspector.id, letters_hash=hashed, words=name.words, letters=len(name.letters))
        session.add(kept)
        session.flush()


def nickname_hash(letters: str) -> str:
    """How the letters of a past nickname are kept: keyed, for a plain hash of a name is soon guessed."""
    return attempt_key("past-nickname", letters)


def forget_contact(session: Session, inspector: Inspector) -> None:
    """Remove the way to reach somebody who has left, unless something still needs it."""
    if inspector.state == InspectorState.LEFT and not keeping.has_reason(session, inspector):
        session.execute(delete(InspectorContact).where(InspectorContact.inspector_id == inspector.id))
