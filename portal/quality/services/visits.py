"""Planning a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import new_reference, verb
from portal.homes.models import Home
from portal.providers.rules import ServiceType
from portal.quality.models import Trigger, Visit, VisitOfficer
from portal.quality.queries import newest_version
from portal.quality.rules import set_for


class Refused(db.Refused):
    """A sentence for a person, and the field it concerns ("" for the whole)."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@verb
def plan_visit(
    session: Session,
    home: Home,
    officers: Sequence[Person],
    *,
    authority_id: int,
    trigger: Trigger,
    is_announced: bool,
    starts_at: datetime,
    ends_at: datetime,
    actor: Viewer,
    now: datetime,
) -> Visit:
    """Plan a visit to a home that the caller has found in the authority's scope; the first officer leads it.

    Refused without officers, and for a time that ends before it begins.
    """
    if not officers:
        raise Refused("Select who goes on the visit.", "officers")
    if starts_at >= ends_at:
        raise Refused("The visit must end after it begins.", "ends_at")
    set_slug = set_for(ServiceType(home.service_type))
    visit = Visit(
        reference=new_reference("QV"),
        authority_id=authority_id,
        home=home,
        trigger=trigger,
        is_announced=is_announced,
        starts_at=starts_at,
        ends_at=ends_at,
        set_slug=set_slug,
        set_version=newest_version(session, set_slug),
        created_at=now,
        created_by_id=actor.person_id,
        officers=[VisitOfficer(person=person, is_lead=place == 0) for place, person in enumerate(officers)],
    )
    session.add(visit)
    session.flush()
    events.record(
        session,
        "quality.visit_planned",
        ("visit", visit.reference),
        actor=actor,
        now=now,
        detail={"home": home.reference, "trigger": trigger, "announced": is_announced},
    )
    return visit
