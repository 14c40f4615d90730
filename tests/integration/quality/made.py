"""Visits and judgements for tests, made through the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy.orm import Session

from portal import clock, db
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.providers.rules import ServiceType
from portal.quality import services
from portal.quality.models import Judgement, Trigger, Visit, VisitState
from portal.quality.rules.judgements import frameworks_for
from tests import factories

IN_A_WEEK = timedelta(days=7)
AN_HOUR = timedelta(hours=1)
# One after the other, so that no two of a test clash.
_slots: Iterator[timedelta] = cycle(3 * AN_HOUR * number for number in range(40))


def visit(session: Session, home: Home, *officers: Person, starts_at: datetime | None = None, **more: Any) -> Visit:
    """A planned visit of the active authority in a week or so, for two hours; the first officer leads it.

    One of a time that has passed was planned before it."""
    now = clock.now()
    begins = starts_at or now + IN_A_WEEK + next(_slots)
    plan = {"trigger": Trigger.PROGRAMME, "is_announced": True, **more}
    return services.plan_visit(
        session,
        home,
        officers,
        authority_id=plan.pop("authority_id", None) or factories.make_authority(session).id,
        starts_at=begins,
        ends_at=plan.pop("ends_at", begins + 2 * AN_HOUR),
        actor=factories.viewer_of(session, officers[0]),
        now=min(now, begins),
        **plan,
    )


def ago(days: float) -> datetime:
    """Some days ago or a little more (ahead, where `days` is below zero), when nobody else is on a visit."""
    slot = next(_slots)
    return clock.now() - timedelta(days=days) - (slot if days >= 0 else -slot)


@db.verb
def been(session: Session, /, home: Home, officer: Person, *, at: datetime, **more: Any) -> Visit:
    """A visit that somebody made at an instant."""
    made = visit(session, home, officer, starts_at=at, **more)
    made.state, made.done_at = VisitState.DONE, made.ends_at
    return made


def judgement(session: Session, home: Home, person: Person, outcome: str = "good", *, on: date) -> Judgement:
    """What the regulator said of a home, by the framework of its kind."""
    framework = frameworks_for(ServiceType(home.service_type))[0]
    said = next(each for each in framework.outcomes if each.slug == outcome)
    return services.record_judgement(
        session, home, framework, said, judged_on=on, actor=factories.viewer_of(session, person), now=clock.now()
    )
