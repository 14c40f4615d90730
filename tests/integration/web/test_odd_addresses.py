"""A filter in an address may hold anything: every list answers with a page."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from portal.web.forms import FilterForm
from tests import factories
from tests.access_matrix import MATRIX
from tests.support.client import Client

ODD = ("\0", "9" * 30, "-1", "️’<b>", "00000000-0000")
# These draw or download; what they are asked is a list's own filter.
PLAIN = [
    route for route in MATRIX if "GET" in route.methods and route.record is None and isinstance(route.who, frozenset)
]


def names_of_filters() -> list[str]:
    """The names of all fields that any filter has."""
    kinds, found = [FilterForm], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found |= {name for name in vars(kind) if not name.startswith("_")}
    return sorted(found - {"Meta", "offered", "given"} | {"page", "sort"})


@pytest.mark.parametrize("value", ODD)
def test_every_list_answers_whatever_its_filter_holds(session: Session, client: Client, value: str) -> None:
    people = {role: factories.make_staff(session, role) for role in Role if not role.startswith(("provider", "young"))}
    query = dict.fromkeys(names_of_filters(), value)
    faults = []
    for role, person in people.items():
        client.sign_in(person)
        for route in PLAIN:
            if role in route.who:
                answer = client.browser.get(route.rule, query_string=query)
                if answer.status_code >= 500:
                    faults.append(f"{route.rule} as {role}")
                answer.close()
    assert not faults
