"""Several officers who plan at the same instant, in real threads on real databases: a time is taken once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.accounts.models import Person
from portal.authorities.queries import get_active_authority
from portal.homes.models import Home
from portal.quality import services
from portal.quality.models import Trigger, Visit, VisitOfficer
from tests import factories


def at_once(app: Flask, acts: list[Callable[[Session], Any]]) -> list[Any]:
    """Do every act in a thread and session of its own, begun together; a refusal is returned like an answer."""
    begin = Barrier(len(acts))

    def run(act: Callable[[Session], Any]) -> Any:
        with app.app_context(), db.database().session() as session:
            begin.wait()
            try:
                return act(session)
            except services.Refused as refused:
                return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def planner(session: Session, home: Home, officer: Person, reference: str | None = None) -> Callable[[Session], Any]:
    """Plans a visit at one and the same time."""
    authority, actor = get_active_authority(session).id, factories.viewer_of(session, officer)
    starts_at = (clock.now() + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)

    def plan(own: Session) -> str:
        place, person = own.get_one(Home, home.id), own.get_one(Person, officer.id)
        own.rollback()
        return services.plan_visit(
            own,
            place,
            [person],
            authority_id=authority,
            trigger=Trigger.PROGRAMME,
            is_announced=False,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            actor=actor,
            now=clock.now(),
            reference=reference,
        ).reference

    return plan


def test_one_of_six_gets_the_officer(app: Flask, session: Session, home: Home, officer: Person) -> None:
    places = [factories.make_home(session, home.provider, f"House {number}") for number in range(6)]
    acts = [planner(session, place, officer) for place in places]
    session.commit()
    outcomes = at_once(app, acts)
    assert sum(isinstance(outcome, services.Refused) for outcome in outcomes) == 5
    assert len(session.scalars(select(VisitOfficer)).all()) == 1


def test_six_sends_of_one_form_are_one_visit(app: Flask, session: Session, home: Home, officer: Person) -> None:
    acts = [planner(session, home, officer, "QV-37KXC9TJ")] * 6
    session.commit()
    assert set(at_once(app, acts)) == {"QV-37KXC9TJ"}
    assert len(session.scalars(select(Visit)).all()) == 1


def test_two_officers_cannot_both_have_the_home(app: Flask, session: Session, home: Home, officer: Person) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    acts = [planner(session, home, person) for person in (officer, other)]
    session.commit()
    assert sum(isinstance(outcome, services.Refused) for outcome in at_once(app, acts)) == 1
