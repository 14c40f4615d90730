"""Frameworks and lots: added and changed by staff, published, and read by everybody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.framework import services
from portal.framework.models import Framework, FrameworkKind, Lot, Standing
from portal.framework.rules import FrameworkDetails
from portal.placements.rules.codes import REGIONAL_SYSTEMS
from portal.providers.models import ServiceType
from tests import factories
from tests.conftest import Queries
from tests.integration.framework import made
from tests.support.client import Client

LIST = "/commissioning/framework/"
TODAY = clock.today(clock.now())


@pytest.fixture
def actor(session: Session) -> Viewer:
    return made.commissioner(session)


@pytest.fixture
def commissioner(session: Session, client: Client) -> Client:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


def record(framework: Framework) -> str:
    return f"{LIST}{framework.reference}/"


def dated(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_a_framework_that_is_sent_twice_is_one(commissioner: Client) -> None:
    form = commissioner.get(f"{LIST}new").form()
    pages = [
        commissioner.submit(form, dated("starts_on", made.STARTS), title="Homes and carers", kind="closed")
        for _ in range(2)
    ]
    assert [page.h1 for page in pages] == ["Homes and carers", "Frameworks"]
    assert commissioner.get(LIST).text.count("Homes and carers") == 1


def test_a_framework_is_made_published_and_taken_down(commissioner: Client, new_client: Callable[[], Client]) -> None:
    page = commissioner.get(LIST)
    assert "There is no framework yet" in page.text
    form = commissioner.get(page.link("Add a framework")).form()
    assert commissioner.submit(form).errors == [
        "Enter the name of the framework",
        "Select how providers come in",
        "Enter the first day",
    ]
    page = commissioner.submit(form, dated("starts_on", made.STARTS), title="Homes and carers", kind="closed")
    assert (page.h1, "Not published" in page.text) == ("Homes and carers", True)
    assert "From 1 April 2024 with no end set" in page.text
    place = page.path
    assert "Add a lot before you publish" in commissioner.get(page.link("Publish it")).text
    lot = commissioner.get(page.link("Add a lot")).form()
    assert lot.values["number"] == ["1"]
    page = commissioner.submit(lot, title="Fostering", service_type="fostering", description="Carers for teenagers")
    assert page.rows[1] == ["Lot 1: Fostering", "Fostering", "Fee only", "0"]
    assert "Say how to join before you publish" in commissioner.get(page.link("Publish it")).text
    joining = commissioner.get(page.link("Say how to join")).form()
    page = commissioner.submit(joining, summary="What we buy", how_to_join="# When\n\nEach *spring*.")
    check = commissioner.get(page.link("Publish it"))
    assert "Lot 1: Fostering" in check.text
    anybody = new_client()
    assert "Homes and carers" not in anybody.get("/framework/").text
    page = commissioner.submit(check.form())
    assert "Published" in page.text
    public = anybody.get("/framework/")
    for told in ("Homes and carers", "What we buy", "Carers for teenagers", "Each spring."):
        assert told in public.text
    assert "<h4>When</h4>" in public.body.decode()
    assert public.link("commissioning@sefton.example") == "mailto:commissioning@sefton.example"
    page = commissioner.submit(commissioner.get(page.link("Take it off the public page")).form())
    assert page.path == place
    assert "Homes and carers" not in anybody.get("/framework/").text


def test_the_public_reads_how_many_and_never_who_or_how_they_stand(
    session: Session, actor: Viewer, client: Client
) -> None:
    framework = made.framework(session, actor, is_published=True, ends_on=None)
    lot = made.lot(session, framework, actor)
    members = [
        made.member(session, lot, factories.make_provider(session, f"{name} Care Limited"), actor)
        for name in ("Sandhills", "Dunes", "Marram")
    ]
    made.member(session, lot, factories.make_provider(session, "Tomorrow Limited"), actor, from_on=TODAY + timedelta(1))

    def counted() -> list[str]:
        page = client.get("/framework/")
        for secret in ("Sandhills", "Dunes", "Marram", "Tomorrow", made.TERMS, "uspended", members[0].reference):
            assert secret not in page.body.decode()
        return [row[-1] for row in page.rows[1:]]

    assert counted() == ["3", "0"]
    for standing, expected in ((Standing.SUSPENDED, ["3", "0"]), (Standing.ENDED, ["2", "0"])):
        services.change_standing(
            session, members[0], standing, from_on=TODAY, reason="A reason", actor=actor, now=clock.now()
        )
        assert counted() == expected


def test_the_public_page_shows_only_published_frameworks_that_are_not_over(
    session: Session, actor: Viewer, client: Client
) -> None:
    for title, last_on in (("Over", TODAY - timedelta(days=1)), ("Last day", TODAY), ("Endless", None)):
        made.framework(session, actor, is_published=True, title=title, ends_on=last_on)
    made.framework(session, actor, is_published=True, title="To come", starts_on=TODAY + timedelta(30), ends_on=None)
    made.framework(session, actor, title="Not published", ends_on=None)
    headings = [item.text for item in client.get("/framework/").all("h2")]
    assert {"Last day", "Endless", "To come"} <= set(headings)
    assert not {"Over", "Not published"} & set(headings)


def test_regional_systems_are_named_to_the_public_and_to_staff(commissioner: Client) -> None:
    for path in ("/framework/", LIST):
        text = commissioner.get(path).text
        assert all(name in text for name in REGIONAL_SYSTEMS.values())


def test_a_portal_without_an_authority_has_a_public_page(client: Client) -> None:
    assert "No framework is open to read now" in client.get("/framework/").text
    assert client.get("/").link("See the lots of our framework and how to join") == "/framework/"


def test_what_staff_write_cannot_become_script(session: Session, actor: Viewer, client: Client) -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) `${alert(1)}`"
    made.framework(session, actor, is_published=True, title=text, how_to_join=text, ends_on=None)
    body = client.get("/framework/").body.decode()
    assert "<script>alert" not in body
    assert 'href="javascript' not in body


def test_a_stale_save_shows_both_values(
    session: Session, actor: Viewer, commissioner: Client, new_client: Callable[[], Client]
) -> None:
    framework, second = made.framework(session, actor), new_client()
    second.sign_in(factories.make_staff(session, Role.PUBLISHER))
    place = f"{record(framework)}change/details"
    mine, theirs = (browser.get(place).form() for browser in (commissioner, second))
    second.submit(theirs, dated("ends_on", date(2029, 3, 31)), kind="closed")
    page = commissioner.submit(mine, title="Mine")
    assert "Somebody else changed this while you were typing" in page.errors[0]
    for theirs_now in ("Now: Homes and carers", "Now: Closed framework", "Now: 31 March 2029"):
        assert theirs_now in page.text
    assert commissioner.submit(page.form()).h1 == "Mine"


def test_sending_the_same_twice_changes_nothing(session: Session, actor: Viewer, commissioner: Client) -> None:
    framework = made.framework(session, actor)
    lot = made.lot(session, framework, actor)
    assert made.lot(session, framework, actor).id == lot.id
    version = framework.version
    for part in ("change/details", "change/joining", f"lots/{lot.reference}"):
        commissioner.submit(commissioner.get(record(framework) + part).form())
    session.refresh(framework)
    session.refresh(lot)
    assert (framework.version, lot.version) == (version, 1)


def test_dates_have_to_fit_each_other_and_who_is_on_it(session: Session, actor: Viewer, commissioner: Client) -> None:
    framework = made.framework(session, actor)
    form = commissioner.get(f"{record(framework)}change/details").form()
    page = commissioner.submit(form, dated("ends_on", date(2024, 3, 31)))
    assert page.errors == ["The end must be on or after the start"]
    made.member(session, made.lot(session, framework, actor), factories.make_provider(session), actor)
    page = commissioner.submit(form, dated("starts_on", date(2024, 6, 2)))
    assert page.errors == ["A provider is on it from 1 June 2024. Enter that day or an earlier one"]


def test_a_published_framework_goes_on_saying_how_to_join(
    session: Session, actor: Viewer, commissioner: Client
) -> None:
    framework = made.framework(session, actor, is_published=True)
    form = commissioner.get(f"{record(framework)}change/joining").form()
    assert commissioner.submit(form, how_to_join="").errors == [
        "Say how to join, or take the framework off the public page first"
    ]


def test_a_lot_is_changed_and_its_number_is_its_own(session: Session, actor: Viewer, commissioner: Client) -> None:
    framework = made.framework(session, actor)
    made.lot(session, framework, actor)
    second = made.lot(session, framework, actor, number=2, title="Fostering", service_type=ServiceType.FOSTERING)
    form = commissioner.get(f"{record(framework)}lots/{second.reference}").form()
    assert commissioner.submit(form, number=1).errors == ["There is a lot 1 already. Give this one another number"]
    page = commissioner.submit(form, number=3, open_book="yes")
    assert page.rows[2] == ["Lot 3: Fostering", "Fostering", "Open book", "0"]
    new = commissioner.get(f"{record(framework)}lots/new").form()
    assert new.values["number"] == ["4"]
    taken = commissioner.submit(new, number=3, title="Other", service_type="secure")
    assert taken.errors == ["There is a lot 3 already. Give this one another number"]


@pytest.mark.parametrize(
    ("columns", "name"),
    [({"number": 1}, "framework_lot"), ({"number": 0, "reference": "LT-ZERO"}, "numbered_from_one")],
)
def test_the_database_keeps_lots_apart(session: Session, actor: Viewer, columns: dict[str, object], name: str) -> None:
    framework = made.framework(session, actor)
    made.lot(session, framework, actor)
    values = {"reference": "LT-AGAIN", "title": "Again", "service_type": ServiceType.SECURE, **columns}
    session.add(Lot(framework_id=framework.id, **values))
    with pytest.raises(IntegrityError, match=name):
        session.flush()
    session.rollback()


def test_the_database_keeps_a_framework_from_ending_before_it_starts(session: Session, actor: Viewer) -> None:
    framework = made.framework(session, actor)
    framework.ends_on = made.STARTS - timedelta(days=1)
    with pytest.raises(IntegrityError, match="starts_before_it_ends"):
        session.flush()
    session.rollback()


def test_terms_that_the_act_limits_are_warned_of_and_taken(session: Session, actor: Viewer, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    long = made.framework(session, actor, starts_on=date(2020, 4, 1), ends_on=date(2040, 3, 31))
    text = client.get(record(long)).text
    assert "An open framework may last 8 years: this one until 31 March 2028" in text
    assert "by 1 April 2023" in text
    market = made.framework(session, actor, kind=FrameworkKind.DYNAMIC_MARKET, ends_on=None)
    assert "Procurement Act" not in client.get(record(market)).text


def test_the_record_says_who_did_what(session: Session, actor: Viewer, commissioner: Client) -> None:
    framework = made.framework(session, actor, is_published=True)
    services.take_down_framework(session, framework, actor=actor, now=clock.now())
    services.take_down_framework(session, framework, actor=actor, now=clock.now())
    assert [row.verb for row in events.list_events(session, ("framework", framework.reference))] == [
        "framework.taken_down",
        "framework.published",
        "framework.lot_added",
        "framework.changed",
        "framework.added",
    ]
    text = commissioner.get(record(framework)).text
    assert "Taken off the public page" in text
    assert "Casey Birch" in text


def test_commissioners_are_told_of_a_framework_that_ends_within_90_days(
    session: Session, actor: Viewer, commissioner: Client
) -> None:
    soon = made.framework(session, actor, title="Ends soon", ends_on=TODAY + timedelta(days=90))
    made.framework(session, actor, title="Ends later", ends_on=TODAY + timedelta(days=91))
    page = commissioner.get("/today")
    assert page.link("Ends soon ends") == record(soon)
    assert "Ends later" not in page.text


def test_another_authoritys_frameworks_are_missing(session: Session, actor: Viewer, client: Client) -> None:
    framework = made.framework(session, actor, is_published=True)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER, authority=factories.make_other_authority(session)))
    assert "0 frameworks" in client.get(LIST).text
    for path in ("", "members/", "members/list.csv", "change/details", "lots/new"):
        client.get(record(framework) + path, expect=404)


def test_a_framework_of_an_authority_that_is_not_switched_on_is_not_public(
    session: Session, actor: Viewer, client: Client
) -> None:
    wirral = factories.make_other_authority(session)
    details = FrameworkDetails("Wirral’s own", FrameworkKind.CLOSED, made.STARTS)
    theirs = services.create_framework(session, wirral.id, details, actor=actor, now=clock.now())
    theirs.is_published = True
    session.commit()
    assert "Wirral" not in client.get("/framework/").text


def test_the_pages_ask_the_same_few_questions_however_much_they_show(
    session: Session,
    actor: Viewer,
    commissioner: Client,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    framework = made.framework(session, actor, is_published=True, ends_on=None)
    counts = []
    for wanted in (1, 4):
        for number in range(len(framework.lots), wanted + 1):
            made.lot(session, framework, actor, number=number + 20, title=f"Lot {number}")
            made.framework(session, actor, is_published=True, title=f"Framework {number}", ends_on=None)
        counts.append([])
        for path in (LIST, record(framework), "/framework/"):
            with count_queries() as queries:
                commissioner.get(path)
            counts[-1].append(queries.count)
    assert counts[0] == counts[1]
