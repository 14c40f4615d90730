"""Live vacancies: one tap a place, its age, and the weekly nudge."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.events import EventRow
from portal.homes.models import Home, ServiceType
from portal.homes.queries import own
from portal.returns import rules as return_rules
from portal.returns.vacancies import queries, services
from portal.returns.vacancies.models import VacancyUpdate
from portal.returns.vacancies.nudges import nudge_about_vacancies
from portal.returns.vacancies.queries import Vacancy
from portal.returns.vacancies.rules import Counts, Tap
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.support.client import Client
from tests.support.mail import Mailbox

At = Callable[[datetime], None]
PATH = "/provider/vacancies/"
# A return with two places open and one held.
LINE = replace(made.LINE, occupied={made.SEFTON: 1, made.LIVERPOOL: 2}, available=2, blocked={}, usable=6)
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def vacancy(session: Session, home: Home) -> Vacancy:
    session.expire_all()
    return queries.get_vacancy(session, home.reference, own(home.provider_id))


def tap(session: Session, market: Market, what: Tap, *, now: datetime | None = None) -> Counts:
    told = vacancy(session, market.marram).told
    assert told is not None
    return services.tap(session, market.marram, what, seen=told.seen, actor=market.sender, now=now or clock.now())


def counts(session: Session, home: Home) -> Counts | None:
    told = vacancy(session, home).told
    return told.counts if told else None


def test_counts_begin_from_the_return_as_it_was_sent(client: Client, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    client.sign_in(market.admin)
    page = client.get(PATH)
    assert "2 open, 1 held, updated today, of 6 places" in page.text
    assert "Tern Cottage No figures yet. They begin with its first monthly return" in page.text


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ("1 held", "1 open, 2 held"),
        ("1 filled", "1 open, 1 held"),
        ("Held place filled", "2 open, updated"),
        ("Held place open again", "3 open, updated"),
        ("1 open again", "3 open, 1 held"),
        ("Still true", "2 open, 1 held"),
    ],
)
def test_a_tap_moves_one_place_and_says_so(
    client: Client, session: Session, market: Market, button: str, shown: str
) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    client.sign_in(market.admin)
    page = client.get(PATH)
    name = f"{button} at Marram House"
    page = client.submit(page.form(name), button=name)
    assert page.path == PATH
    assert f"Marram House {shown}" in page.text
    event = session.scalars(select(EventRow).where(EventRow.verb == "returns.vacancies_told")).one()
    assert (event.subject_reference, event.provider_reference) == (market.marram.reference, market.provider.reference)
    assert json.loads(event.detail).keys() == {"tap", "open", "held"}


def test_the_same_tap_twice_is_one_tap(client: Client, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    client.sign_in(market.admin)
    form = client.get(PATH).form("1 held at Marram House")
    for _ in range(2):
        page = client.submit(form, button="1 held at Marram House")
        assert "Marram House: 1 open, 2 held." in page.text
    assert len(session.scalars(select(VacancyUpdate)).all()) == 1


def test_a_tap_on_an_old_page_changes_nothing_and_shows_both(
    client: Client, session: Session, market: Market, new_client: Callable[[], Client]
) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    colleague = factories.make_provider_person(session, market.provider, name="Sandy Larch")
    client.sign_in(market.admin)
    form = client.get(PATH).form("1 held at Marram House")
    other = new_client()
    other.sign_in(colleague)
    other.submit(other.get(PATH).form("1 filled at Marram House"), button="1 filled at Marram House")
    page = client.submit(form, button="1 held at Marram House")
    [error] = page.errors
    assert "You said “1 held”, but the figures had changed: now it is 1 open, 1 held." in error
    assert "1 filled 1 open, 1 held" in page.text and "Sandy Larch" in page.text
    assert counts(session, market.marram) == Counts(1, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tap": "explode"},
        {"tap": "hold"},
        {"tap": "hold", "seen": "x" * 5_000},
        {"tap": "hold", "seen": "update-1"},
    ],
)
def test_what_no_page_offers_changes_nothing(
    client: Client, session: Session, market: Market, fields: dict[str, str]
) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    client.sign_in(market.admin)
    assert len(client.post(PATH + market.marram.reference, fields).errors) == 1
    assert session.scalars(select(VacancyUpdate)).all() == []


def test_a_tap_never_leads_above_the_certificate(session: Session, market: Market) -> None:
    line = replace(LINE, occupied={made.SEFTON: 3}, available=2, reserved=1)
    made.sent(session, market.period, market.marram, market.sender, line)
    for expected in (3, 4, 5):
        assert tap(session, market, Tap.REOPEN).open == expected
    with pytest.raises(services.Refused, match="All 6 places are open or held already"):
        tap(session, market, Tap.REOPEN)


def test_nothing_can_be_tapped_before_the_first_return(session: Session, market: Market) -> None:
    with pytest.raises(services.Refused, match="They begin with its first monthly return"):
        services.tap(session, market.tern, Tap.CONFIRM, seen="", actor=market.sender, now=clock.now())


def test_a_late_return_for_an_older_day_does_not_hide_a_tap(session: Session, market: Market) -> None:
    earlier = factories.make_period(session, return_rules.months_before(market.month, 2))
    made.sent(session, earlier, market.marram, market.sender, LINE)
    tap(session, market, Tap.FILL)
    line = replace(LINE, available=0, occupied={made.SEFTON: 5})
    made.sent(session, market.before, market.marram, market.sender, line, now=clock.now() + timedelta(minutes=1))
    assert counts(session, market.marram) == Counts(1, 1)


def test_a_return_sent_after_a_tap_on_one_day_counts(session: Session, market: Market) -> None:
    made.sent(session, market.before, market.marram, market.sender, LINE)
    tap(session, market, Tap.FILL)
    line = replace(LINE, available=0, occupied={made.SEFTON: 5})
    made.sent(session, market.period, market.marram, market.sender, line, now=clock.now() + timedelta(seconds=5))
    assert counts(session, market.marram) == Counts(0, 1)


def test_fostering_counts_against_its_approved_places(session: Session, market: Market) -> None:
    agency = factories.make_home(
        session, market.provider, "Shoreline Fostering", service_type=ServiceType.FOSTERING, registered_places=0,
        usable_places=0,
    )  # fmt: skip
    line = return_rules.fostering_line(return_rules.FosteringFigures(7, 8, 3, 1), approved=12, own={made.SEFTON: 5})
    made.sent(session, market.period, agency, market.sender, line)
    found = vacancy(session, agency)
    assert found.told is not None
    assert (found.places, found.told.counts) == (12, Counts(3, 0))


def test_a_member_taps_for_the_homes_they_look_after(client: Client, session: Session, market: Market) -> None:
    for home in (market.marram, market.tern):
        made.sent(session, market.period, home, market.sender, LINE)
    member = factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER)
    factories.make_keeper(session, market.marram, member)
    client.sign_in(member)
    page = client.get(PATH)
    assert "Marram House" in page.text and "Tern Cottage" not in page.text
    client.post(PATH + market.tern.reference, {"tap": "confirm"}, expect=404)


def test_today_asks_after_seven_days(client: Client, session: Session, market: Market, at: At) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    now = clock.now()
    client.sign_in(market.admin)
    assert "Say which places are open now" not in client.get("/today").text
    old_update(session, market, now - timedelta(days=8))
    assert "Say which places are open now (1)" in client.get("/today").text


@db.verb
def old_update(session: Session, market: Market, at: datetime) -> None:
    """The only figures there are, as if they had been said at an instant."""
    version = made.due_of(session, market.period, market.marram).latest
    assert version is not None
    version.as_at_on, version.submitted_at = clock.today(at), at


def test_one_mail_a_week_says_how_many_homes_are_out_of_date(
    session: Session, market: Market, mailbox: Mailbox, at: At
) -> None:
    made.sent(session, market.period, market.marram, market.sender, LINE)
    keeper = factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER, "Lee Holly")
    stranger = factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER, "Max Yew")
    factories.make_keeper(session, market.marram, keeper)
    old_update(session, market, TUESDAY - timedelta(days=1))
    before = len(mailbox.all())
    for hours in range(0, 24 * 28, 6):
        at(TUESDAY + timedelta(hours=hours))
        nudge_about_vacancies(db.database())
    letters = mailbox.all()[before:]
    assert sorted(letter.to_address for letter in letters) == sorted([market.admin.email, keeper.email] * 4)
    assert stranger.email not in {letter.to_address for letter in letters}
    assert "1 home of yours last said a week ago or more" in letters[0].body
    assert market.marram.name not in letters[0].body
