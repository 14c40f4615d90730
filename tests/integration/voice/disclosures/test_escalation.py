"""The clock, driven by hand: rota, leave, a dead mail server, twice run, and the nights on which clocks change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock, db, jobs
from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.events import EventRow
from portal.jobs import Job, JobState
from portal.mail import OutboxMail
from portal.voice.disclosures import services
from portal.voice.disclosures.models import Disclosure, DisclosureAlert, DisclosureStep, Step, TurnPart
from portal.voice.disclosures.rules import Arrangements, Pace
from tests import factories
from tests.integration.voice.disclosures import made
from tests.support.client import Client
from tests.support.mail import MailServer
from tests.support.pages import Page, words

At = Callable[[datetime], None]
# A Monday at nine in the evening.
EVENING = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)


class Clock:
    """The worker's minute, at instants of the test's choosing."""

    def __init__(self, app: Flask, session: Session, at: At) -> None:
        self.app, self.session, self.at = app, session, at
        self.start = EVENING

    def minute(self, minutes: float) -> None:
        """What the worker does in the minute so long after the start, and the jobs it then finds."""
        self.session.commit()
        self.at(self.start + timedelta(minutes=minutes))
        self.app.extensions["portal_huey"].portal_sweep.call_local()
        jobs.run_due(db.database())
        self.session.expire_all()

    def minutes(self, *minutes: float) -> None:
        """Several minutes, one after the other."""
        for minute in minutes:
            self.minute(minute)

    @property
    def mailed(self) -> list[str]:
        """Whom the outbox holds messages for, in order."""
        self.session.commit()
        return list(self.session.scalars(select(OutboxMail.to_address).order_by(OutboxMail.id)))

    @property
    def steps(self) -> list[str]:
        """The steps taken, with the whole minutes from the start at which they were."""
        self.session.commit()
        rows = self.session.scalars(select(DisclosureStep).order_by(DisclosureStep.id))
        return [f"{row.step} {(row.taken_at - self.start) // timedelta(minutes=1)}" for row in rows]


@pytest.fixture
def tick(app: Flask, session: Session, at: At) -> Clock:
    at(EVENING)
    return Clock(app, session, at)


@pytest.fixture
def duty(session: Session, tick: Clock) -> Person:
    """The lead on the rota today."""
    person = made.lead(session, "On Duty")
    made.on_rota(session, person)
    return person


@pytest.fixture
def deputy(session: Session, tick: Clock) -> Person:
    person = made.lead(session, "The Deputy")
    made.on_rota(session, person, TurnPart.DEPUTY)
    return person


@pytest.fixture
def publisher(session: Session, tick: Clock) -> Person:
    return factories.make_staff(session, Role.PUBLISHER, name="The Manager")


def test_whoever_is_on_duty_is_mailed_at_once_and_nobody_else(
    session: Session, tick: Clock, duty: Person, deputy: Person, publisher: Person
) -> None:
    disclosure = made.told(session)
    jobs.run_due(db.database())
    assert tick.mailed == [duty.email]
    letter = session.scalars(select(OutboxMail)).one()
    assert letter.subject == f"A disclosure waits, {disclosure.reference}"
    assert (
        letter.body.split()
        == (
            f"A disclosure waits. Sign in: http://localhost/safeguarding/{disclosure.reference}/"
            f" Reference {disclosure.reference}"
        ).split()
    )


def test_it_climbs_until_everybody_was_told_and_then_again_every_hour(
    session: Session, tick: Clock, duty: Person, deputy: Person, publisher: Person
) -> None:
    made.told(session)
    tick.minutes(0, 1, 14, 15, 29, 30, 59, 60, 119, 120, 121)
    assert tick.steps == ["on_duty 0", "deputy 15", "all_leads 30", "manager 60", "again 120"]
    leads = [duty.email, deputy.email]
    assert tick.mailed == [*leads, *leads, publisher.email, *leads, publisher.email]


def test_acknowledging_stops_the_clock(session: Session, tick: Clock, duty: Person, deputy: Person) -> None:
    disclosure = made.told(session)
    tick.minute(1)
    made.acknowledged(session, disclosure, duty)
    tick.minutes(15, 30, 60, 300)
    assert tick.steps == ["on_duty 1"]
    assert tick.mailed == [duty.email]


def test_a_run_at_every_second_and_by_hand_tells_nobody_twice(
    app: Flask, session: Session, tick: Clock, duty: Person, deputy: Person
) -> None:
    made.told(session)
    for minutes in (0, 0, 0.2, 15, 15, 15.5):
        tick.minute(minutes)
    runner = app.test_cli_runner()
    outputs = [runner.invoke(args=["voice", "escalate"]).output for _ in range(2)]
    assert outputs == ["0 steps taken.\n"] * 2
    assert tick.mailed == [duty.email, deputy.email]


def test_the_command_takes_what_is_due_once(app: Flask, session: Session, tick: Clock, duty: Person) -> None:
    made.told(session)
    session.commit()
    runner = app.test_cli_runner()
    outputs = [runner.invoke(args=["voice", "escalate"]).output for _ in range(2)]
    assert outputs == ["1 steps taken.\n", "0 steps taken.\n"]
    assert tick.mailed == [duty.email]


def test_a_worker_that_was_away_for_hours_takes_every_step_when_it_is_back(
    session: Session, tick: Clock, duty: Person, deputy: Person, publisher: Person
) -> None:
    made.told(session)
    tick.minute(200)
    assert tick.steps == ["on_duty 200", "deputy 200", "all_leads 200", "manager 200"]
    assert set(tick.mailed) == {duty.email, deputy.email, publisher.email}


def test_without_a_deputy_all_leads_are_told_in_the_deputys_minute(session: Session, tick: Clock, duty: Person) -> None:
    other = made.lead(session, "Another Lead")
    made.told(session)
    tick.minutes(0, 14, 15, 16)
    assert tick.steps == ["on_duty 0", "deputy 15", "all_leads 15"]
    assert tick.mailed == [duty.email, other.email, duty.email]


def test_a_gap_on_the_rota_is_covered_by_every_lead(session: Session, tick: Clock) -> None:
    """The one who would be on duty is on leave from today: their turn ended yesterday, the next begins on Friday."""
    away, other = made.lead(session, "On Leave"), made.lead(session, "Another Lead")
    made.on_rota(session, away, from_days=4)
    made.told(session)
    tick.minute(0)
    assert tick.mailed == [other.email, away.email]


@pytest.mark.parametrize("how", ["role ended", "disabled"])
def test_a_lead_who_left_leaves_a_gap_though_their_turn_still_stands(
    session: Session, tick: Clock, duty: Person, how: str
) -> None:
    other = made.lead(session, "Another Lead")
    if how == "disabled":
        session.execute(update(Person).where(Person.id == duty.id).values(disabled_at=EVENING))
    else:
        session.execute(update(Grant).where(Grant.person_id == duty.id).values(ended_at=EVENING))
    made.told(session)
    tick.minute(0)
    assert tick.mailed == [other.email]


def test_a_lead_of_another_authority_is_never_told(session: Session, tick: Clock, duty: Person) -> None:
    made.lead(session, "Their Lead", factories.make_other_authority(session))
    made.told(session)
    tick.minutes(0, 15, 30, 60)
    assert set(tick.mailed) == {duty.email}


def test_with_no_lead_at_all_manager_and_portal_admin_are_told_without_content(
    session: Session, tick: Clock, publisher: Person
) -> None:
    admin = factories.make_staff(session, Role.PORTAL_ADMIN, name="The Admin")
    disclosure = made.told(session)
    tick.minute(0)
    assert tick.steps == ["on_duty 0", "deputy 0", "all_leads 0", "manager 0"]
    assert tick.mailed == [publisher.email, admin.email]
    for letter in session.scalars(select(OutboxMail)):
        assert "no safeguarding lead has acknowledged it in time" in letter.body
        assert f"/safeguarding/{disclosure.reference}" not in letter.body


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 hours", "25 hours"])
def test_on_the_nights_on_which_clocks_change_no_minute_is_lost_or_doubled(
    session: Session, tick: Clock, at: At, night: date
) -> None:
    """Told ten minutes before one in the morning UTC, when London's clocks jump; the rota changes at midnight."""
    tick.start = datetime(night.year, night.month, night.day, 0, 50, tzinfo=UTC)
    at(tick.start)
    duty, deputy = made.lead(session, "Night Lead"), made.lead(session, "Night Deputy")
    made.on_rota(session, duty)
    made.on_rota(session, deputy, TurnPart.DEPUTY)
    yesterday = made.lead(session, "Yesterday")
    made.told(session)
    tick.minutes(0, 14, 15, 29, 30, 59, 60, 61)
    assert tick.steps == ["on_duty 0", "deputy 15", "all_leads 30", "manager 60"]
    assert tick.mailed[:2] == [duty.email, deputy.email]
    assert tick.mailed.count(yesterday.email) == 1


