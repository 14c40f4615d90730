"""Recording a placement, changing it, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.authorities.models import Authority
from portal.authorities.queries import get_authority
from portal.db import new_reference, verb
from portal.homes.models import Home
from portal.homes.rules import Fault
from portal.homes.services import Refused, Stale
from portal.homes.services.checks import STALE
from portal.placements import queries
from portal.placements.models import Placement
from portal.placements.queries.records import PLAIN_FIELDS
from portal.placements.rules.judging import STEP_FIELDS, HomeFacts, PlacementDetails, judge

NO_SUCH_HOME = "No home in the register has this URN or reference. Check it, or leave it empty"


@verb
def record_placement(
    session: Session,
    authority: Authority,
    details: PlacementDetails,
    *,
    actor: events.Actor,
    now: datetime,
    reference: str | None = None,
) -> Placement:
    """Record one placement of the authority. Refused with every fault; what the home tells of its area is taken over.

    `reference` is the one a form was given when it was opened: sent twice, it answers with the same placement.
    """
    # Two sends of one form at the same moment: the second waits here, and then sees the first.
    session.get_one(Authority, authority.id, with_for_update=True)
    again = _find_own(session, authority, reference) if reference else None
    if again is not None:
        return again
    home = _home(session, authority, details)
    placement = Placement(
        reference=reference or new_reference("PL"),
        authority_id=authority.id,
        **judged(details, home, now),
        watched_from_on=watch_start(details, None, now),
        created_at=now,
        updated_at=now,
    )
    session.add(placement)
    session.flush()
    session.refresh(placement, ["home", "host_authority"])
    _note(session, placement, "placements.recorded", actor=actor, now=now)
    return placement


def _find_own(session: Session, authority: Authority, reference: str) -> Placement | None:
    query = select(Placement).where(Placement.reference == reference, Placement.authority_id == authority.id)
    return session.scalar(query)


@verb
def change_placement(
    session: Session,
    placement: Placement,
    step: str,
    answers: Mapping[str, Any],
    *,
    version: int,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Save one step's answers. Stale when somebody saved since the editor began; Refused when they will not do.

    The answers that stand already change nothing, so sending twice is the same as once.
    """
    _write(
        session,
        placement,
        {field: answers[field] for field in STEP_FIELDS[step]},
        "placements.changed",
        version=version,
        actor=actor,
        now=now,
    )


@verb
def end_placement(
    session: Session,
    placement: Placement,
    *,
    ended_quarter_on: date,
    end_code: str,
    version: int,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Say when a placement ended and why; asked again with other answers, they are corrected."""
    answers = {"ended_quarter_on": ended_quarter_on, "end_code": end_code}
    _write(session, placement, answers, "placements.ended", version=version, actor=actor, now=now)


def _write(
    session: Session,
    placement: Placement,
    answers: Mapping[str, Any],
    what: str,
    *,
    version: int,
    actor: events.Actor,
    now: datetime,
) -> None:
    placement = queries.locked_placement(session, placement.id)
    before = queries.details_of(placement)
    authority = get_authority(session, placement.authority_id)
    details = replace(before, **answers)
    home = _home(session, authority, details)
    details = replace(details, home=home.reference if home else "")
    changed = sorted(field for field in answers if getattr(before, field) != getattr(details, field))
    if not changed:
        return
    if placement.version != version:
        raise Stale([Fault("", STALE)])
    columns = judged(details, home, now)
    columns["watched_from_on"] = watch_start(details, placement.watched_from_on, now)
    for column, value in columns.items():
        setattr(placement, column, value)
    placement.version += 1
    placement.updated_at = now
    session.flush()
    session.refresh(placement, ["home", "host_authority"])
    _note(session, placement, what, actor=actor, now=now, fields=changed)


def _home(session: Session, authority: Authority, details: PlacementDetails) -> Home | None:
    if not details.home:
        return None
    home = queries.find_homes(session, [details.home], authority_id=authority.id).get(details.home)
    if home is None:
        raise Refused.because(NO_SUCH_HOME, "home")
    return home


def judged(details: PlacementDetails, home: Home | None, now: datetime) -> dict[str, Any]:
    """A placement's columns; Refused with every fault."""
    facts = queries.facts_of(home) if home else None
    faults = judge(details, facts, today=clock.today(now))
    if faults:
        raise Refused(faults)
    return columns_of(details, facts, home.id if home else None)


def columns_of(details: PlacementDetails, facts: HomeFacts | None, home_id: int | None) -> dict[str, Any]:
    """What the table keeps of a judged placement: a known home tells the host authority."""
    host = (facts.host_authority_code if facts else None) or details.host_authority_code
    return {
        **{field: getattr(details, field) for field in PLAIN_FIELDS},
        "host_authority_code": host,
        "home_id": home_id,
        "age_band": details.age_band,
        "sourcing": details.sourcing,
        "distance_band": details.distance_band,
        "exit_plan": details.exit_plan,
        "social_care_pence": _pence(details.social_care),
        "education_pence": _pence(details.education),
        "health_pence": _pence(details.health),
    }


def _pence(pounds: Decimal | None) -> int | None:
    return None if pounds is None else int(pounds.scaleb(2))


def watch_start(details: PlacementDetails, before: date | None, now: datetime) -> date | None:
    """The day daily reviews begin: the one on which the portal learns of the watch. Kept when the placement ends."""
    if details.is_unregistered or details.is_deprivation_of_liberty:
        return before or clock.today(now)
    return None


def _note(
    session: Session, placement: Placement, what: str, *, actor: events.Actor, now: datetime, **detail: object
) -> None:
    events.record(session, what, ("placement", placement.reference), actor=actor, now=now, detail=detail)
