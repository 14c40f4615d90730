"""Suspending new placements at a home, and lifting that. A person decides, with a reason that the provider reads."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, events, mail
from portal.access import Viewer
from portal.db import new_reference, verb
from portal.homes.models import Home
from portal.homes.queries import locked_home
from portal.quality.queries.people import list_people_of_home
from portal.quality.rules.days import first_day_back, last_day_ahead
from portal.quality.services.visits import Refused
from portal.quality.suspensions import queries
from portal.quality.suspensions.models import PlacementSuspension
from portal.web.filters import format_date

DAY_OUTSIDE = "The day must be between {} and {}."
LIFTED = "This suspension was lifted on {}. Nothing has changed."


@verb
def suspend(
    session: Session,
    home: Home,
    *,
    authority_id: int,
    from_on: date,
    reason: str,
    actor: Viewer,
    now: datetime,
) -> PlacementSuspension:
    """Place no new children at a home from a day on; children who live there stay.

    Refused while it is so already, and for a day far from today: nobody would notice that placements go on.
    """
    _check_day(from_on, clock.today(now))
    held = locked_home(session, home.id)
    live = queries.find_live(session, held.id, authority_id=authority_id)
    if live is not None:
        raise Refused(f"New placements at this home are suspended already, from {format_date(live.from_on)}.")
    suspension = PlacementSuspension(
        reference=new_reference("SU"),
        authority_id=authority_id,
        home_id=held.id,
        from_on=from_on,
        reason=reason,
        made_at=now,
        made_by_id=actor.person_id,
    )
    session.add(suspension)
    session.flush()
    _tell(
        session,
        home,
        suspension,
        f"New placements are paused from {format_date(from_on)}",
        "quality.suspension_begun",
        actor,
        now,
    )
    return suspension


def _check_day(from_on: date, today: date) -> None:
    first, last = first_day_back(today), last_day_ahead(today)
    if not first <= from_on <= last:
        raise Refused(DAY_OUTSIDE.format(format_date(first), format_date(last)), "from_on")


@verb
def lift(
    session: Session, suspension: PlacementSuspension, *, reason: str, actor: Viewer, now: datetime
) -> PlacementSuspension:
    """Place children at a home again, with a reason: a suspension that began since stays. Refused where this one was
    lifted already."""
    home = suspension.home
    locked_home(session, home.id)
    session.refresh(suspension)
    if suspension.lifted_at is not None:
        raise Refused(LIFTED.format(format_date(suspension.lifted_at)))
    suspension.lifted_at, suspension.lifted_by_id, suspension.lifted_reason = now, actor.person_id, reason
    _tell(session, home, suspension, "New placements can be made again", "quality.suspension_lifted", actor, now)
    return suspension


def _tell(
    session: Session,
    home: Home,
    suspension: PlacementSuspension,
    subject: str,
    what: str,
    actor: Viewer,
    now: datetime,
) -> None:
    """The event, and a mail to whoever answers for the home; the reason stands behind sign-in."""
    events.record(
        session,
        what,
        ("home", home.reference),
        actor=actor,
        now=now,
        provider=home.provider.reference,
        detail={"suspension": suspension.reference, "from_on": suspension.from_on.isoformat()},
        personal=suspension.lifted_reason or suspension.reason,
    )
    for person in list_people_of_home(session, home):
        mail.post(
            session,
            "placements_suspended",
            to=person.inbox,
            subject=subject,
            key=f"{what}:{suspension.reference}:{person.id}",
            now=now,
            name=person.name,
            is_lifted=suspension.lifted_at is not None,
            from_on=format_date(suspension.from_on),
            path="/provider/visits/",
        )
