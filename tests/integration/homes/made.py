"""Homes for tests of homes: made through the services, with an address in Sefton."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.homes import rules, services
from portal.homes.models import Home, HomeStatus, Postcode, ServiceType
from portal.providers.models import Provider

SEFTON, LIVERPOOL = "E08000014", "E08000012"
STREET, TOWN, POSTCODE = "1 Sample Road", "Southport", "PR8 1AA"
ADDRESS = rules.Address(STREET, TOWN, POSTCODE)
UNKNOWN = rules.Address("2 Low Road", "Formby", "L37 1ZZ")


@db.verb
def know_places(session: Session) -> None:
    """The needs vocabulary, and one postcode in Sefton and one in Liverpool."""
    services.load_needs(session)
    for postcode, code in ((POSTCODE, SEFTON), ("L1 1AA", LIVERPOOL)):
        session.add(
            Postcode(
                postcode=postcode,
                latitude=53.65,
                longitude=-3.0,
                easting=333_000,
                northing=416_000,
                authority_code=code,
            )
        )


def details(**changes: Any) -> rules.HomeDetails:
    """An open children's home with four places in Sefton."""
    values = {
        "service_type": ServiceType.RESIDENTIAL,
        "status": HomeStatus.OPEN,
        "name": "Marram House",
        "age_from": 8,
        "age_to": 17,
        "urn": "SC123456",
        "opened_on": date(2021, 2, 1),
        "registered_places": 4,
        "usable_places": 3,
        "needs": ("autism",),
        "premises": (ADDRESS,),
    }
    return rules.HomeDetails(**{**values, **changes})


def add(session: Session, provider: Provider, **changes: Any) -> Home:
    """Such a home, added."""
    return services.add_home(session, provider, details(**changes), actor=events.SYSTEM, now=clock.now())


def planned(session: Session, provider: Provider, **changes: Any) -> Home:
    """A home that has not opened yet."""
    values = {"status": HomeStatus.PLANNED, "urn": None, "opened_on": None, "premises": ()}
    return add(session, provider, **{**values, **changes})
