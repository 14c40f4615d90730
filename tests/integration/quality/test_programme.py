"""The programme: which homes are in it, when each is due and why, and what people may change of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.authorities.queries import get_active_authority
from portal.events import EventRow
from portal.homes.models import Home, HomeStatus
from portal.providers.models import ProviderStatus, ServiceType
from portal.quality import services
from portal.quality.models import VisitDay
from portal.quality.queries.programme import Programmed, list_programme
from portal.quality.rules.judgements import SOCIAL_CARE
from portal.quality.rules.programme import Standing
from portal.returns.models import Extension
from tests import factories
from tests.conftest import Queries
from tests.integration.quality import made
from tests.integration.returns import made as returns_made
from tests.support.client import Client

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
At = Callable[[datetime], None]
Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture(autouse=True)
def today(at: At) -> None:
    at(NOW)


def found(session: Session) -> dict[str, Programmed]:
    session.expire_all()
    listed = list_programme(session, get_active_authority(session), now=clock.now())
    return {each.home.name: each for each in listed}


def test_only_open_homes_of_our_providers_in_our_area_are_in_it(session: Session, home: Home) -> None:
    provider = home.provider
    factories.make_home(session, provider, "Planned House", status=HomeStatus.PLANNED, opened_on=None)
    factories.make_home(session, provider, "Closed House", status=HomeStatus.CLOSED, closed_on=TODAY)
    factories.make_home(session, provider, "Away House", host_authority_code="E08000015")
    applied = factories.make_provider(session, "Applied Limited", status=ProviderStatus.APPLIED)
    factories.make_home(session, applied, "Unknown House")
    assert list(found(session)) == ["Kite House"]


def test_what_is_known_of_a_home_makes_its_day_and_is_said_in_words(
    session: Session, home: Home, officer: Person
) -> None:
    """Judged with some concern (3), one return missing of two (1), five staff vacancies (3): 7 points, three months."""
    home.created_at = NOW - timedelta(days=400)
    session.commit()
    sender = factories.viewer_of(session, factories.make_provider_person(session, home.provider))
    accepter = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))
    line = replace(returns_made.LINE, staff_vacancies=5)
    for month, is_sent in ((date(2026, 8, 1), True), (date(2026, 9, 1), False)):
        closes = datetime(month.year, month.month + 1, 10, tzinfo=UTC)
        period = factories.make_period(
            session, month, opens_at=closes - timedelta(days=9), closes_at=NOW + timedelta(1)
        )
        if is_sent:
            returns_made.accepted(session, period, home, sender, accepter, line)
        period.closes_at = closes
        session.commit()
    made.judgement(session, home, officer, "requires-improvement", on=date(2026, 6, 1))
    made.been(session, home, officer, at=datetime(2026, 7, 1, 9, 0, tzinfo=UTC))
    kite = found(session)["Kite House"]
    assert [(reason.points, reason.words) for reason in kite.assessed.reasons] == [
        (3, "judged “Requires improvement to be good”"),
        (1, "1 return is missing of the last 6 months"),
        (3, "5 staff vacancies in its newest return"),
    ]
    assert (kite.assessed.points, kite.due_on, kite.standing) == (7, date(2026, 10, 1), Standing.OVERDUE)


def test_a_provider_with_more_time_has_no_return_missing_yet(session: Session, home: Home) -> None:
    home.created_at = NOW - timedelta(days=400)
    period = factories.make_period(
        session, date(2026, 9, 1), opens_at=NOW - timedelta(40), closes_at=NOW - timedelta(9)
    )
    session.commit()
    assert found(session)["Kite House"].facts.missing_returns == 1
    staff = factories.make_staff(session, Role.COMMISSIONER)
    session.add(
        Extension(
            period_id=period.id,
            provider_id=home.provider_id,
            until_at=NOW + timedelta(1),
            reason="Illness",
            granted_by_id=staff.id,
            granted_at=NOW,
        )
    )
    session.commit()
    assert found(session)["Kite House"].facts.missing_returns == 0


def test_the_newest_judgement_counts_and_a_planned_visit_answers_when(
    session: Session, home: Home, officer: Person
) -> None:
    made.judgement(session, home, officer, "inadequate", on=date(2025, 1, 10))
    made.judgement(session, home, officer, "good", on=date(2026, 1, 10))
    before = found(session)["Kite House"]
    assert (before.assessed.points, before.due_on, before.standing) == (0, date(2027, 1, 10), Standing.LATER)
    planned = made.visit(session, home, officer)
    after = found(session)["Kite House"]
    assert after.planned is not None
    assert (after.planned.reference, after.standing) == (planned.reference, Standing.PLANNED)


def test_a_planned_day_that_passed_with_nothing_recorded_is_no_visit(
    session: Session, client: Client, home: Home, officer: Person, at: At
) -> None:
    made.judgement(session, home, officer, on=date(2026, 1, 10))
    planned = made.visit(session, home, officer)
    at(planned.ends_at + timedelta(minutes=1))
    kite = found(session)["Kite House"]
    assert (kite.planned, kite.standing, kite.facts.last_visit_on) == (None, Standing.LATER, None)
    client.sign_in(officer)
    page = client.get(f"/quality/homes/{home.reference}/")
    assert f"Visit {planned.reference}: planned, nothing recorded yet" in page.text


def test_the_page_says_what_is_due_and_why_and_can_be_narrowed_ordered_and_downloaded(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    made.judgement(session, home, officer, "inadequate", on=date(2026, 1, 10))
    other = factories.make_home(session, home.provider, "Alder House")
    made.judgement(session, other, officer, on=date(2026, 11, 1))
    page = signed_in.get("/quality/")
    assert [row[0][:5] for row in page.rows[1:]] == ["Kite ", "Alder"]
    assert page.rows[1][1:] == [
        "Overdue10 April 2026", "Never", "6", "Judged “Inadequate” (6)", "Plan a visit to Kite House",
    ]  # fmt: skip
    assert [row[0][:5] for row in signed_in.get("/quality/?sort=home").rows[1:]] == ["Alder", "Kite "]
    assert len(signed_in.get("/quality/?due=overdue").rows) == 2
    assert len(signed_in.get("/quality/?q=alder").rows) == 2
    assert "Nothing matches" in signed_in.get("/quality/?due=own").text
    csv = signed_in.get("/quality/list.csv?due=overdue").body.decode()
    assert csv.count("\r\n") == 2
    assert f"{home.reference},Kite House,Children’s home,Sandhills Care Limited,2026-04-10,2026-04-10" in csv


def test_without_homes_it_says_so(client: Client, signed_in: Client) -> None:
    assert "No open home of your providers stands in the area yet." in signed_in.get("/quality/").text


def test_it_costs_as_many_queries_however_many_homes_there_are(
    session: Session, signed_in: Client, home: Home, officer: Person, count_queries: Counting
) -> None:
    made.judgement(session, home, officer, on=date(2026, 1, 10))
    made.visit(session, home, officer)

    def asked() -> int:
        with count_queries() as queries:
            signed_in.get("/quality/")
        return queries.count

    asked()
    few = asked()
    for number in range(30):
        more = factories.make_home(session, home.provider, f"House {number}")
        made.judgement(session, more, officer, on=date(2026, 1, 10))
        made.visit(session, more, officer)
    assert asked() == few


def test_an_officer_sets_a_day_with_a_reason_and_lifts_it(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    place = f"/quality/homes/{home.reference}/"
    form = signed_in.get(f"{place}day").form("Set the day")
    refused = signed_in.submit(form, {"due_on-day": "25", "due_on-month": "11", "due_on-year": "2026"}, reason="New")
    assert refused.errors == ["The day must be today or later."]
    far = signed_in.submit(form, {"due_on-day": "27", "due_on-month": "11", "due_on-year": "2028"}, reason="Newest")
    assert far.errors == ["The day must be 26 November 2028 or earlier: two years ahead is the longest."]
    assert far.form("Set the day").values["reason"] == ["Newest"]
    empty = signed_in.submit(form, {"due_on-day": "1", "due_on-month": "2", "due_on-year": "2027"})
    assert empty.errors == ["Enter why the day is another"]
    page = signed_in.submit(
        form, {"due_on-day": "1", "due_on-month": "2", "due_on-year": "2027"}, reason="A new manager starts."
    )
    assert "1 February 2027" in page.text
    assert "A new manager starts. (Casey Birch, 26 November 2026)" in page.text
    assert "1 February 2027, set by a person" in signed_in.get("/quality/?due=own").text
    lifted = signed_in.submit(signed_in.get(f"{place}lift").form("Lift the day that was set"))
    assert "A new manager starts." not in lifted.text
    again = signed_in.submit(signed_in.get(f"{place}lift").form("Lift the day that was set"))
    assert again.errors == ["Nobody has set a day for this home, or it has been lifted already."]
    session.expire_all()
    details = session.scalars(select(EventRow.detail).where(EventRow.verb.startswith("quality.visit_day"))).all()
    assert details == ['{"due_on":"2027-02-01"}', '{"due_on":"2027-02-01"}']


def test_a_second_day_takes_the_place_of_the_first(session: Session, home: Home, officer: Person) -> None:
    actor, authority = factories.viewer_of(session, officer), get_active_authority(session)
    for days, why in ((20, "First"), (40, "Second")):
        services.set_visit_day(
            session,
            home,
            authority_id=authority.id,
            due_on=TODAY + timedelta(days=days),
            reason=why,
            actor=actor,
            now=NOW,
        )
    own = found(session)["Kite House"].own_day
    assert own is not None
    assert own.reason == "Second"
    lifted = session.scalars(select(VisitDay.lifted_at).order_by(VisitDay.id)).all()
    assert lifted == [NOW, None]


def test_the_database_keeps_one_standing_day_and_asks_for_its_reason(
    session: Session, home: Home, officer: Person
) -> None:
    authority = get_active_authority(session)

    def day(reason: str) -> VisitDay:
        return VisitDay(
            authority_id=authority.id,
            home_id=home.id,
            due_on=TODAY,
            reason=reason,
            set_at=NOW,
            set_by_id=officer.id,
        )

    for days in ([day("")], [day("First"), day("Second")]):
        session.add_all(days)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_day_somebody_set_ends_with_the_next_visit(session: Session, home: Home, officer: Person, at: At) -> None:
    services.set_visit_day(
        session,
        home,
        authority_id=get_active_authority(session).id,
        due_on=TODAY + timedelta(days=90),
        reason="Later",
        actor=factories.viewer_of(session, officer),
        now=NOW,
    )
    assert found(session)["Kite House"].own_day
    at(NOW + timedelta(days=10))
    made.been(session, home, officer, at=NOW + timedelta(days=5))
    assert found(session)["Kite House"].own_day is None


def test_judgements_are_recorded_by_the_framework_of_the_service_and_removed_when_mistaken(
    session: Session, client: Client, home: Home
) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    place = f"/quality/homes/{home.reference}/"
    form = client.get(f"{place}judgements/add").form("Record the judgement")
    assert form.options("outcome")[-1] == "sccif-2017-inadequate"
    day = {"judged_on-day": "2", "judged_on-month": "3", "judged_on-year": "2026"}
    page = client.submit(form, {**day, "outcome": "sccif-2017-good"})
    assert page.rows[1][:3] == ["2 March 2026", "Good", "Social care common inspection framework (2017)"]
    twice = client.submit(form, {**day, "outcome": "sccif-2017-inadequate"})
    assert twice.errors == ["A judgement of this day is recorded already. Remove it first if it is wrong."]
    ahead = client.submit(form, {**day, "judged_on-year": "2027", "outcome": "sccif-2017-good"})
    assert ahead.errors == ["The day of the judgement must be in the past."]
    old = client.submit(form, {**day, "judged_on-year": "1900", "outcome": "sccif-2017-good"})
    (error,) = old.errors
    assert error.startswith("The day of the judgement must be ")
    assert error.endswith(" 2016 or later.")
    removed = client.submit(client.get(f"{place}judgements/2026-03-02/remove").form("Remove it"))
    assert "No judgement is recorded yet." in removed.text
    client.get(f"{place}judgements/2026-03-02/remove", expect=404)
    client.get(f"{place}judgements/yesterday/remove", expect=404)


def test_supported_accommodation_is_judged_by_words_of_its_own(session: Session, signed_in: Client, home: Home) -> None:
    rooms = factories.make_home(session, home.provider, "Ferry Rooms", service_type=ServiceType.SUPPORTED_ACCOMMODATION)
    form = signed_in.get(f"/quality/homes/{rooms.reference}/judgements/add").form("Record the judgement")
    assert form.options("outcome") == [
        "sccif-supported-2024-strong",
        "sccif-supported-2024-inconsistent",
        "sccif-supported-2024-weak",
    ]


def test_recording_the_same_judgement_twice_is_one(session: Session, home: Home, officer: Person) -> None:
    first = made.judgement(session, home, officer, on=date(2026, 3, 2))
    assert made.judgement(session, home, officer, on=date(2026, 3, 2)).id == first.id
    verbs = session.scalars(select(EventRow.verb).where(EventRow.verb == "quality.judgement_recorded")).all()
    assert len(verbs) == 1
    assert SOCIAL_CARE.outcomes[1].slug == first.outcome


def test_a_homes_record_leads_to_its_quality_and_the_timeline_holds_judgements_and_visits(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    made.judgement(session, home, officer, on=date(2026, 3, 2))
    planned = made.visit(session, home, officer, starts_at=datetime(2026, 12, 3, 10, 0, tzinfo=UTC))
    record = signed_in.get(f"/commissioning/homes/{home.reference}/")
    page = signed_in.get(record.link("Quality of this home"))
    timeline = [" ".join("".join(item.itertext()).split()) for item in page.all("li", "portal-timeline__event")]
    assert timeline == [f"Visit {planned.reference}: planned 3 December 2026", "Judged “Good” 2 March 2026"]


def test_the_command_prints_what_is_due(app: Flask, session: Session, home: Home, officer: Person) -> None:
    made.judgement(session, home, officer, "inadequate", on=date(2026, 10, 1))
    later = factories.make_home(session, home.provider, "Alder House")
    made.judgement(session, later, officer, on=date(2026, 11, 1))
    runner = app.test_cli_runner()
    soon = runner.invoke(args=["quality", "programme", "--due", "40"])
    line = ["2027-01-01", "Due later", "6 points", home.reference, "Kite House", "Sandhills Care Limited"]
    assert soon.output == "\t".join(line) + "\n"
    assert runner.invoke(args=["quality", "programme", "--due", "30"]).output == ""
    assert len(runner.invoke(args=["quality", "programme", "--due", "400"]).output.splitlines()) == 2
