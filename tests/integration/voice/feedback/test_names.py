"""Names of inspectors in what staff are to read: of those who left or joined since, and words that are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.homes.models import Home
from portal.homes.services import close_home
from portal.voice.feedback import services
from portal.voice.feedback.models import Feedback, FeedbackState, Treatment
from portal.voice.feedback.queries import find_join
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Refused, naming
from portal.voice.feedback.services.naming import forget_names
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.models import Inspector, PastNickname
from portal.voice.inspectors.names import MOST_LETTERS
from tests import factories
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client

TEXT = "could-be-better"
NAMED = "A name of an inspector stands in this"


def _inspector(session: Session, person: Person) -> Inspector:
    return session.scalars(select(Inspector).where(Inspector.person_id == person.id)).one()


def _leave(session: Session, desk: Desk) -> Inspector:
    found = _inspector(session, desk.inspector)
    inspectors.leave(session, found, actor=desk.moderator, now=clock.now())
    return found


def _moderate(session: Session, desk: Desk, told: Feedback) -> None:
    answer = made.answer_of(session, told, TEXT)
    services.moderate(
        session,
        told,
        answer,
        Treatment.AS_WRITTEN,
        text="",
        reason="",
        seen_version=answer.version,
        actor=desk.moderator,
        now=clock.now(),
    )


def _said(session: Session, desk: Desk, text: str, state: FeedbackState = FeedbackState.READ) -> Feedback:
    return made.in_state(session, desk, state, {TEXT: Given(text=text)})


@pytest.mark.parametrize("text", ["Blue Heron was here", "We, blue-heron, were here", "BlueHeron’s bike"])
def test_a_nickname_is_known_after_its_owner_left(session: Session, desk: Desk, text: str) -> None:
    told = _said(session, desk, text)
    left = _leave(session, desk)
    assert left.nickname == ""
    kept = session.get_one(PastNickname, left.id)
    assert "heron" not in kept.letters_hash and len(kept.letters_hash) == 64
    assert (kept.words, kept.letters) == (2, len("blueheron"))
    with pytest.raises(Refused, match=NAMED):
        _moderate(session, desk, told)


def test_a_nickname_kept_before_its_letters_were_counted_is_known(session: Session, desk: Desk) -> None:
    told = _said(session, desk, "blue-heron was here")
    left = _leave(session, desk)
    session.get_one(PastNickname, left.id).letters = MOST_LETTERS
    session.commit()
    with pytest.raises(Refused, match=NAMED):
        _moderate(session, desk, told)


@pytest.mark.parametrize("text", ["我们去了公园" * 160, "a-b-c-d-" * 120, "We saw Teal. We fed the ducks. " * 30])
def test_each_form_of_a_text_is_hashed_once(
    session: Session, desk: Desk, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _said(session, desk, text)
    _leave(session, desk)
    hashed: list[str] = []

    def hide(letters: str) -> str:
        hashed.append(letters)
        return ""

    monkeypatch.setattr(naming, "nickname_hash", hide)
    _moderate(session, desk, told)
    assert len(hashed) == len(set(hashed)) <= len(text)


def test_the_nickname_of_who_went_along_is_known_after_they_left(session: Session, desk: Desk) -> None:
    other = made.other_of_pair(session, desk)
    left = _leave(session, other)
    assert session.get(PastNickname, left.id) is not None  # the other one can still begin
    told = _said(session, desk, "red kite liked it")
    with pytest.raises(Refused, match=NAMED):
        _moderate(session, desk, told)


def test_a_past_nickname_goes_when_nothing_waits_for_it(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    left = _leave(session, desk)
    forget_names(session, days=90, now=clock.now())
    assert session.get(PastNickname, left.id) is not None
    told.state = FeedbackState.SHARED_BACK
    session.commit()
    forget_names(session, days=90, now=clock.now())
    assert session.get(PastNickname, left.id) is None


def test_a_past_nickname_goes_when_the_words_are_removed_and_nobody_can_begin(session: Session, desk: Desk) -> None:
    made.other_of_pair(session, desk)
    told = made.in_state(session, desk, FeedbackState.SHARED)
    left = _leave(session, desk)
    told.written_removed_at = clock.now()
    session.commit()
    forget_names(session, days=90, now=clock.now())
    assert session.get(PastNickname, left.id) is not None
    forget_names(session, days=90, now=clock.now() + timedelta(days=100))
    assert session.get(PastNickname, left.id) is None


def test_nothing_is_kept_of_who_leaves_with_nothing_waiting(session: Session, desk: Desk) -> None:
    left = _leave(session, replace(desk, inspector=factories.make_inspector(session, desk.coordinator, "Otter").person))
    assert session.get(PastNickname, left.id) is None


def test_words_that_are_no_name_are_said_to_be_none(session: Session, client: Client, desk: Desk) -> None:
    factories.make_inspector(session, desk.coordinator, "Ash")
    told = _said(session, desk, "Ash trees and Blue Heron")
    session.commit()
    client.sign_in(desk.coordinator)
    form = client.get(f"/voice/feedback/{told.reference}/answers/{TEXT}").form("Save")
    page = client.submit(form, treatment="as_written")
    assert "“Ash” is not used as a name here" in page.text and "“Blue Heron” is not used as a name here" in page.text
    page = client.submit(page.form("Save"), treatment="as_written", no_names="Ash")
    assert page.errors == [f"{NAMED}: “Blue Heron”. Take it out: staff must not read it."]
    form = page.form("Save")
    changed = client.submit(form, treatment="redacted", text="Ash trees", reason=made.WHY, no_names="Ash")
    assert not changed.errors and changed.path == f"/voice/feedback/{told.reference}/"
    noted = session.scalars(select(EventRow).where(EventRow.verb == "voice.words_are_no_name")).one()
    assert "Ash" not in str(noted.detail)


def test_who_joined_since_is_looked_for_at_sharing(session: Session, client: Client, desk: Desk) -> None:
    told = _said(session, desk, "We saw Teal by the pond")
    _moderate(session, desk, told)
    made.show(session, desk, told)
    factories.make_inspector(session, desk.coordinator, "Teal")
    with pytest.raises(Refused, match=f"{NAMED}: “Teal”"):
        made.share(session, desk, told)
    session.commit()
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{told.reference}/share")
    page = client.submit(page.form("Share it"))
    assert page.errors == [f"{NAMED}: “Teal”. Take it out, or make sure that it is no name here"]
    assert "Shared with the home." in client.submit(page.form("Share it"), no_names="Teal").text


def test_who_joined_since_is_looked_for_when_two_are_shared_as_one(session: Session, desk: Desk) -> None:
    other = made.other_of_pair(session, desk)
    pair = [_said(session, desk, "It is cold"), _said(session, other, "We saw Teal")]
    for each, who in zip(pair, (desk, other), strict=True):
        _moderate(session, who, each)
        services.join(session, each, actor=who.author, now=clock.now())
        made.show(session, who, each)
    factories.make_inspector(session, desk.coordinator, "Teal")
    join = find_join(session, pair[0].id)
    assert join is not None
    due = clock.today(clock.now()) + timedelta(days=20)
    with pytest.raises(Refused, match=f"{NAMED}: “Teal”"):
        services.share_as_one(session, join, answer_by_on=due, actor=desk.moderator, now=clock.now())


def _close(session: Session, home: Home) -> date:
    today = clock.today(clock.now())
    close_home(session, home, closed_on=today, reason="Sold", actor=events.SYSTEM, now=clock.now())
    return today


def test_the_desk_says_who_reads_the_words_of_a_closed_home(session: Session, client: Client, desk: Desk) -> None:
    told = _said(session, desk, "It is cold")
    _moderate(session, desk, told)
    made.show(session, desk, told)
    _close(session, desk.home)
    session.commit()
    client.sign_in(desk.coordinator)
    name = desk.home.provider.legal_name
    for address in ("", "share"):
        page = client.get(f"/voice/feedback/{told.reference}/{address}")
        assert "This home closed on" in page.text and f"{name} held it last: it gets the words" in page.text
    client.submit(page.form("Share it"))
    text = client.get(f"/voice/feedback/{told.reference}/").text
    assert f"{name} held it when this was shared: it has the words and has to answer." in text


def test_the_desk_says_that_a_home_was_sold_since(session: Session, client: Client, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    client.sign_in(desk.coordinator)
    assert "holds it now" not in client.get(f"/voice/feedback/{told.reference}/").text
    before, buyer = desk.home.provider.legal_name, factories.make_provider(session, legal_name="Buyer Ltd")
    desk.home.provider_id = buyer.id
    session.commit()
    text = client.get(f"/voice/feedback/{told.reference}/").text
    assert f"{before} held it when this was shared" in text and "Buyer Ltd holds it now, and reads none of it." in text


def test_namesakes_are_told_apart_where_their_nickname_may_be_known(
    session: Session, new_client: Callable[[], Client], desk: Desk
) -> None:
    told = _said(session, desk, "It is cold")
    own = _inspector(session, desk.inspector)
    client, other = new_client(), new_client()
    client.sign_in(desk.coordinator)
    alone = client.get(f"/voice/feedback/{told.reference}/")
    assert "Blue Heron" in alone.text and own.reference not in alone.text
    twin = factories.make_inspector(session, desk.coordinator, "blue heron").inspector
    for address in ("/voice/feedback/", f"/voice/feedback/{told.reference}/", f"/voice/visits/{desk.visit.reference}/"):
        assert f"Blue Heron ({own.reference})" in client.get(address).text
    page = client.get(f"/voice/visits/{desk.visit.reference}/inspectors/new")
    assert f"blue heron ({twin.reference})" in page.text and f"Blue Heron ({own.reference})" in page.text
    other.sign_in(factories.make_staff(session, Role.COORDINATOR))
    page = other.get(f"/voice/feedback/{told.reference}/")
    assert "Heron" not in page.text and own.reference not in page.text
    inspectors.leave(session, twin, actor=desk.moderator, now=clock.now())
    assert own.reference not in client.get(f"/voice/feedback/{told.reference}/").text
