"""What a provider's people are told of an announced visit: its admins, and whoever looks after the home.

Mail says which home, when and who comes. It says nothing of where the home is, nor why somebody comes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import mail
from portal.homes.people.queries import list_people_to_tell
from portal.quality.models import Visit
from portal.quality.words import time_words


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
            officers=" and ".join(officer.person.name for officer in visit.officers),
            path=f"/provider/visits/{visit.reference}/",
        )
