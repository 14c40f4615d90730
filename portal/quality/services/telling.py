"""What a provider's people are told of an announced visit, and what officers are told that colleagues did with theirs.

A provider's mail, to its admins and whoever looks after the home, says which home, when and who comes. It says nothing
of where the home is, nor why somebody comes. An officer's says that there is something to read, and where.

Whoever else goes on visits hears in the same transaction that one moved, got another lead or was called off:

    @telling.listeners(order=10)
    def follow(session: Session, visit: Visit, what: Done, *, actor: Viewer, now: datetime) -> None: …
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from portal import mail
from portal.access import Viewer
from portal.homes.people.queries import list_people_to_tell
from portal.quality.models import Visit
from portal.quality.queries.visits import list_officers
from portal.quality.slots import Slot
from portal.quality.words import time_words

listeners: Slot[Callable[..., None]] = Slot()


class Done(Enum):
    """What a colleague did with an officer's visit: the subject of the mail, and what it says."""

    GIVEN = ("A quality visit for you", "A colleague has put you down for a quality visit.")
    MOVED = ("A quality visit of yours has moved", "A colleague has moved a quality visit that you go on.")
    HANDED_OVER = (
        "A quality visit is yours now",
        "A colleague has handed a quality visit over to you: you see to what is still to be done about it.",
    )
    HANDED_ON = (
        "A quality visit of yours was handed over",
        "A colleague has handed a quality visit of yours over to somebody else.",
    )
    TAKEN = ("You no longer go on a quality visit", "A colleague has taken you off a quality visit.")
    CALLED_OFF = (
        "A quality visit of yours is called off",
        "A colleague has called off a quality visit that you were to go on.",
    )


def tell_officers(
    session: Session, visit: Visit, person_ids: Collection[int], what: Done, *, actor: Viewer, now: datetime
) -> None:
    """What a colleague did, to those of these people who are officers still; whoever did it knows."""
    subject, words = what.value
    for person in list_officers(session, visit.authority_id):
        if person.id in person_ids and person.id != actor.person_id:
            mail.post(
                session,
                "officer_visit",
                to=person.inbox,
                subject=subject,
                key=f"officer-visit:{visit.reference}:{visit.version}:{person.id}",
                now=now,
                name=person.name,
                words=words,
                path=f"/quality/visits/{visit.reference}/",
            )


def tell_listeners(session: Session, visit: Visit, what: Done, *, actor: Viewer, now: datetime) -> None:
    """That a visit moved, got another lead or was called off."""
    for listen in listeners:
        listen(session, visit, what, actor=actor, now=now)


def tell_announced(session: Session, visit: Visit, *, now: datetime) -> None:
    """That somebody will come."""
    _tell(session, visit, "visit_announced", f"A quality visit to {visit.home.name}", now)


def tell_changed(session: Session, visit: Visit, *, now: datetime) -> None:
    """That the time, or who comes, is another."""
    _tell(session, visit, "visit_changed", f"The quality visit to {visit.home.name} has changed", now)


def tell_called_off(session: Session, visit: Visit, *, now: datetime) -> None:
    """That nobody comes."""
    _tell(session, visit, "visit_called_off", f"The quality visit to {visit.home.name} is called off", now)


def _tell(session: Session, visit: Visit, template: str, subject: str, now: datetime) -> None:
    for person in list_people_to_tell(session, visit.home.id, visit.home.provider_id):
        mail.post(
            session,
            template,
            to=person.inbox,
            subject=subject,
            key=f"visit:{visit.reference}:{visit.version}:{person.id}",
            now=now,
            name=person.name,
            home=visit.home.name,
            when=time_words(visit.starts_at, visit.ends_at),
            officers=" and ".join(person.name for person in visit.who_goes(now)),
            path=f"/provider/visits/{visit.reference}/",
        )
