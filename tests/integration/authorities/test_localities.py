"""Localities are rows that can be replaced; councils have a coarse centre."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.authorities import queries
from portal.authorities.models import Authority, Council
from portal.authorities.rules import LocalityDetails, nation_of
from portal.authorities.services import load_councils, set_localities
from portal.events import EventRow
from tests import factories

SQUARE = {"type": "Polygon", "coordinates": [[[-3.0, 53.5], [-2.9, 53.5], [-2.9, 53.6], [-3.0, 53.6], [-3.0, 53.5]]]}
SOUTHPORT = LocalityDetails("southport", "Southport", ("PR8", "PR9"), SQUARE)
FORMBY = LocalityDetails("formby", "Formby", ("L37",))


def put(session: Session, authority: Authority, *localities: LocalityDetails, outline: Any = None) -> None:
    set_localities(session, authority, localities, outline=outline, actor=events.SYSTEM, now=clock.now())


def test_every_council_has_a_centre_in_england(session: Session) -> None:
    centres = [(row.latitude, row.longitude) for row in queries.list_councils(session)]
    assert len(centres) == 153
    assert all(lat and lon and 49.8 < lat < 55.9 and -6.5 < lon < 1.8 for lat, lon in centres)
    assert load_councils(session) == 0


def test_the_other_nations_come_last_and_have_no_centre(session: Session) -> None:
    areas = queries.list_host_areas(session)
    assert [area.code for area in areas[:153]] == [council.code for council in queries.list_councils(session)]
    assert [(area.name, area.code, area.latitude) for area in areas[153:]] == [
        ("Northern Ireland", "N92000002", None), ("Scotland", "S92000003", None), ("Wales", "W92000004", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "nation"),
    [
        ("S12000033", "S92000003"),
        ("W06000008", "W92000004"),
        ("N09000003", "N92000002"),
        ("W92000004", "W92000004"),
        ("E08000014", None),
        ("W0600000", None),
        ("L93000001", None),
        ("", None),
    ],
)
def test_an_area_outside_england_lies_in_a_nation(code: str, nation: str | None) -> None:
    assert nation_of(code) == nation


def test_an_upgrade_brings_the_list_of_councils_with_it(session: Session, app: Flask) -> None:
    session.execute(delete(Council).where(Council.code == "W92000004"))
    session.commit()
    done = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "The database is up to date.")
    assert session.get_one(Council, "W92000004").name == "Wales"


def test_localities_are_found_by_outcode_and_replaced_whole(session: Session) -> None:
    authority = factories.make_authority(session)
    put(session, authority, FORMBY, SOUTHPORT, outline=SQUARE)
    assert [row.name for row in queries.list_localities(session, authority.id)] == ["Formby", "Southport"]
    found = queries.localities_by_outcode(session, authority.id)
    assert {outcode: row.slug for outcode, row in found.items()} == {
        "L37": "formby", "PR8": "southport", "PR9": "southport",
    }  # fmt: skip
    assert json.loads(found["PR9"].outline or "") == SQUARE and json.loads(authority.outline or "") == SQUARE

    put(session, authority, LocalityDetails("north", "North", ("L37", "PR8")))
    assert [row.name for row in queries.list_localities(session, authority.id)] == ["North"]
    assert set(queries.localities_by_outcode(session, authority.id)) == {"L37", "PR8"}
    assert authority.outline is None
    verbs = session.scalars(select(EventRow.verb).where(EventRow.subject_reference == authority.code)).all()
    assert verbs.count("authorities.localities_set") == 2


def test_another_authoritys_localities_stay(session: Session) -> None:
    own, other = factories.make_authority(session), factories.make_other_authority(session)
    put(session, other, LocalityDetails("west", "West", ("CH48",)))
    put(session, own, FORMBY)
    assert set(queries.localities_by_outcode(session, own.id)) == {"L37"}
    assert [row.name for row in queries.list_localities(session, other.id)] == ["West"]


def test_an_outcode_lies_in_one_locality_and_an_outline_is_checked(session: Session) -> None:
    authority = factories.make_authority(session)
    with pytest.raises(ValueError, match="one locality"):
        put(session, authority, FORMBY, LocalityDetails("other", "Other", ("L37",)))
    with pytest.raises(ValueError, match="Polygon"):
        put(session, authority, FORMBY, outline={"type": "Point", "coordinates": [0, 0]})
    assert queries.list_localities(session, authority.id) == []
