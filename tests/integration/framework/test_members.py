"""Who is on which lot: put on it, suspended, let back, ended; what staff, the provider and the public read of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.framework import services
from portal.framework.models import Framework, Lot, LotMembership, Standing, StandingChange
from portal.framework.queries.members import Wanted, count_members, list_members, lots_held
from portal.framework.rules import standing_on
from portal.providers.models import Provider, ProviderStatus
from tests import factories
from tests.conftest import Queries
from tests.integration.framework import made
from tests.support.client import Client

TODAY = clock.today(clock.now())
SUSPENDED, ENDED, ACTIVE = Standing.SUSPENDED, Standing.ENDED, Standing.ACTIVE


@pytest.fixture
def actor(session: Session) -> Viewer:
    return made.commissioner(session)


@pytest.fixture
def framework(session: Session, actor: Viewer) -> Framework:
    return made.framework(session, actor, ends_on=None)


@pytest.fixture
def lot(session: Session, framework: Framework, actor: Viewer) -> Lot:
    return made.lot(session, framework, actor)


@pytest.fixture
def provider(session: Session) -> Provider:
    return factories.make_provider(session)


@pytest.fixture
def member(session: Session, lot: Lot, provider: Provider, actor: Viewer) -> LotMembership:
    return made.member(session, lot, provider, actor)


@pytest.fixture
def commissioner(session: Session, client: Client) -> Client:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


def place(framework: Framework, member: LotMembership | None = None) -> str:
    return f"/commissioning/framework/{framework.reference}/members/" + (f"{member.reference}/" if member else "")


def change(session: Session, member: LotMembership, standing: Standing, from_on: date, actor: Viewer) -> None:
    services.change_standing(
        session, member, standing, from_on=from_on, reason=f"Reason of {from_on}", actor=actor, now=clock.now()
    )


def test_a_provider_is_put_on_a_lot(session: Session, framework: Framework, lot: Lot, commissioner: Client) -> None:
    factories.make_provider(session, "Not approved Limited", status=ProviderStatus.APPLIED)
    approved = factories.make_provider(session, "Sandhills Care Limited")
    page = commissioner.get(
        commissioner.get(f"/commissioning/framework/{framework.reference}/").link("Put a provider on a lot")
    )
    form = page.form()
    assert form.options("provider") == ["", approved.reference]
    assert commissioner.submit(form).errors == ["Select a lot", "Select a provider"]
    fields = {"from_on-day": "1", "from_on-month": "6", "from_on-year": "2024"}
    done = commissioner.submit(form, fields, lot=lot.reference, provider=approved.reference, terms=made.TERMS)
    assert done.h1 == "Sandhills Care Limited"
    assert "Lot 1: Children’s homes" in done.text
    assert made.TERMS in done.text
    assert done.rows[1:] == [["1 June 2024", "Put on the lot", "–"]]


@pytest.mark.parametrize("status", [ProviderStatus.APPLIED, ProviderStatus.DECLINED, ProviderStatus.SUSPENDED])
def test_only_an_approved_provider_can_be_put_on_a_lot(
    session: Session, lot: Lot, actor: Viewer, status: ProviderStatus
) -> None:
    stranger = factories.make_provider(session, "Stranger Limited", status=status)
    with pytest.raises(services.Refused, match="has not approved this provider"):
        made.member(session, lot, stranger, actor)
    elsewhere = factories.make_provider(session, "Elsewhere Limited")
    elsewhere.standings[0].authority_id = factories.make_other_authority(session).id
    session.commit()
    with pytest.raises(services.Refused, match="has not approved this provider"):
        made.member(session, lot, elsewhere, actor)


def test_once_at_a_time_and_again_after_the_end(
    session: Session, lot: Lot, provider: Provider, member: LotMembership, actor: Viewer
) -> None:
    assert made.member(session, lot, provider, actor).id == member.id, "sent twice it is one"
    with pytest.raises(services.Refused, match="on the lot already"):
        made.member(session, lot, provider, actor, from_on=date(2025, 1, 1))
    change(session, member, ENDED, date(2025, 3, 1), actor)
    with pytest.raises(services.Refused, match="on the lot already"):
        made.member(session, lot, provider, actor, from_on=date(2025, 2, 28))
    assert made.member(session, lot, provider, actor, from_on=date(2025, 3, 1)).id != member.id


def test_the_days_lie_inside_the_framework(session: Session, provider: Provider, actor: Viewer) -> None:
    ending = made.framework(session, actor, ends_on=date(2025, 3, 31))
    lot = made.lot(session, ending, actor)
    with pytest.raises(services.Refused, match="starts on 1 April 2024"):
        made.member(session, lot, provider, actor, from_on=date(2024, 3, 31))
    member = made.member(session, lot, provider, actor)
    with pytest.raises(services.Refused, match="ends on 31 March 2025"):
        change(session, member, ENDED, date(2025, 4, 1), actor)


def test_two_people_put_the_same_provider_on_a_lot_at_once(
    app: Flask, session: Session, lot: Lot, provider: Provider, actor: Viewer
) -> None:
    database, ids = app.extensions["portal_database"], (lot.id, provider.id)
    session.commit()

    def put(number: int) -> bool:
        with database.session() as own:
            try:
                made.member(own, own.get_one(Lot, ids[0]), own.get_one(Provider, ids[1]), actor, terms=str(number))
            except services.Refused:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(put, range(4))) == [False, False, False, True]
    assert session.scalar(select(func.count()).select_from(LotMembership)) == 1


def test_suspended_let_back_and_ended(
    session: Session, framework: Framework, member: LotMembership, commissioner: Client
) -> None:
    page = commissioner.get(place(framework, member))
    form = commissioner.get(page.link("Suspend this provider")).form()
    assert commissioner.submit(form).errors == ["Enter the reason"]
    page = commissioner.submit(form, reason="The manager left and nobody has replaced her.")
    assert "Sandhills Care Limited is suspended from" in page.text
    assert page.rows[1][1:] == ["Suspended", "The manager left and nobody has replaced her."]
    page = commissioner.submit(
        commissioner.get(page.link("Let this provider back")).form(), reason="A manager is in post."
    )
    assert page.rows[1][1:] == ["Active again", "A manager is in post."]
    page = commissioner.submit(commissioner.get(page.link("End this membership")).form(), reason="It has closed.")
    assert [row[1] for row in page.rows[1:]] == ["Ended", "Active again", "Suspended", "Put on the lot"]
    for verb in ("Suspend this provider", "Let this provider back", "End this membership"):
        assert verb not in page.text
    assert [row.verb for row in events.list_events(session, ("lot_membership", member.reference))] == [
        "framework.standing_changed"
    ] * 3 + ["framework.put_on_lot"]


def test_a_change_sent_twice_is_one_and_a_reason_is_needed(
    session: Session, member: LotMembership, actor: Viewer
) -> None:
    for _ in range(2):
        change(session, member, SUSPENDED, date(2025, 1, 1), actor)
    assert len(member.changes) == 2
    with pytest.raises(services.Refused, match="Enter the reason"):
        services.change_standing(
            session, member, ACTIVE, from_on=date(2025, 2, 1), reason="", actor=actor, now=clock.now()
        )
    with pytest.raises(services.Refused, match="suspended on that day already"):
        change(session, member, SUSPENDED, date(2025, 2, 1), actor)


def test_the_lists_judge_standing_as_the_rules_do(
    session: Session, framework: Framework, lot: Lot, member: LotMembership, actor: Viewer
) -> None:
    for standing, from_on in (
        (SUSPENDED, date(2025, 1, 1)), (ACTIVE, date(2025, 2, 1)), (SUSPENDED, date(2025, 2, 1)),
        (ENDED, date(2025, 6, 1)), (ENDED, date(2025, 4, 1)),
    ):  # fmt: skip
        change(session, member, standing, from_on, actor)
    session.refresh(member, ["changes"])
    for on in (made.STARTS, made.JOINED, *(change.from_on for change in member.changes), date(2026, 1, 1)):
        for day in (on - timedelta(days=1), on):
            (found,) = list_members(session, framework, Wanted(), day)
            assert found.standing == standing_on(member.changes, day), day
            counts = count_members(session, framework.authority_id, day)
            assert counts == ({lot.id: 1} if found.standing in (ACTIVE, SUSPENDED) else {}), day


def test_lots_held_are_one_authoritys_and_in_force(
    session: Session, framework: Framework, lot: Lot, provider: Provider, member: LotMembership, actor: Viewer
) -> None:
    wirral = factories.make_other_authority(session)
    assert actor.authority_id is not None
    past = made.framework(session, actor, title="The one before", starts_on=date(2020, 4, 1), ends_on=date(2024, 3, 31))
    made.member(session, made.lot(session, past, actor), provider, actor, from_on=date(2020, 4, 1))

    def held(authority_id: int, on: date) -> list[tuple[int, int, str]]:
        found = lots_held(authority_id, on)
        rows = session.execute(select(found.c.provider_id, found.c.lot_id, found.c.standing))
        return [tuple(row) for row in rows]

    assert held(actor.authority_id, made.JOINED) == [(provider.id, lot.id, "active")]
    assert held(actor.authority_id, date(2024, 3, 31)) != held(actor.authority_id, date(2024, 4, 1)) == []
    assert held(wirral.id, made.JOINED) == []


def test_the_list_is_filtered_sorted_and_downloaded(
    session: Session, framework: Framework, lot: Lot, member: LotMembership, actor: Viewer, commissioner: Client
) -> None:
    fostering = made.lot(session, framework, actor, number=2, title="Fostering", service_type="fostering")
    dunes, cedar = (factories.make_provider(session, name) for name in ("Dunes Care Limited", "=Cedar"))
    paused = made.member(session, fostering, dunes, actor, from_on=date(2025, 1, 1))
    change(session, paused, SUSPENDED, date(2025, 5, 1), actor)
    change(session, paused, ENDED, TODAY + timedelta(days=90), actor)
    made.member(session, fostering, cedar, actor, from_on=TODAY + timedelta(days=1))

    def found(query: str) -> list[str]:
        return [row[0] for row in commissioner.get(f"{place(framework)}?{query}").rows[1:]]

    assert found("") == ["=Cedar", "Dunes Care Limited", "Sandhills Care Limited"]
    assert found("sort=-provider") == ["Sandhills Care Limited", "Dunes Care Limited", "=Cedar"]
    assert found("sort=lot")[0] == "Sandhills Care Limited"
    assert found("standing=suspended") == ["Dunes Care Limited"]
    assert found("standing=active") == ["Sandhills Care Limited"]
    assert found("standing=to_begin") == ["=Cedar"]
    assert found("standing=ended") == []
    assert found(f"lot={fostering.reference}") == ["=Cedar", "Dunes Care Limited"]
    assert found("flag=ending") == ["Dunes Care Limited"]
    assert found("q=SANDHILLS") == ["Sandhills Care Limited"]
    assert found("lot=nonsense&standing=nonsense&flag=nonsense&sort=nonsense&page=99") == found("")
    page = commissioner.get(f"{place(framework)}?standing=suspended")
    lines = commissioner.get(page.link("Download this list as CSV")).body.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Reference,Provider,Provider reference,Lot,Name of the lot,Service,Standing,Since")
    assert "Dunes Care Limited" in lines[1]
    assert "Suspended,2025-05-01,2025-01-01" in lines[1]
    assert ",'=Cedar," in commissioner.get(f"{place(framework)}list.csv").body.decode("utf-8-sig")


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    session: Session,
    framework: Framework,
    lot: Lot,
    actor: Viewer,
    commissioner: Client,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    counts = []
    for wanted in (2, 6):
        have = session.scalar(select(func.count()).select_from(LotMembership)) or 0
        for number in range(have, wanted):
            made.member(session, lot, factories.make_provider(session, f"Provider {number}"), actor)
        with count_queries() as queries:
            page = commissioner.get(place(framework))
        counts.append(queries.count)
        assert len(page.rows) == wanted + 1
    assert counts[0] == counts[1]


def test_terms_are_changed_and_a_stale_save_shows_both(
    session: Session,
    framework: Framework,
    member: LotMembership,
    commissioner: Client,
    new_client: Callable[[], Client],
) -> None:
    second = new_client()
    second.sign_in(factories.make_staff(session, Role.PUBLISHER))
    mine, theirs = (browser.get(f"{place(framework, member)}terms").form() for browser in (commissioner, second))
    second.submit(theirs, terms="Their terms")
    page = commissioner.submit(mine, terms="My terms")
    assert "Somebody else changed this while you were typing" in page.errors[0]
    assert "Now: Their terms" in page.text
    assert page.form().values["terms"] == ["My terms"]
    assert "My terms" in commissioner.submit(page.form()).text


def test_a_provider_reads_its_own_standing_and_nothing_of_others(
    session: Session, lot: Lot, member: LotMembership, actor: Viewer, client: Client
) -> None:
    dunes = factories.make_provider(session, "Dunes Care Limited")
    other = made.member(session, lot, dunes, actor, from_on=date(2024, 7, 7), terms="Dunes’s own terms")
    change(session, other, SUSPENDED, date(2025, 8, 8), actor)
    change(session, member, SUSPENDED, date(2025, 5, 1), actor)
    client.sign_in(factories.make_provider_person(session, member.provider, Role.PROVIDER_MEMBER))
    page = client.get("/provider/framework/")
    assert page.rows[1:] == [
        ["1 May 2025", "Suspended", "Reason of 2025-05-01"],
        ["1 June 2024", "Put on the lot", "–"],
    ]
    assert made.TERMS in page.text
    for foreign in ("Dunes", "7 July 2024", "2025-08-08", other.reference):
        assert foreign not in page.body.decode()


def test_lots_of_the_same_name_are_told_apart(
    session: Session, framework: Framework, lot: Lot, member: LotMembership, actor: Viewer, client: Client
) -> None:
    change(session, member, ENDED, date(2025, 3, 1), actor)
    made.member(session, lot, member.provider, actor, from_on=date(2025, 4, 1))
    second = made.framework(session, actor, title="The second", ends_on=None)
    made.member(session, made.lot(session, second, actor), member.provider, actor)
    client.sign_in(factories.make_provider_person(session, member.provider))
    tables = [item.get("aria-label") for item in client.get("/provider/framework/").all("div", "portal-table")]
    assert len(tables) == len(set(tables)) == 3


def test_a_provider_on_no_lot_is_told_where_to_read_how_to_join(session: Session, client: Client) -> None:
    client.sign_in(factories.make_provider_person(session, factories.make_provider(session)))
    assert client.get("/provider/framework/").link("See the lots and how to join") == "/framework/"


def test_a_provider_hears_of_its_own_standing(
    session: Session, lot: Lot, member: LotMembership, actor: Viewer, client: Client, new_client: Callable[[], Client]
) -> None:
    change(session, member, SUSPENDED, date(2025, 5, 1), actor)
    stranger = factories.make_provider(session, "Dunes Care Limited")
    client.sign_in(factories.make_provider_person(session, member.provider))
    text = client.get("/today").text
    assert "You are active on lot 1 (Children’s homes) from 1 June 2024" in text
    assert "Your place on lot 1 (Children’s homes) is suspended from 1 May 2025" in text
    other = new_client()
    other.sign_in(factories.make_provider_person(session, stranger))
    assert "lot 1" not in other.get("/today").text


@pytest.mark.parametrize(("days", "is_said"), [(1, True), (90, True), (91, False), (-1, False)])
def test_commissioners_are_told_of_memberships_that_end_within_90_days(
    session: Session, framework: Framework, member: LotMembership, actor: Viewer, commissioner: Client,
    days: int, is_said: bool,
) -> None:  # fmt: skip
    change(session, member, ENDED, TODAY + timedelta(days=days), actor)
    page = commissioner.get("/today")
    assert ("1 membership ends on Homes and carers" in page.text) == is_said
    if is_said:
        found = commissioner.get(page.link("1 membership ends on Homes and carers"))
        assert [row[0] for row in found.rows[1:]] == ["Sandhills Care Limited"]


def test_the_database_keeps_a_suspension_from_having_no_reason(session: Session, member: LotMembership) -> None:
    session.add(
        StandingChange(membership_id=member.id, standing=SUSPENDED, from_on=TODAY, reason="", decided_at=clock.now())
    )
    with pytest.raises(Exception, match="reason_given"):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("role", [Role.QA_OFFICER, Role.AUDITOR])
def test_others_read_without_buttons(
    session: Session, framework: Framework, member: LotMembership, client: Client, role: Role
) -> None:
    client.sign_in(factories.make_staff(session, role))
    texts = [
        client.get(path).text
        for path in (place(framework), place(framework, member), f"/commissioning/framework/{framework.reference}/")
    ]
    for verb in ("Put a provider on a lot", "Suspend this provider", "Publish it", "Add a lot", "Change"):
        assert all(verb not in text for text in texts)
