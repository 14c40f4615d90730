"""What waits for coordinators: somebody not home, cards that nobody used, visits on which no inspector goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.quality.models import VisitState
from portal.voice.inspectors import queries
from portal.voice.inspectors.models import CoordinatorDeputy
from portal.voice.inspectors.queries import Carer
from portal.web.filters import format_date
from portal.web.today import Waiting, waits_for

HOME_AFTER = timedelta(hours=2)
SOON = timedelta(days=14)


def carer_of(viewer: Viewer, now: datetime) -> Carer:
    """A coordinator at their desk, today."""
    return Carer(viewer.person_id, viewer.authority_id or 0, clock.today(now))


def standing_words(session: Session, carer: Carer) -> Iterator[Waiting]:
    """Who stands in for a coordinator today, and for whom they do; with the reason where nobody was asked."""
    found = queries.find_deputy(session, carer.person_id)
    if found is not None and found.until_on >= carer.today:
        yield _standing(f"{found.deputy.name} stands in for you", found, url_for("inspectors.deputy"))
    for row in queries.list_standing_in(session, carer):
        yield _standing(f"You stand in for {row.coordinator.name}", row, url_for("inspectors.list_all"))


def _standing(who: str, row: CoordinatorDeputy, href: str) -> Waiting:
    text = f"{who} until {format_date(row.until_on)}."
    return Waiting(text, href, status="Stepped in" if row.reason else "Arranged", tone="grey", hint=row.reason or None)


@waits_for(Role.COORDINATOR)
def standing(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Who stands in for whom."""
    yield from standing_words(session, carer_of(viewer, now))


@waits_for(Role.COORDINATOR)
def not_home(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Inspectors who went on a visit and have not said that they are home safe."""
    places = queries.list_not_home(session, carer_of(viewer, now), now=now, after=HOME_AFTER)
    if places:
        first = places[0].visit
        yield Waiting(
            "Inspectors who have not said that they are home safe",
            url_for("inspector_visits.visit", reference=first.reference),
            count=len(places),
            since_on=clock.today(first.ends_at),
            status="Now",
            tone="red",
        )


@waits_for(Role.COORDINATOR)
def in_doubt(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Visits that moved or were called off, of whose inspectors nobody has checked since how they get there."""
    places = queries.list_in_doubt(session, carer_of(viewer, now), now=now)
    for visit in dict.fromkeys(held.visit for held in places):
        is_off = visit.state == VisitState.CANCELLED
        yield Waiting(
            f"Check how they get there: {visit.home.name}",
            url_for("inspector_visits.visit", reference=visit.reference),
            count=sum(held.visit is visit for held in places),
            happens_on=clock.today(visit.starts_at),
            status="Called off" if is_off else "Moved",
            tone="red",
        )


@waits_for(Role.COORDINATOR)
def unused_cards(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Cards made a week ago and more that nobody has used."""
    count, oldest = queries.count_unused_cards(session, carer_of(viewer, now), now=now)
    if count and oldest:
        yield Waiting("Cards not used", url_for("inspectors.list_all"), count=count, since_on=clock.today(oldest))


@waits_for(Role.COORDINATOR)
def visits_without(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Visits of the next two weeks on which no inspector goes."""
    visits = queries.list_visits_without(session, viewer.authority_id or 0, now=now, within=SOON)
    if visits:
        yield Waiting(
            "Visits without an inspector",
            url_for("inspector_visits.list_visits"),
            count=len(visits),
            due_on=clock.today(visits[0].starts_at),
        )
