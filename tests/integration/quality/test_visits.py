"""Planning a visit, changing it, calling it off: who may, what clashes, and what a provider hears of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.db import NotFound
from portal.events import EventRow
from portal.homes.models import Home
from portal.quality import queries, services
from portal.quality.models import Trigger, Visit, VisitState
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made
from tests.integration.quality.planning import NOW, TUESDAY, TYPED, At, changed, only_visit, plan, plan_form
from tests.support.client import Client

NO_SUCH_TIME = "There is no 1:30am on that day: the clocks go forward from 1am to 2am. Enter another time"
OF_VISIT = "The day of the visit must be"


@pytest.fixture(autouse=True)
def today(at: At) -> None:
    at(NOW)


@pytest.fixture
def admin(session: Session, home: Home) -> Person:
    return factories.make_provider_person(session, home.provider, name="Sandhills Admin")


@pytest.mark.parametrize(
    ("starts", "ends", "errors"),
    [
        ("1:30am", "2:30am", [NO_SUCH_TIME]),
        ("12:30am", "1:15am", [NO_SUCH_TIME.replace("1:30am", "1:15am")]),
        ("1am", "1:59am", [NO_SUCH_TIME.replace("1:30am", each) for each in ("1:00am", "1:59am")]),
        ("12:59am", "2am", []),
    ],
)
def test_a_time_that_the_clocks_leave_out_is_refused(
    session: Session, signed_in: Client, home: Home, officer: Person, starts: str, ends: str, errors: list[str]
) -> None:
    """The night of 28 March 2027."""
    night = {"day-day": "28", "day-month": "3", "day-year": "2027", "starts": starts, "ends": ends}
    page = plan(signed_in, home, officer, **night)
    assert page.errors == errors
    if not errors:
        visit = only_visit(session)
        assert visit.starts_at == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
        assert visit.ends_at == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "month", "year", "errors"),
    [
        ("31", "12", "9999", [f"{OF_VISIT} 26 November 2028 or earlier: two years ahead is the longest."]),
        ("27", "11", "2028", [f"{OF_VISIT} 26 November 2028 or earlier: two years ahead is the longest."]),
        ("26", "11", "2028", []),
        ("26", "11", "2025", []),
        ("25", "11", "2025", [f"{OF_VISIT} 26 November 2025 or later: a visit is put in within a year."]),
        ("1", "1", "1000", [f"{OF_VISIT} 26 November 2025 or later: a visit is put in within a year."]),
    ],
)
def test_a_day_far_from_today_is_refused_and_stays_as_typed(
    session: Session, signed_in: Client, home: Home, officer: Person, day: str, month: str, year: str, errors: list[str]
) -> None:
    page = plan(signed_in, home, officer, **{"day-day": day, "day-month": month, "day-year": year})
    assert page.errors == errors
    if errors:
        assert page.form("Continue").values["day-year"] == [year]
        assert session.scalars(select(Visit)).all() == []


def test_a_visit_is_not_moved_far_from_today(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    visit = made.visit(session, home, officer, starts_at=TUESDAY)
    form = signed_in.get(f"/quality/visits/{visit.reference}/change").form("Save the plan")
    assert signed_in.submit(form, {"day-year": "9999"}).errors[0].startswith(OF_VISIT)
    assert only_visit(session).starts_at == TUESDAY


def test_a_visit_is_not_moved_into_the_past(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    visit = made.visit(session, home, officer)
    before = visit.starts_at
    past = changed([officer], visit, starts_at=NOW - timedelta(hours=2), ends_at=NOW + timedelta(hours=1))
    with pytest.raises(services.Refused, match="A visit is moved to a time to come"):
        services.change_visit(session, visit, past, version=1, actor=factories.viewer_of(session, officer), now=NOW)
    session.rollback()
    session.refresh(visit)
    assert visit.starts_at == before
    session.rollback()


def test_in_the_night_with_two_of_an_hour_the_first_is_meant(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    night = {"day-day": "31", "day-month": "10", "day-year": "2027", "starts": "1:30am"}
    assert plan(signed_in, home, officer, **night, ends="1:15am").errors == ["The visit must end after it begins."]
    plan(signed_in, home, officer, **night, ends="2am")
    visit = only_visit(session)
    assert visit.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert visit.ends_at == datetime(2027, 10, 31, 2, 0, tzinfo=UTC)


def test_it_is_planned_in_two_steps(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    form = plan_form(signed_in, home)
    check = signed_in.submit(form, {**TYPED, "lead": officer.reference, "others": [other.reference]})
    assert check.h1 == "Check the visit"
    for words in (
        "1 December 2026, 10:00am to 12:30pm",
        "Casey Birch (leads), Sky Fir",
        "The provider is not told, and",
    ):
        assert words in check.text
    assert session.scalars(select(Visit)).all() == []
    mended = signed_in.submit(check.form("Plan this visit"), button="Change something")
    assert mended.form("Continue").values["starts"] == ["10am"]
    page = signed_in.submit(check.form("Plan this visit"), button="Plan this visit")
    assert page.h1 == "Visit to Kite House"
    visit = only_visit(session)
    assert (visit.starts_at, visit.ends_at) == (TUESDAY, TUESDAY + timedelta(hours=2, minutes=30))
    assert (visit.trigger, visit.is_announced) == (Trigger.CONCERN, False)
    assert [each.person.name for each in visit.officers] == ["Casey Birch", "Sky Fir"]


def test_sending_the_form_twice_plans_one_visit(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    check = signed_in.submit(plan_form(signed_in, home), {**TYPED, "lead": officer.reference})
    pages = [signed_in.submit(check.form("Plan this visit"), button="Plan this visit") for _ in range(2)]
    assert {page.path for page in pages} == {f"/quality/visits/{only_visit(session).reference}/"}


def test_what_is_missing_or_wrong_is_said_beside_its_field(signed_in: Client, home: Home, officer: Person) -> None:
    empty = signed_in.submit(plan_form(signed_in, home))
    assert empty.errors == [
        "Select who leads the visit",
        "Enter the date of the visit",
        "Enter when the visit starts",
        "Enter when the visit ends",
        "Select whether the home is told beforehand",
    ]
    assert plan(signed_in, home, officer, ends="9:30am").errors == ["The visit must end after it begins."]
    assert plan(signed_in, home, officer, starts="soon").errors == ["Starts at must be a time, like 9:30am or 14:30"]


def test_summer_time_is_londons(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    plan(signed_in, home, officer, **{"day-month": "7", "day-year": "2027"})
    assert only_visit(session).starts_at == datetime(2027, 7, 1, 9, 0, tzinfo=UTC)


def test_an_officer_who_is_elsewhere_cannot_go(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    other = factories.make_home(session, home.provider, "Alder House")
    there = made.visit(session, other, officer, starts_at=TUESDAY - timedelta(hours=1))
    clash = f"Casey Birch is on visit {there.reference} to Alder House on 1 December 2026, 9:00am to 11:00am."
    assert plan(signed_in, home, officer).errors == [f"{clash} Choose another time, or somebody else."]
    assert plan(signed_in, home, officer, starts="11am").h1 == "Visit to Kite House"


def test_a_home_has_one_visit_at_a_time(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    there = made.visit(session, home, other, starts_at=TUESDAY)
    clash = f"This home has visit {there.reference} on 1 December 2026, 10:00am to 12:00pm."
    assert plan(signed_in, home, officer).errors == [f"{clash} Choose another time, or change that visit."]
    services.cancel_visit(
        session, there, version=there.version, reason="Illness", actor=factories.viewer_of(session, officer), now=NOW
    )
    assert plan(signed_in, home, officer).h1 == "Visit to Kite House"


def test_who_has_left_cannot_be_sent(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    gone = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    gone.grants[0].ended_at = NOW
    session.commit()
    assert plan_form(signed_in, home).options("lead") == ["", officer.reference]
    assert plan(signed_in, home, gone).errors == ["Who leads: select one of the answers shown"]


def test_a_home_outside_the_programme_cannot_be_visited(session: Session, signed_in: Client, home: Home) -> None:
    away = factories.make_home(session, home.provider, "Away House", host_authority_code="E08000015")
    signed_in.get(f"/quality/visits/plan/{away.reference}", expect=404)


def test_the_plan_is_changed_and_reassigned(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    visit = made.visit(session, home, officer, starts_at=TUESDAY, is_announced=False)
    form = signed_in.get(f"/quality/visits/{visit.reference}/change").form("Save the plan")
    assert (form.values["starts"], form.values["lead"]) == (["10:00am"], [officer.reference])
    page = signed_in.submit(form, {"lead": other.reference, "starts": "2pm", "ends": "4pm"})
    assert "1 December 2026, 2:00pm to 4:00pm" in page.text
    assert "Sky Fir" in page.text
    assert "Visit’s plan changed" in page.text
    assert only_visit(session).version == 2


def test_two_who_change_it_both_see_what_the_other_saved(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    visit = made.visit(session, home, officer, starts_at=TUESDAY)
    form = signed_in.get(f"/quality/visits/{visit.reference}/change").form("Save the plan")
    actor = factories.viewer_of(session, officer)
    later = changed([officer], visit, ends_at=visit.ends_at + timedelta(hours=1))
    services.change_visit(session, visit, later, version=1, actor=actor, now=NOW)
    page = signed_in.submit(form, {"starts": "9am"})
    assert page.errors == [
        "Somebody else changed this visit while you had the page open. Look at both, then save again."
    ]
    assert "1 December 2026, 10:00am to 1:00pm" in page.text
    assert page.form("Save the plan").values["starts"] == ["9am"]
    assert "9:00am to 12:00pm" in signed_in.submit(page.form("Save the plan")).text


def test_an_announced_visit_stays_announced(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    visit = made.visit(session, home, officer)
    form = signed_in.get(f"/quality/visits/{visit.reference}/change").form("Save the plan")
    assert signed_in.submit(form, announced="no").errors == [
        "The provider has been told of this visit, so it stays announced. Call it off to plan an unannounced one."
    ]


def test_it_is_called_off_with_a_reason_and_then_cannot_be_changed(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    visit = made.visit(session, home, officer)
    place = f"/quality/visits/{visit.reference}/"
    form = signed_in.get(f"{place}cancel").form("Call the visit off")
    assert signed_in.submit(form).errors == ["Enter why the visit is called off"]
    page = signed_in.submit(form, reason="The manager is away.")
    assert "Called off because The manager is away." in page.text
    assert "Call the visit off" not in page.text
    for change in ("change", "cancel"):
        assert "Only a planned visit can be" in signed_in.get(f"{place}{change}").text
    actor = factories.viewer_of(session, officer)
    session.refresh(visit)
    with pytest.raises(services.Refused, match="Only a planned visit can be changed"):
        services.change_visit(session, visit, changed([officer], visit), version=2, actor=actor, now=NOW)
    with pytest.raises(services.Refused, match="Only a planned visit can be called off"):
        services.cancel_visit(session, visit, version=visit.version, reason="Again", actor=actor, now=NOW)


def test_one_that_moved_meanwhile_is_not_called_off_from_an_old_page(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    visit, actor = made.visit(session, home, officer, starts_at=TUESDAY), factories.viewer_of(session, officer)
    old = signed_in.get(f"/quality/visits/{visit.reference}/cancel").form("Call the visit off")
    later = changed([officer], visit, starts_at=TUESDAY + timedelta(days=14), ends_at=TUESDAY + timedelta(days=14.1))
    services.change_visit(session, visit, later, version=1, actor=actor, now=NOW)
    page = signed_in.submit(old, reason="The home is shut that day.")
    assert page.errors == [
        "Somebody else changed this visit while you had the page open. Look at it again before you call it off."
    ]
    assert "Kite House, 15 December 2026" in page.text
    assert page.form().values["reason"] == ["The home is shut that day."]
    assert only_visit(session).state == VisitState.PLANNED
    assert "The visit is called off." in signed_in.submit(page.form()).text
    assert "The visit is called off." in signed_in.submit(page.form()).text
    assert len(session.scalars(select(EventRow).where(EventRow.verb == "quality.visit_cancelled")).all()) == 1


@pytest.mark.parametrize(("step", "field"), [("cancel", "reason"), ("hand-over", "reason"), ("change", "ends")])
def test_what_was_typed_stays_when_a_colleague_called_it_off(
    session: Session, signed_in: Client, home: Home, officer: Person, step: str, field: str
) -> None:
    visit, actor = made.visit(session, home, officer, starts_at=TUESDAY), factories.viewer_of(session, officer)
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    form = signed_in.get(f"/quality/visits/{visit.reference}/{step}").form()
    services.cancel_visit(session, visit, reason="Snow.", version=1, actor=actor, now=NOW)
    chosen = {"lead": other.reference} if step == "hand-over" else {}
    page = signed_in.submit(form, {field: "2pm"} | chosen)
    assert len(page.errors) == 1
    assert page.form().values[field] == ["2pm"]
    assert only_visit(session).cancelled_reason == "Snow."


def test_the_record_of_events_tells_what_the_plan_was(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    visit, actor = made.visit(session, home, officer, starts_at=TUESDAY), factories.viewer_of(session, officer)
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    later = changed([other], visit, starts_at=TUESDAY + timedelta(hours=1))
    services.change_visit(session, visit, later, version=1, actor=actor, now=NOW)
    event = session.scalars(select(EventRow).where(EventRow.verb == "quality.visit_changed")).one()
    was = json.loads(event.detail)
    assert was["was_by"] == [officer.reference] and was["was_from"] == "2026-12-01T10:00:00+00:00"


def test_the_address_is_for_the_officers_of_the_visit_and_each_look_is_recorded(
    session: Session, client: Client, signed_in: Client, home: Home, officer: Person
) -> None:
    visit = made.visit(session, home, officer)
    place = f"/quality/visits/{visit.reference}/"
    page = signed_in.get(signed_in.get(place).link("See the address"))
    assert homes_made.STREET in page.text
    looks = session.scalars(select(EventRow).where(EventRow.verb == "homes.address_seen")).all()
    assert [(look.actor_reference, look.subject_reference) for look in looks] == [(officer.reference, home.reference)]
    signed_in.sign_out()
    client.sign_in(factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir"))
    assert "See the address" not in client.get(place).text
    client.get(f"{place}address", expect=404)


def test_the_address_is_closed_with_the_visit(session: Session, signed_in: Client, home: Home, officer: Person) -> None:
    visit = made.visit(session, home, officer)
    services.cancel_visit(
        session, visit, version=visit.version, reason="Illness", actor=factories.viewer_of(session, officer), now=NOW
    )
    signed_in.get(f"/quality/visits/{visit.reference}/address", expect=404)


def test_a_calendar_file_holds_nothing_about_the_home(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    visit = made.visit(session, home, officer, starts_at=TUESDAY)
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    made.visit(session, home, other, starts_at=TUESDAY + timedelta(days=1))
    off = made.visit(session, home, officer, starts_at=TUESDAY + timedelta(days=2))
    services.cancel_visit(
        session, off, version=off.version, reason="Illness", actor=factories.viewer_of(session, officer), now=NOW
    )
    one = signed_in.get(f"/quality/visits/{visit.reference}/visit.ics")
    assert one.headers["Content-Type"].startswith("text/calendar")
    mine = signed_in.get("/quality/visits/mine.ics").body.decode()
    assert mine.count("BEGIN:VEVENT") == 2
    assert mine.count("STATUS:CANCELLED") == 1
    assert f"URL:http://localhost/quality/visits/{visit.reference}/" in mine.replace("\r\n ", "")
    for text in (one.body.decode(), mine):
        for never in ("Kite", "Sandhills", homes_made.STREET, homes_made.TOWN, homes_made.POSTCODE, "Casey"):
            assert never not in text


def test_the_calendar_lists_my_visits_or_the_teams_by_week(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    made.visit(session, home, officer, starts_at=TUESDAY)
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    alder = factories.make_home(session, home.provider, "Alder House")
    made.visit(session, alder, other, starts_at=TUESDAY + timedelta(days=7))
    mine = signed_in.get("/quality/visits/")
    assert "1 visit from 23 November 2026 to 17 January 2027" in mine.text
    assert "Week of 30 November 2026" in mine.text
    assert "Alder House" not in mine.text
    team = signed_in.get("/quality/visits/?whose=team")
    assert "Week of 7 December 2026" in team.text
    assert "Alder House" in team.text
    for week in ("2026-12-09", "yesterday", "9999-12-31"):
        signed_in.get(f"/quality/visits/?week={week}")
    assert "No visits begin in these eight weeks." in signed_in.get(mine.link("Earlier weeks")).text


def test_before_the_visit_stands_what_is_known_and_no_price_or_address(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    made.judgement(session, home, officer, "inadequate", on=NOW.date() - timedelta(days=60))
    made.been(session, home, officer, at=NOW - timedelta(days=30))
    visit = made.visit(session, home, officer)
    page = signed_in.get(signed_in.get(f"/quality/visits/{visit.reference}/").link("What is known before the visit"))
    for words in (
        "Judged “Inadequate”: 6 points",
        "Inadequate",
        "Visited",
        "SC100001",
        "Care planning",
        "No return of this home",
    ):
        assert words in page.text
    for never in ("£", homes_made.STREET, homes_made.POSTCODE):
        assert never not in page.text


def test_another_authoritys_visit_can_be_neither_read_nor_changed(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    elsewhere = factories.make_other_authority(session)
    stranger = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir", authority=elsewhere)
    visit = made.visit(session, home, stranger, authority_id=elsewhere.id, starts_at=TUESDAY)
    for page in ("", "before", "change", "cancel", "address", "visit.ics"):
        signed_in.get(f"/quality/visits/{visit.reference}/{page}", expect=404)
    with pytest.raises(NotFound):
        queries.get_visit(session, visit.reference, authority_id=factories.make_authority(session).id)
    assert plan(signed_in, home, officer).h1 == "Visit to Kite House"
