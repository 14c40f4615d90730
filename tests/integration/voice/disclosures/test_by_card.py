"""An inspector who cannot come in tells with the code of a card."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.voice.disclosures.models import Disclosure, SenderKind
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.services.tries import NOT_TAKEN, TOO_MANY
from tests import factories
from tests.integration.voice.disclosures import made
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Page

UNKNOWN = "3479CDFH"
HEARD = "Thank you for telling us"


def send(client: Client, code: str, told: str = made.TOLD) -> Page:
    return client.submit(client.get(f"/inspect/not-safe/card/{code}").form("Send it"), told=told)


def test_whoever_has_not_come_in_is_led_to_it_with_their_code(client: Client, session: Session) -> None:
    young = factories.make_inspector(session, nickname="Maple")
    session.commit()
    for path in ("/inspect/", "/inspect/lost", f"/inspect/{young.code}/back"):
        assert client.get(path).link("Is somebody not safe? Tell us.") == "/inspect/not-safe/card/"
    page = client.submit(client.get("/inspect/not-safe/card/").form("Next"), code=young.code)
    page = client.submit(page.form("Send it"), told=made.TOLD, reach_by=made.REACH_BY)
    assert page.h1 == HEARD
    assert made.TOLD not in page.text
    told = session.scalars(select(Disclosure)).one()
    assert (told.sender_kind, told.sender_id, told.told) == (SenderKind.INSPECTOR, young.person.id, made.TOLD)


def test_an_old_card_is_heard_and_an_unknown_code_is_told_whom_to_call(
    client: Client, new_client: Callable[[], Client], session: Session
) -> None:
    coordinator = factories.make_staff(session, Role.COORDINATOR)
    young = factories.make_inspector(session, coordinator, "Maple")
    moderator = factories.viewer_of(session, coordinator)
    inspectors.make_card(session, young.inspector, actor=moderator, now=clock.now())
    session.commit()
    assert send(client, young.code).h1 == HEARD
    page = send(new_client(), UNKNOWN)
    assert page.errors == [NOT_TAKEN]
    assert page.form("Send it").values["told"] == [made.TOLD]
    assert len(session.scalars(select(Disclosure)).all()) == 1


def test_the_same_form_sent_twice_is_one(client: Client, session: Session) -> None:
    young = factories.make_inspector(session, nickname="Maple")
    session.commit()
    form = client.get(f"/inspect/not-safe/card/{young.code}").form("Send it")
    for _ in range(2):
        assert client.submit(form, told=made.TOLD).h1 == HEARD
    session.expire_all()
    assert len(session.scalars(select(Disclosure)).all()) == 1


def test_guessing_is_throttled_and_keeps_no_card_from_being_heard(client: Client, session: Session) -> None:
    young = factories.make_inspector(session, nickname="Maple")
    session.commit()
    form = client.get(f"/inspect/not-safe/card/{UNKNOWN}").form("Send it")
    answers = [client.submit(form, told="x").errors for _ in range(61)]
    assert answers[0] == [NOT_TAKEN] and answers[-1] == [TOO_MANY]
    assert send(client, young.code).h1 == HEARD
    client.get("/inspect/not-safe/card/no-code", expect=404)


def test_its_pages_are_easy_to_read(client: Client, session: Session) -> None:
    young = factories.make_inspector(session, nickname="Maple")
    session.commit()
    for path in ("/inspect/not-safe/card/", f"/inspect/not-safe/card/{young.code}"):
        assert grade_of_page(client.get(path)) <= 5, path