# A mail server that takes nothing.


def test_with_a_dead_mail_server_it_climbs_faster_and_the_portal_says_so(
    session: Session, tick: Clock, smtp: MailServer, client: Client, duty: Person, deputy: Person, publisher: Person
) -> None:
    smtp.inbox.refusals = 10_000
    disclosure = made.told(session)
    tick.minutes(*range(13))
    steps = [step.split()[0] for step in tick.steps]
    assert steps == ["on_duty", "deputy", "all_leads", "manager"]
    assert smtp.inbox.messages == []
    client.sign_in(deputy)
    page = client.get("/today")
    assert f"The mail to On Duty about disclosure {disclosure.reference} has not gone out" in page.text
    assert "Do not count on mail now. Ring each other." in page.text
    client.sign_out()
    client.sign_in(publisher)
    assert "A disclosure has waited too long. Ring a safeguarding lead now." in client.get("/today").html


def test_once_the_mail_server_is_back_everybody_is_mailed_once(
    session: Session, tick: Clock, smtp: MailServer, duty: Person
) -> None:
    smtp.inbox.refusals = 2
    made.told(session)
    tick.minutes(0, 1, 2, 4)
    assert [message["To"] for message in smtp.inbox.messages] == [duty.email]
    assert tick.steps == ["on_duty 0"]


