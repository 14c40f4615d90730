"""What changed since somebody was here: what others did after their last visit, and only what they may know."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts import services as accounts
from portal.accounts.models import Person, SignIn
from portal.homes.models import Home
from portal.homes.people.services import change_homes
from portal.providers.models import Provider, ProviderStatus
from portal.providers.services import approve, decline
from portal.returns import services as returns
from portal.returns.models import ReturnPeriod
from portal.statements.services import review
from tests import factories
from tests.conftest import Queries
from tests.integration.returns import made
from tests.integration.statements import making
from tests.support.client import Client
from tests.support.pages import Page, words

At = Callable[[datetime], None]
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
OCTOBER = date(2026, 10, 1)
PROVIDER = (Role.PROVIDER_ADMIN, Role.PROVIDER_MEMBER)


@pytest.fixture(autouse=True)
def on_monday(at: At) -> None:
    at(MONDAY)


@pytest.fixture
def october(session: Session) -> ReturnPeriod:
    """Open since before anybody's first visit."""
    return factories.make_period(
        session, OCTOBER, opens_at=MONDAY - timedelta(days=20), closes_at=MONDAY + timedelta(days=8)
    )


def visit(client: Client, person: Person) -> list[str]:
    """Sign in, read what changed, sign out."""
    client.sign_in(person)
    found = changes(client.get("/today"))
    client.sign_out()
    return found


def changes(page: Page) -> list[str]:
    return [words(item) for item in page.all("p", "portal-timeline__text")]


def make_sent(session: Session, october: ReturnPeriod, provider: Provider, *names: str) -> list[Home]:
    """Homes whose figures the organisation's admin sent at the portal's time."""
    sender = factories.viewer_of(session, factories.make_provider_person(session, provider, name="Sender"))
    homes = [factories.make_home(session, provider, name) for name in names]
    for home in homes:
        made.sent(session, october, home, sender)
    return homes


def accept(session: Session, october: ReturnPeriod, home: Home) -> None:
    commissioner = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))
    returns.accept(session, made.due_of(session, october, home), number=1, actor=commissioner, now=clock.now())


def ask(session: Session, october: ReturnPeriod, home: Home) -> None:
    commissioner = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))
    due = made.due_of(session, october, home)
    returns.ask(session, due, number=1, question="Is it right?", actor=commissioner, now=clock.now())


def test_a_provider_reads_what_the_council_decided(
    client: Client, session: Session, october: ReturnPeriod, at: At
) -> None:
    provider = factories.make_provider(session)
    admin = factories.make_provider_person(session, provider)
    marram, tern, wren = make_sent(session, october, provider, "Marram House", "Tern Cottage", "Wren Lodge")
    visit(client, admin)
    at(TUESDAY)
    accept(session, october, marram)
    accept(session, october, tern)
    at(TUESDAY + timedelta(hours=1))
    ask(session, october, wren)
    factories.make_period(session, date(2026, 11, 1), opens_at=TUESDAY + timedelta(hours=2))
    at(TUESDAY + timedelta(hours=3))
    client.sign_in(admin)
    page = client.get("/today")
    assert changes(page) == [
        "The November 2026 return opened",
        "The council asked about the figures of Wren Lodge for October 2026",
        "The council accepted the figures of 2 homes for October 2026",
    ]
    assert "What changed since you were here" in page.text
    assert "3 November 2026, 10:00am" in page.text
    month = "/provider/returns/2026-10/"
    assert (
        page.link("The council asked about the figures of Wren Lodge for October 2026") == f"{month}{wren.reference}/"
    )
    assert page.link("The council accepted the figures of 2 homes for October 2026") == month


