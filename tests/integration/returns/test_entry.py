"""Filling in one home's figures over HTTP: what it opens with, what it refuses, what it never loses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.providers.models import ServiceType
from portal.returns import services
from portal.returns.models import Entry, EntryState, EntryVersion
from portal.returns.queries import line_of
from portal.returns.rules import BlockReason, Body, BodyKind
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.pages import Form, Page, words

FIRST = {"registered": "6", "usable": "6", "own": "2", "available": "4", "takes_emergencies": "yes"}


def figures(client: Client, market: Market) -> Form:
    """The form of Marram House, signed in as the admin."""
    client.sign_in(market.admin)
    return client.get(f"{market.marram_path}/capacity").form("Continue")


def entry_of(session: Session, market: Market) -> Entry:
    session.expire_all()
    return session.scalars(
        select(Entry).where(Entry.home_id == market.marram.id, Entry.period_id == market.period.id)
    ).one()


def test_a_new_home_opens_with_the_places_of_the_register(client: Client, market: Market) -> None:
    form = figures(client, market)
    assert (form.values["registered"], form.values["usable"], form.values["own"]) == (["6"], ["6"], [""])


def test_an_entry_opens_with_the_last_accepted_figures_and_shows_them_beside_each_field(
    client: Client, session: Session, market: Market
) -> None:
    made.accepted(session, market.before, market.marram, market.sender, market.accepter)
    client.sign_in(market.admin)
    page = client.get(f"{market.marram_path}/capacity")
    values = page.form("Continue").values
    assert {name: values[name][0] for name in made.TYPED if name != "takes_emergencies"} == {
        name: typed for name, typed in made.TYPED.items() if name != "takes_emergencies"
    }
    assert f"{market.before.month:%B}: 2" in page.text


def test_the_whole_way_to_a_receipt(client: Client, session: Session, market: Market, mailbox: Mailbox) -> None:
    form = figures(client, market)
    row = {"bodies-0-body": "E08000012", "bodies-0-places": "1"}
    page = client.submit(
        form, {**FIRST, **row, "available": "2", "blocked_matching": "1", "available_soon": "3"}, button="Continue"
    )
    assert page.h1 == "Check your figures"
    assert ["Children placed by Liverpool", "1"] in page.rows
    page = client.submit(page.form("Send this return"))
    version = session.scalars(select(EntryVersion)).one()
    assert page.h1 == "Return sent"
    assert version.receipt in page.text
    line = line_of(version)
    session.commit()
    mail = mailbox.last(market.sender.email)
    assert version.receipt in mail.body
    assert "Marram" not in mail.body
    assert line.occupied == {made.SEFTON: 2, made.LIVERPOOL: 1}
    assert (line.registered, line.available, line.available_soon, line.takes_emergencies) == (6, 2, 3, True)
    assert line.blocked == {BlockReason.MATCHING: 1}


def test_beds_that_do_not_add_up_are_named_and_what_was_typed_is_kept(
    client: Client, session: Session, market: Market
) -> None:
    page = client.submit(figures(client, market), {**FIRST, "available": "5"}, button="Continue")
    assert page.errors == ["The places add up to 7 but the home is registered for 6. Change one of them"]
    assert page.form("Continue").values["available"] == ["5"]
    assert "They are saved as you typed them, and not sent yet." in page.text
    assert "Adds up to 7 of 6 registered places" in page.text
    assert entry_of(session, market).state == EntryState.DRAFT
    again = client.submit(page.form("Continue"), available="4", button="Continue")
    assert again.h1 == "Check your figures"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "Available now must be 0 or more"),
        ("1000000000", "Available now must be 2,000 or fewer"),
        ("four", "Available now must be a whole number, like 4"),
        ("٤", "Available now must use the digits 0 to 9"),
        ("2.5", "Available now must be a whole number, without a decimal point"),
        ("", "Enter how many places are available now, or 0"),
        ("9" * 10_000, "Available now must be 2,000 or fewer"),
    ],
)
def test_what_is_no_number_of_places_is_refused_and_shown_again(
    client: Client, session: Session, market: Market, typed: str, message: str
) -> None:
    page = client.submit(figures(client, market), {**FIRST, "available": typed}, button="Continue")
    assert page.errors == [message]
    assert page.form("Continue").values["available"] == [typed]
    assert session.scalars(select(EntryVersion)).all() == []


def test_after_a_refusal_the_page_no_longer_says_what_it_began_with(
    client: Client, session: Session, market: Market
) -> None:
    made.accepted(session, market.before, market.marram, market.sender, market.accepter)
    client.sign_in(market.admin)
    page = client.get(f"{market.marram_path}/capacity")
    begun = f"They begin as they were in {market.before.month:%B %Y}. Change what is different."
    assert begun in page.text
    assert "These must add up to the registered places" in page.text
    page = client.submit(page.form("Continue"), available="lots", button="Continue")
    assert begun not in page.text
    assert "These must add up to the registered places" in page.text  # for what cannot be read adds up to nothing


def test_saving_keeps_anything_and_judges_nothing(client: Client, session: Session, market: Market) -> None:
    fields = {**FIRST, "available": "lots\0 <b>'", "comment": "naïve 🙂 ${alert(1)} `x`"}
    page = client.submit(figures(client, market), fields, button="Save and come back later")
    assert "Saved. Nothing has been sent for Marram House yet." in page.text
    values = client.get(f"{market.marram_path}/capacity").form("Continue").values
    assert values["available"] == ["lots <b>'"]
    assert values["comment"] == ["naïve 🙂 ${alert(1)} `x`"]


def test_another_row_is_added_without_script_and_keeps_what_was_typed(client: Client, market: Market) -> None:
    row = {"bodies-0-body": "parents", "bodies-0-places": "many"}
    page = client.submit(figures(client, market), {**FIRST, **row}, button="Add another council or body")
    form = page.form("Continue")
    assert form.values["bodies-0-places"] == ["many"]
    more = {"bodies-0-places": "1", "bodies-1-body": "E08000015", "bodies-1-places": "1", "available": "2"}
    assert client.submit(form, more, button="Continue").h1 == "Check your figures"


def test_kinds_of_body_are_kept_apart(client: Client, session: Session, market: Market) -> None:
    row = {"bodies-0-body": "welsh_council", "bodies-0-places": "1"}
    page = client.submit(figures(client, market), {**FIRST, **row, "available": "3"}, button="Continue")
    client.submit(page.form("Send this return"))
    version = session.scalars(select(EntryVersion)).one()
    assert line_of(version).occupied == {made.SEFTON: 2, Body(BodyKind.WELSH_COUNCIL): 1}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"bodies-0-body": "E08000012"}, "Enter how many children they placed"),
        ({"bodies-0-places": "1"}, "Select who placed these children"),
        (
            {"bodies-0-body": "E99999999", "bodies-0-places": "1"},
            "Council or body: select one of the answers shown",
        ),
        # Our own children have a field of their own: naming the council again would count them twice.
        (
            {"bodies-0-body": "E08000014", "bodies-0-places": "1"},
            "Council or body: select one of the answers shown",
        ),
    ],
)
def test_a_row_says_who_and_how_many(client: Client, market: Market, rows: dict[str, str], message: str) -> None:
    client.sign_in(market.admin)
    fields = {**FIRST, **rows, "lock_version": "0", "action": "continue"}
    page = client.post(f"{market.marram_path}/capacity", fields)
    assert message in page.errors


def test_a_body_named_twice_is_refused(client: Client, market: Market) -> None:
    client.sign_in(market.admin)
    rows = {f"bodies-{row}-body": "E08000012" for row in (0, 1)} | {f"bodies-{row}-places": "1" for row in (0, 1)}
    fields = {**FIRST, **rows, "available": "2", "lock_version": "0", "action": "continue"}
    page = client.post(f"{market.marram_path}/capacity", fields)
    assert page.errors == ["This is here twice. Add the children together in one row"]


def test_the_second_of_two_editors_sees_both_and_overwrites_nothing(
    client: Client, new_client: Callable[[], Client], session: Session, market: Market
) -> None:
    mine = figures(client, market)
    other = new_client()
    theirs = figures(other, market)
    other.submit(theirs, {**FIRST, "available": "3", "reserved": "1"}, button="Save and come back later")
    page = client.submit(mine, {**FIRST, "available": "4"}, button="Continue")
    assert "Somebody else changed these figures" in page.errors[0]
    assert ["Available now", "3", "4"] in page.rows
    assert ["Reserved for a named child", "1", "Empty"] in page.rows
    saved = dict(services.read_draft(entry_of(session, market)) or [])
    assert (saved["available"], saved["reserved"]) == ("3", "1")
    assert page.form("Continue").values["available"] == ["4"]
    assert client.submit(page.form("Continue"), button="Continue").h1 == "Check your figures"


def test_sending_twice_and_going_back_shows_the_same_receipt(
    client: Client, session: Session, market: Market, mailbox: Mailbox
) -> None:
    check = client.submit(figures(client, market), FIRST, button="Continue").form("Send this return")
    first, second = client.submit(check), client.submit(check)
    assert (first.h1, first.path) == (second.h1, second.path) == ("Return sent", first.path)
    assert len(session.scalars(select(EntryVersion)).all()) == 1
    session.commit()
    assert len(mailbox.to(market.sender.email)) == 1
    assert client.get(f"{market.marram_path}/check").h1 == "Marram House"
    assert client.get(f"{market.marram_path}/capacity").h1 == "Marram House"


def test_figures_changed_in_another_window_are_checked_again(client: Client, session: Session, market: Market) -> None:
    check = client.submit(figures(client, market), FIRST, button="Continue").form("Send this return")
    form = client.get(f"{market.marram_path}/capacity").form("Continue")
    client.submit(form, available="3", reserved="1", button="Continue")
    page = client.submit(check)
    assert "Check them again" in page.errors[0]
    assert session.scalars(select(EntryVersion)).all() == []
    assert client.submit(page.form("Send this return")).h1 == "Return sent"


def test_a_surprise_asks_for_a_tick(client: Client, session: Session, market: Market) -> None:
    made.accepted(session, market.before, market.marram, market.sender, market.accepter)
    fields = {"own": "0", "bodies-0-body": "", "bodies-0-places": "", "available": "4", "usable": "6"}
    page = client.submit(figures(client, market), fields, button="Continue")
    assert "Occupancy went from 50% to 0%." in page.text
    page = client.submit(page.form("Send this return"))
    assert page.errors == ["Tick that the figures are right, or go back and change them or say why in the comment."]
    page = client.submit(page.form("Send this return"), confirmed=True)
    assert page.h1 == "Return sent"
    assert session.scalars(select(EntryVersion.is_confirmed).order_by(EntryVersion.id.desc())).first() is True


def test_a_comment_explains_a_surprise_too(client: Client, market: Market) -> None:
    fields = {**FIRST, "registered": "7", "usable": "7", "available": "5", "comment": "A new certificate is on its way"}
    page = client.submit(figures(client, market), fields, button="Continue")
    assert "7 places are above the 6 on the home’s Ofsted certificate." in page.text
    assert client.submit(page.form("Send this return")).h1 == "Return sent"


def test_a_nil_return_is_one_button(client: Client, session: Session, market: Market) -> None:
    client.sign_in(market.admin)
    form = client.get(f"{market.marram_path}/nil").form("Send a nil return")
    first, second = client.submit(form), client.submit(form)
    assert first.h1 == second.h1 == "Return sent"
    version = session.scalars(select(EntryVersion)).one()
    assert (version.is_nil, version.registered, version.usable, version.available) == (True, 6, 6, 6)
    assert version.occupied == []


def test_a_fostering_agency_has_its_own_figures(client: Client, session: Session, market: Market) -> None:
    agency = factories.make_home(session, market.provider, "Shoreline", service_type=ServiceType.FOSTERING)
    client.sign_in(market.admin)
    form = client.get(f"/provider/returns/{market.slug}/{agency.reference}/capacity").form("Continue")
    assert "usable" not in form.names
    fields = {"households": "7", "approved": "10", "filled": "8", "own": "5", "vacant": "3", "unavailable": "1"}
    page = client.submit(form, fields, button="Continue")
    assert page.errors == ["The places add up to 12 but 10 are approved. Change one of them"]
    page = client.submit(page.form("Continue"), approved="12", button="Continue")
    client.submit(page.form("Send this return"))
    version = session.scalars(select(EntryVersion)).one()
    assert version.fostering is not None
    assert (version.registered, version.fostering.filled, version.fostering.households) == (12, 8, 7)
    assert line_of(version).occupied == {made.SEFTON: 5}


def test_all_that_are_ready_are_sent_together_and_the_others_say_why(
    client: Client, session: Session, market: Market, mailbox: Mailbox
) -> None:
    tall = factories.make_home(session, market.provider, "Tall House", registered_places=4, usable_places=4)
    new = factories.make_home(session, market.provider, "Umber House")
    for home in (market.marram, market.tern, tall):
        made.saved(session, market.period, home, market.sender)
    client.sign_in(market.admin)
    page = client.get(f"/provider/returns/{market.slug}/send")
    assert "Tall House Confirm on its own page: 6 places are above the 4" in page.text
    assert f"{new.name} Not started" in page.text
    form = page.form("Send 2 homes")
    first, second = client.submit(form), client.submit(form)
    versions = session.scalars(select(EntryVersion)).all()
    assert len(versions) == 2
    for page in (first, second):
        assert all(version.receipt in page.text for version in versions)
    session.commit()
    (mail,) = mailbox.to(market.sender.email)
    assert all(version.receipt in mail.body for version in versions)


def test_typed_figures_survive_a_session_that_ended(client: Client, session: Session, market: Market) -> None:
    form = figures(client, market)
    form.outlive_token()
    page = client.submit(form, {**FIRST, "own": "five"}, button="Continue")
    assert page.form("Continue").values["own"] == ["five"]
    assert session.scalars(select(Entry)).all() == []
    client.browser.delete_cookie("portal")
    signed_in = _sign_in_again(client, client.submit(page.form("Continue"), {**FIRST, "own": "six"}), market)
    assert signed_in.form("Continue").values["own"] == ["six"]


def _sign_in_again(client: Client, page: Page, market: Market) -> Page:
    assert page.h1 == "Sign in"
    form = page.form("Sign in")
    form.action = page.response.request.full_path
    return client.submit(form, email=market.admin.email, password=factories.PASSWORD)


def test_the_receipt_leads_to_the_next_home_and_the_last_to_the_month(client: Client, market: Market) -> None:
    client.sign_in(market.admin)
    page = client.submit(client.get(f"{market.tern_path}/nil").form("Send a nil return"))
    assert "Still to send: 1 home." in page.text
    assert page.link("Next home: Marram House") == f"{market.marram_path}/capacity"
    page = client.submit(client.get(f"{market.marram_path}/nil").form("Send a nil return"))
    assert "Next home" not in page.text


def test_the_months_say_what_waits_and_keep_a_question_in_sight_after_closing(
    client: Client, session: Session, market: Market
) -> None:
    made.sent(session, market.before, market.tern, market.sender)
    due = made.due_of(session, market.before, market.tern)
    services.ask(session, due, number=1, question="Why?", actor=market.accepter, now=clock.now())
    for home in (market.marram, market.tern):
        made.sent(session, market.period, home, market.sender)
    market.before.closes_at = clock.now()
    session.commit()
    client.sign_in(market.admin)
    page = client.get("/provider/returns/")
    now, earlier = [words(one) for one in page.all("li") if "return" in words(one)]
    assert now.startswith(f"{market.month:%B %Y} return 2 of 2 homes sent. Closes at")
    assert now.endswith("All sent")
    assert earlier.startswith(f"{market.before.month:%B %Y} return 1 of 2 homes sent. Closed at")
    assert earlier.endswith("You can still answer. 1 to answer")
    assert page.rows == []


def test_a_month_puts_what_waits_before_what_was_sent(client: Client, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    factories.make_home(session, market.provider, "Zostera House")
    asked = factories.make_home(session, market.provider, "Strand House")
    made.sent(session, market.period, asked, market.sender)
    due = made.due_of(session, market.period, asked)
    services.ask(session, due, number=1, question="Why?", actor=market.accepter, now=clock.now())
    client.sign_in(market.admin)
    names = [words(one) for one in client.get(f"/provider/returns/{market.slug}/").all("a")]
    assert [name for name in names if name.endswith(("House", "Cottage"))] == [
        "Strand House", "Tern Cottage", "Zostera House", "Marram House",
    ]  # fmt: skip
