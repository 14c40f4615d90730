"""What waits on the Today page because of returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.returns import queries, rules, words
from portal.returns.models import EntryState, ReturnPeriod
from portal.web.today import Waiting, waits_for

# Months further back wait for nobody on this page; the list of months still has them.
MONTHS_SHOWN = 3


@waits_for(Role.PROVIDER_MEMBER, Role.PROVIDER_ADMIN)
def for_provider(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Homes not sent in an open month, and questions to answer in any."""
    if viewer.provider_id is None:
        return
    periods = _opened(session, now)
    windows = queries.windows_by_period(session, periods, viewer.provider_id)
    counts = queries.count_states_by_period(session, periods, desk=queries.desk_of(viewer, viewer.provider_id))
    for period in periods:
        yield from _provider_month(period, windows[period.id], counts[period.id], now)


def _provider_month(
    period: ReturnPeriod, window: rules.Window, states: Counter[EntryState], now: datetime
) -> Iterator[Waiting]:
    href = url_for("returns.month", slug=rules.month_slug(period.month))
    name = words.month_return(period.month)
    if queried := states[EntryState.QUERIED]:
        yield Waiting(f"{name}: answer the council's question", href, queried, tone="red")
    left = words.not_returned(states)
    if left and window.takes(now):
        state = "not started" if states[EntryState.NOT_STARTED] == left else "not sent"
        yield Waiting(f"{name}: {words.homes(left)} {state}", href, due_on=rules.closing_day(window.ends_at))


@waits_for(Role.COMMISSIONER, Role.PUBLISHER)
def for_commissioner(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Entries to look at, and homes that have not returned."""
    if viewer.authority_id is None:
        return
    periods = _opened(session, now)
    counts = queries.count_states_by_period(session, periods, authority_id=viewer.authority_id)
    for period in periods:
        yield from _council_month(period, counts[period.id], now)


def _council_month(period: ReturnPeriod, states: Counter[EntryState], now: datetime) -> Iterator[Waiting]:
    name = words.month_return(period.month)
    if to_look_at := sum(states[state] for state in rules.TO_LOOK_AT):
        yield Waiting(f"{name}: look at what was sent", _list_of(period, rules.TO_LOOK_AT), to_look_at)
    if left := words.not_returned(states):
        status, tone = ("Late", "red") if now >= period.closes_at else ("Waiting", "grey")
        yield Waiting(
            f"{name}: {words.homes(left)} not returned",
            _list_of(period, rules.NOT_RETURNED),
            due_on=rules.closing_day(period.closes_at),
            status=status,
            tone=tone,
        )


def _list_of(period: ReturnPeriod, states: frozenset[EntryState]) -> str:
    names = [state.value for state in EntryState if state in states]
    return url_for("returns_staff.month", slug=rules.month_slug(period.month), state=names)


def _opened(session: Session, now: datetime) -> list[ReturnPeriod]:
    return [period for period in queries.list_periods(session, limit=MONTHS_SHOWN) if period.opens_at <= now]