def test_what_was_read_on_one_visit_is_no_news_on_the_next(
    client: Client, session: Session, october: ReturnPeriod, at: At
) -> None:
    provider = factories.make_provider(session)
    admin = factories.make_provider_person(session, provider)
    (marram,) = make_sent(session, october, provider, "Marram House")
    visit(client, admin)
    at(TUESDAY)
    accept(session, october, marram)
    client.sign_in(admin)
    for minutes in (1, 20):
        at(TUESDAY + timedelta(minutes=minutes))
        assert len(changes(client.get("/today"))) == 1  # the visit goes on, and so does its news
    client.sign_out()
    at(TUESDAY + timedelta(hours=2))
    client.sign_in(admin)
    assert "Nothing has changed since 3 November 2026, 9:20am." in client.get("/today").text


def test_a_first_visit_reads_the_last_seven_days(
    client: Client, session: Session, october: ReturnPeriod, at: At
) -> None:
    provider = factories.make_provider(session)
    marram, tern = make_sent(session, october, provider, "Marram House", "Tern Cottage")
    at(MONDAY - timedelta(days=8))
    accept(session, october, marram)
    at(MONDAY)
    person = factories.make_provider_person(session, provider)
    client.sign_in(person)
    assert "Nothing has changed in the last 7 days." in client.get("/today").text
    client.sign_out()
    accept(session, october, tern)
    newcomer = factories.make_provider_person(session, provider, name="Kim Oak")
    client.sign_in(newcomer)
    page = client.get("/today")
    assert "What changed in the last 7 days" in page.text
    assert changes(page) == ["The council accepted the figures of Tern Cottage for October 2026"]


def test_a_new_password_does_not_end_the_visit(client: Client, session: Session, october: ReturnPeriod, at: At) -> None:
    provider = factories.make_provider(session)
    admin = factories.make_provider_person(session, provider)
    (marram,) = make_sent(session, october, provider, "Marram House")
    visit(client, admin)
    at(TUESDAY)
    accept(session, october, marram)
    client.sign_in(admin)
    form = client.get("/account/password").form()
    client.submit(form, current_password=factories.PASSWORD, password="quiet-otter-lamps")
    assert len(changes(client.get("/today"))) == 1


def test_each_desk_has_its_own_last_visit(client: Client, session: Session, october: ReturnPeriod, at: At) -> None:
    sandhills, dunes = factories.make_provider(session), factories.make_provider(session, "Dunes Care Limited")
    (marram,) = make_sent(session, october, sandhills, "Marram House")
    make_sent(session, october, dunes, "Tern Cottage")
    person = factories.make_provider_person(session, sandhills)
    visit(client, person)
    grant = factories.make_provider_person(session, dunes, name="Kim Oak").grants[0]
    grant.person_id = person.id
    session.commit()
    at(TUESDAY)
    accept(session, october, marram)
    desks = {"Dunes Care Limited": 0, "Sandhills Care Limited": 1}
    for name, count in desks.items():
        at(TUESDAY + timedelta(minutes=1 + count))
        page = client.sign_in(person, follow=True) if count == 0 else client.get("/account/desk")
        desk = f"{sandhills.id if count else dunes.id}-0"
        assert page.h1 == "Which organisation do you work for now?"
        client.post("/account/desk", {"desk": desk})
        page = client.get("/today")
        assert name in page.text
        assert len(changes(page)) == count


def test_nothing_of_another_organisation_is_told(
    client: Client, session: Session, october: ReturnPeriod, at: At
) -> None:
    own, other = factories.make_provider(session), factories.make_provider(session, "Dunes Care Limited")
    (theirs,) = make_sent(session, october, other, "Dunes House")
    admin, member = (factories.make_provider_person(session, own, role) for role in PROVIDER)
    keeper = factories.make_provider_person(session, other, Role.PROVIDER_MEMBER, name="Kim Oak")
    for person in (admin, member):
        visit(client, person)
    at(TUESDAY)
    accept(session, october, theirs)
    look_after(session, other, keeper, theirs)
    applicant = factories.make_provider(session, "Applicant Limited", status=ProviderStatus.APPLIED)
    decide(session, applicant, approve)
    for person in (admin, member):
        assert visit(client, person) == []


