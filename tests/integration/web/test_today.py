"""The first page after signing in is true about what waits, also where nothing does."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from tests import factories
from tests.support.client import Client


def test_a_new_organisation_is_told_to_add_its_first_home(session: Session, client: Client) -> None:
    provider = factories.make_provider(session)
    client.sign_in(factories.make_provider_person(session, provider))
    page = client.get("/today")
    assert page.link("Add your first home") == "/provider/homes/add"
    client.sign_out()
    client.sign_in(factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER))
    assert "Nothing is waiting for you today." in client.get("/today").text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD])
def test_roles_whose_work_is_not_here_yet_are_told_so(session: Session, client: Client, role: Role) -> None:
    client.sign_in(factories.make_staff(session, role))
    assert "Your work begins when young inspectors' visits are recorded here." in client.get("/today").text
