"""How tests of visits plan one through the pages, on a Thursday for the Tuesday after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.homes.models import Home
from portal.quality.models import Trigger, Visit
from portal.quality.services import Plan
from tests.support.client import Client
from tests.support.pages import Form, Page

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
TYPED = {
    "day-day": "1", "day-month": "12", "day-year": "2026", "starts": "10am", "ends": "12:30pm", "announced": "no",
    "trigger": "concern",
}  # fmt: skip
At = Callable[[datetime], None]


def plan_form(client: Client, home: Home) -> Form:
    return client.get(f"/quality/visits/plan/{home.reference}").form("Continue")


def plan(client: Client, home: Home, officer: Person, **changes: str) -> Page:
    """Both steps of planning, as far as they go."""
    page = client.submit(plan_form(client, home), {**TYPED, "lead": officer.reference, **changes})
    if page.errors:
        return page
    return client.submit(page.form("Plan this visit"), button="Plan this visit")


def only_visit(session: Session) -> Visit:
    session.expire_all()
    return session.scalars(select(Visit)).one()


def changed(officers: list[Person], visit: Visit, **changes: object) -> Plan:
    held = {
        "officers": officers,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "is_announced": visit.is_announced,
        "trigger": Trigger(visit.trigger),
    }
    return Plan(**{**held, **changes})  # type: ignore[arg-type]
