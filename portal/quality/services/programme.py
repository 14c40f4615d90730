"""A person's own day for a home's next visit, and what the regulator said of a home."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.db import verb
from portal.homes.models import Home
from portal.homes.queries import locked_home
from portal.quality.models import Judgement, VisitDay
from portal.quality.queries.visits import get_judgement
from portal.quality.rules.days import first_day_of_others, last_day_ahead
from portal.quality.rules.judgements import Framework, Outcome
from portal.quality.services.visits import Refused
from portal.quality.words import too_far
from portal.web.filters import format_date

NO_OWN_DAY = "Nobody has set a day for this home, or it has been lifted already."


@verb
def set_visit_day(
    session: Session, home: Home, *, authority_id: int, due_on: date, reason: str, actor: Viewer, now: datetime
) -> VisitDay:
    """Set the day by which a home is visited next, in place of the programme's. One set before is lifted by it."""
    if not reason:
        raise Refused("Enter why the day is another.", "reason")
    if due_on < clock.today(now):
        raise Refused("The day must be today or later.", "due_on")
    last = last_day_ahead(clock.today(now))
    if due_on > last:
        raise Refused(too_far("The day", last), "due_on")
    locked_home(session, home.id)
    _lift(_find_standing(session, home, authority_id), actor, now)
    session.flush()
    day = VisitDay(
        authority_id=authority_id,
        home_id=home.id,
        due_on=due_on,
        reason=reason,
        set_at=now,
        set_by_id=actor.person_id,
    )
    session.add(day)
    _note(session, home, "visit_day_set", actor=actor, now=now, due_on=due_on)
    return day


@verb
def lift_visit_day(session: Session, home: Home, *, authority_id: int, actor: Viewer, now: datetime) -> None:
    """Let the programme's own day count again. Refused where nobody set one."""
    locked_home(session, home.id)
    standing = _find_standing(session, home, authority_id)
    if standing is None:
        raise Refused(NO_OWN_DAY)
    _lift(standing, actor, now)
    _note(session, home, "visit_day_lifted", actor=actor, now=now, due_on=standing.due_on)


def _find_standing(session: Session, home: Home, authority_id: int) -> VisitDay | None:
    query = select(VisitDay).where(
        VisitDay.home_id == home.id, VisitDay.authority_id == authority_id, VisitDay.lifted_at.is_(None)
    )
    return session.scalar(query)


def _lift(standing: VisitDay | None, actor: Viewer, now: datetime) -> None:
    if standing is not None:
        standing.lifted_at, standing.lifted_by_id = now, actor.person_id


@verb
def record_judgement(
    session: Session,
    home: Home,
    framework: Framework,
    outcome: Outcome,
    *,
    judged_on: date,
    actor: Viewer,
    now: datetime,
) -> Judgement:
    """Record what the regulator said of a home on a day. Recording the same again changes nothing.

    Refused for a day to come or more than ten years ago, and for a second judgement of a day, which takes the first
    one's removal.
    """
    if judged_on > clock.today(now):
        raise Refused("The day of the judgement must be in the past.", "judged_on")
    first = first_day_of_others(clock.today(now))
    if judged_on < first:
        raise Refused(f"The day of the judgement must be {format_date(first)} or later.", "judged_on")
    locked_home(session, home.id)
    query = select(Judgement).where(Judgement.home_id == home.id, Judgement.judged_on == judged_on)
    there = session.scalar(query)
    if there is not None:
        if (there.framework, there.framework_version, there.outcome) == _texts(framework, outcome):
            return there
        raise Refused("A judgement of this day is recorded already. Remove it first if it is wrong.", "judged_on")
    judgement = Judgement(
        home_id=home.id,
        judged_on=judged_on,
        framework=framework.slug,
        framework_version=framework.version,
        outcome=outcome.slug,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    session.add(judgement)
    _note(session, home, "judgement_recorded", actor=actor, now=now, judged_on=judged_on, outcome=outcome.slug)
    return judgement


def _texts(framework: Framework, outcome: Outcome) -> tuple[str, int, str]:
    return framework.slug, framework.version, outcome.slug


@verb
def remove_judgement(session: Session, home: Home, day: str, *, actor: Viewer, now: datetime) -> None:
    """Remove a judgement that was recorded by mistake; the record of events keeps what it said. NotFound for none."""
    locked_home(session, home.id)
    judgement = get_judgement(session, home.id, day)
    session.delete(judgement)
    _note(session, home, "judgement_removed", actor=actor, now=now, judged_on=day, outcome=judgement.outcome)


def _note(session: Session, home: Home, what: str, *, actor: Viewer, now: datetime, **detail: object) -> None:
    """Record what happened, for the authority: the organisation is not named with it, so it does not read it."""
    events.record(session, f"quality.{what}", ("home", home.reference), actor=actor, now=now, detail=detail)