def test_a_member_reads_only_of_the_homes_they_look_after(
    client: Client, session: Session, october: ReturnPeriod, at: At
) -> None:
    provider = factories.make_provider(session)
    kept, unkept = make_sent(session, october, provider, "Kept House", "Unkept House")
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, name="Lee Holly")
    colleague = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, name="Max Yew")
    factories.make_keeper(session, kept, member)
    visit(client, member)
    at(TUESDAY)
    accept(session, october, kept)
    ask(session, october, unkept)
    at(TUESDAY + timedelta(hours=1))
    look_after(session, provider, colleague, kept, unkept)
    assert visit(client, member) == [
        "The people who look after Kept House changed",
        "The council accepted the figures of Kept House for October 2026",
    ]


def look_after(session: Session, provider: Provider, member: Person, *homes: Home) -> None:
    """An admin of the organisation asks a member to look after homes."""
    admin = factories.viewer_of(session, factories.make_provider_person(session, provider, name="Their Admin"))
    references = [home.reference for home in homes]
    change_homes(session, member.grants[0], references, actor=admin, now=clock.now())


def decide(session: Session, applicant: Provider, verb: Callable[..., object], **more: str) -> None:
    commissioner = factories.make_staff(session, Role.COMMISSIONER)
    verb(
        session,
        applicant.reference,
        authority_id=applicant.standings[0].authority_id,
        seen_version=applicant.version,
        actor=factories.viewer_of(session, commissioner),
        now=clock.now(),
        **more,
    )


def test_an_organisation_reads_that_it_was_approved(client: Client, session: Session, at: At) -> None:
    applicant = factories.make_provider(session, status=ProviderStatus.APPLIED)
    decide(session, applicant, approve)
    registrant = session.get_one(Person, applicant.registrant_id)
    registrant.password_hash = factories.make_person(session).password_hash
    assert visit(client, registrant) == ["The council approved your organisation"]


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PUBLISHER])
def test_the_council_reads_what_came_in_and_what_colleagues_did(
    client: Client, session: Session, october: ReturnPeriod, at: At, role: Role
) -> None:
    provider = factories.make_provider(session)
    person = factories.make_staff(session, role, name="Robin Reader")
    visit(client, person)
    at(TUESDAY)
    make_sent(session, october, provider, "Marram House", "Tern Cottage")
    at(TUESDAY + timedelta(hours=1))
    decide(session, factories.make_provider(session, "Dunes Care Limited", status=ProviderStatus.APPLIED), approve)
    at(TUESDAY + timedelta(hours=2))
    refused = factories.make_provider(session, "Strand Care Limited", status=ProviderStatus.APPLIED)
    decide(session, refused, decline, reason="The numbers do not agree.")
    at(TUESDAY + timedelta(hours=3))
    writer = making.make_writer(session)
    making.make_market(session)
    review.send_for_review(session, making.make_draft(session, writer), actor=writer, now=clock.now())
    assert visit(client, person) == [
        "Sent for review: “Homes for children in Sefton”",
        "The registration of Strand Care Limited was declined",
        "Dunes Care Limited was approved",
        "The figures of 2 homes for October 2026 were sent",
    ]


def test_the_council_reads_nothing_of_another_authority(
    client: Client, session: Session, october: ReturnPeriod, at: At
) -> None:
    foreign = factories.make_provider(session)
    wirral = factories.make_other_authority(session)
    person = factories.make_staff(session, Role.COMMISSIONER, name="Robin Reader")
    foreign.standings[0].authority_id = wirral.id
    session.commit()
    visit(client, person)
    at(TUESDAY)
    make_sent(session, october, foreign, "Mersey House")
    assert visit(client, person) == []


