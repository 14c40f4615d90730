"""What others read of returns: accepted capacity, due homes, and reads that stay as cheap as they are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.authorities.models import Authority
from portal.authorities.queries import get_active_authority
from portal.homes.models import HomeStatus
from portal.providers.models import ServiceType
from portal.returns import queries, rules, services
from portal.returns.models import BlockedPlaces, Entry, EntryVersion, FosteringPlaces, OccupiedPlaces, ReturnPeriod
from portal.returns.rules import BlockReason, FosteringFigures
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.support.client import Client

ADDED = datetime(2026, 9, 4, 9, 30, tzinfo=UTC)
Counting = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def authority(session: Session, market: Market) -> Authority:
    return get_active_authority(session)


def test_accepted_capacity_is_what_was_accepted_in_the_area(
    session: Session, market: Market, authority: Authority
) -> None:
    made.accepted(session, market.period, market.marram, market.sender, market.accepter)
    made.sent(session, market.period, market.tern, market.sender)
    away = factories.make_home(session, market.provider, "Away House", host_authority_code="E08000015")
    made.accepted(session, market.period, away, market.sender, market.accepter)
    (line,) = queries.accepted_capacity(session, authority_id=authority.id, month=market.month)
    assert (line.home_id, line.provider_id, line.service_type) == (market.marram.id, market.provider.id, "residential")
    assert (line.registered, line.usable, line.reserved, line.available) == (6, 5, 1, 1)
    assert line.occupied == {made.SEFTON: 1, made.LIVERPOOL: 2}
    assert line.blocked == {BlockReason.STAFFING: 1}
    assert queries.accepted_capacity(session, authority_id=authority.id, month=market.before.month) == []


def test_an_accepted_version_counts_until_another_is_accepted(
    session: Session, market: Market, authority: Authority
) -> None:
    made.accepted(session, market.period, market.marram, market.sender, market.accepter)
    due = made.due_of(session, market.period, market.marram)
    services.ask(session, due, number=1, question="Why?", actor=market.accepter, now=clock.now())

    def reserved() -> list[int]:
        lines = queries.accepted_capacity(session, authority_id=authority.id, month=market.month)
        return [line.reserved for line in lines]

    assert reserved() == [1]
    line = replace(made.LINE, reserved=0, blocked={BlockReason.STAFFING: 2})
    made.sent(session, market.period, market.marram, market.sender, line, answer="So")
    assert reserved() == [1]
    due = made.due_of(session, market.period, market.marram)
    services.accept(session, due, number=2, actor=market.accepter, now=clock.now())
    assert reserved() == [0]


def test_a_fostering_agency_is_read_back_with_its_figures(
    session: Session, market: Market, authority: Authority
) -> None:
    agency = factories.make_home(session, market.provider, "Shoreline", service_type=ServiceType.FOSTERING)
    figures = FosteringFigures(7, 8, 3, 1)
    line = rules.fostering_line(figures, approved=12, own={made.SEFTON: 5})
    made.accepted(session, market.period, agency, market.sender, market.accepter, line)
    (found,) = queries.accepted_capacity(session, authority_id=authority.id, month=market.month)
    assert (found.registered, found.fostering, found.occupied) == (12, figures, {made.SEFTON: 5})


@pytest.mark.parametrize(
    ("opened_on", "has_begun"),
    [(None, True), (date(2026, 8, 31), True), (date(2026, 9, 30), True), (date(2026, 10, 1), False)],
)
@pytest.mark.parametrize(
    ("status", "closed_on", "is_there"),
    [
        (HomeStatus.OPEN, None, True),
        (HomeStatus.OPEN, date(2026, 8, 31), False),
        (HomeStatus.OPEN, date(2026, 9, 1), True),  # closes on its first day
        (HomeStatus.OPEN, date(2026, 11, 1), True),
        (HomeStatus.CLOSED, None, False),
        (HomeStatus.CLOSED, date(2026, 8, 31), False),
        (HomeStatus.CLOSED, date(2026, 9, 1), True),
        (HomeStatus.CLOSED, date(2026, 11, 1), True),
        (HomeStatus.PLANNED, None, False),
        (HomeStatus.PLANNED, date(2026, 8, 31), False),
        (HomeStatus.PLANNED, date(2026, 9, 1), False),
        (HomeStatus.PLANNED, date(2026, 11, 1), False),
    ],
)
def test_a_home_is_due_when_it_was_open_on_any_day_of_the_month(
    session: Session,
    status: HomeStatus,
    opened_on: date | None,
    closed_on: date | None,
    has_begun: bool,
    is_there: bool,
) -> None:
    facts = {"status": status, "opened_on": opened_on, "closed_on": closed_on}
    assert _is_due(session, **facts, created_at=ADDED) is (has_begun and is_there)


@pytest.mark.parametrize(
    ("closes_after", "due"),
    [
        (timedelta(days=-90), False),
        (timedelta(microseconds=-1), False),
        (timedelta(0), False),
        (timedelta(microseconds=1), True),
    ],
)
def test_a_home_added_when_the_month_had_closed_is_not_due_for_it(
    session: Session, closes_after: timedelta, due: bool
) -> None:
    facts = {"status": HomeStatus.OPEN, "opened_on": date(2020, 1, 6), "closed_on": None}
    assert _is_due(session, **facts, created_at=ADDED, closes_at=ADDED + closes_after) is due


def _is_due(
    session: Session,
    *,
    status: HomeStatus,
    opened_on: date | None,
    closed_on: date | None,
    created_at: datetime,
    closes_at: datetime = ADDED + timedelta(days=10),
) -> bool:
    """Whether the list of September 2026 and its count, which have to agree, say that such a home is due."""
    provider = factories.make_provider(session)
    facts = {"opened_on": opened_on, "closed_on": closed_on}
    factories.make_home(session, provider, status=status, created_at=created_at, **facts)
    opens_at = closes_at - timedelta(days=10)
    period = factories.make_period(session, date(2026, 9, 1), opens_at=opens_at, closes_at=closes_at)
    desk = queries.Desk(provider.id)
    is_listed = bool(queries.list_due(session, period, desk))
    assert bool(queries.count_states_by_period(session, [period], desk=desk)[period.id]) is is_listed
    return is_listed


@pytest.mark.parametrize("has_begun", [True, False])
def test_a_month_stays_with_whoever_began_it_when_a_home_changes_hands(
    session: Session, market: Market, has_begun: bool
) -> None:
    if has_begun:
        made.sent(session, market.period, market.marram, market.sender)
    buyer = factories.make_provider(session, "Otherwise Care")
    market.marram.provider_id = buyer.id
    session.flush()
    counted, listed = [], []
    for provider in (market.provider, buyer):
        desk = queries.Desk(provider.id)
        counts = queries.count_states_by_period(session, [market.period], desk=desk)
        counted.append(counts[market.period.id].total())
        listed.append(len(queries.list_due(session, market.period, desk)))
    assert counted == listed == ([2, 0] if has_begun else [1, 1])


def test_a_home_added_during_the_month_is_due_at_once(session: Session, market: Market) -> None:
    now = clock.now()
    factories.make_home(session, market.provider, "Brand New", opened_on=clock.today(now), created_at=now)
    names = [due.home.name for due in queries.list_due(session, market.period, queries.Desk(market.provider.id))]
    assert names == ["Brand New", "Marram House", "Tern Cottage"]


def test_a_home_added_after_a_month_closed_is_late_for_nobody_unless_it_has_an_entry(
    client: Client, new_client: Callable[[], Client], session: Session, market: Market
) -> None:
    market.period.closes_at = clock.now() - timedelta(hours=1)
    for home in (market.marram, market.tern):
        home.created_at = clock.now()
    factories.make_entry(session, market.period, market.marram)
    client.sign_in(market.staff)
    page = client.get(f"{market.staff_path}/")
    assert [row[0] for row in page.rows[1:]] == ["Marram House"]
    client.get(f"{market.staff_path}/{market.tern.reference}/", expect=404)
    assert f"{market.month:%B %Y} return: 1 home not returned" in client.get("/today").text
    theirs = new_client()
    theirs.sign_in(market.admin)
    theirs.get(f"{market.tern_path}/capacity", expect=404)


@pytest.mark.parametrize("path", ["/provider/returns/{slug}/", "/provider/returns/", "/provider/returns/{slug}/send"])
def test_a_providers_pages_ask_the_same_however_many_homes(
    client: Client, session: Session, market: Market, count_queries: Counting, path: str
) -> None:
    client.sign_in(market.admin)
    counts = [_queries(client, session, market, count_queries, path.format(slug=market.slug), market.sender)]
    counts.append(_queries(client, session, market, count_queries, path.format(slug=market.slug), market.sender))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["", "/list.csv", "/accept-all"])
def test_the_councils_pages_ask_the_same_however_many_homes(
    client: Client, session: Session, market: Market, count_queries: Counting, path: str
) -> None:
    client.sign_in(market.staff)
    address = f"{market.staff_path}{path or '/'}"
    made.sent(session, market.period, market.tern, market.sender)
    counts = [_queries(client, session, market, count_queries, address, market.sender) for _ in range(2)]
    assert counts[0] == counts[1]


def _queries(client: Client, session: Session, market: Market, count_queries: Counting, path: str, sender: Any) -> int:
    """How many queries the page costs with three more homes than before, two of them sent and one begun."""
    homes = [factories.make_home(session, market.provider, f"House {number}") for number in range(3)]
    for home in homes[:2]:
        made.sent(session, market.period, home, sender)
    made.saved(session, market.period, homes[2], sender)
    client.get(path)
    with count_queries() as queries_made:
        client.get(path)
    return int(queries_made.count)


def _version(entry: Entry, market: Market, **columns: Any) -> EntryVersion:
    values = {
        "number": 1, "draft_version": 1, "receipt": "RC-1", "submitted_at": clock.now(),
        "submitted_by_id": market.sender.person_id, "is_late": False, "as_at_on": market.month, "registered": 1,
        "usable": 1, "reserved": 0, "available": 1, "available_soon": 0, "adults_staying": 0,
        "takes_emergencies": False,
    }  # fmt: skip
    return EntryVersion(entry_id=entry.id, **{**values, **columns})


@pytest.mark.parametrize(
    "columns",
    [
        {"usable": 2},
        {"registered": -1, "usable": -1},
        {"reserved": -1},
        {"available_soon": -1},
        {"occupied": [OccupiedPlaces(body_kind="parents", places=0)]},
        {"occupied": [OccupiedPlaces(body_kind="parents", council_code="E08000012", places=1)]},
        {"occupied": [OccupiedPlaces(body_kind="english_council", places=1)]},
        {"blocked": [BlockedPlaces(reason="staffing", places=0)]},
        {"fostering": FosteringPlaces(households=1, filled=-1, vacant=0, unavailable=0)},
    ],
)
def test_the_database_itself_refuses_a_version_that_cannot_be(
    session: Session, market: Market, columns: dict[str, Any]
) -> None:
    entry = factories.make_entry(session, market.period, market.marram)
    session.add(_version(entry, market, **columns))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


@pytest.mark.parametrize(
    "columns",
    [
        {"number": 1, "draft_version": 2, "receipt": "RC-2"},
        {"number": 2, "draft_version": 1, "receipt": "RC-2"},
        {"number": 2, "draft_version": 2, "receipt": "RC-1"},
    ],
)
def test_a_number_a_draft_and_a_receipt_are_used_once(
    session: Session, market: Market, columns: dict[str, Any]
) -> None:
    entry = factories.make_entry(session, market.period, market.marram)
    session.add(_version(entry, market))
    session.commit()
    session.add(_version(entry, market, **columns))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_a_period_ends_after_it_begins_and_a_month_has_one(session: Session, market: Market) -> None:
    now = clock.now()
    for month in (market.month, date(2030, 1, 1)):
        session.add(ReturnPeriod(month=month, opens_at=now, closes_at=now))
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
