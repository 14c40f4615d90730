"""What makes the records that the borough lacks stands on: who makes them, and where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.demo.people import email_of
from portal.providers.models import Provider
from tests import factories

REGISTRANT = "Robyn Elm"
Values = Mapping[str, Any]


def person_of(session: Session, role: Role) -> Person:
    return session.scalars(select(Person).where(Person.email == email_of(role))).one()


class Adding:
    """Makes records on the demonstration borough, a part at a time."""

    def __init__(self, session: Session) -> None:
        self.session, self.now = session, clock.now()
        self.authority = factories.make_authority(session)
        self.admin, self.commissioner, self.publisher = (
            self._viewer(role) for role in (Role.PROVIDER_ADMIN, Role.COMMISSIONER, Role.PUBLISHER)
        )
        assert self.admin.provider_id is not None
        self.own = session.get_one(Provider, self.admin.provider_id)
        self.records: dict[str, Values] = {}

    def _viewer(self, role: Role) -> Viewer:
        return factories.viewer_of(self.session, person_of(self.session, role))

    def _add(self, values: Values, *names: str) -> None:
        self.records |= dict.fromkeys(names, values)
