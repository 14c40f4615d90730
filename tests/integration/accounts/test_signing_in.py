"""Signing in and out: what a session survives, how often one may try, and what an attacker learns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts import passwords, services
from portal.accounts.models import SignIn
from tests import factories
from tests.conftest import Queries
from tests.support.client import Client
from tests.support.pages import Page

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NO_MATCH = "The email address and password do not match. Check both, or choose a new password."
THROTTLED = "There have been too many tries. Wait 15 minutes, then try again, or choose a new password."


def attempt(client: Client, email: str, password: str = "not-the-right-words", address: str = "192.0.2.1") -> Page:
    client.browser.environ_base["REMOTE_ADDR"] = address
    return client.submit(client.get("/sign-in").form(), email=email, password=password)


def is_signed_in(client: Client) -> bool:
    return client.get("/account").path == "/account"


def test_somebody_signs_in_and_lands_on_what_waits(client: Client, session: Session) -> None:
    person = factories.make_staff(session, Role.COMMISSIONER)
    page = client.sign_in(person, follow=True)
    assert (page.path, page.h1) == ("/today", "Today")


def test_an_email_address_may_be_typed_in_capitals(client: Client, session: Session) -> None:
    person = factories.make_person(session, email="robin@example.com")
    assert attempt(client, "  Robin@Example.COM ", factories.PASSWORD).path == "/today"
    assert person.email == "robin@example.com"


def test_nothing_entered_says_what_to_enter(client: Client) -> None:
    page = client.submit(client.get("/sign-in").form())
    assert page.errors == ["Enter your email address", "Enter your password"]


def test_a_password_is_never_sent_back(client: Client, session: Session) -> None:
    factories.make_person(session, email="robin@example.com")
    page = attempt(client, "robin@example.com", "a-wrong-password")
    assert "a-wrong-password" not in page.html


def test_the_words_are_the_same_for_unknown_known_and_disabled_accounts(client: Client, session: Session) -> None:
    factories.make_person(session, email="known@example.com")
    disabled = factories.make_person(session, email="disabled@example.com")
    disabled.disabled_at = MONDAY
    answers = [
        attempt(client, email, password).errors
        for email, password in (
            ("known@example.com", "not-the-right-words"),
            ("unknown@example.com", "not-the-right-words"),
            ("disabled@example.com", factories.PASSWORD),
        )
    ]
    assert answers == [[NO_MATCH]] * 3


def test_an_unknown_account_costs_as_much_to_refuse(
    client: Client,
    session: Session,
    count_queries: Callable[[], AbstractContextManager[Queries]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hashing takes nearly all of the time, so the time tells nothing where it and the questions asked are the same."""
    monkeypatch.setattr(passwords, "hasher", passwords.make_hasher())
    passwords.decoy.cache_clear()
    person = factories.make_person(session, email="known@example.com")
    services.set_password(person, factories.PASSWORD, now=MONDAY)
    attempt(client, "first@example.com")
    costs: list[list[int]] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, password_hash: str, password: str) -> bool:
        found = extract_parameters(password_hash)
        costs[-1] += [found.time_cost, found.memory_cost, found.parallelism]
        return verify(hasher, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for email in ("known@example.com", "unknown@example.com"):
        costs.append([])
        with count_queries() as queries:
            attempt(client, email)
        costs[-1].append(queries.count)
    known, unknown = costs
    assert known[:3] == [2, 19_456, 1]
    assert known == unknown
    passwords.decoy.cache_clear()


def test_the_eleventh_try_in_a_quarter_of_an_hour_is_refused_even_when_right(
    client: Client, session: Session, at: At
) -> None:
    at(MONDAY)
    factories.make_person(session, email="robin@example.com")
    for _ in range(10):
        assert attempt(client, "robin@example.com").errors == [NO_MATCH]
    assert attempt(client, "robin@example.com", factories.PASSWORD).errors == [THROTTLED]
    assert attempt(client, "robin@example.com", factories.PASSWORD, address="192.0.2.2").errors == [THROTTLED]
    at(MONDAY + timedelta(minutes=16))
    assert attempt(client, "robin@example.com", factories.PASSWORD).path == "/today"


def test_tries_that_are_right_use_up_nothing(client: Client, session: Session, at: At) -> None:
    factories.make_person(session, email="robin@example.com")
    for minute in range(12):
        at(MONDAY + timedelta(minutes=minute))
        client.browser.delete_cookie("portal")
        assert attempt(client, "robin@example.com", factories.PASSWORD).path == "/today"
    client.browser.delete_cookie("portal")
    for _ in range(10):
        assert attempt(client, "robin@example.com").errors == [NO_MATCH]
    assert attempt(client, "robin@example.com", factories.PASSWORD).errors == [THROTTLED]


def test_one_throttled_account_stops_nobody_else(client: Client, session: Session, at: At) -> None:
    at(MONDAY)
    for _ in range(11):
        attempt(client, "robin@example.com")
    factories.make_person(session, email="sam@example.com")
    assert attempt(client, "sam@example.com", factories.PASSWORD).path == "/today"


def test_an_unknown_account_is_throttled_like_a_known_one(client: Client, at: At) -> None:
    at(MONDAY)
    for _ in range(10):
        attempt(client, "nobody@example.com")
    assert attempt(client, "nobody@example.com").errors == [THROTTLED]


def test_an_address_that_tries_many_accounts_is_stopped_and_others_are_not(
    client: Client, session: Session, at: At
) -> None:
    at(MONDAY)
    factories.make_person(session, email="sam@example.com")
    for number in range(60):
        attempt(client, f"guess{number}@example.com")
    assert attempt(client, "sam@example.com", factories.PASSWORD).errors == [THROTTLED]
    assert attempt(client, "sam@example.com", factories.PASSWORD, address="192.0.2.2").path == "/today"


@pytest.mark.parametrize(
    ("target", "landed"),
    [
        ("/account", "/account"),
        ("/account?x=1", "/account"),
        ("https://evil.example/", "/today"),
        ("//evil.example/", "/today"),
        ("/\\evil.example", "/today"),
        ("/%5Cevil.example", "/today"),
        ("\\\\evil.example", "/today"),
        ("javascript:alert(1)", "/today"),
        ("/%09/evil.example", "/today"),
        ("", "/today"),
    ],
)
def test_after_signing_in_only_places_on_this_portal_are_gone_to(
    client: Client, session: Session, target: str, landed: str
) -> None:
    person = factories.make_person(session)
    form = client.get(f"/sign-in?next={target}").form()
    answer = client.submit(form, email=person.email, password=factories.PASSWORD, follow=False, expect=302)
    assert answer.location.split("?")[0] == landed


def test_signing_in_starts_a_new_session_with_new_tokens(client: Client, session: Session) -> None:
    person = factories.make_person(session)
    before, token = client.browser.get_cookie("portal"), client.csrf_token()
    client.sign_in(person)
    after = client.browser.get_cookie("portal")
    assert after is not None
    assert before is None or before.value != after.value
    assert client.csrf_token() != token


def test_a_cookie_of_a_session_that_signed_out_is_worth_nothing(client: Client, session: Session) -> None:
    client.sign_in(factories.make_person(session))
    cookie = client.browser.get_cookie("portal")
    assert cookie is not None
    client.sign_out()
    client.browser.set_cookie("portal", cookie.value)
    assert not is_signed_in(client)


def test_a_tampered_cookie_is_worth_nothing(client: Client, session: Session) -> None:
    client.sign_in(factories.make_person(session))
    cookie = client.browser.get_cookie("portal")
    assert cookie is not None
    client.browser.set_cookie("portal", cookie.value[:-4] + "AAAA")
    assert not is_signed_in(client)


def test_a_session_ends_after_thirty_idle_minutes(client: Client, session: Session, at: At) -> None:
    at(MONDAY)
    client.sign_in(factories.make_person(session))
    at(MONDAY + timedelta(minutes=29))
    assert is_signed_in(client)
    at(MONDAY + timedelta(minutes=58))
    assert is_signed_in(client)
    at(MONDAY + timedelta(minutes=89))
    assert not is_signed_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(client: Client, session: Session, at: At) -> None:
    at(MONDAY)
    client.sign_in(factories.make_person(session))
    for minutes in range(20, 12 * 60, 20):
        at(MONDAY + timedelta(minutes=minutes))
        assert is_signed_in(client)
    at(MONDAY + timedelta(hours=12, minutes=1))
    assert not is_signed_in(client)


def test_using_a_session_is_noted_at_most_once_a_minute(client: Client, session: Session, at: At) -> None:
    at(MONDAY)
    client.sign_in(factories.make_person(session))
    for seconds in (10, 30, 50):
        at(MONDAY + timedelta(seconds=seconds))
        client.get("/account")
    assert session.scalars(select(SignIn.last_seen_at)).one() == MONDAY
    at(MONDAY + timedelta(seconds=61))
    client.get("/account")
    session.commit()
    assert session.scalars(select(SignIn.last_seen_at)).one() == MONDAY + timedelta(seconds=61)


def test_disabling_somebody_ends_their_session(client: Client, session: Session) -> None:
    person = factories.make_person(session)
    client.sign_in(person)
    person.disabled_at = MONDAY
    session.commit()
    assert not is_signed_in(client)


def test_a_new_password_ends_every_other_session(new_client: Callable[[], Client], session: Session) -> None:
    person = factories.make_person(session)
    here, there = new_client(), new_client()
    there.sign_in(person)
    here.sign_in(person)
    page = here.submit(
        here.get("/account/password").form(), current_password=factories.PASSWORD, password="quiet-gravel-otters"
    )
    assert page.path == "/account"
    assert "Your password has changed." in page.text
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert attempt(new_client(), person.email).errors == [NO_MATCH]
    assert attempt(new_client(), person.email, "quiet-gravel-otters").path == "/today"


def test_a_new_password_needs_the_present_one(client: Client, session: Session) -> None:
    client.sign_in(factories.make_person(session))
    page = client.submit(
        client.get("/account/password").form(), current_password="wrong-wrong-wrong", password="quiet-gravel-otters"
    )
    assert page.errors == ["The current password is not right. Check it and type it again."]


def test_losing_a_role_ends_the_session(client: Client, session: Session) -> None:
    provider = factories.make_provider(session)
    admin = factories.viewer_of(session, factories.make_provider_person(session, provider))
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER)
    client.sign_in(member)
    session.refresh(member)
    services.end_grant(session, member.grants[0], actor=admin, now=MONDAY)
    assert not is_signed_in(client)


def test_somebody_with_two_desks_chooses_and_gets_a_new_session(client: Client, session: Session) -> None:
    provider = factories.make_provider(session, "Sandhills Care Limited")
    person = factories.make_provider_person(session, provider)
    factories.make_staff_at_desk(session, person, Role.AUDITOR)
    page = client.sign_in(person, follow=True)
    assert page.h1 == "Which organisation do you work for now?"
    cookie = client.browser.get_cookie("portal")
    page = client.submit(page.form(), button="Sefton Council – auditor")
    assert "auditor" in page.text
    assert client.browser.get_cookie("portal") != cookie


def test_a_desk_that_is_not_ones_own_cannot_be_chosen(client: Client, session: Session) -> None:
    stranger = factories.make_provider(session, "Somebody Else Limited")
    person = factories.make_provider_person(session, factories.make_provider(session))
    factories.make_staff_at_desk(session, person, Role.AUDITOR)
    client.sign_in(person)
    page = client.post("/account/desk", {"desk": f"{stranger.id}-0"})
    assert page.h1 == "Which organisation do you work for now?"
