"""Who opens an address of the access matrix in the borough, and where it is with real references in it."""

from __future__ import annotations

import re
from typing import Any

from portal.access import Role
from tests.access_matrix import EVERYBODY, REGISTRANT, RESIDENT, SIGNED_IN, Route
from tests.journeys.pages.borough import CARD, Borough
from tests.support.browser import Visitor

ROLES = (
    Role.PROVIDER_ADMIN,
    Role.COMMISSIONER,
    Role.PUBLISHER,
    Role.QA_OFFICER,
    Role.PORTAL_ADMIN,
    Role.AUDITOR,
    Role.COORDINATOR,
    Role.YOUNG_INSPECTOR,
    Role.SAFEGUARDING_LEAD,
    Role.QA_OFFICER,
)
# Records in the state that an address is about, where the matrix names one in any state.
RECORDS = {
    "/register/<reference>/sent": "registration that was sent",
    "/provider/returns/<slug>/<home>/check": "entry in draft",
    "/provider/returns/<slug>/<home>/nil": "entry not begun",
    "/commissioning/statements/<reference>/decision": "staff: statement in review",
    "/commissioning/statements/<reference>/publish": "staff: approved statement",
    "/quality/visits/<reference>/report/": "staff: visit report",
    "/quality/visits/<reference>/actions/": "staff: visit report",
    "/quality/visits/<reference>/who-went": "staff: disputed report",
    "/quality/visits/<reference>/report/points/<slug>": "staff: disputed report",
    "/provider/visits/<reference>/points/<slug>": "visit report to check",
}


def visitor_for(route: Route, borough: Borough) -> Visitor:
    if route.rule == "/sign-out":
        return borough.visitor(Role.PUBLISHER)
    if route.who in (EVERYBODY, SIGNED_IN, REGISTRANT):
        return borough.visitor({EVERYBODY: "anybody", SIGNED_IN: Role.PUBLISHER, REGISTRANT: REGISTRANT}[route.who])
    if route.who == RESIDENT:
        return borough.visitor(f"{CARD}{borough.records[route.record or '']['code']}")
    return borough.visitor(next(role for role in ROLES if role in route.who))


def address_of(route: Route, borough: Borough) -> str:
    name = RECORDS.get(route.rule, route.record)
    values: Any = borough.records[name] if name else {}
    return re.sub(r"<(?:int:)?(\w+)>", lambda found: str(values[found[1]]), route.rule)
