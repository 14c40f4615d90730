"""Who hears of a visit that is planned, moved or called off, and who reads nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.homes.models import Home
from portal.quality import services
from portal.quality.models import Trigger, VisitState
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made
from tests.integration.quality.planning import NOW, TUESDAY, TYPED, At, changed, plan_form
from tests.support.client import Client
from tests.support.mail import Mailbox


@pytest.fixture(autouse=True)
def today(at: At) -> None:
    at(NOW)


@pytest.fixture
def admin(session: Session, home: Home) -> Person:
    return factories.make_provider_person(session, home.provider, name="Sandhills Admin")


def test_the_providers_people_hear_of_an_announced_visit_and_of_every_change(
    session: Session, home: Home, officer: Person, admin: Person, mailbox: Mailbox
) -> None:
    keeper = factories.make_provider_person(session, home.provider, Role.PROVIDER_MEMBER, "Lee Holly")
    factories.make_keeper(session, home, keeper)
    stranger = factories.make_provider_person(session, home.provider, Role.PROVIDER_MEMBER, "Max Yew")
    actor = factories.viewer_of(session, officer)
    visit = made.visit(session, home, officer, starts_at=TUESDAY, trigger=Trigger.CONCERN)
    later = changed([officer], visit, starts_at=TUESDAY + timedelta(minutes=30))
    services.change_visit(session, visit, later, version=1, actor=actor, now=NOW)
    only_why = changed([officer], visit, starts_at=visit.starts_at, trigger=Trigger.REQUEST)
    services.change_visit(session, visit, only_why, version=2, actor=actor, now=NOW)
    services.cancel_visit(session, visit, version=visit.version, reason="Canary reason", actor=actor, now=NOW)
    for person in (admin, keeper):
        assert [message.subject for message in mailbox.to(person.email)] == [
            "A quality visit to Kite House",
            "The quality visit to Kite House has changed",
            "The quality visit to Kite House is called off",
        ]
    assert mailbox.to(stranger.email) == []
    first = mailbox.to(admin.email)[0].body
    assert "When: 1 December 2026, 10:00am to 12:00pm\nWho comes: Casey Birch" in first
    sent = " ".join(message.body for message in mailbox.all())
    for never in (homes_made.STREET, homes_made.POSTCODE, homes_made.TOWN, "concern", "Canary reason"):
        assert never not in sent


def test_who_is_put_down_for_one_whose_time_has_passed_is_no_news_to_the_provider(
    session: Session, home: Home, officer: Person, admin: Person, mailbox: Mailbox
) -> None:
    visit, actor = made.visit(session, home, officer, starts_at=TUESDAY), factories.viewer_of(session, officer)
    sky = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    plan = changed([officer, sky], visit, starts_at=TUESDAY)
    services.change_visit(session, visit, plan, version=1, actor=actor, now=visit.ends_at)
    assert [message.subject for message in mailbox.to(admin.email)] == ["A quality visit to Kite House"]


def test_a_visit_that_becomes_announced_is_told_then(
    session: Session, home: Home, officer: Person, admin: Person, mailbox: Mailbox
) -> None:
    visit = made.visit(session, home, officer, is_announced=False)
    assert mailbox.to(admin.email) == []
    told = changed([officer], visit, is_announced=True)
    services.change_visit(session, visit, told, version=1, actor=factories.viewer_of(session, officer), now=NOW)
    assert [message.subject for message in mailbox.to(admin.email)] == ["A quality visit to Kite House"]


def test_officers_hear_what_a_colleague_did_with_their_visits_and_no_more(
    session: Session, home: Home, officer: Person, mailbox: Mailbox
) -> None:
    """One mail a change to each whom it concerns, with a link; whoever did it gets none."""
    sky, val, gone = (factories.make_staff(session, Role.QA_OFFICER, name=name) for name in ("Sky Fir", "Val", "Lee"))
    visit = made.visit(session, home, officer, sky, starts_at=TUESDAY, is_announced=False)
    actor, later = factories.viewer_of(session, officer), TUESDAY + timedelta(minutes=30)
    services.change_visit(
        session, visit, changed([officer, sky, gone], visit, starts_at=later), version=1, actor=actor, now=NOW
    )
    gone.disabled_at = NOW
    only_why = changed([officer, sky, gone], visit, trigger=Trigger.CONCERN)
    services.change_visit(session, visit, only_why, version=2, actor=actor, now=NOW)
    services.change_visit(session, visit, changed([officer, val], visit), version=3, actor=actor, now=NOW)
    services.cancel_visit(session, visit, version=visit.version, reason="Canary reason", actor=actor, now=NOW)

    def subjects(person: Person) -> list[str]:
        return [message.subject for message in mailbox.to(person.email)]

    assert subjects(officer) == []
    assert subjects(sky) == [
        "A quality visit for you",
        "A quality visit of yours has moved",
        "You no longer go on a quality visit",
    ]
    assert subjects(val) == ["A quality visit for you", "A quality visit of yours is called off"]
    assert subjects(gone) == ["A quality visit for you"]
    for message in mailbox.all():
        assert f"/quality/visits/{visit.reference}/" in message.body
        for never in ("Kite House", homes_made.STREET, homes_made.POSTCODE, "Canary reason", "December"):
            assert never not in message.body


def test_an_officer_who_plans_for_a_colleague_writes_to_them_once(
    session: Session, signed_in: Client, home: Home, officer: Person, mailbox: Mailbox
) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    form = plan_form(signed_in, home)
    check = signed_in.submit(form, {**TYPED, "lead": other.reference, "others": [officer.reference]})
    for _ in range(2):
        signed_in.submit(check.form("Plan this visit"), button="Plan this visit")
    theirs, mine = other.email, officer.email
    session.commit()
    assert [message.subject for message in mailbox.to(theirs)] == ["A quality visit for you"]
    assert mailbox.to(mine) == []


def test_a_provider_reads_the_visits_it_was_told_of(
    session: Session, client: Client, home: Home, officer: Person, admin: Person, at: At
) -> None:
    visit = made.visit(session, home, officer, starts_at=TUESDAY, trigger=Trigger.CONCERN)
    client.sign_in(admin)
    task = client.get("/today").link("Quality visit to Kite House")
    page = client.get(task)
    assert page.h1 == "Quality visit to Kite House"
    for words in ("Planned", "1 December 2026, 10:00am to 12:00pm", "Who comes Casey Birch"):
        assert words in page.text
    assert "concern" not in page.text.lower()
    assert visit.reference in page.text
    assert "1 visit" in client.get("/provider/visits/").text
    at(visit.ends_at)
    client.sign_in(admin)
    for path in ("/provider/visits/", f"/provider/visits/{visit.reference}/"):
        page = client.get(path)
        assert ("Its day has passed" in page.text, "Planned" in page.text) == (True, False)
    assert "Who was to come Casey Birch" in page.text


def test_a_member_reads_those_of_the_homes_they_look_after(
    session: Session, client: Client, home: Home, officer: Person
) -> None:
    other = factories.make_home(session, home.provider, "Alder House")
    member = factories.make_provider_person(session, home.provider, Role.PROVIDER_MEMBER, "Lee Holly")
    factories.make_keeper(session, home, member)
    mine, theirs = (made.visit(session, each, officer) for each in (home, other))
    client.sign_in(member)
    listed = client.get("/provider/visits/").text
    assert "Kite House" in listed
    assert "Alder House" not in listed
    client.get(f"/provider/visits/{mine.reference}/")
    client.get(f"/provider/visits/{theirs.reference}/", expect=404)
    assert "Alder House" not in client.get("/today").text


@pytest.mark.parametrize("ends", ["planned", "called off", "made"])
def test_an_unannounced_visit_is_nowhere_a_provider_can_see(
    session: Session, client: Client, home: Home, officer: Person, admin: Person, mailbox: Mailbox, ends: str
) -> None:
    visit = made.visit(session, home, officer, starts_at=TUESDAY, is_announced=False)
    actor = factories.viewer_of(session, officer)
    later = changed([officer], visit, ends_at=visit.ends_at + timedelta(minutes=5))
    services.change_visit(session, visit, later, version=1, actor=actor, now=NOW)
    if ends == "called off":
        services.cancel_visit(session, visit, version=visit.version, reason="Illness", actor=actor, now=NOW)
    if ends == "made":
        visit.state, visit.done_at = VisitState.DONE, visit.ends_at
        session.commit()
    client.sign_in(admin)
    client.get(f"/provider/visits/{visit.reference}/", expect=404)
    assert "No visits are announced." in client.get("/provider/visits/").text
    for page in ("/today", "/provider/", f"/provider/homes/{home.reference}/", "/audit/events"):
        text = client.get(page).text
        assert visit.reference not in text
        assert "Quality visit" not in text
    assert mailbox.to(admin.email) == []
    tied = session.scalars(select(EventRow).where(EventRow.verb.startswith("quality."))).all()
    assert len(tied) >= 2
    assert {event.provider_reference for event in tied} == {None}


def test_an_officer_is_told_of_their_visits_and_of_homes_overdue_one(
    session: Session, signed_in: Client, home: Home, officer: Person, at: At
) -> None:
    made.visit(session, home, officer, starts_at=NOW + timedelta(days=5))
    alder = factories.make_home(session, home.provider, "Alder House", opened_on=None)
    made.visit(session, alder, officer, starts_at=NOW + timedelta(days=9))
    late = factories.make_home(session, home.provider, "Late House")
    made.judgement(session, late, officer, "inadequate", on=NOW.date() - timedelta(days=200))
    page = signed_in.get("/today")
    assert page.link("Visit Kite House")
    assert "On 1 December 2026" in page.text
    assert "Visit Alder House" not in page.text
    assert page.link("Plan visits to homes that are overdue one (1)") == "/quality/?due=overdue"
    at(NOW + timedelta(days=6))
    signed_in.sign_in(officer)
    assert "Day has passed" in signed_in.get("/today").text
