"""Two records with one URN: taken neutrally, flagged to the authority, settled by a person with a reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.homes import queries, services
from portal.homes.models import Home
from portal.providers.models import Provider
from tests import factories
from tests.integration.homes import made
from tests.support.client import Client


def rivals(session: Session) -> tuple[Home, Home]:
    """The first holder of a URN, and another organisation's claim on it."""
    made.know_places(session)
    first = made.add(session, factories.make_provider(session))
    second = made.add(session, factories.make_provider(session, "Ainsdale Homes Limited"), name="Dune House")
    return first, second


def test_a_second_claim_is_kept_and_its_maker_told_nothing(session: Session, client: Client) -> None:
    first, second = rivals(session)
    assert (first.urn_contested, second.urn_contested) == (False, True)
    admin = factories.make_provider_person(session, session.get_one(Provider, second.provider_id))
    client.sign_in(admin)
    page = client.get(f"/provider/homes/{second.reference}/")
    assert "SC123456" in page.text
    for word in ("Marram", "Sandhills", "claimed", "conflict", "more than one"):
        assert word not in page.text
    assert "SC123456" not in client.get("/today").text


def test_an_organisation_is_told_of_its_own_double(session: Session) -> None:
    made.know_places(session)
    provider = factories.make_provider(session)
    made.add(session, provider)
    with pytest.raises(services.Refused, match="You already have a home with this URN: Marram House"):
        made.add(session, provider, name="Dune House")


def test_the_commissioner_sees_it_and_settles_it(session: Session, client: Client) -> None:
    first, second = rivals(session)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    page = client.get(client.get("/today").link("Settle URNs claimed more than once (2)"))
    assert [row[0] for row in page.rows[1:]] == ["Dune HouseURN SC123456", "Marram HouseURN SC123456"]
    for home, rival in ((first, "Dune House"), (second, "Marram House")):
        assert rival in client.get(f"/commissioning/homes/{home.reference}/").text
    page = client.get(f"/commissioning/homes/{first.reference}/urn")
    refused = client.submit(page.form(), reason="")
    assert refused.errors == ["Select which record keeps the URN", "Enter why this record keeps the URN"]
    done = client.submit(page.form(), keeper=second.reference, reason="Ofsted’s register says so")
    session.expire_all()
    assert "settled" in done.text
    assert (first.urn, second.urn, second.urn_contested) == (None, "SC123456", False)
    assert "Ofsted’s register says so" in client.get(f"/commissioning/homes/{second.reference}/").text
    assert "Settle URNs" not in client.get("/today").text
    assert client.get(f"/commissioning/homes/{first.reference}/urn").path.endswith(f"{first.reference}/")


def test_settling_twice_is_refused_with_a_sentence(session: Session) -> None:
    first, second = rivals(session)
    settle = {"reason": "Checked", "actor": events.SYSTEM, "now": clock.now()}
    services.settle_urn(session, second, keeper=first.reference, **settle)
    with pytest.raises(services.Refused, match="settled already"):
        services.settle_urn(session, first, keeper=second.reference, **settle)
    assert (first.urn, second.urn) == ("SC123456", None)


def test_the_loser_is_asked_for_a_urn_and_not_told_why(session: Session, client: Client) -> None:
    first, second = rivals(session)
    services.settle_urn(
        session, second, keeper=first.reference, reason="Sandhills has it", actor=events.SYSTEM, now=clock.now()
    )
    client.sign_in(factories.make_provider_person(session, session.get_one(Provider, second.provider_id)))
    page = client.get(client.get("/today").link("Give the Ofsted URN of Dune House"))
    assert page.h1 == "Name and URN"
    record = client.get(f"/provider/homes/{second.reference}/").text
    assert "Sandhills" not in record
    assert "settled" not in record


def test_a_claim_withdrawn_leaves_one_holder(session: Session) -> None:
    first, second = rivals(session)
    services.change_home(
        session, first, "name", {"name": "Marram House", "urn": "7654321"}, version=first.version,
        actor=events.SYSTEM, now=clock.now(),
    )  # fmt: skip
    session.expire_all()
    assert (first.urn, second.urn, second.urn_contested) == ("7654321", "SC123456", False)
    assert queries.count_homes(session, queries.of_authority(1), queries.Wanted(flag="urn")) == 0


def test_two_at_the_same_instant_end_as_one_holder_and_one_claim(app: Flask, session: Session) -> None:
    made.know_places(session)
    names = [f"Provider {number} Limited" for number in range(6)]
    providers = [factories.make_provider(session, name).id for name in names]
    together = Barrier(len(providers))

    def claim(provider_id: int) -> None:
        with app.app_context(), app.extensions["portal_database"].session() as own:
            provider = own.get_one(Provider, provider_id)
            own.rollback()
            together.wait()
            made.add(own, provider)

    with ThreadPoolExecutor(len(providers)) as pool:
        list(pool.map(claim, providers))
    contested = sorted(session.scalars(select(Home.urn_contested).where(Home.urn == "SC123456")))
    assert contested == [False, *[True] * 5]