def test_a_mail_whose_job_was_given_up_is_not_waited_for(
    session: Session, tick: Clock, smtp: MailServer, duty: Person, deputy: Person
) -> None:
    smtp.inbox.refusals = 1
    made.told(session)
    tick.minute(0)
    given_up = update(Job).where(Job.kind == "mail.deliver").values(state=JobState.FAILED)
    session.execute(given_up)
    tick.minute(1)
    assert tick.steps == ["on_duty 0", "deputy 1"]


def test_where_no_worker_is_left_the_portal_itself_says_that_nobody_was_mailed(
    session: Session, at: At, tick: Clock, client: Client, duty: Person
) -> None:
    disclosure = made.told(session)
    client.sign_in(duty)
    assert "has not gone out" not in client.get("/today").text
    at(EVENING + timedelta(minutes=6))
    page = client.get("/today")
    assert f"The mail about disclosure {disclosure.reference} has not gone out" in page.text


def test_a_job_that_was_begun_by_a_worker_that_died_is_done_by_the_next(
    session: Session, tick: Clock, duty: Person
) -> None:
    made.told(session)
    dead = update(Job).values(state=JobState.RUNNING, leased_until=EVENING + timedelta(minutes=5), attempts=1)
    session.execute(dead)
    tick.minute(1)
    assert tick.steps == ["on_duty 1"], "the minute asks for another job, so nothing waits for a lease"
    tick.minute(6)
    assert tick.mailed == [duty.email]
    states = session.scalars(select(Job.state).distinct()).all()
    assert states == [JobState.DONE]


