"""Adding, changing, opening and closing homes, and what is recorded of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.db import NotFound
from portal.events import EventRow
from portal.homes import queries, services
from portal.homes.models import Home, HomeDraft, HomeStatus, HostBasis, ServiceType
from tests import factories
from tests.integration.homes import made


def happened(session: Session, home: Home) -> list[str]:
    """What was recorded of a home, oldest first."""
    return [row.verb for row in reversed(events.list_events(session, ("home", home.reference)))]


def test_a_home_is_added_with_everything(session: Session) -> None:
    made.know_places(session)
    provider = factories.make_provider(session)
    home = made.add(session, provider, needs=("autism", "self-harm"))
    found = queries.get_home(session, home.reference, provider_id=provider.id)
    assert found.reference.startswith("HM-")
    assert (found.name, found.urn, found.urn_contested) == ("Marram House", "SC123456", False)
    assert (found.registered_places, found.usable_places, found.age_from, found.age_to) == (4, 3, 8, 17)
    assert [need.need_slug for need in found.needs] == ["autism", "self-harm"]
    assert (found.host_authority_code, found.host_basis) == (made.SEFTON, HostBasis.POSTCODE)
    assert (found.premises[0].latitude, found.premises[0].longitude) == (53.65, -3.0)
    assert happened(session, home) == ["homes.added"]


def test_nothing_recorded_holds_the_address(session: Session) -> None:
    made.know_places(session)
    home = made.add(session, factories.make_provider(session))
    services.note_address_seen(session, home, actor=events.SYSTEM, now=clock.now())
    written = " ".join(f"{row.detail} {row.subject_reference}" for row in session.scalars(select(EventRow)))
    assert made.STREET not in written
    assert made.POSTCODE not in written


def test_a_planned_home_opens_and_closes(session: Session) -> None:
    made.know_places(session)
    home = made.planned(session, factories.make_provider(session))
    with pytest.raises(services.Refused, match="Add the address of the home first"):
        services.open_home(
            session, home, opened_on=date(2024, 5, 1), urn="SC123456", actor=events.SYSTEM, now=clock.now()
        )
    services.add_premises(session, home, made.ADDRESS, actor=events.SYSTEM, now=clock.now())
    services.open_home(session, home, opened_on=date(2024, 5, 1), urn="SC123456", actor=events.SYSTEM, now=clock.now())
    assert (home.status, home.opened_on, home.urn) == (HomeStatus.OPEN, date(2024, 5, 1), "SC123456")
    with pytest.raises(services.Refused, match="not planned any more"):
        services.open_home(
            session, home, opened_on=date(2024, 5, 1), urn="SC123456", actor=events.SYSTEM, now=clock.now()
        )
    services.close_home(session, home, closed_on=date(2025, 1, 31), reason="Sold", actor=events.SYSTEM, now=clock.now())
    assert (home.status, home.closed_on, home.closed_reason) == (HomeStatus.CLOSED, date(2025, 1, 31), "Sold")
    with pytest.raises(services.Refused, match="This home is not open"):
        services.close_home(
            session, home, closed_on=date(2025, 2, 1), reason="Again", actor=events.SYSTEM, now=clock.now()
        )
    assert happened(session, home) == ["homes.added", "homes.premises_added", "homes.opened", "homes.closed"]


def test_which_homes_are_due_in_a_month(session: Session) -> None:
    made.know_places(session)
    provider = factories.make_provider(session)
    due = {
        "Open all month": made.add(session, provider, name="Open all month"),
        "Opened on the last day": made.add(
            session, provider, name="Opened on the last day", urn="1000001", opened_on=date(2025, 9, 30)
        ),
        "Closed on the first day": made.add(session, provider, name="Closed on the first day", urn="1000002"),
    }
    made.add(session, provider, name="Opened after", urn="1000003", opened_on=date(2025, 10, 1))
    before = made.add(session, provider, name="Closed before", urn="1000004")
    made.planned(session, provider, name="Planned")
    for home, day in ((due["Closed on the first day"], date(2025, 9, 1)), (before, date(2025, 8, 31))):
        services.close_home(session, home, closed_on=day, reason="Sold", actor=events.SYSTEM, now=clock.now())
    other = factories.make_provider(session, "Ainsdale Homes Limited")
    elsewhere = made.add(session, other, name="Elsewhere", urn="1000005")
    month = date(2025, 9, 1), date(2025, 9, 30)
    assert [home.name for home in queries.list_homes_due(session, *month)] == [*sorted(due), "Elsewhere"] != []
    own = queries.list_homes_due(session, *month, provider_id=other.id)
    assert [home.id for home in own] == [elsewhere.id]
    assert set(queries.homes_by_ids(session, [elsewhere.id, before.id])) == {elsewhere.id, before.id}


def test_buildings_come_and_go_and_the_area_follows(session: Session) -> None:
    made.know_places(session)
    home = made.add(session, factories.make_provider(session))
    version = home.version
    building = home.premises[0].reference
    with pytest.raises(services.Refused, match="An open home needs an address"):
        services.remove_premises(session, home, building, actor=events.SYSTEM, now=clock.now())
    services.add_premises(session, home, made.UNKNOWN, actor=events.SYSTEM, now=clock.now())
    assert (home.host_authority_code, home.host_basis) == (made.SEFTON, HostBasis.POSTCODE)
    services.remove_premises(session, home, building, actor=events.SYSTEM, now=clock.now())
    assert (home.host_authority_code, home.host_basis, home.version) == (None, HostBasis.PENDING, version + 2)
    with pytest.raises(NotFound):
        services.remove_premises(session, home, building, actor=events.SYSTEM, now=clock.now())
    for number in range(3):
        services.add_premises(session, home, made.ADDRESS, actor=events.SYSTEM, now=clock.now())
        assert len(home.premises) == number + 2
    with pytest.raises(services.Refused, match="up to 4 buildings"):
        services.add_premises(session, home, made.ADDRESS, actor=events.SYSTEM, now=clock.now())


def test_a_stated_area_gives_way_to_a_known_postcode(session: Session) -> None:
    made.know_places(session)
    home = made.add(session, factories.make_provider(session), premises=(made.UNKNOWN,))
    assert home.host_basis == HostBasis.PENDING
    services.change_home(
        session, home, "area", {"host_authority_code": made.LIVERPOOL}, version=home.version, actor=events.SYSTEM,
        now=clock.now(),
    )  # fmt: skip
    assert (home.host_authority_code, home.host_basis) == (made.LIVERPOOL, HostBasis.STATED)
    services.change_premises(
        session, home, home.premises[0].reference, made.ADDRESS, version=home.version, actor=events.SYSTEM,
        now=clock.now(),
    )  # fmt: skip
    assert (home.host_authority_code, home.host_basis) == (made.SEFTON, HostBasis.POSTCODE)


def test_a_fostering_agency_has_an_area_and_no_buildings(session: Session) -> None:
    made.know_places(session)
    agency = made.add(
        session, factories.make_provider(session), service_type=ServiceType.FOSTERING, premises=(),
        registered_places=0, usable_places=0, host_authority_code=made.SEFTON,
    )  # fmt: skip
    assert (agency.host_authority_code, agency.host_basis) == (made.SEFTON, HostBasis.STATED)
    with pytest.raises(services.Refused, match="has no buildings here"):
        services.add_premises(session, agency, made.ADDRESS, actor=events.SYSTEM, now=clock.now())


def test_the_second_of_two_editors_overwrites_nothing(session: Session) -> None:
    made.know_places(session)
    home = made.add(session, factories.make_provider(session))
    began, step = home.version, {"name": "Dune House", "urn": "SC123456"}
    services.change_home(session, home, "name", step, version=began, actor=events.SYSTEM, now=clock.now())
    with pytest.raises(services.Stale):
        services.change_home(
            session, home, "name", step | {"name": "Pinewoods"}, version=began, actor=events.SYSTEM, now=clock.now()
        )
    session.refresh(home)
    assert home.name == "Dune House"
    services.change_home(session, home, "name", step, version=began, actor=events.SYSTEM, now=clock.now())
    assert happened(session, home) == ["homes.added", "homes.changed"]


def test_a_draft_becomes_one_home_however_often_it_is_sent(app: Flask, session: Session) -> None:
    made.know_places(session)
    provider = factories.make_provider(session)
    actor = factories.viewer_of(session, factories.make_provider_person(session, provider))
    draft = services.start_draft(session, provider, ServiceType.RESIDENTIAL, actor=actor, now=clock.now())
    whole = made.details()
    for step, answers in (
        ("opening", {"status": whole.status, "opened_on": whole.opened_on}),
        ("name", {"name": whole.name, "urn": whole.urn}),
        ("places", {"registered_places": 4, "usable_places": 3, "is_solo": False, "age_from": 8, "age_to": 17,
                    "genders": whole.genders}),
        ("needs", {"needs": whole.needs}),
        ("address", {"line_1": made.STREET, "line_2": "", "town": made.TOWN, "postcode": made.POSTCODE}),
    ):  # fmt: skip
        services.save_step(session, draft, step, answers, version=draft.version, now=clock.now())

    def send(_number: int) -> str:
        with app.app_context(), app.extensions["portal_database"].session() as own:
            mine = own.get_one(HomeDraft, draft.id)
            return services.add_from_draft(own, mine, actor=actor, now=clock.now()).reference

    session.commit()
    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(send, range(8)))
    session.expire_all()
    assert len(references) == 1
    assert session.scalar(select(func.count()).select_from(Home)) == 1
    assert (draft.line_1, draft.postcode) == ("", "")
    with pytest.raises(services.Refused, match="added or discarded already"):
        services.discard_draft(session, draft, actor=actor, now=clock.now())


def test_the_database_itself_keeps_places_and_ages_in_order(session: Session) -> None:
    made.know_places(session)
    home = made.add(session, factories.make_provider(session))
    for column, value in (("usable_places", 5), ("registered_places", -1), ("age_from", 18)):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE home SET {column} = :value WHERE id = :id"), {"value": value, "id": home.id})


def test_scopes(session: Session) -> None:
    made.know_places(session)
    provider, other = factories.make_provider(session), factories.make_provider(session, "Ainsdale Homes Limited")
    kept, not_kept = made.add(session, provider), made.add(session, provider, urn="1000001", name="Dune House")
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER)
    factories.make_keeper(session, kept, member)
    grants = tuple(grant.id for grant in member.grants)
    assert queries.get_home(session, kept.reference, provider_id=provider.id, keeper_grants=grants).id == kept.id
    for reference, provider_id, keeper_grants in (
        (not_kept.reference, provider.id, grants),
        (kept.reference, other.id, None),
        (kept.reference, provider.id, ()),
        ("HM-33333333", provider.id, None),
    ):
        with pytest.raises(NotFound):
            queries.get_home(session, reference, provider_id=provider_id, keeper_grants=keeper_grants)
    assert [home.id for home in queries.list_homes(session, queries.own(provider.id, grants))] == [kept.id]
    assert queries.list_homes(session, queries.Scope()) == []
