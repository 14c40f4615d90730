"""New placements at a home: suspended by a person with a reason, said wherever homes are listed, and lifted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.homes.models import Home
from portal.quality.services import Refused
from portal.quality.suspensions import services
from portal.quality.suspensions.models import PlacementSuspension
from tests import factories
from tests.integration.quality.reports.conftest import Cast
from tests.integration.quality.reports.suspended import suspended
from tests.integration.returns import made as returns_made
from tests.support.client import Client
from tests.support.mail import Mailbox

WORDS = "New placements suspended since"


@pytest.fixture
def commissioner(session: Session, cast: Cast) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak"))


def test_it_is_begun_and_lifted_from_the_homes_record(
    session: Session,
    client: Client,
    new_client: Callable[[], Client],
    cast: Cast,
    commissioner: Viewer,
    mailbox: Mailbox,
) -> None:
    person = factories.find_person(session, "Kim Oak")
    client.sign_in(person)
    record = f"/commissioning/homes/{cast.home.reference}/"
    page = client.get(client.get(record).link("New placements"))
    assert client.submit(page.form()).errors == ["Enter the reason"]
    page = client.submit(page.form(), reason="Too few staff at night.")
    assert WORDS in page.text
    provider = new_client()
    provider.sign_in(cast.admin)
    own = provider.get("/provider/visits/")
    assert "New placements at Kite House are paused" in own.text
    assert "Too few staff at night." in own.text
    assert "New placements at Kite House are paused" in provider.get("/today").text
    email = cast.admin.email
    session.commit()
    assert "Kite" not in mailbox.last(email).body
    lift = client.get(client.get(client.get(record).link("New placements")).link("Make placements again"))
    page = client.submit(lift.form(), reason="Night staff are in post.")
    assert WORDS not in page.text
    history = client.get(page.link("New placements")).text
    assert "Night staff are in post." in history and "Too few staff at night." in history
    assert "paused" not in provider.get("/provider/visits/").text


@pytest.mark.parametrize("year", ["2022", "2029", "9999"])
def test_no_day_is_taken_that_is_years_away(
    session: Session, client: Client, cast: Cast, commissioner: Viewer, at: Callable[[datetime], None], year: str
) -> None:
    at(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    client.sign_in(factories.find_person(session, "Kim Oak"))
    form = client.get(f"/commissioning/homes/{cast.home.reference}/new-placements").form()
    page = client.submit(form, {"from_on-year": year}, reason="Too few staff at night.")
    assert page.errors == ["The day must be between 2 March 2025 and 2 March 2028."]
    assert session.scalars(select(PlacementSuspension)).all() == []


def test_the_word_stands_in_beds_now_and_beside_the_map(
    session: Session, client: Client, cast: Cast, commissioner: Viewer
) -> None:
    returns_made.sent(session, factories.make_period(session), cast.home, cast.provider)
    suspended(session, cast.home, commissioner)
    client.sign_in(factories.find_person(session, "Kim Oak"))
    for address in ("/commissioning/beds-now/", "/commissioning/map/"):
        assert WORDS in client.get(address).text
    for address in ("/commissioning/beds-now/list.csv", "/commissioning/map/homes.csv", "/commissioning/map/script.js"):
        assert WORDS in client.get(address).body.decode()


def test_a_day_ahead_is_said_as_one(session: Session, client: Client, cast: Cast, commissioner: Viewer) -> None:
    suspended(session, cast.home, commissioner, in_days=7)
    client.sign_in(cast.lead)
    assert "New placements suspended from" in client.get(f"/commissioning/homes/{cast.home.reference}/").text
    client.get(f"/commissioning/homes/{cast.home.reference}/new-placements", expect=403)


def test_one_at_a_time_and_only_what_is_suspended_is_lifted(session: Session, cast: Cast, commissioner: Viewer) -> None:
    suspension = suspended(session, cast.home, commissioner)
    with pytest.raises(Refused, match="suspended already"):
        suspended(session, cast.home, commissioner, in_days=1)
    services.lift(session, suspension, reason="Staff came.", actor=commissioner, now=clock.now())
    with pytest.raises(Refused, match="was lifted on"):
        services.lift(session, suspension, reason="No.", actor=commissioner, now=clock.now())


def suspension_verbs(session: Session, home: Home) -> list[str]:
    found = events.list_events(session, ("home", home.reference))
    return [event.verb for event in reversed(found) if event.verb.startswith("quality.suspension")]


def test_the_form_of_suspending_that_arrives_again_lifts_nothing(
    session: Session, client: Client, cast: Cast, commissioner: Viewer
) -> None:
    """A retry, a second tab, and a colleague with a reason of their own."""
    client.sign_in(factories.find_person(session, "Kim Oak"))
    page = client.get(f"/commissioning/homes/{cast.home.reference}/new-placements")
    for _ in range(2):
        assert WORDS in client.submit(page.form(), reason="Too few staff at night.").text
    refused = client.submit(page.form(), reason="No manager.")
    assert refused.errors[0].startswith("New placements at this home are suspended already")
    assert "No manager." in refused.text and WORDS in refused.text
    assert suspension_verbs(session, cast.home) == ["quality.suspension_begun"]
    live = session.scalars(select(PlacementSuspension)).one()
    services.lift(session, live, reason="Staff came.", actor=commissioner, now=clock.now())
    assert WORDS not in client.submit(page.form(), reason="Too few staff at night.").text, "it was done long ago"


def test_the_form_of_lifting_that_arrives_again_leaves_a_suspension_that_began_since(
    session: Session, client: Client, cast: Cast, commissioner: Viewer
) -> None:
    first = suspended(session, cast.home, commissioner)
    client.sign_in(factories.find_person(session, "Kim Oak"))
    page = client.get(f"/commissioning/homes/{cast.home.reference}/new-placements/{first.reference}/lift")
    for _ in range(2):
        assert WORDS not in client.submit(page.form(), reason="Staff came.").text
    suspended(session, cast.home, commissioner)
    assert WORDS in client.submit(page.form(), reason="Staff came.").text
    assert client.submit(page.form(), reason="Others came.").errors[0].startswith("This suspension was lifted on")
    assert "This suspension was lifted on" in client.get(page.form().action).text
    assert suspension_verbs(session, cast.home) == [
        "quality.suspension_begun",
        "quality.suspension_lifted",
        "quality.suspension_begun",
    ]


def test_another_authoritys_lists_do_not_say_it(
    session: Session, client: Client, cast: Cast, commissioner: Viewer
) -> None:
    """What one council decides about a home is not another's to read."""
    wirral = factories.make_other_authority(session)
    stranger = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER, authority=wirral))
    suspended(session, cast.home, stranger)
    client.sign_in(factories.find_person(session, "Kim Oak"))
    assert WORDS not in client.get(f"/commissioning/homes/{cast.home.reference}/").text
