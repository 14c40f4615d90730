"""Entries for tests, made through the services."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.homes.models import Home
from portal.returns import queries, services
from portal.returns.models import EntryVersion, ReturnPeriod
from portal.returns.queries import DueHome
from portal.returns.rules import BlockReason, CapacityLine, council

SEFTON, LIVERPOOL, WIRRAL = council("E08000014"), council("E08000012"), council("E08000015")
# Six registered places, as a manager would have typed them.
LINE = CapacityLine(
    registered=6,
    usable=5,
    occupied={SEFTON: 1, LIVERPOOL: 2},
    reserved=1,
    available=1,
    blocked={BlockReason.STAFFING: 1},
    staff_vacancies=2,
    agency_share=10,
)
TYPED = {
    "registered": "6",
    "usable": "5",
    "own": "1",
    "bodies-0-body": "E08000012",
    "bodies-0-places": "2",
    "reserved": "1",
    "available": "1",
    "blocked_staffing": "1",
    "takes_emergencies": "no",
    "staff_vacancies": "2",
    "agency_share": "10",
}


def due_of(session: Session, period: ReturnPeriod, home: Home) -> DueHome:
    """A home's row in a period as its provider's admin sees it."""
    return queries.get_due(session, period, home.reference, queries.Desk(home.provider_id))


def saved(session: Session, period: ReturnPeriod, home: Home, actor: Viewer, *, now: datetime | None = None) -> DueHome:
    """A draft of LINE."""
    due = due_of(session, period, home)
    expected = due.entry.lock_version if due.entry else 0
    services.save_draft(session, due, typed=list(TYPED.items()), expected=expected, actor=actor, now=now or clock.now())
    return due_of(session, period, home)


def sent(
    session: Session,
    period: ReturnPeriod,
    home: Home,
    actor: Viewer,
    line: CapacityLine = LINE,
    *,
    now: datetime | None = None,
    answer: str = "",
) -> EntryVersion:
    """A version of a line, sent from a draft."""
    due = saved(session, period, home, actor, now=now)
    assert due.entry is not None
    sending = services.Sending(due, line, due.entry.lock_version, confirmed=True, answer=answer)
    return services.submit(session, sending, actor=actor, now=now or clock.now())


def accepted(
    session: Session, period: ReturnPeriod, home: Home, sender: Viewer, accepter: Viewer, line: CapacityLine = LINE
) -> EntryVersion:
    """A version of a line, accepted."""
    version = sent(session, period, home, sender, line)
    services.accept(session, due_of(session, period, home), number=version.number, actor=accepter, now=clock.now())
    return version
