"""Postcodes taken in from the Office for National Statistics, and homes found from them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from geopy.exc import GeocoderServiceError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.homes import services
from portal.homes.models import HostBasis, Need, Postcode
from portal.homes.places import PostcodeTable
from tests import factories
from tests.integration.homes import made
from tests.support.client import Client
from tests.support.needed import lacking

HEADER = "pcds,lat,long,oseast1m,osnrth1m,lad25cd\n"
# Real open data, where the machine has it.
SHARED = Path(os.environ.get("PORTAL_OPEN_DATA", Path(__file__).parents[4] / "shared" / "data")) / "postcodes"


def write(folder: Path, text: str) -> Path:
    file = folder / "onspd.csv"
    file.write_text(text, encoding="utf-8-sig")
    return file


def test_rows_are_taken_in_and_a_district_is_its_county(session: Session, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        HEADER
        + "PR8 1AA,53.645,-3.01,333000,416000,E08000014\n"
        + "L40 1AB,53.6,-2.8,347000,410000,E07000127\n"
        + "ZZ99 9ZZ,99.999999,0,,,\n",
    )
    assert services.import_postcodes(session, file, now=clock.now()) == 2
    assert services.import_postcodes(session, file, now=clock.now()) == 2
    codes = {row.postcode: row.authority_code for row in session.scalars(select(Postcode))}
    assert codes == {"PR8 1AA": "E08000014", "L40 1AB": "E10000017"}


def test_another_years_names_and_the_portals_own_are_read(session: Session, tmp_path: Path) -> None:
    newer = write(tmp_path, "PCDS,LAT,LONG,OSEAST1M,OSNRTH1M,LAD27CD\nPR8 1AA,53.6,-3.0,333000,416000,E08000014\n")
    assert services.import_postcodes(session, newer, now=clock.now()) == 1
    plain = "postcode,latitude,longitude,easting,northing,authority_code\nPR8 1CK,53.6,-3.0,333000,416000,E08000014\n"
    assert services.import_postcodes(session, write(tmp_path, plain), now=clock.now(), is_fictional=True) == 1
    assert session.get_one(Postcode, "PR8 1CK").is_fictional


def test_a_file_of_something_else_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(services.Refused, match="no column for authority, easting, latitude, longitude, northing"):
        services.import_postcodes(session, write(tmp_path, "postcode,name\nPR8 1AA,x\n"), now=clock.now())


def test_the_table_is_a_geocoder_that_asks_nobody(session: Session) -> None:
    made.know_places(session)
    table = PostcodeTable(session)
    found = table.geocode("pr81aa")
    assert found is not None
    assert (found.address, found.latitude, found.longitude) == ("PR8 1AA", 53.65, -3.0)
    assert found.raw == {"authority_code": "E08000014", "easting": 333_000, "northing": 416_000}
    assert table.geocode("L37 1ZZ") is None
    assert table.geocode("") is None
    with pytest.raises(GeocoderServiceError):
        table._call_geocoder("https://example.com/", lambda answer: answer)


def test_an_unknown_postcode_waits_and_is_found_by_the_next_import(
    session: Session, client: Client, tmp_path: Path
) -> None:
    made.know_places(session)
    home = made.add(session, factories.make_provider(session), premises=(made.UNKNOWN,))
    assert (home.host_authority_code, home.host_basis) == (None, HostBasis.PENDING)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    page = client.get(client.get("/today").link("Say where homes are (1)"))
    assert "Marram House" in page.text
    assert "Location pending" in client.get(f"/commissioning/homes/{home.reference}/").text
    file = write(tmp_path, HEADER + "L37 1ZZ,53.55,-3.06,329000,407000,E08000014\n")
    services.import_postcodes(session, file, now=clock.now())
    session.refresh(home)
    assert (home.host_authority_code, home.host_basis) == (made.SEFTON, HostBasis.POSTCODE)
    assert home.premises[0].latitude == 53.55
    assert "Say where homes are" not in client.get("/today").text


def test_the_real_directory_is_taken_in(session: Session) -> None:
    file = SHARED / "onspd_nov2025_sefton_area.csv"
    if not file.exists():
        lacking("The ONS postcode directory", "set PORTAL_OPEN_DATA to the folder of the open data")
    taken = services.import_postcodes(session, file, now=clock.now())
    assert taken == 11_245
    in_sefton = select(func.count()).select_from(Postcode).where(Postcode.authority_code == made.SEFTON)
    assert session.scalar(in_sefton) == 9_771
    in_lancashire = select(func.count()).select_from(Postcode).where(Postcode.authority_code == "E10000017")
    assert session.scalar(in_lancashire) == 241
    found = PostcodeTable(session).geocode("L10 0AD")
    assert found is not None
    assert found.raw == {"authority_code": "E08000011", "easting": 339_341, "northing": 397_368}


def test_the_needs_vocabulary_is_loaded_once(session: Session) -> None:
    assert services.load_needs(session) == services.load_needs(session) == 19
    words = list(session.scalars(select(Need.text).order_by(Need.position)))
    assert (words[0], words[-1], len(words)) == ("Missing from care", "Preparation for adulthood", 19)
