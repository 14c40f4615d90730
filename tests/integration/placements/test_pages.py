"""Placements at the authority's desk: recorded, changed, watched, ended, listed, added up, and every look recorded."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.events import EventRow
from portal.homes.models import Home
from portal.placements import queries
from portal.placements.models import Placement, PlacementReview
from portal.placements.queries import Wanted
from portal.placements.rules.codes import TYPES, Group, group_of
from portal.placements.rules.kinds import DistanceBand, Sourcing
from portal.placements.rules.totals import Place, place_of
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made as homes_made
from tests.integration.placements import made
from tests.support.client import Client

PLACEMENTS = "/commissioning/placements/"
Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture
def commissioner(session: Session, client: Client) -> Client:
    factories.make_authority(session)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


@pytest.fixture
def home(session: Session) -> Home:
    homes_made.know_places(session)
    return homes_made.add(session, factories.make_provider(session))


def only_placement(session: Session) -> Placement:
    session.expire_all()
    return session.scalars(select(Placement)).one()


def looks(session: Session) -> list[dict[str, object]]:
    session.expire_all()
    query = select(EventRow.detail).where(EventRow.verb == "placements.looked_at").order_by(EventRow.sequence)
    return [json.loads(detail) for detail in session.scalars(query)]


def test_recording_a_placement_in_steps(session: Session, commissioner: Client, home: Home) -> None:
    page = commissioner.get(commissioner.get(PLACEMENTS).link("Record a placement"))
    page = commissioner.submit(page.form("Save and continue"))
    assert page.errors == [
        "Select when it started", "Select the kind of placement", "Select the age", "Select how it was found",
    ]  # fmt: skip
    first = {
        "started_quarter_on": "2024-04-01", "type_code": "K2", "age_band": "10_to_15", "sourcing": "regional",
    }  # fmt: skip
    page = commissioner.submit(page.form("Save and continue"), first)
    assert page.errors == ["Select which regional system"]
    page = commissioner.submit(page.form("Save and continue"), regional_system="north-west-residential")
    assert "step 2 of 4" in page.text
    page = commissioner.submit(page.form("Save and continue"), home="SC999999", distance_band="up_to_5")
    assert page.errors == ["No home in the register has this URN or reference. Check it, or leave it empty"]
    page = commissioner.submit(page.form("Save and continue"), home="sc 123456", distance_band="up_to_5")
    assert "step 3 of 4" in page.text
    page = commissioner.submit(page.form("Save and continue"), social_care="4528.005")
    assert page.errors == ["Social care pays, £ a week must have no more than 2 digits after the decimal point"]
    page = commissioner.submit(page.form("Save and continue"), social_care="£4,528", health="100.5")
    page = commissioner.submit(page.form("Save and continue"))
    assert "Your change is saved." in page.text
    assert "£4,628.50 a week" in page.text
    assert "Regional system: North West residential" in page.text
    assert "Sefton (in our area)" in page.text
    assert page.link("Marram House") == f"/commissioning/homes/{home.reference}/"
    details = queries.details_of(only_placement(session))
    assert (details.home, details.host_authority_code) == (home.reference, made.SEFTON)
    assert (details.social_care, details.education, details.health) == (Decimal(4528), None, Decimal("100.50"))


def test_a_form_sent_twice_is_one_placement(session: Session, commissioner: Client) -> None:
    form = commissioner.get(f"{PLACEMENTS}add").form("Save and continue")
    first = {"started_quarter_on": "2024-04-01", "type_code": "U6", "age_band": "5_to_9", "sourcing": "in_house"}
    pages = [commissioner.submit(form, first) for _ in range(2)]
    assert pages[0].path == pages[1].path
    assert only_placement(session).reference in pages[0].path


def test_a_reference_of_ones_own_is_not_taken(session: Session, commissioner: Client) -> None:
    form = commissioner.get(f"{PLACEMENTS}add").form("Save and continue")
    first = {"started_quarter_on": "2024-04-01", "type_code": "U6", "age_band": "5_to_9", "sourcing": "in_house"}
    commissioner.submit(form, {**first, "reference": "PL-ROBINASH"})
    assert re.fullmatch("PL-[3479CDFHJKMNPRTVWXY]{8}", only_placement(session).reference)
    assert only_placement(session).reference != "PL-ROBINASH"


def test_two_editors_see_both_values(session: Session, commissioner: Client) -> None:
    placement = made.record(session)
    address = f"{PLACEMENTS}{placement.reference}/change/fee"
    form = commissioner.get(address).form("Save")
    commissioner.submit(commissioner.get(address).form("Save"), social_care="5000")
    page = commissioner.submit(form, social_care="6000")
    assert "Somebody else changed this while you were typing" in page.errors[0]
    assert "Saved by somebody else: £5,000.00You gave: £6,000.00" in page.text
    commissioner.submit(page.form("Save"))
    session.expire_all()
    assert only_placement(session).social_care_pence == 600_000


def test_ending_a_placement(session: Session, commissioner: Client) -> None:
    placement = made.record(session)
    page = commissioner.get(commissioner.get(f"{PLACEMENTS}{placement.reference}/").link("Say that it has ended"))
    assert "2024-01-01" not in page.form("It has ended").options("ended_quarter_on")
    page = commissioner.submit(page.form("It has ended"), ended_quarter_on="2024-07-01")
    assert page.errors == ["Select why it ended"]
    page = commissioner.submit(page.form("It has ended"), ended_quarter_on="2024-07-01", end_code="E4A")
    assert "July to September 2024. Care ended: home to parents or family, as planned (E4A)" in page.text
    assert "0 placements" in commissioner.get(PLACEMENTS).text
    assert "1 placement" in commissioner.get(f"{PLACEMENTS}?state=ended").text


def test_a_placement_under_watch_is_reviewed_every_day(session: Session, commissioner: Client) -> None:
    placement = made.record(session, is_unregistered=True)
    placement.watched_from_on = clock.today(clock.now()) - timedelta(days=2)
    session.commit()
    page = commissioner.get("/today")
    assert "Review placements under watch today (1)" in page.text
    assert "Record who approved placements under watch (1)" in page.text
    page = commissioner.get(f"{PLACEMENTS}{placement.reference}/")
    assert "Nobody has approved this placement" in page.text
    assert "2 days without a review" in page.text
    form = page.form("Reviewed today: it continues")
    page = commissioner.submit(form)
    assert "Reviewed today: it continues." in page.text
    commissioner.submit(form)
    assert len(session.scalars(select(PlacementReview)).all()) == 1
    page = commissioner.post(f"{PLACEMENTS}{placement.reference}/review", {"outcome": "ends"})
    assert "reviewed today already" in page.errors[0]
    assert "Review placements under watch today" not in commissioner.get("/today").text
    approval = {
        "approved_by_post": "director", "approved_on-day": "1", "approved_on-month": "5", "approved_on-year": "2024",
        "exit_plan": "registered_home",
    }  # fmt: skip
    form = commissioner.get(f"{PLACEMENTS}{placement.reference}/change/watch").form("Save")
    page = commissioner.submit(form, approval)
    assert "Director of children’s services, 1 May 2024" in page.text
    assert "Nobody has approved" not in page.text


def test_a_review_that_ends_leads_to_the_end(session: Session, commissioner: Client) -> None:
    placement = made.record(session, is_deprivation_of_liberty=True)
    page = commissioner.get(f"{PLACEMENTS}{placement.reference}/")
    page = commissioner.submit(page.form("Reviewed today: it ends"))
    assert page.h1 == "Say that it has ended"
    calm = made.record(session)
    page = commissioner.post(f"{PLACEMENTS}{calm.reference}/review", {"outcome": "continues"})
    assert "needs no daily review" in page.errors[0]


def test_every_look_is_one_event(session: Session, commissioner: Client) -> None:
    found = [made.record(session) for _ in range(3)]
    for path in ("", "totals", "list.csv", f"{found[0].reference}/"):
        commissioner.get(PLACEMENTS + path)
    digest = hashlib.sha256(" ".join(sorted(one.reference for one in found)).encode()).hexdigest()
    assert looks(session) == [
        {"scope": "list", "count": 3, "digest": digest},
        {"scope": "totals", "count": 3, "digest": digest},
        {"scope": "list as CSV", "count": 3, "digest": digest},
        {"scope": "record", "count": 1, "digest": hashlib.sha256(found[0].reference.encode()).hexdigest()},
    ]
    assert events.list_events(session, ("placement", found[0].reference))[0].verb == "placements.looked_at"


def test_an_auditor_reads_no_fee(session: Session, client: Client) -> None:
    placement = made.record(session)
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    for path in ("", "totals", "list.csv", f"{placement.reference}/", "?sort=fee"):
        shown = client.get(PLACEMENTS + path).body.decode()
        assert "4528" not in shown
        assert "4,528" not in shown
    assert "Children’s home (K2)" in client.get(f"{PLACEMENTS}{placement.reference}/").text


def test_each_total_leads_to_as_many_rows(session: Session, commissioner: Client) -> None:
    for changes in (
        {}, {"sourcing": Sourcing.IN_HOUSE, "type_code": "U4"}, {"type_code": "U4"},
        {"host_authority_code": made.LIVERPOOL, "distance_band": DistanceBand.OVER_20}, {"host_authority_code": None},
    ):  # fmt: skip
        made.record(session, **changes)
    page = commissioner.get(f"{PLACEMENTS}totals")
    assert ["Children’s home", "1", "1", "1", "3"] in page.rows
    assert ["Fostering, in-house", "1", "0", "0", "1"] in page.rows
    assert ["Total", "3", "1", "1", "5"] in page.rows
    links = [(item.get("href", ""), item.text) for item in page.all("a") if (item.text or "").isdigit()]
    assert len(links) > 20
    for href, number in links:
        page = commissioner.get(href)
        assert f"{number} placement" in page.text


def test_filters_in_sql_are_the_rules(session: Session) -> None:
    own = factories.make_authority(session)
    hosts = (made.SEFTON, made.LIVERPOOL, None)
    for number, code in enumerate(code for code in TYPES if TYPES[code].first_on is None):
        sourcing = Sourcing.IN_HOUSE if number % 2 else Sourcing.DIRECT
        made.record(session, type_code=code, sourcing=sourcing, host_authority_code=hosts[number % 3])
    everything = queries.list_placements(session, own, Wanted())
    for group in Group:
        told = {one.id for one in everything if group_of(one.type_code, Sourcing(one.sourcing)) is group}
        assert {one.id for one in queries.list_placements(session, own, Wanted(group=group))} == told
    for place in Place:
        told = {one.id for one in everything if place_of(one.host_authority_code, own.code) is place}
        assert {one.id for one in queries.list_placements(session, own, Wanted(place=place))} == told


def test_lists_ask_as_much_for_two_placements_as_for_forty(
    session: Session, commissioner: Client, home: Home, count_queries: Counting
) -> None:
    def count(path: str) -> int:
        commissioner.get(PLACEMENTS + path)
        with count_queries() as asked:
            commissioner.get(PLACEMENTS + path)
        return asked.count

    paths = ("", "totals", "list.csv", "?flag=due")
    for _ in range(2):
        made.record(session, home=home.reference, is_unregistered=True)
    few = [count(path) for path in paths]
    for _ in range(38):
        made.record(session, home=home.reference, is_unregistered=True)
    assert [count(path) for path in paths] == few


def test_another_authoritys_placements_are_missing(session: Session, client: Client) -> None:
    wirral = factories.make_other_authority(session)
    placement = made.record(session)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER, authority=wirral))
    assert "0 placements" in client.get(PLACEMENTS).text
    assert client.get(f"{PLACEMENTS}list.csv").body.decode().count("\n") == 1
    client.get(f"{PLACEMENTS}{placement.reference}/", expect=404)