def test_ones_own_doings_are_no_news(client: Client, session: Session, at: At) -> None:
    person = factories.make_staff(session, Role.COMMISSIONER)
    visit(client, person)
    at(TUESDAY)
    writer = factories.viewer_of(session, person)
    making.make_market(session)
    review.send_for_review(session, making.make_draft(session, writer), actor=writer, now=clock.now())
    session.execute(delete(SignIn).where(SignIn.started_at == TUESDAY))
    assert visit(client, person) == []


def test_a_portal_admin_reads_of_people_at_their_authority(client: Client, session: Session, at: At) -> None:
    admin = factories.make_staff(session, Role.PORTAL_ADMIN, name="Pat Admin")
    wirral = factories.make_other_authority(session)
    visit(client, admin)
    at(TUESDAY)
    newcomer = factories.make_staff(session, Role.AUDITOR, name="Kim Oak")
    factories.make_staff_at_desk(session, newcomer, Role.QA_OFFICER, authority=wirral)
    factories.make_provider_person(session, factories.make_provider(session), name="Drew Elder")
    assert visit(client, admin) == ["Kim Oak was given a role"]
    at(TUESDAY + timedelta(hours=1))
    colleague = factories.viewer_of(session, factories.make_staff(session, Role.PORTAL_ADMIN, name="Sam Admin"))
    at(TUESDAY + timedelta(hours=2))
    foreign = next(grant for grant in newcomer.grants if grant.authority_id == wirral.id)
    accounts.end_grant(session, foreign, actor=colleague, now=clock.now())
    assert visit(client, admin) == ["Sam Admin was given a role"]
    at(TUESDAY + timedelta(hours=3))
    accounts.end_grant(session, newcomer.grants[0], actor=colleague, now=clock.now())
    assert visit(client, admin) == ["The role of Kim Oak ended"]


def test_an_auditor_reads_how_much_was_recorded(client: Client, session: Session, at: At) -> None:
    auditor = factories.make_staff(session, Role.AUDITOR)
    visit(client, auditor)
    at(TUESDAY)
    factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak")
    factories.make_staff(session, Role.COMMISSIONER, Role.PUBLISHER, name="Sam Fir")
    client.sign_in(auditor)
    page = client.get("/today")
    assert changes(page) == ["3 events were recorded"]
    page = client.get(page.link("3 events were recorded"))
    assert page.form("Show results").values["first_on-day"] == ["2"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD])
def test_roles_without_news_have_no_place_for_it(client: Client, session: Session, role: Role) -> None:
    client.sign_in(factories.make_staff(session, role))
    assert "changed" not in client.get("/today").text


def test_eight_are_shown_and_the_rest_is_a_link_away(client: Client, session: Session, at: At) -> None:
    person = factories.make_staff(session, Role.COMMISSIONER, name="Robin Reader")
    writer = making.make_writer(session)
    making.make_market(session)
    visit(client, person)
    for number in range(10):
        at(TUESDAY + timedelta(minutes=number))
        draft = making.make_draft(session, writer, slug=f"draft-{number}")
        review.send_for_review(session, draft, actor=writer, now=clock.now())
    client.sign_in(person)
    page = client.get("/today")
    assert len(changes(page)) == 8
    page = client.get(page.link("and 2 more"))
    assert (len(changes(page)), "more" in page.text) == (10, False)


def test_more_news_asks_no_more_questions(
    client: Client,
    session: Session,
    october: ReturnPeriod,
    at: At,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    provider = factories.make_provider(session)
    admin = factories.make_provider_person(session, provider)
    homes = make_sent(session, october, provider, *(f"Home {number}" for number in range(12)))
    visit(client, admin)
    at(TUESDAY)
    accept(session, october, homes[0])
    counts = []
    for more in ((), homes[1:]):
        for home in more:
            accept(session, october, home)
        client.sign_in(admin)
        with count_queries() as queries:
            client.get("/today")
        counts.append(queries.count)
        client.sign_out()
    assert counts[0] == counts[1]
