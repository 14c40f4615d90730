"""Our children in Scotland, Wales and Northern Ireland: recorded, exported, listed and counted; no line leads there."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from portal.placements import queries
from portal.placements.models import Sourcing
from portal.placements.queries.quarters import count_at_end
from portal.placements.rules.codes import Group
from portal.placements.rules.totals import Place, QuarterCount
from tests import factories
from tests.integration.market import made as market_made
from tests.integration.placements import made
from tests.support.client import Client

PLACEMENTS = "/commissioning/placements/"
MAP = "/commissioning/map/"


@pytest.fixture
def commissioner(session: Session, client: Client) -> Client:
    factories.make_authority(session)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


def test_the_form_offers_the_nations_after_the_councils(session: Session, commissioner: Client) -> None:
    reference = made.record(session, host_authority_code=None).reference
    form = commissioner.get(f"{PLACEMENTS}{reference}/change/where").form("Save")
    assert form.options("host_authority_code")[-4:] == ["E06000014", made.NORTHERN_IRELAND, made.SCOTLAND, made.WALES]
    page = commissioner.submit(form, host_authority_code=made.SCOTLAND, distance_band="over_20")
    assert "Scotland (exported)" in page.text
    session.expire_all()
    own = factories.make_authority(session)
    assert queries.get_placement(session, reference, authority_id=own.id).host_authority_code == made.SCOTLAND


def test_a_home_cannot_be_in_another_nation(session: Session, commissioner: Client) -> None:
    market_made.know_borough(session)
    home = market_made.add_home(session, factories.make_provider(session))
    reference = made.record(session, home=home.reference, host_authority_code=None).reference
    form = commissioner.get(f"{PLACEMENTS}{reference}/change/where").form("Save")
    page = commissioner.submit(form, host_authority_code=made.WALES)
    assert page.errors == ["This home is in another council’s area. Change the home or the area"]


def test_they_are_counted_as_exported(session: Session, commissioner: Client) -> None:
    for host in (made.SEFTON, made.LIVERPOOL, made.SCOTLAND, made.SCOTLAND, made.WALES):
        made.record(session, host_authority_code=host)
    page = commissioner.get(f"{PLACEMENTS}totals")
    assert ["Children’s home", "1", "4", "0", "5"] in page.rows
    assert ["Scotland", "2"] in page.rows and ["Wales", "1"] in page.rows
    page = commissioner.get(page.link("2"))
    assert "2 placements" in page.text and "Scotland (exported)" in page.text
    own = factories.make_authority(session)
    out = [one.children for one in count_at_end(session, own, date(2024, 4, 1)) if one.place is Place.OUT]
    assert sorted(out) == [1, 1, 2]
    assert count_at_end(session, own, date(2024, 4, 1))[-1] == QuarterCount(
        Group.RESIDENTIAL, Sourcing.DIRECT, Place.OUT, 1
    )


def test_the_map_lists_them_and_draws_no_line(session: Session, client: Client) -> None:
    market_made.know_borough(session)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    for host in (made.LIVERPOOL, made.SCOTLAND, made.SCOTLAND):
        made.record(session, host_authority_code=host)
    page = client.get(MAP)
    assert page.rows[-3:] == [["Scotland", "2"], ["Liverpool", "1"], ["All", "3"]]
    address = re.search(r'src="(script\.js[^"]*)"', page.html)
    assert address is not None
    script = client.get(MAP + address[1].replace("&amp;", "&")).body.decode()
    assert ("Liverpool: 1" in script, "Scotland" in script) == (True, False)


def test_the_csv_can_be_imported_again(session: Session, commissioner: Client) -> None:
    made.record(session, host_authority_code=made.NORTHERN_IRELAND)
    assert f",{made.NORTHERN_IRELAND}," in commissioner.get(f"{PLACEMENTS}list.csv").body.decode()
