"""What coordinators do for their own inspectors, that nobody else sees any of it, and what is left of who leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import page as pdf_checker
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Grant, Person, SignIn
from portal.events import EventPersonal, EventRow
from portal.voice.inspectors import queries, services
from portal.voice.inspectors.models import InspectorCard, InspectorContact, InspectorHours, InspectorPayment
from portal.voice.inspectors.rules import clean_code
from portal.voice.inspectors.services.joining import NO_MATCH
from tests import factories
from tests.factories import Joined
from tests.integration.voice.inspectors import made
from tests.integration.voice.inspectors.walking import come_back, join
from tests.support.client import Client

At = Callable[[datetime], None]
NewClient = Callable[[], Client]
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CODE = re.compile(r"Your code is ([0-9A-Z]{4}-[0-9A-Z]{4})")


@pytest.fixture
def coordinator(session: Session) -> Person:
    return factories.make_staff(session, Role.COORDINATOR)


@pytest.fixture
def kestrel(session: Session, coordinator: Person) -> Joined:
    return factories.make_inspector(session, coordinator)


def path_of(joined: Joined) -> str:
    return f"/voice/inspectors/{joined.inspector.reference}/"


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(EventRow.verb).order_by(EventRow.sequence)))


def test_a_card_is_made_shown_once_and_lets_somebody_join(
    new_client: NewClient, session: Session, coordinator: Person
) -> None:
    desk = new_client()
    desk.sign_in(coordinator)
    card = desk.submit(desk.get("/voice/inspectors/new").form("Make the card"))
    found = CODE.search(card.text)
    assert found and card.headers["Cache-Control"] == "no-store"
    code = clean_code(found[1])
    assert code is not None and f"/inspect/{code}/" in card.html
    assert found[1] not in desk.get("/voice/inspectors/").html
    assert [row[1] for row in desk.get("/voice/inspectors/").rows[1:]] == ["Has a card"]
    assert join(new_client(), code).h1 == "Hello Kestrel"
    assert desk.get("/voice/inspectors/").rows[1][0].startswith("Kestrel")


def test_a_form_sent_twice_makes_one_card(
    client: Client, session: Session, coordinator: Person, kestrel: Joined
) -> None:
    client.sign_in(coordinator)
    new = client.get("/voice/inspectors/new").form("Make the card")
    again = client.get(f"{path_of(kestrel)}card").form("Make a new card")
    for form, path in ((new, "/voice/inspectors/"), (again, path_of(kestrel))):
        assert CODE.search(client.submit(form).text)
        page = client.submit(form)
        assert page.path == path and "That card was made before, and its code was shown once." in page.text
    live = select(func.count()).select_from(InspectorCard).where(InspectorCard.ended_at.is_(None))
    assert session.scalar(live) == 2
    assert session.scalar(select(func.count()).select_from(InspectorCard)) == 3


def test_hours_and_payments_sent_twice_are_written_down_once(
    client: Client, session: Session, coordinator: Person, kestrel: Joined, at: At
) -> None:
    at(clock.now())
    client.sign_in(coordinator)
    today = clock.today(clock.now())
    for page, field, more, row in (
        ("hours", "given_on", {"kind": "visit", "minutes": "60"}, InspectorHours),
        ("payments", "paid_on", {"kind": "expense", "pounds": "4.60"}, InspectorPayment),
    ):
        form = client.get(f"{path_of(kestrel)}{page}").form("Write this down")
        day = {f"{field}-day": str(today.day), f"{field}-month": str(today.month), f"{field}-year": str(today.year)}
        for _ in range(2):
            assert "is written down." in client.submit(form, day, **more).text
        assert session.scalar(select(func.count()).select_from(row)) == 1


def test_a_new_card_replaces_the_one_before(new_client: NewClient, coordinator: Person, kestrel: Joined) -> None:
    desk = new_client()
    desk.sign_in(coordinator)
    card = desk.submit(desk.get(f"{path_of(kestrel)}card").form("Make a new card"))
    assert CODE.search(card.text)
    assert come_back(new_client(), kestrel.code).errors == [NO_MATCH]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.YOUNG_INSPECTOR}))
def test_nobody_else_finds_an_inspector(client: Client, session: Session, kestrel: Joined, role: Role) -> None:
    """Another coordinator's are missing; every other role may not come in, and no list of theirs names them."""
    other = factories.make_person_with(session, role, factories.make_provider(session))
    client.sign_in(other)
    client.get(path_of(kestrel), expect=404 if role is Role.COORDINATOR else 403)
    if role in (Role.PORTAL_ADMIN, Role.PUBLISHER, Role.AUDITOR):
        people = client.get("/admin/people/").html
        assert "Young inspector<" not in people and "Kestrel" not in people
        grant = session.scalars(select(Grant).where(Grant.person_id == kestrel.person.id)).one()
        client.get(f"/admin/people/{grant.reference}/", expect=404)
        events = client.get("/audit/events").html
        assert "Kestrel" not in events


