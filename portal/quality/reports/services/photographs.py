"""Keeping photographs of rooms with a visit, and removing them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import new_reference, verb
from portal.quality.models import Visit
from portal.quality.reports import queries
from portal.quality.reports.models import VisitPhotograph
from portal.quality.reports.pictures import Picture
from portal.quality.reports.services.common import MOST_PHOTOGRAPHS, held_in
from portal.quality.rules import TAKES_PHOTOGRAPHS
from portal.quality.services.steps import note
from portal.quality.services.visits import Refused

TOO_LATE = (
    "Photographs are added and removed until the report goes to the provider. "
    "This one has gone, or the visit was called off."
)


@verb
def add_photograph(
    session: Session, visit: Visit, picture: Picture, *, caption: str, actor: Viewer, now: datetime
) -> None:
    """Keep a picture that was drawn anew. The same one twice is one. Refused once the report was sent, and beyond the
    number a visit may have."""
    held = held_in(session, visit, TAKES_PHOTOGRAPHS, TOO_LATE)
    if queries.has_photograph(session, held.id, picture.sha256):
        return
    if len(queries.list_photographs(session, held.id)) >= MOST_PHOTOGRAPHS:
        raise Refused(f"A visit has room for {MOST_PHOTOGRAPHS} photographs. Remove one to add another.", "file")
    photograph = VisitPhotograph(
        reference=new_reference("VP"),
        visit_id=held.id,
        caption=caption,
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        body=picture.body,
        added_at=now,
        added_by_id=actor.person_id,
    )
    session.add(photograph)
    session.flush()
    note(session, "photograph_added", held, actor=actor, now=now, photograph=photograph.reference)


@verb
def remove_photograph(
    session: Session, visit: Visit, photograph: VisitPhotograph, *, actor: Viewer, now: datetime
) -> None:
    """Take a photograph out for good. Refused once the report was sent."""
    held = held_in(session, visit, TAKES_PHOTOGRAPHS, TOO_LATE)
    session.delete(queries.get_photograph(session, held.id, photograph.reference))
    note(session, "photograph_removed", held, actor=actor, now=now, photograph=photograph.reference)
