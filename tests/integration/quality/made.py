"""Visits for tests, made through the services."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.quality import services
from portal.quality.models import Trigger, Visit
from tests import factories

IN_A_WEEK = timedelta(days=7)
AN_HOUR = timedelta(hours=1)


def visit(session: Session, home: Home, *officers: Person, starts_at: datetime | None = None, **more: Any) -> Visit:
    """A planned visit of the active authority in a week, for two hours; the first officer leads it."""
    begins = starts_at or clock.now() + IN_A_WEEK
    plan = {"trigger": Trigger.PROGRAMME, "is_announced": True, **more}
    return services.plan_visit(
        session,
        home,
        officers,
        authority_id=plan.pop("authority_id", None) or factories.make_authority(session).id,
        starts_at=begins,
        ends_at=plan.pop("ends_at", begins + 2 * AN_HOUR),
        actor=factories.viewer_of(session, officers[0]),
        now=clock.now(),
        **plan,
    )
