"""What waits for people about visits: an officer's own, homes overdue one, and what a provider was told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import PROVIDER_ROLES, Role, Viewer
from portal.authorities.queries import get_authority
from portal.quality.models import VisitState
from portal.quality.queries.programme import list_programme
from portal.quality.queries.visits import list_at_closed_homes, list_told_ahead, list_unattended, list_visits
from portal.quality.rules.programme import Standing
from portal.quality.words import closed_words, hours_words, told_closed_words
from portal.web import today
from portal.web.today import Waiting

AHEAD = timedelta(days=7)


@today.waits_for(Role.QA_OFFICER)
def my_visits(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Their own visits of the next seven days. One that is over waits to be written up (reports/today.py), one to a
    home that has closed to be called off."""
    if viewer.authority_id is None:
        return
    visits = list_visits(
        session,
        viewer.authority_id,
        officer_id=viewer.person_id,
        until_at=now + AHEAD,
        states=(VisitState.PLANNED,),
    )
    for visit in visits:
        if visit.ends_at < now or closed_words(visit.home, VisitState.PLANNED):
            continue
        yield Waiting(
            f"Visit {visit.home.name}",
            url_for("quality_visits.visit", reference=visit.reference),
            happens_on=clock.today(visit.starts_at),
            status="Planned",
            tone="blue",
            hint=hours_words(visit.starts_at, visit.ends_at),
        )


@today.waits_for(Role.QA_OFFICER)
def at_closed_homes(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Their own visits ahead to homes that have closed, however far."""
    visits = list_at_closed_homes(session, viewer.authority_id or 0, officer_id=viewer.person_id, now=now)
    for visit in visits:
        yield Waiting(
            f"Visit {visit.home.name}",
            url_for("quality_visits.visit", reference=visit.reference),
            happens_on=clock.today(visit.starts_at),
            status="Home closed",
            tone="yellow",
            hint=closed_words(visit.home, VisitState.PLANNED),
        )


@today.waits_for(Role.QA_OFFICER)
def overdue(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """How many homes are overdue a visit that nobody has planned."""
    if viewer.authority_id is None:
        return
    late = [
        each
        for each in list_programme(session, get_authority(session, viewer.authority_id), now=now)
        if each.standing is Standing.OVERDUE
    ]
    if late:
        href = url_for("quality_programme.programme", due=Standing.OVERDUE.value)
        text = "Plan visits to homes that are overdue one"
        yield Waiting(text, href, count=len(late), since_on=late[0].due_on, status="Overdue", tone="red")


@today.waits_for(Role.QA_OFFICER, Role.COMMISSIONER)
def unattended(session: Session, viewer: Viewer, _now: datetime) -> Iterator[Waiting]:
    """Visits whose officers have all left: an officer takes one over, and whoever late actions are passed to knows."""
    for visit in list_unattended(session, viewer.authority_id or 0):
        yield Waiting(
            f"Nobody looks after this visit: {visit.home.name}",
            url_for("quality_visits.visit", reference=visit.reference),
            since_on=clock.today(visit.starts_at),
            status="No officer",
            tone="red",
            hint="Its officers have left. A quality assurance officer can hand it over.",
        )


@today.waits_for(*PROVIDER_ROLES)
def announced(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """The announced visits ahead. What is not announced is not looked at."""
    if viewer.provider_id is None:
        return
    for visit in list_told_ahead(session, viewer, now):
        yield Waiting(
            f"Quality visit to {visit.home.name}",
            url_for("own_visits.visit", reference=visit.reference),
            happens_on=clock.today(visit.starts_at),
            status="Planned",
            hint=told_closed_words(visit.home, VisitState.PLANNED) or hours_words(visit.starts_at, visit.ends_at),
        )