def test_every_look_at_how_to_reach_them_is_recorded(
    client: Client, session: Session, coordinator: Person, kestrel: Joined
) -> None:
    made.looked_after(session, coordinator, kestrel.inspector)
    client.sign_in(coordinator)
    assert made.CONTACT not in client.get(path_of(kestrel)).html
    page = client.get(f"{path_of(kestrel)}contact")
    assert made.CONTACT in page.html
    client.get(f"{path_of(kestrel)}contact")
    assert verbs(session).count("voice.contact_seen") == 2
    client.submit(page.form("Save"), words="Through their key worker")
    assert verbs(session).count("voice.contact_written") == 2
    assert not session.scalar(select(func.count()).select_from(EventPersonal))
    details = " ".join(session.scalars(select(EventRow.detail)))
    assert "youth club" not in details and "key worker" not in details


def test_training_is_a_list_that_is_ticked(client: Client, coordinator: Person, kestrel: Joined) -> None:
    client.sign_in(coordinator)
    form = client.get(f"{path_of(kestrel)}training").form("Save")
    page = client.submit(form, done=["safe", "rights"])
    assert page.text.count("Done") == 2
    page = client.submit(client.get(f"{path_of(kestrel)}training").form("Save"), done=["safe"])
    assert page.text.count("Done") == 1


def test_hours_and_money_are_added_up_money_exactly_and_apart(
    client: Client, session: Session, coordinator: Person, kestrel: Joined
) -> None:
    client.sign_in(coordinator)
    today = clock.today(clock.now())
    day = {"day": str(today.day), "month": str(today.month), "year": str(today.year)}
    for minutes in ("90", "75"):
        form = client.get(f"{path_of(kestrel)}hours").form("Write this down")
        client.submit(form, {f"given_on-{part}": value for part, value in day.items()}, kind="visit", minutes=minutes)
    for kind, pounds in (("thank_you", "25"), ("thank_you", "0.10"), ("thank_you", "0.20"), ("expense", "4.60")):
        form = client.get(f"{path_of(kestrel)}payments").form("Write this down")
        page = client.submit(form, {f"paid_on-{part}": value for part, value in day.items()}, kind=kind, pounds=pounds)
    assert "In all: 2 hours 45 minutes." in page.text
    assert "Thank-you payments: £25.30. Expenses: £4.60." in page.text
    last = queries.list_payments(session, kestrel.inspector.id)[0]
    page = client.post(f"{path_of(kestrel)}payments/{last.id}/take-back")
    assert "Expenses: £0.00." in page.text
    assert "voice.payment_taken_back" in verbs(session)


def test_a_payment_must_be_one_or_the_other_and_of_some_amount(
    client: Client, coordinator: Person, kestrel: Joined
) -> None:
    client.sign_in(coordinator)
    page = client.submit(client.get(f"{path_of(kestrel)}payments").form("Write this down"), pounds="0")
    assert len(page.errors) == 3


def test_one_inspectors_money_is_not_taken_back_under_anothers_name(
    client: Client, session: Session, coordinator: Person, kestrel: Joined
) -> None:
    otter = factories.make_inspector(session, coordinator, "Otter")
    mine = made.looked_after(session, coordinator, kestrel.inspector)
    client.sign_in(coordinator)
    client.post(f"{path_of(otter)}payments/{mine.payment}/take-back", expect=404)
    client.post(f"{path_of(otter)}hours/{mine.hours}/take-back", expect=404)
    assert session.get(InspectorPayment, mine.payment) is not None


