"""The rota and the arrangements, as safeguarding leads edit them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.events import EventRow
from portal.voice.disclosures import queries
from portal.voice.disclosures.models import DisclosureArrangement, SafeguardingTurn, TurnPart
from tests import factories
from tests.integration.voice.disclosures import made
from tests.support.client import Client
from tests.support.pages import Page

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROTA = "/safeguarding/rota"
ARRANGED_SINCE = (
    "Somebody else saved other arrangements while you had the page open. What they saved stands beside what you typed: "
    "keep what is right and save again."
)


@pytest.fixture
def lead(session: Session, client: Client, at: At) -> Person:
    at(MONDAY)
    person = made.lead(session)
    client.sign_in(person)
    return person


def add(client: Client, person: Person, part: str, first: tuple[int, int], last: tuple[int, int]) -> Page:
    days = {
        f"{name}_on-{unit}": str(value)
        for name, (day, month) in (("first", first), ("last", last))
        for unit, value in (("day", day), ("month", month), ("year", 2026))
    }
    page = client.get(f"{ROTA}/add")
    return client.submit(page.form("Put them on the rota"), {**days, "person": person.reference, "part": part})


def test_turns_are_added_shown_and_taken_off(session: Session, client: Client, lead: Person) -> None:
    deputy = made.lead(session, "The Deputy")
    assert "Nobody is on the rota now. Every lead is told at once: Lead Larch, The Deputy." in client.get(ROTA).text
    add(client, lead, "lead", (2, 3), (8, 3))
    page = add(client, deputy, "deputy", (2, 3), (8, 3))
    assert "Told first now: Lead Larch. Then: The Deputy." in page.text
    assert page.rows[1][:4] == ["Lead Larch", "Lead", "2 March 2026", "8 March 2026"]
    page = client.get(page.link("Remove Lead Larch"))
    page = client.submit(page.form("Take it off the rota"))
    assert "Nobody is on the rota now" in page.text
    assert [row[0] for row in page.rows[1:]] == ["The Deputy"]
    session.commit()
    kinds = session.scalars(
        select(EventRow.verb).where(EventRow.subject_kind == "rota_turn").order_by(EventRow.sequence)
    )
    assert list(kinds) == ["voice.turn_added", "voice.turn_added", "voice.turn_removed"]


def test_a_turn_lasts_to_the_end_of_its_last_day_in_london(session: Session, lead: Person) -> None:
    authority = factories.make_authority(session)
    made.on_rota(session, lead, days=28)
    for text, expected in (("2026-03-29 22:59", [lead]), ("2026-03-29 23:00", [])):
        at = datetime.fromisoformat(text).replace(tzinfo=UTC)
        assert queries.people_on_duty(session, authority.id, TurnPart.LEAD, at) == expected


def test_a_turn_that_cannot_be_says_why(session: Session, client: Client, lead: Person) -> None:
    assert add(client, lead, "lead", (8, 3), (7, 3)).errors == ["The last day must be the first day or after it"]
    assert add(client, lead, "lead", (1, 2), (1, 3)).errors == ["The last day must be today or later"]
    add(client, lead, "lead", (2, 3), (8, 3))
    page = add(client, lead, "lead", (2, 3), (9, 3))
    assert page.errors == ["This turn is on the rota already. Look at the list"]
    assert len(session.scalars(select(SafeguardingTurn)).all()) == 1


def test_only_leads_of_the_authority_can_be_chosen(session: Session, client: Client, lead: Person) -> None:
    stranger = made.lead(session, "Stranger", factories.make_other_authority(session))
    page = client.get(f"{ROTA}/add")
    assert page.form("Put them on the rota").options("person") == ["", lead.reference]
    assert add(client, stranger, "lead", (2, 3), (8, 3)).errors


def test_another_authoritys_turn_is_missing(session: Session, client: Client, lead: Person) -> None:
    turn = made.on_rota(session, lead)
    turn.authority_id = factories.make_other_authority(session).id
    client.get(f"{ROTA}/{turn.reference}/remove", expect=404)
    assert client.get(ROTA).rows == []


def test_two_leads_who_arrange_see_both(client: Client, lead: Person) -> None:
    late = client.get("/safeguarding/arrangements").form("Save these arrangements")
    form = client.get("/safeguarding/arrangements").form("Save these arrangements")
    for _ in range(2):  # sent twice it is one
        assert client.submit(form, out_of_hours_number="0151 496 0999", keep_days="90").errors == []
    page = client.submit(late, out_of_hours_number="0151 496 0111")
    assert page.errors == [ARRANGED_SINCE]
    assert "Now: 0151 496 0999" in page.text and "Now: 90" in page.text
    assert client.submit(page.form("Save these arrangements"), keep_days="90").errors == []
    held = client.get("/safeguarding/arrangements").form("Save these arrangements").values
    assert (held["out_of_hours_number"], held["keep_days"]) == (["0151 496 0111"], ["90"])


def test_the_arrangements_are_saved_and_shown_again(session: Session, client: Client, lead: Person) -> None:
    assert "Give the out-of-hours number that young people are shown" in client.get("/today").text
    page = client.get("/safeguarding/arrangements")
    wanted = {
        "out_of_hours_name": "the night team",
        "out_of_hours_number": "0151 496 0999",
        "minutes_to_deputy": "5",
        "keep_days": "90",
    }
    client.submit(page.form("Save these arrangements"), **wanted)
    held = queries.arrangements_of(session, factories.make_authority(session).id)
    assert (held.out_of_hours_number, held.pace.to_deputy, held.pace.to_all, held.keep_days) == (
        "0151 496 0999",
        5,
        30,
        90,
    )
    values = client.get("/safeguarding/arrangements").form("Save these arrangements").values
    assert {name: values[name][0] for name in wanted} == wanted
    assert "Give the out-of-hours number" not in client.get("/today").text


@pytest.mark.parametrize(("day", "is_taken"), [((2, 3, 2028), True), ((3, 3, 2028), False), ((31, 12, 9999), False)])
def test_a_turn_ends_within_two_years(
    client: Client, lead: Person, day: tuple[int, int, int], *, is_taken: bool
) -> None:
    form = client.get(f"{ROTA}/add").form("Put them on the rota")
    names = ("day", "month", "year")
    typed = {f"first_on-{name}": text for name, text in zip(names, ("2", "3", "2026"), strict=True)}
    typed |= {f"last_on-{name}": str(number) for name, number in zip(names, day, strict=True)}
    page = client.submit(form, typed, person=lead.reference, part="lead")
    assert page.errors == ([] if is_taken else ["The last day must be within two years"])
    assert ("Lead Larch" in page.text) and (page.path == ROTA) is is_taken


@pytest.mark.parametrize("number", ["", " ", "abc", "12", "${alert(1)}<b>", "0151 496", "+44 (0)151 496 0999"])
def test_a_number_that_nobody_can_call_is_refused(client: Client, lead: Person, number: str) -> None:
    page = client.get("/safeguarding/arrangements")
    page = client.submit(page.form("Save these arrangements"), out_of_hours_number=number)
    assert page.errors in (
        ["Enter the out-of-hours phone number"],
        ["Enter a phone number that can be called, such as 0151 496 0999, +44 151 496 0999 or 101"],
    )
    assert "Give the out-of-hours number that young people are shown" in client.get("/today").text


def test_young_people_call_the_number_with_one_press(session: Session, client: Client, lead: Person) -> None:
    page = client.get("/safeguarding/arrangements")
    client.submit(page.form("Save these arrangements"), out_of_hours_number="(0151) 496-0999")
    told = client.get("/card/3479CDFH/not-safe")
    assert told.link("At night, call our night team on (0151) 496-0999.") == "tel:01514960999"
    # What was saved before numbers were looked at is not shown.
    session.scalars(select(DisclosureArrangement)).one().out_of_hours_number = "abc"
    session.commit()
    assert "At night, call" not in client.get("/card/3479CDFH/not-safe").text


def test_a_clock_whose_steps_do_not_follow_one_another_is_refused(client: Client, lead: Person) -> None:
    page = client.get("/safeguarding/arrangements")
    typed = {"minutes_to_deputy": "90", "out_of_hours_number": "0151 496 0999"}
    page = client.submit(page.form("Save these arrangements"), **typed)
    assert page.errors == ["Each step must come after the one before: deputy, then all leads, then the manager."]


def test_today_says_when_nobody_is_on_the_rota(session: Session, client: Client, lead: Person) -> None:
    assert "Nobody is on the safeguarding rota now" in client.get("/today").text
    made.on_rota(session, lead)
    assert "Nobody is on the safeguarding rota now" not in client.get("/today").text
