"""A market that stands somewhere: homes with addresses in localities, with accepted entries."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.authorities.models import Authority
from portal.authorities.rules import LocalityDetails
from portal.authorities.services import set_localities
from portal.homes import rules as home_rules
from portal.homes.models import Home, Postcode
from portal.providers.models import Provider
from portal.returns.models import ReturnPeriod
from tests import factories
from tests.integration.homes import made
from tests.integration.statements import making

SEFTON, LIVERPOOL = made.SEFTON, made.LIVERPOOL
# Postcode, latitude, longitude, easting, northing, council: four decimals, so that any of them can be looked for.
PLACES = (
    ("PR8 1AA", 53.6412, -3.0206, 332_534, 416_586, SEFTON),
    ("PR8 1AB", 53.6257, -3.0033, 333_669, 414_838, SEFTON),
    ("L37 1AA", 53.5566, -3.0533, 330_228, 407_203, SEFTON),
    ("L1 1AA", 53.4061, -2.9822, 334_720, 390_390, LIVERPOOL),
)


def square(west: float, south: float) -> dict[str, Any]:
    """An outline of a tenth of a degree."""
    east, north = round(west + 0.1, 1), round(south + 0.1, 1)
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


_urns = itertools.count(1)
NORTH = LocalityDetails("southport", "Southport", ("PR8", "PR9"), square(-3.1, 53.6))
SOUTH = LocalityDetails("formby", "Formby", ("L37",), square(-3.1, 53.5))


@db.verb
def know_borough(session: Session) -> Authority:
    """Sefton with two localities, four postcodes and the words of needs."""
    authority = factories.make_authority(session)
    made.services.load_needs(session)
    for postcode, latitude, longitude, easting, northing, code in PLACES:
        session.add(
            Postcode(
                postcode=postcode,
                latitude=latitude,
                longitude=longitude,
                easting=easting,
                northing=northing,
                authority_code=code,
            )
        )
    set_localities(session, authority, (NORTH, SOUTH), outline=square(-3.1, 53.5), actor=events.SYSTEM, now=clock.now())
    return authority


def closed_period(session: Session, month: date) -> ReturnPeriod:
    """A month's return that closed yesterday."""
    now = clock.now()
    return factories.make_period(session, month, opens_at=now - timedelta(days=11), closes_at=now - timedelta(days=1))


def add_home(session: Session, provider: Provider, postcode: str = "PR8 1AA", **changes: Any) -> Home:
    """An open children's home with ten places at a postcode."""
    values = {
        "registered_places": 10,
        "usable_places": 10,
        "urn": f"{3_000_000 + next(_urns)}",
        "premises": (home_rules.Address("1 Sample Road", "Southport", postcode),),
    }
    return made.add(session, provider, **{**values, **changes})


def add_market(session: Session, period: ReturnPeriod, *, north: int, south: int) -> list[Home]:
    """Homes of three providers in both localities, with accepted entries: 4 of 10 places Sefton’s, 2 Liverpool’s."""
    providers = [factories.make_provider(session, f"Provider {number}") for number in range(3)]
    postcodes = ["PR8 1AA"] * north + ["L37 1AA"] * south
    homes = [
        add_home(session, providers[number % 3], postcode, name=f"House {number}")
        for number, postcode in enumerate(postcodes)
    ]
    for home in homes:
        making.accept(session, period, home, available=3)
    return homes
