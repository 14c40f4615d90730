"""New placements at a home: suspended by a person with a reason, said wherever homes are listed, and lifted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.quality.services import Refused
from portal.quality.suspensions import services
from tests import factories
from tests.integration.quality.reports.conftest import Cast
from tests.integration.returns import made as returns_made
from tests.support.client import Client
from tests.support.mail import Mailbox

WORDS = "New placements suspended since"


@pytest.fixture
def commissioner(session: Session, cast: Cast) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak"))


def suspend(session: Session, cast: Cast, actor: Viewer, *, in_days: int = 0) -> None:
    services.suspend(
        session,
        cast.home,
        authority_id=actor.authority_id or 0,
        from_on=clock.today(clock.now()) + timedelta(days=in_days),
        reason="Too few staff at night.",
        actor=actor,
        now=clock.now(),
    )


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
    lift = client.get(client.get(record).link("New placements"))
    page = client.submit(lift.form(), reason="Night staff are in post.")
    assert WORDS not in page.text
    history = client.get(page.link("New placements")).text
    assert "Night staff are in post." in history and "Too few staff at night." in history
    assert "paused" not in provider.get("/provider/visits/").text


def test_the_word_stands_in_beds_now_and_beside_the_map(
    session: Session, client: Client, cast: Cast, commissioner: Viewer
) -> None:
    returns_made.sent(session, factories.make_period(session), cast.home, cast.provider)
    suspend(session, cast, commissioner)
    client.sign_in(factories.find_person(session, "Kim Oak"))
    for address in ("/commissioning/beds-now/", "/commissioning/map/"):
        assert WORDS in client.get(address).text
    for address in ("/commissioning/beds-now/list.csv", "/commissioning/map/homes.csv", "/commissioning/map/script.js"):
        assert WORDS in client.get(address).body.decode()


def test_a_day_ahead_is_said_as_one(session: Session, client: Client, cast: Cast, commissioner: Viewer) -> None:
    suspend(session, cast, commissioner, in_days=7)
    client.sign_in(cast.lead)
    assert "New placements suspended from" in client.get(f"/commissioning/homes/{cast.home.reference}/").text
    client.get(f"/commissioning/homes/{cast.home.reference}/new-placements", expect=403)


def test_one_at_a_time_and_only_what_is_suspended_is_lifted(session: Session, cast: Cast, commissioner: Viewer) -> None:
    with pytest.raises(Refused, match="are not suspended"):
        services.lift(
            session,
            cast.home,
            authority_id=commissioner.authority_id or 0,
            reason="No.",
            actor=commissioner,
            now=clock.now(),
        )
    suspend(session, cast, commissioner)
    with pytest.raises(Refused, match="suspended already"):
        suspend(session, cast, commissioner)


def test_another_authoritys_lists_do_not_say_it(
    session: Session, client: Client, cast: Cast, commissioner: Viewer
) -> None:
    """What one council decides about a home is not another's to read."""
    wirral = factories.make_other_authority(session)
    stranger = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER, authority=wirral))
    suspend(session, cast, stranger)
    client.sign_in(factories.find_person(session, "Kim Oak"))
    assert WORDS not in client.get(f"/commissioning/homes/{cast.home.reference}/").text
