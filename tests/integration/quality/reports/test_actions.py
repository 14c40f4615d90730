"""Actions: agreed with the draft, followed once the report is final, reminded of, passed on, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.db import database
from portal.quality.actions import reminders, services
from portal.quality.actions.models import ActionState
from portal.quality.models import Visit, VisitState
from portal.quality.services import Refused
from tests import factories
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client
from tests.support.mail import Mailbox


@pytest.fixture
def due_on() -> date:
    """A day that an action may be due on."""
    return clock.today(clock.now()) + timedelta(days=200)


def state_of(session: Session, visit: Visit) -> str:
    session.expire_all()
    return visit.state


def test_an_action_that_is_sent_twice_is_one(session: Session, client: Client, cast: Cast, due_on: date) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    client.sign_in(cast.lead)
    page = client.get(f"/quality/visits/{visit.reference}/actions/add")
    for _ in range(2):
        added = client.submit(page.form(), _fields(due_on), text="Mend the fence.", owner="Registered manager")
        assert "The action is added." in added.text
    assert len(made.visit_actions(session, visit)) == 1


def test_actions_are_agreed_with_the_draft_and_changed_there(
    session: Session, client: Client, cast: Cast, due_on: date
) -> None:
    visit, due = made.drafted(session, cast.home, cast.lead), _fields(due_on)
    client.sign_in(cast.lead)
    address = f"/quality/visits/{visit.reference}/actions/"
    page = client.get(client.get(address).link("Add an action"))
    assert "Enter what is to change" in client.submit(page.form(), due).errors
    past = client.submit(
        page.form(), {**due, "due_on-year": "2020"}, text="Mend the fence.", owner="Registered manager"
    )
    assert past.errors == ["The date must be after today."]
    page = client.submit(page.form(), due, text="Mend the fence.", owner="Registered manager", standard="protection")
    assert f"Action 1, by {_day(due_on)}" in page.text
    change = client.get(page.link(f"Change the action by {_day(due_on)}"))
    (action,) = made.visit_actions(session, visit)
    details = services.ActionDetails("Mend both fences.", "", "Registered manager", action.due_on)
    services.change_action(session, visit, action, details, seen_version=1, actor=cast.officer, now=clock.now())
    both = client.submit(change.form(), text="Mend no fence.")
    assert "Now: Mend both fences." in both.text
    page = client.submit(both.form())
    assert "Mend no fence." in page.text
    page = client.submit(client.get(page.link(f"Remove the action by {_day(due_on)}")).form())
    assert "No action is agreed." in page.text


def test_an_action_is_due_within_two_years(
    session: Session, client: Client, cast: Cast, at: Callable[[datetime], None]
) -> None:
    """London's today counts: late in a summer evening it is a day ahead of UTC's."""
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    at(datetime(2027, 6, 1, 23, 30, tzinfo=UTC))
    client.sign_in(cast.lead)
    address = f"/quality/visits/{visit.reference}/actions/"
    refusal = "The date must be 2 June 2029 or earlier: two years ahead is the longest."
    form = client.get(f"{address}add").form()
    words = {"text": "Mend the fence.", "owner": "Registered manager"}
    assert client.submit(form, _fields(date(9999, 12, 31)), **words).errors == [refusal]
    assert client.submit(form, _fields(date(2029, 6, 3)), **words).errors == [refusal]
    page = client.submit(form, _fields(date(2029, 6, 2)), **words)
    assert "Action 2, by 2 June 2029" in page.text
    move = client.get(page.link("Move the day the action by 2 June 2029")).form()
    assert client.submit(move, _fields(date(2029, 6, 3)), reason="Builders.").errors == [refusal]


def test_evidence_is_sent_sent_back_and_the_last_action_closes_the_visit(
    session: Session, client: Client, new_client: Callable[[], Client], cast: Cast
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    provider = new_client()
    provider.sign_in(cast.admin)
    client.sign_in(cast.lead)
    assert "Kite House: say what was done after the visit" in provider.get("/today").text
    own = provider.get(f"/provider/visits/{visit.reference}/")
    (action,) = made.visit_actions(session, visit)
    due = own.link(f"Say what was done about the action by {_day(action.due_on)}")
    page = provider.submit(provider.get(due).form(), text="We asked a builder.")
    assert "With the officer" in page.text
    assert "Kite House: look at what was done (1)" in client.get("/today").text
    address = f"/quality/visits/{visit.reference}/actions/"
    words = f"the action by {_day(action.due_on)}"
    back = client.get(client.get(address).link(f"Send back {words}"))
    client.submit(back.form(), reason="When will the builder come?")
    own = provider.get(f"/provider/visits/{visit.reference}/")
    assert "When will the builder come?" in own.text
    provider.submit(provider.get(due).form(), text="The fence is mended.")
    page = client.submit(client.get(client.get(address).link(f"Close {words}")).form(), reason="Seen on a photograph.")
    assert "With the last one the visit is closed too." in page.text
    assert state_of(session, visit) == VisitState.CLOSED
    assert "Seen on a photograph." in provider.get(f"/provider/visits/{visit.reference}/").text
    with pytest.raises(Refused):
        made.action(session, visit, cast.officer)


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}"


def test_a_visit_with_an_open_action_stays_open_and_one_without_is_closed_by_its_officer(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    with pytest.raises(Refused, match="1 action is still open"):
        services.close_visit(session, visit, actor=cast.officer, now=clock.now())
    (only,) = made.visit_actions(session, visit)
    second = made.action(session, visit, cast.officer)
    assert not made.close_action(session, visit, only, cast.officer)
    assert made.close_action(session, visit, second, cast.officer)


def test_the_same_words_sent_twice_are_one_and_a_closed_action_takes_none(session: Session, cast: Cast) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    made.action(session, visit, cast.officer)
    first, _ = made.visit_actions(session, visit)
    for _ in range(2):
        services.send_evidence(session, visit, first, "Mended.", actor=cast.provider, now=clock.now())
    session.expire_all()
    assert len(first.evidence) == 1
    with pytest.raises(Refused, match="looking at what you wrote"):
        services.send_evidence(session, visit, first, "More.", actor=cast.provider, now=clock.now())
    made.close_action(session, visit, first, cast.officer)
    with pytest.raises(Refused, match="closed already"):
        services.send_evidence(session, visit, first, "More.", actor=cast.provider, now=clock.now())


def test_the_home_is_reminded_once_before_and_once_after_and_never_at_night(
    app: Flask, session: Session, cast: Cast, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    email, due = cast.admin.email, datetime(action.due_on.year, action.due_on.month, action.due_on.day, 12, tzinfo=UTC)
    session.commit()

    def subjects_on(day: int, hour: int = 12) -> list[str]:
        at(due + timedelta(days=day, hours=hour - 12))
        reminders.follow_actions(database())
        return [mail.subject for mail in mailbox.to(email) if mail.subject.startswith("An action after our visit")]

    assert subjects_on(-8) == []
    assert subjects_on(-7, hour=3) == []
    before, after = f"is due by {_day(action.due_on)}", f"was due on {_day(action.due_on)}"
    for day in (-7, -3, 0):
        assert [before in subject for subject in subjects_on(day)] == [True]
    for day in (1, 2, 5):
        assert sorted(after in subject for subject in subjects_on(day)) == [False, True]


def test_an_officer_moves_the_day_with_a_reason_that_the_provider_reads(
    session: Session,
    client: Client,
    new_client: Callable[[], Client],
    cast: Cast,
    mailbox: Mailbox,
    at: Callable[[datetime], None],
) -> None:
    at(datetime(2027, 6, 1, 8, 30, tzinfo=UTC))
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    was, email = action.due_on, cast.admin.inbox
    action.escalated_at = clock.now()
    session.commit()
    client.sign_in(cast.lead)
    address = f"/quality/visits/{visit.reference}/actions/"
    form = client.get(client.get(address).link(f"Move the day the action by {_day(was)}")).form()
    past = client.submit(form, {"due_on-day": "1", "due_on-month": "1", "due_on-year": "2020"}, reason="Late builder.")
    assert past.errors == ["The date must be after today."]
    assert client.submit(form, _fields(was), reason="Late builder.").errors == ["It is due on this day already."]
    assert client.submit(form, _fields(was + timedelta(days=20))).errors == ["Enter the reason"]
    page = client.submit(form, _fields(was + timedelta(days=20)), reason="The builder is ill.")
    days = f"Moved from {_day(was)} to {_day(was + timedelta(days=20))}"
    moved = f"{days} by Casey Birch, 1 June 2027, 9:30am: The builder is ill."
    assert moved in page.text
    assert "Passed to commissioners" not in page.text
    provider = new_client()
    provider.sign_in(cast.admin)
    assert moved in provider.get(f"/provider/visits/{visit.reference}/").text
    session.commit()
    assert mailbox.last(email).subject.endswith(_day(was + timedelta(days=20)))
    session.expire_all()
    made.close_action(session, visit, action, cast.officer)
    with pytest.raises(Refused):
        made.move_action(session, visit, action, was, cast.officer)


def _fields(day: date) -> dict[str, str]:
    return {"due_on-day": str(day.day), "due_on-month": str(day.month), "due_on-year": str(day.year)}


def test_what_stays_overdue_is_passed_to_the_commissioners_once(
    app: Flask, session: Session, client: Client, cast: Cast, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    commissioner = factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak")
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    email = commissioner.email
    late = datetime(action.due_on.year, action.due_on.month, action.due_on.day, 12, tzinfo=UTC) + timedelta(days=9)
    session.commit()
    at(late)
    reminders.follow_actions(database())
    assert mailbox.to(email) == []
    at(late + timedelta(days=1))
    for _ in range(2):
        reminders.follow_actions(database())
    (letter,) = mailbox.to(email)
    assert "Kite" not in letter.body
    client.sign_in(commissioner)
    page = client.get("/today")
    assert "Actions after visits are long overdue (1)" in page.text
    page = client.get(page.link("Actions after visits are long overdue (1)"))
    assert "Passed to commissioners" in page.text
    assert "1 action" in page.text
    client.get(f"/quality/visits/{visit.reference}/actions/add", expect=403)


def test_evidence_that_waits_for_the_officer_is_not_the_homes_delay(session: Session, cast: Cast) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    services.send_evidence(session, visit, action, "Mended.", actor=cast.provider, now=clock.now())
    year = timedelta(days=365)
    assert services.escalate(session, now=clock.now() + year, days=10) == 0
    session.expire_all()
    assert (action.state, action.escalated_at) == (ActionState.ANSWERED, None)


def test_the_list_of_actions_costs_as_many_queries_however_long(
    session: Session, client: Client, cast: Cast, count_queries: Callable[..., object]
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    client.sign_in(cast.lead)

    def cost() -> int:
        with count_queries() as queries_made:  # type: ignore[attr-defined]
            client.get("/quality/actions/?sort=provider")
        return int(queries_made.count)

    cost()
    one = cost()
    for _ in range(5):
        made.action(session, visit, cast.officer)
    assert cost() == one
