"""A coordinator who is away and named nobody, and an inspector who leaves while a disclosure of theirs is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.voice.inspectors import queries
from tests import factories
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.inspectors import made
from tests.support.client import Client, Page
from tests.support.mail import Mailbox

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
STAND_IN = "/voice/inspectors/stand-in"
WHY = "On leave until next week"


@pytest.fixture
def away(session: Session, at: Callable[[datetime], None]) -> Person:
    at(MONDAY)
    return factories.make_staff(session, Role.COORDINATOR, name="Away Alder")


@pytest.fixture
def kestrel(session: Session, away: Person) -> factories.Joined:
    joined = factories.make_inspector(session, away, "Kestrel")
    made.looked_after(session, away, joined.inspector)
    return joined


@pytest.fixture
def colleague(session: Session, client: Client, away: Person) -> Person:
    person = factories.make_staff(session, Role.COORDINATOR, name="Ready Rowan")
    client.sign_in(person)
    return person


def _step_in(client: Client, away: Person, day: int = 6) -> Page:
    until = {"until_on-day": str(day), "until_on-month": "11", "until_on-year": "2026"}
    return client.submit(client.get(STAND_IN).form("Stand in for them"), until, absent=away.reference, reason=WHY)


def test_a_colleague_steps_in_and_all_that_waits_is_theirs(
    session: Session, client: Client, away: Person, kestrel: factories.Joined, colleague: Person, mailbox: Mailbox
) -> None:
    publisher = factories.make_staff(session, Role.PUBLISHER, name="Pat Publisher")
    told = disclosures_made.told(session, kestrel.person)
    path = f"/voice/inspectors/{kestrel.inspector.reference}/"
    client.get(path, expect=404)
    page = _step_in(client, away)
    assert "You stand in for Away Alder until 6 November 2026." in page.text
    assert client.get(path).h1 == "Kestrel"
    assert made.CONTACT in client.get(f"{path}contact").html
    assert disclosures_made.TOLD in client.get(f"/voice/disclosures/{told.reference}/").text
    assert "Kestrel told that somebody is not safe" in client.get("/today").text
    told_by_mail = ((away.inbox, "stands in for you until"), (publisher.inbox, "stands in for Away Alder"))
    session.commit()
    for inbox, words in told_by_mail:
        [mail] = [mail for mail in mailbox.to(inbox) if "stands in for" in mail.subject]
        assert words in mail.body
        assert WHY not in mail.body + mail.subject


def test_both_first_pages_say_so_and_the_one_who_was_away_can_end_it(
    session: Session, new_client: Callable[[], Client], client: Client, away: Person, colleague: Person
) -> None:
    _step_in(client, away)
    theirs = new_client()
    theirs.sign_in(away)
    for page, words in (
        (client.get("/today"), "You stand in for Away Alder until 6 November 2026."),
        (theirs.get("/today"), "Ready Rowan stands in for you until 6 November 2026."),
    ):
        assert words in page.text
        assert WHY in page.text
    theirs.submit(theirs.get("/voice/inspectors/deputy").form("Save"), deputy="")
    assert "You stand in" not in client.get("/today").text


def test_who_stands_in_can_stop_early_and_those_who_were_told_are_told_again(
    session: Session, client: Client, away: Person, kestrel: factories.Joined, colleague: Person, mailbox: Mailbox
) -> None:
    publisher = factories.make_staff(session, Role.PUBLISHER, name="Pat Publisher")
    page = _step_in(client, away)
    form = page.form("Stop standing in for Away Alder")
    assert "You no longer stand in for them." in client.submit(form).text
    client.get(f"/voice/inspectors/{kestrel.inspector.reference}/", expect=404)
    assert "You do not stand in for them any more." in client.submit(form).text
    told = ((away.inbox, "no longer stands in for you"), (publisher.inbox, "no longer stands in for Away Alder"))
    session.commit()
    for inbox, words in told:
        [mail] = [mail for mail in mailbox.to(inbox) if "no longer" in mail.subject]
        assert words in mail.body and WHY not in mail.body
    rows = session.scalars(select(EventRow).where(EventRow.verb == "voice.stood_down")).all()
    assert [row.subject_reference for row in rows] == [away.reference]
    assert _step_in(client, away).form("Stop standing in for Away Alder"), "somebody can step in again"


def test_a_named_deputy_can_stop_and_nobody_else_can(
    session: Session,
    new_client: Callable[[], Client],
    client: Client,
    away: Person,
    colleague: Person,
    mailbox: Mailbox,
) -> None:
    publisher = factories.make_staff(session, Role.PUBLISHER, name="Pat Publisher")
    theirs, third = new_client(), new_client()
    theirs.sign_in(away)
    until = {"until_on-day": "6", "until_on-month": "11", "until_on-year": "2026"}
    theirs.submit(theirs.get("/voice/inspectors/deputy").form("Save"), until, deputy=colleague.reference)
    third.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Third Thorn"))
    assert "You do not stand in" in third.post(f"{STAND_IN}/end", {"absent": away.reference}).text
    client.submit(client.get("/voice/inspectors/").form("Stop standing in for Away Alder"))
    assert "stands in for you" not in theirs.get("/today").text
    inboxes = away.inbox, publisher.inbox
    session.commit()
    subjects = [[mail.subject for mail in mailbox.to(inbox)] for inbox in inboxes]
    assert subjects == [["Ready Rowan no longer stands in for you"], []], "the publisher was told of nothing before"


def test_it_is_recorded_without_the_reason(session: Session, client: Client, away: Person, colleague: Person) -> None:
    _step_in(client, away)
    session.commit()
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.stepped_in")).one()
    assert (event.actor_reference, event.subject_reference) == (colleague.reference, away.reference)
    assert WHY not in event.detail


@pytest.mark.parametrize("day", [1, 17])
def test_it_is_for_two_weeks_at_most(client: Client, away: Person, colleague: Person, day: int) -> None:
    assert _step_in(client, away, day).errors == ["The last day must be today or one of the next 14 days."]


def test_nobody_steps_in_where_somebody_stands_in(
    session: Session, new_client: Callable[[], Client], client: Client, away: Person, colleague: Person
) -> None:
    _step_in(client, away)
    third = new_client()
    third.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Third Thorn"))
    assert away.reference not in third.get(STAND_IN).form("Stand in for them").options("absent")
    assert colleague.reference in third.get(STAND_IN).form("Stand in for them").options("absent")


def test_it_ends_with_its_last_day(
    client: Client, away: Person, kestrel: factories.Joined, colleague: Person, at: Callable[[datetime], None]
) -> None:
    _step_in(client, away)
    at(datetime(2026, 11, 7, 0, 1, tzinfo=UTC))
    client.sign_in(colleague)
    client.get(f"/voice/inspectors/{kestrel.inspector.reference}/", expect=404)


def test_whoever_lost_the_role_left_inspectors_behind(
    session: Session, client: Client, away: Person, kestrel: factories.Joined, colleague: Person
) -> None:
    for grant in away.grants:
        grant.ended_at = clock.now()
    session.commit()
    _step_in(client, away)
    assert client.get(f"/voice/inspectors/{kestrel.inspector.reference}/").h1 == "Kestrel"


def test_the_way_to_reach_them_stays_with_an_open_disclosure_until_it_is_closed(
    session: Session, client: Client, away: Person, kestrel: factories.Joined
) -> None:
    told = disclosures_made.told(session, kestrel.person)
    client.sign_in(away)
    path = f"/voice/inspectors/{kestrel.inspector.reference}/"
    page = client.get(f"{path}leave")
    assert "How to reach them stays with a disclosure that is open." in page.text
    client.submit(page.form("They have left"))
    assert made.CONTACT not in client.get(f"{path}contact").html
    lead = disclosures_made.lead(session)
    client.sign_in(lead)
    assert made.CONTACT in client.get(f"/safeguarding/{told.reference}/").text
    disclosures_made.closed(session, told, lead)
    assert made.CONTACT not in client.get(f"/safeguarding/{told.reference}/").text
    assert not queries.has_contact(session, kestrel.inspector.id)


def test_nothing_stays_without_a_disclosure_and_closing_takes_nothing_from_who_is_here(
    session: Session, client: Client, away: Person, kestrel: factories.Joined
) -> None:
    disclosures_made.closed(session, disclosures_made.told(session, kestrel.person), disclosures_made.lead(session))
    assert queries.has_contact(session, kestrel.inspector.id)
    client.sign_in(away)
    page = client.get(f"/voice/inspectors/{kestrel.inspector.reference}/leave")
    assert "How to reach them stays" not in page.text
    client.submit(page.form("They have left"))
    assert not queries.has_contact(session, kestrel.inspector.id)
