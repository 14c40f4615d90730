"""The coordinator's side: cards made and printed once, how many stand where, and an end to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.homes.models import Home, HomeStatus
from portal.providers.models import ServiceType
from portal.voice.feedback.models import FeedbackState
from portal.voice.inspectors.rules import CARD_LASTS, clean_code
from portal.voice.inspectors.services import code_hash as inspectors_hash
from portal.voice.residents import services
from portal.voice.residents.models import ResidentBatch, ResidentCard
from portal.voice.residents.rules import Ending
from tests import factories
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made
from tests.support.client import Client
from tests.support.pages import Page, words

NewClient = Callable[[], Client]


def codes_on(page: Page) -> list[str]:
    """The codes of a printed sheet."""
    printed = [words(item).removeprefix("Your code is").strip() for item in page.all("p", "portal-card__code")]
    return [code for each in printed if (code := clean_code(each))]


@pytest.fixture
def at_desk(client: Client, desk: Desk) -> Client:
    client.sign_in(desk.coordinator)
    return client


def test_a_batch_is_made_printed_once_and_counted(
    at_desk: Client, new_client: NewClient, session: Session, desk: Desk
) -> None:
    page = at_desk.get(at_desk.get("/voice/cards/").link("Kite House"))
    assert "No cards have been made for this home yet." in page.text
    page = at_desk.submit(at_desk.get(page.link("Make cards")).form("Make the cards"), count="4")
    codes = codes_on(page)
    assert len(set(codes)) == 4 and len(page.all("svg")) == 4
    assert page.headers["Cache-Control"] == "no-store"
    printed = [words(card) for card in page.all("li", "portal-card")]
    references = session.scalars(select(ResidentCard.reference)).all()
    assert not [text for text in printed if "Kite House" in text or any(each in text for each in references)]
    begun, sent = codes[:2]
    made.begin(new_client(), begun)
    made.told(session, desk, sent, FeedbackState.SENT)
    session.commit()
    page = at_desk.get(f"/voice/cards/{desk.home.reference}/")
    assert page.rows[1][1:6] == ["2", "1", "1", "0", "0"]
    assert not [code for code in codes if code in page.html] and not [each for each in references if each in page.html]
    assert "Kite House" in at_desk.get("/voice/cards/?q=Kite").text
    assert at_desk.get("/voice/cards/").rows[1][1:] == ["2", "2"]


def test_a_form_sent_twice_makes_one_batch(at_desk: Client, session: Session, desk: Desk) -> None:
    form = at_desk.get(f"/voice/cards/{desk.home.reference}/new").form("Make the cards")
    assert len(codes_on(at_desk.submit(form, count="2"))) == 2
    page = at_desk.submit(form, count="2")
    assert page.path == f"/voice/cards/{desk.home.reference}/" and "Those cards were made before" in page.text
    assert len(session.scalars(select(ResidentCard)).all()) == 2
    assert len(codes_on(at_desk.submit(form, count="3"))) == 3


@pytest.mark.parametrize("count", ["0", "13", "", "many"])
def test_one_to_twelve_at_a_time(at_desk: Client, session: Session, desk: Desk, count: str) -> None:
    form = at_desk.get(f"/voice/cards/{desk.home.reference}/new").form("Make the cards")
    assert at_desk.submit(form, count=count).errors
    assert session.scalars(select(ResidentBatch)).all() == []


def test_no_cards_for_a_home_that_is_not_open(at_desk: Client, session: Session, desk: Desk) -> None:
    form = at_desk.get(f"/voice/cards/{desk.home.reference}/new").form("Make the cards")
    session.get_one(Home, desk.home.id).status = HomeStatus.CLOSED
    session.commit()
    assert at_desk.submit(form, count="2").errors == ["This home is not open. Cards are for people who live in a home."]
    assert "so no cards can be made" in at_desk.get(f"/voice/cards/{desk.home.reference}/").text


def test_an_agency_whose_children_live_with_carers_gets_no_cards(at_desk: Client, session: Session, desk: Desk) -> None:
    provider = session.get_one(Home, desk.home.id).provider
    agency = factories.make_home(session, provider, "Kite Fostering", service_type=ServiceType.FOSTERING)
    families = factories.make_home(session, provider, "Kite Families", service_type=ServiceType.FAMILY_ASSESSMENT)
    session.commit()
    page = at_desk.get("/voice/cards/")
    assert agency.name not in page.text and "2 open homes" in page.text
    assert families.name in page.text and "Kite House" in page.text
    page = at_desk.get(f"/voice/cards/{agency.reference}/")
    assert "This is a fostering agency" in page.text and "Make cards" not in page.html
    form = at_desk.get(f"/voice/cards/{agency.reference}/new").form("Make the cards")
    assert at_desk.submit(form, count="2").errors == [
        "This is a fostering agency. Cards are for people who live with staff."
    ]


def test_ending_leaves_those_in_use_unless_all_are_meant(
    at_desk: Client, new_client: NewClient, session: Session, desk: Desk
) -> None:
    unused, begun = made.cards(session, desk.home, desk.moderator, 2)
    made.claimed(session, begun)
    session.commit()
    page = at_desk.get(f"/voice/cards/{desk.home.reference}/")
    form = at_desk.get(page.link("End these cards")).form("End them")
    assert at_desk.submit(form).errors == ["Select which cards should end"]
    page = at_desk.submit(form, ending="unused")
    assert "1 card has ended." in page.text and page.rows[1][1:6] == ["0", "1", "0", "0", "1"]
    assert made.come_back(new_client(), begun).errors == []
    page = at_desk.submit(form, ending="all")
    assert "1 card has ended." in page.text and page.rows[1][1:7] == ["0", "0", "0", "0", "2", ""]
    assert made.come_back(new_client(), begun).errors and made.open_card(new_client(), unused).errors
    assert "0 cards have ended." in at_desk.submit(form, ending="all").text


def test_what_ran_out_is_said_so(at_desk: Client, session: Session, desk: Desk) -> None:
    made.cards(session, desk.home, desk.moderator, 3)
    session.scalars(select(ResidentBatch)).one().made_at = clock.now() - CARD_LASTS
    session.commit()
    assert at_desk.get(f"/voice/cards/{desk.home.reference}/").rows[1][1:6] == ["0", "0", "0", "3", "0"]
    assert at_desk.get("/voice/cards/").rows[1][1:] == ["0", "0"]


def test_another_authoritys_home_and_batch_are_missing(at_desk: Client, session: Session, desk: Desk) -> None:
    other = factories.make_other_authority(session)
    made.cards(session, desk.home, desk.moderator, authority_id=other.id)
    batch = session.scalars(select(ResidentBatch)).one()
    session.commit()
    at_desk.get(f"/voice/cards/{desk.home.reference}/{batch.reference}/end", expect=404)
    assert "No cards have been made" in at_desk.get(f"/voice/cards/{desk.home.reference}/").text
    assert at_desk.get("/voice/cards/").rows[1][1:] == ["0", "0"]


def test_a_visit_leads_to_the_cards_of_its_home(at_desk: Client, desk: Desk) -> None:
    page = at_desk.get(f"/voice/visits/{desk.visit.reference}/")
    assert at_desk.get(page.link("Cards for the young people who live there")).h1 == "Residents’ cards for Kite House"


def test_lists_ask_as_much_however_many_there_are(
    at_desk: Client, session: Session, desk: Desk, count_queries: Callable[..., object]
) -> None:
    counts: dict[str, list[int]] = {}
    for count in (1, 12):
        for _ in range(count):
            made.cards(session, desk.home, desk.moderator, count)
        for at in range(count):
            factories.make_home(session, desk.home.provider, f"House {count}-{at}")
        session.commit()
        for path in ("/voice/cards/", f"/voice/cards/{desk.home.reference}/"):
            with count_queries() as made_queries:  # type: ignore[attr-defined]
                at_desk.get(path)
            counts.setdefault(path, []).append(made_queries.count)
    assert all(few == many for few, many in counts.values()), counts


def test_codes_are_kept_under_a_key_and_apart_from_inspectors(session: Session, card: str) -> None:
    kept = session.scalars(select(ResidentCard)).one()
    assert kept.code_hash == services.code_hash(card) and len(kept.code_hash) == 64
    assert inspectors_hash(card) != kept.code_hash


def test_ending_one_batch_ends_no_other(session: Session, desk: Desk) -> None:
    first, second = made.cards(session, desk.home, desk.moderator)[0], made.cards(session, desk.home, desk.moderator)[0]
    batch = made.card_of(session, first).batch
    services.end_cards(session, batch, Ending.ALL, actor=desk.moderator, now=clock.now())
    assert made.card_of(session, second).ended_at is None