@pytest.mark.parametrize(("typed", "printed"), [("", "Kestrel"), ("Ali Canary", "Ali Canary")])
def test_a_certificate_bears_the_nickname_or_a_name_that_is_kept_nowhere(
    client: Client, session: Session, coordinator: Person, kestrel: Joined, typed: str, printed: str
) -> None:
    made.looked_after(session, coordinator, kestrel.inspector)
    client.sign_in(coordinator)
    form = client.get(f"{path_of(kestrel)}certificate").form("Make the certificate")
    answer = client.submit(form, printed_name=typed)
    assert answer.headers["Content-Type"] == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
    report = pdf_checker.validate_pdf_bytes(answer.body, profile=pdf_checker.ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == [] and report.is_compliant
    reader = PdfReader(BytesIO(answer.body))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert printed in words and "You gave 2 hours 30 minutes of your time." in words
    assert len(reader.pages) == 1 and "You went on" not in words
    everything = " ".join(session.scalars(select(EventRow.detail))) + client.get(path_of(kestrel)).html
    assert "Canary" not in everything


@pytest.mark.parametrize(
    ("page", "field", "more"),
    [
        ("hours", "given_on", {"kind": "visit", "minutes": "60"}),
        ("payments", "paid_on", {"kind": "expense", "pounds": "4.60"}),
    ],
)
def test_nothing_is_written_down_of_days_before_their_first_card(
    client: Client, session: Session, coordinator: Person, at: At, page: str, field: str, more: dict[str, str]
) -> None:
    at(MONDAY)
    kestrel = factories.make_inspector(session, coordinator)
    client.sign_in(coordinator)
    for day, month, year, is_taken in ((1, 1, 1000, False), (1, 11, 2026, False), (2, 11, 2026, True)):
        form = client.get(f"{path_of(kestrel)}{page}").form("Write this down")
        typed = {f"{field}-day": str(day), f"{field}-month": str(month), f"{field}-year": str(year)}
        refused = ["The day must be 2 November 2026 or after it: their first card was made then."]
        answer = client.submit(form, typed, **more)
        assert answer.errors == ([] if is_taken else refused), (day, month, year)


@pytest.mark.parametrize(("day", "is_taken"), [((2, 11, 2027), True), ((3, 11, 2027), False), ((31, 12, 9999), False)])
def test_a_deputy_stands_in_for_a_year_at_most(
    client: Client, session: Session, coordinator: Person, at: At, day: tuple[int, int, int], *, is_taken: bool
) -> None:
    at(MONDAY)
    other = factories.make_staff(session, Role.COORDINATOR, name="Dana Deputy")
    client.sign_in(coordinator)
    typed = {f"until_on-{name}": str(number) for name, number in zip(("day", "month", "year"), day, strict=True)}
    page = client.submit(client.get("/voice/inspectors/deputy").form("Save"), typed, deputy=other.reference)
    assert page.errors == ([] if is_taken else ["The last day must be within a year."])


def test_two_who_write_down_how_to_reach_them_see_both(
    new_client: NewClient, session: Session, coordinator: Person, kestrel: Joined
) -> None:
    first, second, path = new_client(), new_client(), f"{path_of(kestrel)}contact"
    for desk in (first, second):
        desk.sign_in(coordinator)
    mine, theirs = first.get(path).form("Save"), second.get(path).form("Save")
    second.submit(theirs, words="Through her key worker")
    second.submit(second.get(path).form("Save"), words="")
    second.submit(second.get(path).form("Save"), words="Through her sister")
    page = first.submit(mine, words="Through the youth club")
    assert page.errors == ["Somebody else changed this while you had the page open. Look at both, then save again."]
    assert "Now: Through her sister" in page.text
    assert page.form("Save").values["words"] == ["Through the youth club"]
    again = page.form("Save")
    for _ in range(2):
        assert "This is written down." in first.submit(again).text
    assert second.get(path).form("Save").values["words"] == ["Through the youth club"]
    assert verbs(session).count("voice.contact_written") == 4
    assert "Somebody else" in second.submit(theirs, words="Through her key worker").text


def test_leaving_takes_away_what_must_go_and_leaves_no_name(
    new_client: NewClient, session: Session, coordinator: Person, kestrel: Joined
) -> None:
    made.looked_after(session, coordinator, kestrel.inspector)
    phone, desk = new_client(), new_client()
    come_back(phone, kestrel.code)
    desk.sign_in(coordinator)
    page = desk.submit(desk.get(f"{path_of(kestrel)}leave").form("They have left"))
    assert "They have left." in page.text and "Kestrel" not in page.text
    assert phone.get("/inspect/home").path == "/inspect/"
    assert come_back(new_client(), kestrel.code).errors == [NO_MATCH]
    session.expire_all()
    inspector = kestrel.inspector
    assert (inspector.state, inspector.nickname, inspector.pin_hash) == ("left", "", None)
    assert not session.scalar(select(func.count()).select_from(InspectorContact))
    assert session.scalars(select(InspectorCard)).one().ended_at is not None
    ended = select(func.count()).where(SignIn.person_id == inspector.person_id, SignIn.ended_at.is_(None))
    assert session.scalar(ended) == 0
    record = desk.get(path_of(kestrel))
    assert record.h1 == inspector.reference
    assert "In all: 2 hours 30 minutes." in record.text and "Expenses: £4.60." in record.text
    assert "Make a new card" not in record.text
    assert desk.post(f"{path_of(kestrel)}card").errors


def test_a_deputy_looks_after_them_to_the_end_of_a_day(
    new_client: NewClient, session: Session, coordinator: Person, kestrel: Joined, at: At
) -> None:
    at(MONDAY)
    deputy = factories.make_staff(session, Role.COORDINATOR, name="Ash Deputy")
    desk, other = new_client(), new_client()
    desk.sign_in(coordinator)
    form = desk.get("/voice/inspectors/deputy").form("Save")
    page = desk.submit(
        form, {"until_on-day": "4", "until_on-month": "11", "until_on-year": "2026"}, deputy=deputy.reference
    )
    assert "Ash Deputy stands in for you until 4 November 2026." in page.text
    other.sign_in(deputy)
    assert "while you stand in" in other.get("/voice/inspectors/").text
    assert other.get(path_of(kestrel)).h1 == "Kestrel"
    for instant, status in (
        (datetime(2026, 11, 4, 23, 59, tzinfo=UTC), 200),
        (datetime(2026, 11, 5, 0, 1, tzinfo=UTC), 404),
    ):
        at(instant)
        other.sign_in(deputy)
        other.get(path_of(kestrel), expect=status)


def test_a_deputy_is_another_coordinator_for_days_to_come(
    client: Client, session: Session, coordinator: Person, at: At
) -> None:
    at(MONDAY)
    officer = factories.make_staff(session, Role.QA_OFFICER, name="Not Acoordinator")
    other = factories.make_staff(session, Role.COORDINATOR, name="Ash Deputy")
    client.sign_in(coordinator)
    form = client.get("/voice/inspectors/deputy").form("Save")
    assert officer.reference not in form.options("deputy") and coordinator.reference not in form.options("deputy")
    day = {"until_on-day": "1", "until_on-month": "11", "until_on-year": "2026"}
    assert client.submit(form, day, deputy=other.reference).errors == ["The last day must be today or later."]
    assert client.submit(form, deputy=other.reference).errors == ["Enter the last day"]


def test_a_deputy_can_be_ended(client: Client, session: Session, coordinator: Person, at: At) -> None:
    at(MONDAY)
    other = factories.make_staff(session, Role.COORDINATOR, name="Ash Deputy")
    client.sign_in(coordinator)
    day = {"until_on-day": "9", "until_on-month": "11", "until_on-year": "2026"}
    client.submit(client.get("/voice/inspectors/deputy").form("Save"), day, deputy=other.reference)
    page = client.submit(client.get("/voice/inspectors/deputy").form("Save"), deputy="")
    assert "Nobody stands in for you now." in page.text


def test_today_says_that_a_card_was_not_used(client: Client, session: Session, coordinator: Person, at: At) -> None:
    at(MONDAY)
    actor = factories.viewer_of(session, coordinator)
    services.invite(session, authority_id=actor.authority_id or 0, actor=actor, now=MONDAY)
    client.sign_in(coordinator)
    assert "Nothing is waiting for you today." in client.get("/today").text
    at(MONDAY + timedelta(days=8))
    client.sign_in(coordinator)
    assert "Cards not used (1)" in client.get("/today").text


def test_the_list_takes_the_same_questions_however_many_there_are(
    client: Client, session: Session, coordinator: Person, count_queries: Callable[..., object]
) -> None:
    client.sign_in(coordinator)
    counts = []
    for number in (1, 6):
        for _ in range(number):
            factories.make_inspector(session, coordinator)
        client.get("/voice/inspectors/")
        with count_queries() as queries_made:  # type: ignore[attr-defined]
            client.get("/voice/inspectors/")
        counts.append(queries_made.count)
    assert counts[0] == counts[1]
