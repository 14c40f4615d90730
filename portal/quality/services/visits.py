"""Planning a visit, changing what was planned, and calling it off.

Everybody who plans holds the authority's row while it is decided whether the time is free: two who plan at the same
instant are one after the other. What a provider is told leaves with the same transaction, and only of announced visits;
so does what officers are told that colleagues did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Viewer
from portal.accounts.models import Person
from portal.authorities.models import Authority
from portal.db import new_reference, verb
from portal.homes.models import Home
from portal.providers.rules import ServiceType
from portal.quality.models import Trigger, Visit, VisitOfficer, VisitState
from portal.quality.queries import locked_visit, newest_version, unwritten
from portal.quality.queries.visits import Clash, find_clash, find_visit
from portal.quality.rules import CARRIED_OUT, REFUSALS, WRITTEN_ON, Step, after, others_may_be_out, set_for
from portal.quality.rules.days import first_day_back, last_day_ahead
from portal.quality.services.telling import (
    Done,
    tell_announced,
    tell_called_off,
    tell_changed,
    tell_listeners,
    tell_officers,
)
from portal.quality.services.visitors import join_visitors, keep_who_went
from portal.quality.words import time_words, too_far
from portal.web.filters import format_date

STALE = "Somebody else changed this visit while you had the page open. Look at both, then save again."
TOLD = "The provider has been told of this visit, so it stays announced. Call it off to plan an unannounced one."
BEGUN = "This visit has begun: whether the home knew of it beforehand stays as it was."
OTHERS_THERE = "Others may be there or on their way, so this visit keeps its time. Call it off, and plan another one."
CHANGED_SINCE = "Somebody else changed this visit while you had the page open. Look at it again before you call it off."
MOVED_BACK = "A visit is moved to a time to come. Call this one off, and put in the one that was made."


class Refused(db.Refused):
    """A visit, or what comes of one, cannot be changed that way now."""


class Stale(Refused):
    """Somebody else saved meanwhile."""


@dataclass(frozen=True)
class Plan:
    """Who goes (the first leads), when, whether the home is told, and why."""

    officers: Sequence[Person]
    starts_at: datetime
    ends_at: datetime
    is_announced: bool
    trigger: Trigger


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
    reference: str | None = None,
) -> Visit:
    """Plan a visit to a home that the caller has found in the authority's scope; the first officer leads it.

    Refused without officers, for a time that ends before it begins or lies far from today, and where the home or an
    officer has another visit at that time. `reference` is the one a form was given when it was opened: sent twice, it
    is the same visit.
    """
    plan = Plan(officers, starts_at, ends_at, is_announced, trigger)
    hold_calendar(session, authority_id)
    again = find_visit(session, authority_id, reference) if reference else None
    if again is not None:
        return again
    check_plan(session, plan, home, authority_id, now=now)
    set_slug = set_for(ServiceType(home.service_type))
    visit = Visit(
        reference=reference or new_reference("QV"),
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
        officers=_officers(officers),
    )
    session.add(visit)
    session.flush()
    if is_announced and starts_at > now:
        tell_announced(session, visit, now=now)
    tell_officers(session, visit, _people(visit), Done.GIVEN, actor=actor, now=now)
    detail = {"home": home.reference, "trigger": trigger, "announced": is_announced}
    _note(session, visit, "visit_planned", actor=actor, now=now, **detail)
    return visit


@verb
def change_visit(session: Session, visit: Visit, plan: Plan, *, version: int, actor: Viewer, now: datetime) -> Visit:
    """Change who goes, when, whether the home is told, or why. An announced visit stays announced.

    Refused as planning is, for a start moved into the past, for a visit that is no longer planned or was carried out,
    for one that is announced after it began, and (Stale) when somebody saved since `version`.
    """
    hold_calendar(session, visit.authority_id)
    visit = _moved(session, visit, Step.CHANGE, now)
    if visit.version != version:
        raise Stale(STALE)
    if visit.is_announced and not plan.is_announced:
        raise Refused(TOLD, "announced")
    if plan.starts_at != visit.starts_at and plan.starts_at < now:
        raise Refused(MOVED_BACK, "day")
    if plan.starts_at != visit.starts_at:
        _refuse_to_move(session, visit, now)
    if plan.is_announced != visit.is_announced and min(visit.starts_at, plan.starts_at) <= now:
        raise Refused(BEGUN, "announced")
    check_plan(session, plan, visit.home, visit.authority_id, now=now, except_id=visit.id)
    was = _planned(visit)
    was_announced, before = visit.is_announced, (visit.starts_at, visit.ends_at, _people(visit))
    _keep_visitors(session, visit, plan, now)
    visit.starts_at, visit.ends_at = plan.starts_at, plan.ends_at
    visit.is_announced, visit.trigger = plan.is_announced, plan.trigger
    if _people(visit) != [person.id for person in plan.officers]:
        visit.officers = []
        session.flush()
        visit.officers = _officers(plan.officers)
    join_visitors(visit, before[2], now)
    visit.version += 1
    session.flush()
    if visit.is_announced and not was_announced:
        tell_announced(session, visit, now=now)
    elif visit.is_announced and visit.ends_at > now and before != (visit.starts_at, visit.ends_at, _people(visit)):
        tell_changed(session, visit, now=now)
    _tell_of_change(session, visit, before, actor=actor, now=now)
    _note(session, visit, "visit_changed", actor=actor, now=now, announced=visit.is_announced, **was)
    return visit


def _planned(visit: Visit) -> dict[str, object]:
    """A plan as the record of events keeps what it was."""
    officers = [each.person.reference for each in visit.officers]
    return {"was_from": visit.starts_at.isoformat(), "was_until": visit.ends_at.isoformat(), "was_by": officers}


def _refuse_to_move(session: Session, visit: Visit, now: datetime) -> None:
    """What was made stays on its day; where others than its officers go they may be there, and are not left behind."""
    if unwritten.is_written(session, visit):
        raise Refused(CARRIED_OUT, "day")
    may_be_out = others_may_be_out(visit.starts_at, visit.ends_at, now) and unwritten.is_accompanied(session, visit)
    if may_be_out or unwritten.is_witnessed(session, visit):
        raise Refused(OTHERS_THERE, "day")


def _keep_visitors(session: Session, visit: Visit, plan: Plan, now: datetime) -> None:
    """Nobody was on a visit yet that is moved; one that goes on keeps who was there when one of them leaves it."""
    if plan.starts_at != visit.starts_at:
        visit.visitors = []
    elif not set(_people(visit)) <= {person.id for person in plan.officers}:
        keep_who_went(session, visit, now, when_over=False)


def _tell_of_change(
    session: Session, visit: Visit, before: tuple[datetime, datetime, list[int]], *, actor: Viewer, now: datetime
) -> None:
    """One mail to each whom a change concerns: who came, who left, and where the time is another, who stayed. Whoever
    else goes hears of the time alone."""
    *times, people = before
    was, are = set(people), set(_people(visit))
    tell_officers(session, visit, are - was, Done.GIVEN, actor=actor, now=now)
    tell_officers(session, visit, was - are, Done.TAKEN, actor=actor, now=now)
    if times != [visit.starts_at, visit.ends_at]:
        tell_officers(session, visit, was & are, Done.MOVED, actor=actor, now=now)
        tell_listeners(session, visit, Done.MOVED, actor=actor, now=now)
    elif people[0] != _people(visit)[0] and visit.ends_at > now:
        tell_listeners(session, visit, Done.HANDED_OVER, actor=actor, now=now)


@verb
def cancel_visit(
    session: Session,
    visit: Visit,
    *,
    reason: str,
    version: int,
    actor: Viewer,
    now: datetime,
    is_mistaken: bool = False,
) -> Visit:
    """Call a planned visit off. The reason stays with the authority; whoever was told of it is told that it is off.

    Refused for a visit that is no longer planned or was carried out; Stale when somebody saved since `version`. What
    its officers wrote on it shows that it was, unless they wrote it on the wrong visit (`is_mistaken`) and nothing else
    shows it. The same once more changes nothing.
    """
    held = locked_visit(session, visit.id)
    if held.state == VisitState.CANCELLED and held.cancelled_reason == reason:
        return held
    is_written = unwritten.is_written(session, held)
    if is_written and not is_mistaken and fault_of_step(session, visit, Step.CANCEL, now=now) is None:
        raise Refused(WRITTEN_ON, "mistaken")
    visit = _moved(session, visit, Step.CANCEL, now)
    if not reason:
        raise Refused("Enter why the visit is called off.", "reason")
    if visit.version != version:
        raise Stale(CHANGED_SINCE)
    visit.cancelled_reason = reason
    visit.visitors = []  # nobody went on it
    visit.version += 1
    session.flush()
    if visit.is_announced:
        tell_called_off(session, visit, now=now)
    tell_officers(session, visit, _people(visit), Done.CALLED_OFF, actor=actor, now=now)
    tell_listeners(session, visit, Done.CALLED_OFF, actor=actor, now=now)
    detail = {"written_by_mistake": True} if is_written else {}
    _note(session, visit, "visit_cancelled", actor=actor, now=now, **detail)
    return visit


def hold_calendar(session: Session, authority_id: int) -> None:
    """Wait until nobody else plans for this authority."""
    session.get_one(Authority, authority_id, with_for_update={"key_share": True})


def _moved(session: Session, visit: Visit, step: Step, now: datetime) -> Visit:
    held = locked_visit(session, visit.id)
    if fault := fault_of_step(session, held, step, now=now):
        raise Refused(fault)
    held.state = after(VisitState(held.state), step) or held.state
    return held


def fault_of_step(session: Session, visit: Visit, step: Step, *, now: datetime) -> str | None:
    """Why a visit cannot be changed, or called off, as it stands now; None where it can."""
    if after(VisitState(visit.state), step) is None:
        return REFUSALS[step]
    is_made = bool(unwritten.among(session, [visit], now))
    if step is Step.CANCEL:
        is_begun = visit.ends_at <= now or unwritten.is_written(session, visit)
        is_made = is_begun and unwritten.is_witnessed(session, visit)
    return CARRIED_OUT if is_made else None


def check_plan(
    session: Session, plan: Plan, home: Home, authority_id: int, *, now: datetime, except_id: int | None = None
) -> None:
    """Raise Refused for a plan that cannot be; what is free now may be taken until the visit is planned."""
    if not plan.officers:
        raise Refused("Select who goes on the visit.", "officers")
    if plan.starts_at >= plan.ends_at:
        raise Refused("The visit must end after it begins.", "ends_at")
    _refuse_far(clock.today(plan.starts_at), clock.today(now))
    clash = find_clash(
        session,
        authority_id,
        home_id=home.id,
        officer_ids=[person.id for person in plan.officers],
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        except_id=except_id,
    )
    if clash is not None:
        raise Refused(clash_words(clash), "starts_at" if clash.officer is None else "officers")


def _refuse_far(day: date, today: date) -> None:
    if day > last_day_ahead(today):
        raise Refused(too_far("The day of the visit", last_day_ahead(today)), "day")
    if day < first_day_back(today):
        first = format_date(first_day_back(today))
        raise Refused(f"The day of the visit must be {first} or later: a visit is put in within a year.", "day")


def clash_words(clash: Clash) -> str:
    """Which visit is in the way."""
    other = clash.visit
    when = time_words(other.starts_at, other.ends_at)
    if clash.officer is None:
        return f"This home has visit {other.reference} on {when}. Choose another time, or change that visit."
    where = f"visit {other.reference} to {other.home.name} on {when}"
    return f"{clash.officer.name} is on {where}. Choose another time, or somebody else."


def _officers(people: Sequence[Person]) -> list[VisitOfficer]:
    return [VisitOfficer(person=person, is_lead=place == 0) for place, person in enumerate(people)]


def _people(visit: Visit) -> list[int]:
    return [officer.person.id for officer in visit.officers]


def _note(session: Session, visit: Visit, what: str, *, actor: Viewer, now: datetime, **detail: object) -> None:
    """Record what happened. No provider is named with it: an organisation reads its own events, and may not know."""
    events.record(session, f"quality.{what}", ("visit", visit.reference), actor=actor, now=now, detail=detail)
