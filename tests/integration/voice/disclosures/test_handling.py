"""The safeguarding leads' restricted list: looks are recorded, one person acts, reminders are settled, it closes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.mail import OutboxMail
from portal.voice.disclosures import services
from portal.voice.disclosures.models import Disclosure, DisclosureNote, Duty
from portal.voice.disclosures.services import Refused
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made as homes_made
from tests.integration.quality import made as visits_made
from tests.integration.voice.disclosures import made
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.pages import Page

At = Callable[[datetime], None]
Counting = Callable[[], AbstractContextManager[Queries]]
SETTLED = "This reminder is settled already, so this is not saved. Read what stands there, and add yours as a note."
ALREADY_CLOSED = (
    "This disclosure is closed already, so this is not saved. Read what was decided, and add yours as a note."
)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def lead(session: Session, client: Client, at: At) -> Person:
    """A safeguarding lead who has signed in on a Monday morning."""
    at(MONDAY)
    person = made.lead(session)
    client.sign_in(person)
    return person


def address_of(disclosure: Disclosure) -> str:
    return f"/safeguarding/{disclosure.reference}/"


def verbs(session: Session, disclosure: Disclosure) -> list[str]:
    session.commit()
    rows = session.scalars(
        select(EventRow.verb).where(EventRow.subject_reference == disclosure.reference).order_by(EventRow.sequence)
    )
    return [verb.removeprefix("voice.") for verb in rows]


def about_home(session: Session) -> Disclosure:
    """A disclosure about a visit to a home with an address."""
    homes_made.know_places(session)
    home = homes_made.add(session, factories.make_provider(session), name="Marram House")
    visit = visits_made.visit(session, home, factories.make_staff(session, Role.QA_OFFICER))
    return made.told(session, visit=visit)


def test_a_lead_reads_everything_and_every_look_is_an_event(session: Session, client: Client, lead: Person) -> None:
    disclosure = about_home(session)
    page = client.get(address_of(disclosure))
    for text in (made.TOLD, made.REACH_BY, "Maple", "Marram House, Sandhills Care Limited", "2 March 2026, 9:00am"):
        assert text in page.text
    assert homes_made.STREET not in page.html
    client.get(address_of(disclosure))
    assert verbs(session, disclosure) == ["disclosure_told", "disclosure_seen", "disclosure_seen"]
    seen = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_seen")).first()
    assert seen is not None
    assert (seen.actor_reference, seen.detail) == (lead.reference, "{}")


def test_the_address_is_a_recorded_look_that_names_no_home(session: Session, client: Client, lead: Person) -> None:
    """An event about the home would tell whoever reads the record which home a disclosure is about."""
    disclosure = about_home(session)
    page = client.get(f"{address_of(disclosure)}address")
    assert homes_made.STREET in page.text
    assert verbs(session, disclosure)[-1] == "disclosure_address_seen"
    looks = session.scalars(select(EventRow).where(EventRow.actor_reference == lead.reference)).all()
    assert all("HM-" not in row.subject_reference + row.detail for row in looks)
    assert disclosure.home is not None
    assert not [row for row in looks if row.subject_reference == disclosure.home.reference]


def test_a_disclosure_without_a_home_has_no_address(session: Session, client: Client, lead: Person) -> None:
    client.get(f"{address_of(made.told(session))}address", expect=404)


def test_the_list_shows_nothing_of_what_was_told(session: Session, client: Client, lead: Person) -> None:
    waiting, handled = made.told(session), about_home(session)
    made.acknowledged(session, handled, lead)
    page = client.get("/safeguarding/")
    assert [row[0] for row in page.rows[1:]] == [waiting.reference, handled.reference]
    assert page.rows[1][2:] == ["Waiting", "Nobody yet", "2 to do"]
    assert page.rows[2][2:4] == ["Being handled", "Lead Larch"]
    assert made.CANARY not in page.html
    assert "Marram" not in page.html


def test_the_list_asks_as_much_for_many_as_for_one(
    session: Session, client: Client, lead: Person, count_queries: Counting
) -> None:
    sender = made.inspector(session)
    counts = []
    for number in (1, 12):
        for _ in range(number):
            made.acknowledged(session, made.told(session, sender), lead)
        with count_queries() as queries:
            client.get("/safeguarding/")
        counts.append(queries.count)
    assert counts[0] == counts[1]


def test_another_authoritys_disclosure_is_missing(session: Session, client: Client, lead: Person) -> None:
    foreign = made.told(session, authority=factories.make_other_authority(session))
    client.get(address_of(foreign), expect=404)
    assert foreign.reference not in client.get("/safeguarding/").text


def test_acknowledging_stands_with_name_and_time(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.told(session)
    page = client.submit(client.get(address_of(disclosure)).form("I have this now"))
    assert "You have acknowledged this disclosure. Its alerts stop now." in page.text
    assert "2 March 2026, 9:00am, Lead Larch" in page.text
    assert "disclosure_acknowledged" in verbs(session, disclosure)


def test_whoever_comes_second_learns_who_was_first(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.told(session)
    form = client.get(address_of(disclosure)).form("I have this now")
    made.acknowledged(session, disclosure, made.lead(session, "Quicker Lead"))
    page = client.submit(form)
    assert "Quicker Lead acknowledged this disclosure on 2 March 2026, 9:00am. Talk to them." in page.text


def test_twenty_who_acknowledge_at_once_are_one_and_nineteen_learn_who(app: Flask, session: Session) -> None:
    disclosure = made.told(session)
    actors = [factories.viewer_of(session, made.lead(session, f"Lead {number}")) for number in range(20)]
    begin = Barrier(20)

    def act(number: int) -> str:
        with app.app_context(), db.database().session() as own:
            found = own.get_one(Disclosure, disclosure.id)
            own.rollback()
            begin.wait()
            try:
                services.acknowledge(own, found, actor=actors[number], now=clock.now())
            except Refused as refused:
                return str(refused)
            return "mine"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(act, range(20)))
    session.expire_all()
    kept = session.get_one(Disclosure, disclosure.id)
    assert answers.count("mine") == 1
    assert kept.acknowledged_by_id == actors[answers.index("mine")].person_id
    first = actors[answers.index("mine")].name
    assert all(first in answer for answer in answers if answer != "mine")
    assert verbs(session, disclosure).count("disclosure_acknowledged") == 1


def test_notes_are_kept_with_time_and_a_form_sent_twice_is_one(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    form = client.get(f"{address_of(disclosure)}notes").form("Add this note")
    for _ in range(2):
        page = client.submit(form, text="Rang the home.\nSpoke to nobody yet.")
    assert len(session.scalars(select(DisclosureNote)).all()) == 1
    assert "Rang the home.Spoke to nobody yet." in page.text.replace("\n", "")
    assert verbs(session, disclosure).count("disclosure_noted") == 1


def test_nothing_is_written_before_somebody_acknowledged(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.told(session)
    page = client.get(f"{address_of(disclosure)}notes")
    answer = client.submit(page.form("Add this note"), text="A note")
    assert answer.errors == ["Nobody has acknowledged this disclosure yet. Do that first."]


# Reminders.


def settle(client: Client, disclosure: Disclosure, duty: str, **typed: str) -> Page:
    page = client.get(f"{address_of(disclosure)}reminders/{duty}")
    return client.submit(page.form("Save"), **typed)


def test_reminders_are_settled_by_name_and_time(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    page = client.get(address_of(disclosure))
    assert page.text.count("By 3 March 2026, 9:00am To do") == 2
    page = settle(client, disclosure, "designated-officer", answer="done", text="Spoke to the duty officer.")
    assert "2 March 2026, 9:00am, Lead Larch Done" in page.text
    assert "Spoke to the duty officer." in page.text
    answer = settle(client, disclosure, "placing-authority", answer="not_needed", text="")
    assert answer.errors == ["Say why it was not needed"]
    page = settle(client, disclosure, "placing-authority", answer="not_needed", text="Nobody is placed there.")
    assert "2 March 2026, 9:00am, Lead Larch Not needed" in page.text
    assert verbs(session, disclosure).count("duty_settled") == 2


def test_a_reminder_settled_by_a_colleague_is_not_settled_again(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    page = client.get(f"{address_of(disclosure)}reminders/designated-officer")
    colleague = factories.viewer_of(session, made.lead(session, "Colleague"))
    services.settle_duty(
        session, disclosure, Duty.DESIGNATED_OFFICER, was_needed=True, text="", actor=colleague, now=clock.now()
    )
    answer = client.submit(page.form("Save"), answer="done")
    assert answer.errors == [SETTLED]


def test_other_words_about_a_settled_reminder_are_refused_and_stay_typed(
    session: Session, client: Client, lead: Person
) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    page = client.get(f"{address_of(disclosure)}reminders/designated-officer")
    for _ in range(2):  # sent twice it is one
        assert client.submit(page.form("Save"), answer="done", text="Spoke to the duty officer.").errors == []
    late = client.submit(page.form("Save"), answer="done", text="They call back at four.")
    assert late.errors == [SETTLED] and late.form("Save").values["text"] == ["They call back at four."]
    page = client.get(address_of(disclosure))
    assert page.text.count("Spoke to the duty officer.") == 1 and "They call back" not in page.text
    other = settle(client, disclosure, "placing-authority", answer="done", text="Spoke to the duty officer.")
    assert other.text.count("Spoke to the duty officer.") == 2


def test_an_unknown_reminder_is_missing(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.told(session)
    client.get(f"{address_of(disclosure)}reminders/something-else", expect=404)


def test_reminders_stand_on_today_and_are_red_once_overdue(
    session: Session, client: Client, lead: Person, at: At
) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    line = f"Tell the designated officer (LADO): {disclosure.reference} By 3 March 2026"
    assert f"{line} To do" in client.get("/today").text
    at(MONDAY + timedelta(days=1))
    client.sign_in(lead)
    assert f"{line} Overdue" in client.get("/today").text
    assert client.get(address_of(disclosure)).text.count("Overdue") == 2
    assert "Overdue" in client.get("/safeguarding/").rows[1]


def test_overdue_reminders_are_mailed_once_a_day_to_who_handles_and_who_is_on_duty(
    app: Flask, session: Session, lead: Person, at: At, mailbox: Mailbox
) -> None:
    on_duty = made.lead(session, "On Duty")
    made.on_rota(session, on_duty, days=9)
    disclosure = made.acknowledged(session, made.told(session), lead)
    actor = factories.viewer_of(session, lead)
    done = Duty.PLACING_AUTHORITY
    services.settle_duty(session, disclosure, done, was_needed=True, text="", actor=actor, now=clock.now())

    def overdue(hours: int) -> list[str]:
        session.commit()
        at(MONDAY + timedelta(hours=hours))
        app.extensions["portal_huey"].portal_chores.call_local()
        return [letter.to_address for letter in mailbox.all() if letter.subject.startswith("A step is overdue")]

    assert overdue(23) == []
    assert overdue(24) == [lead.email, on_duty.email]
    assert overdue(47) == [lead.email, on_duty.email]
    assert overdue(48) == [lead.email, on_duty.email] * 2
    letter = session.scalars(select(OutboxMail).where(OutboxMail.subject.startswith("A step"))).first()
    assert letter is not None
    assert (
        letter.body.split()
        == (
            f"A step is overdue. Sign in: http://localhost/safeguarding/{disclosure.reference}/"
            f" Reference {disclosure.reference}"
        ).split()
    )


# Closing and holds.


def test_it_is_closed_only_when_every_reminder_is_settled(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    typed = {"outcome": "referred", "text": "Passed on."}
    page = client.submit(client.get(f"{address_of(disclosure)}close").form("Close it"), **typed)
    assert page.errors == ["Say first of each reminder whether it was done. They stand on the disclosure’s page."]
    for duty in ("designated-officer", "placing-authority"):
        settle(client, disclosure, duty, answer="done")
    page = client.submit(client.get(f"{address_of(disclosure)}close").form("Close it"), **typed)
    assert "Passed to children’s social care, the designated officer or the police" in page.text
    assert "Passed on." in page.text
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_closed")).one()
    assert event.detail == "{}"


def test_other_words_about_a_closed_one_are_refused_and_stay_typed(
    session: Session, client: Client, lead: Person
) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    for duty in ("designated-officer", "placing-authority"):
        settle(client, disclosure, duty, answer="done")
    form = client.get(f"{address_of(disclosure)}close").form("Close it")
    for _ in range(2):  # sent twice it is one
        assert client.submit(form, outcome="referred", text="Passed on.").errors == []
    late = client.submit(form, outcome="referred", text="Passed on, and the police were told.")
    assert late.errors == [ALREADY_CLOSED]
    assert late.form("Close it").values["text"] == ["Passed on, and the police were told."]
    assert client.get(address_of(disclosure)).text.count("Passed on.") == 1


def test_a_hold_is_put_on_and_ended_with_a_reason(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    page = client.get(f"{address_of(disclosure)}hold")
    page = client.submit(page.form("Put a legal hold on it"), reason="A court asks for it.")
    assert "Legal hold Since 2 March 2026, 9:00am" in page.text
    page = client.get(f"{address_of(disclosure)}hold")
    page = client.submit(page.form("End the legal hold"), reason="It was heard.")
    assert "Since 2 March" not in page.text
    assert "A court asks for it." in page.text
    assert verbs(session, disclosure)[-4:] == [
        "disclosure_held",
        "disclosure_seen",
        "disclosure_released",
        "disclosure_seen",
    ]


def test_a_hold_form_sent_twice_holds_and_never_ends_the_hold(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    hold = client.get(f"{address_of(disclosure)}hold").form("Put a legal hold on it")
    for _ in range(2):
        page = client.submit(hold, reason="A court asks for it.")
        assert "Legal hold Since 2 March 2026, 9:00am" in page.text
    release = client.get(f"{address_of(disclosure)}hold").form("End the legal hold")
    for _ in range(2):
        assert "Since 2 March" not in client.submit(release, reason="It was heard.").text
    # The page of long ago, gone back to: it was acted on, and nothing of it is done again.
    assert "Since 2 March" not in client.submit(hold, reason="A court asks for it.").text
    assert [verb for verb in verbs(session, disclosure) if verb != "disclosure_seen"][-2:] == [
        "disclosure_held",
        "disclosure_released",
    ]


def test_a_hold_form_means_what_it_says_whatever_a_colleague_did_meanwhile(
    session: Session, client: Client, lead: Person
) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    form = client.get(f"{address_of(disclosure)}hold").form("Put a legal hold on it")
    services.hold(session, disclosure, "A court asks.", actor=factories.viewer_of(session, lead), now=clock.now())
    page = client.submit(form, reason="An inquiry asks, too.")
    assert page.errors == ["This disclosure is held already."] and page.h1 == "Put a legal hold on it"
    form.values["step"] = [""]
    assert client.submit(form, reason="An inquiry asks, too.").errors == ["This disclosure is held already."]
    assert client.get(f"{address_of(disclosure)}hold").h1 == "End the legal hold"


def test_what_happened_to_it_stands_beside_it_without_who_told(session: Session, client: Client, lead: Person) -> None:
    disclosure = made.acknowledged(session, made.told(session), lead)
    page = client.get(address_of(disclosure))
    side = page.text.partition("Who did what, and who looked")[2]
    assert "Disclosure looked at 2 March 2026, 9:00am, Lead Larch" in side
    assert "Disclosure told 2 March 2026, 9:00am, A young person" in side
    assert "Maple" not in side
