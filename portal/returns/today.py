"""What waits on the Today page because of returns, and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import MARKET_ROLES, PROVIDER_ROLES, Role, Viewer
from portal.returns import queries, rules, words
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.queries.news import Happened, list_happened, list_opened, oldest_to_look_at
from portal.web.filters import format_month
from portal.web.today import Change, Waiting, brings_news, waits_for

# Months further back wait for nobody on this page; the list of months still has them.
MONTHS_SHOWN = 3
FOR_PROVIDER = {
    "returns.entry_accepted": "The council accepted the figures of {homes} for {month}",
    "returns.entry_queried": "The council asked about the figures of {homes} for {month}",
}
FOR_COUNCIL = {
    "returns.entry_submitted": "The figures of {homes} for {month} were sent",
    "returns.entry_resubmitted": "A question about the figures of {homes} for {month} was answered",
}


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
        yield Waiting(f"{name}: answer the council’s question", href, queried, tone="red")
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
    oldest = oldest_to_look_at(session, periods, authority_id=viewer.authority_id)
    for period in periods:
        yield from _council_month(period, counts[period.id], oldest.get(period.id), now)


def _council_month(
    period: ReturnPeriod, states: Counter[EntryState], oldest: datetime | None, now: datetime
) -> Iterator[Waiting]:
    name = words.month_return(period.month)
    if to_look_at := sum(states[state] for state in rules.TO_LOOK_AT):
        href, since_on = _list_of(period, rules.TO_LOOK_AT), clock.today(oldest) if oldest else None
        yield Waiting(f"{name}: look at what was sent", href, to_look_at, since_on=since_on)
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


@brings_news(*PROVIDER_ROLES)
def news_for_provider(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Months that opened, and what the council decided about entries."""
    for period in list_opened(session, since, clock.now()):
        href = url_for("returns.month", slug=rules.month_slug(period.month))
        yield Change(period.opens_at, f"The {words.month_return(period.month)} opened", href)
    for happened in list_happened(session, viewer, list(FOR_PROVIDER), since):
        yield _told(happened, FOR_PROVIDER, "returns")


@brings_news(*MARKET_ROLES)
def news_for_council(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Entries that were sent, and questions that were answered."""
    for happened in list_happened(session, viewer, list(FOR_COUNCIL), since):
        yield _told(happened, FOR_COUNCIL, "returns_staff")


def _told(happened: Happened, sentences: Mapping[str, str], blueprint: str) -> Change:
    """One home by its name, several by their number, with the way to it or to all of the month."""
    slug, is_one = rules.month_slug(happened.month), happened.homes == 1
    homes = happened.home_name if is_one else words.homes(happened.homes)
    href = (
        url_for(f"{blueprint}.entry", slug=slug, home=happened.home_reference)
        if is_one
        else url_for(f"{blueprint}.month", slug=slug)
    )
    sentence = sentences[happened.verb].format(homes=homes, month=format_month(happened.month))
    return Change(happened.last_at, sentence, href)
