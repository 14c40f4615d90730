"""What waits on the Today page because of prices, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import MARKET_ROLES, PROVIDER_ROLES, Viewer
from portal.authorities.queries import find_active_authority
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.pricing import queries, words
from portal.returns.queries import list_periods, window_for
from portal.returns.rules import TO_LOOK_AT, closing_day, month_slug
from portal.returns.today import MONTHS_SHOWN
from portal.returns.words import not_returned
from portal.web.filters import format_month
from portal.web.today import Change, Waiting, brings_news, waits_for

FOR_PROVIDER = {
    "returns.price_accepted": "The council accepted {prices} for {month}",
    "returns.price_queried": "The council asked about {prices} for {month}",
    "returns.uplift_decided": "The council decided about the uplift asked for with {prices} for {month}",
}


@waits_for(*PROVIDER_ROLES)
def for_provider(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Prices not sent in an open month, and questions to answer in any; for those who see prices."""
    authority = find_active_authority(session)
    if viewer.provider_id is None or authority is None or not viewer.sees_prices:
        return
    for period in _asking(session, now):
        states = queries.count_states(session, period, provider_id=viewer.provider_id, authority_id=authority.id)
        href = url_for("prices.month", slug=month_slug(period.month))
        name = f"{format_month(period.month)} prices"
        if queried := states[EntryState.QUERIED]:
            yield Waiting(f"{name}: answer the council’s question", href, queried, tone="red")
        window = window_for(session, period, viewer.provider_id)
        if (left := not_returned(states)) and window.takes(now):
            yield Waiting(f"{name}: {words.prices(left)} not sent", href, due_on=closing_day(window.ends_at))


@waits_for(*MARKET_ROLES)
def for_council(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Prices to look at, and uplifts to decide about."""
    if viewer.authority_id is None:
        return
    periods = _asking(session, now)
    to_look_at = queries.prices_to_look_at(session, periods, authority_id=viewer.authority_id)
    uplifts = queries.uplifts_to_decide(session, periods, authority_id=viewer.authority_id)
    for period in periods:
        name, slug = f"{format_month(period.month)} prices", month_slug(period.month)
        if pile := to_look_at.get(period.id):
            href = url_for("prices_staff.month", slug=slug, state=[state.value for state in sorted(TO_LOOK_AT)])
            yield Waiting(f"{name}: look at what was sent", href, pile.count, since_on=clock.today(pile.oldest_at))
        if pile := uplifts.get(period.id):
            href = url_for("prices_staff.month", slug=slug, uplift="y")
            yield Waiting(f"{name}: decide about uplifts", href, pile.count, since_on=clock.today(pile.oldest_at))


def _asking(session: Session, now: datetime) -> list[ReturnPeriod]:
    periods = list_periods(session, limit=MONTHS_SHOWN)
    return [period for period in periods if period.is_pricing_due and period.opens_at <= now]


@brings_news(*PROVIDER_ROLES)
def news_for_provider(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """What the council decided about prices; for those who see prices."""
    if viewer.provider_id is None or not viewer.sees_prices:
        return
    for happened in queries.list_happened(session, viewer, list(FOR_PROVIDER), since):
        yield _told(happened)


def _told(happened: queries.Happened) -> Change:
    """One price by its home, several by their number, with the way to it or to all of the month."""
    slug, is_one = month_slug(happened.month), happened.prices == 1
    prices = f"the prices of {happened.home_name}" if is_one else words.prices(happened.prices)
    href = (
        url_for("prices.entry", slug=slug, home=happened.home_reference, lot=happened.lot_slug)
        if is_one
        else url_for("prices.month", slug=slug)
    )
    sentence = FOR_PROVIDER[happened.verb].format(prices=prices, month=format_month(happened.month))
    return Change(happened.last_at, sentence, href)