def test_one_disclosure_that_cannot_be_handled_holds_no_other_up(session: Session, tick: Clock, duty: Person) -> None:
    """A row that should not be there takes the key of the first one's mail, until it is found and removed."""
    first, second, third = (made.told(session, made.inspector(session, name)) for name in ("Maple", "Rowan", "Oak"))
    made.acknowledged(session, third, duty)
    step = DisclosureStep(disclosure_id=third.id, step=Step.AGAIN, round=9, taken_at=EVENING)
    session.add(step)
    session.flush()
    wrong = DisclosureAlert(
        step_id=step.id, person_id=duty.id, mail_key=f"disclosure:{first.reference}:on_duty:0:{duty.id}"
    )
    session.add(wrong)
    tick.minute(0)
    assert session.scalars(select(OutboxMail.subject)).all() == [f"A disclosure waits, {second.reference}"]
    session.delete(session.merge(wrong))
    tick.minute(1)
    subjects = session.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)).all()
    assert subjects == [f"A disclosure waits, {one.reference}" for one in (second, first)]


# What people see while it waits.


def band(page: Page) -> list[str]:
    return [words(item) for item in page.all("p", "portal-urgent__line")]


def test_every_lead_has_a_red_band_on_every_page_until_it_is_acknowledged(
    session: Session, client: Client, tick: Clock, duty: Person
) -> None:
    other = made.lead(session, "Another Lead")
    disclosure = made.told(session)
    client.sign_in(other)
    for path in ("/today", "/account", "/safeguarding/rota"):
        assert band(client.get(path)) == ["A disclosure waits. Open it"]
    made.told(session, made.inspector(session, "Rowan"))
    assert band(client.get("/account")) == ["2 disclosures wait. Open the list"]
    for one in session.scalars(select(Disclosure)).all():
        made.acknowledged(session, one, duty)
    assert band(client.get("/account")) == []
    assert f"Acknowledge disclosure {disclosure.reference}" not in client.get("/today").text


def test_a_manager_is_told_only_once_the_clock_says_so_and_nothing_of_it(
    session: Session, client: Client, tick: Clock, duty: Person, publisher: Person
) -> None:
    disclosure = made.told(session)
    tick.minutes(0, 15, 30, 59)
    client.sign_in(publisher)
    assert band(client.get("/account")) == []
    tick.minute(60)
    [line] = band(client.get("/account"))
    assert line.startswith("A disclosure has waited too long.")
    page = client.get("/today")
    assert f"Disclosure {disclosure.reference} waits for a safeguarding lead" in page.text
    assert made.CANARY not in page.html
    client.get(f"/safeguarding/{disclosure.reference}/", expect=403)


@pytest.mark.parametrize(
    "role", [Role.COMMISSIONER, Role.QA_OFFICER, Role.AUDITOR, Role.YOUNG_INSPECTOR, Role.PROVIDER_ADMIN]
)
def test_nobody_else_sees_that_anything_waits(session: Session, client: Client, tick: Clock, role: Role) -> None:
    made.told(session)
    tick.minutes(0, 60)
    client.sign_in(factories.make_person_with(session, role, factories.make_provider(session)))
    assert band(client.get("/account")) == []


def test_the_pace_is_a_setting_of_the_authority(session: Session, tick: Clock, duty: Person, deputy: Person) -> None:
    authority = factories.make_authority(session)
    pace = Pace(to_deputy=3, to_all=4, to_manager=5, again_every=15)
    arranged = Arrangements(pace=pace, out_of_hours_number="0151 496 0999")
    actor = factories.viewer_of(session, duty)
    services.arrange(
        session, authority.id, authority.code, arranged, seen=Arrangements().mark, actor=actor, now=clock.now()
    )
    made.told(session)
    tick.minutes(*range(7))
    assert tick.steps == ["on_duty 0", "deputy 3", "all_leads 4", "manager 5"]


def test_events_of_the_clock_count_people_and_name_none(session: Session, tick: Clock, duty: Person) -> None:
    made.told(session)
    tick.minute(0)
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_alerted")).one()
    assert (event.actor_reference, event.detail) == ("system", '{"people":1,"step":"on_duty"}')
