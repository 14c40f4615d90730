"""Frameworks for tests: made through the services, by a commissioner."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.framework import services
from portal.framework.models import Framework, FrameworkKind, Lot, LotMembership
from portal.framework.rules import FrameworkDetails, LotDetails
from portal.providers.models import Provider, ServiceType
from tests import factories

STARTS, ENDS = date(2024, 4, 1), date(2031, 3, 31)
JOINED = date(2024, 6, 1)
TERMS = "Solo placements at Marram House only"


def commissioner(session: Session) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))


def framework(
    session: Session, actor: Viewer, *, is_published: bool = False, how_to_join: str = "Write to us.", **changes: Any
) -> Framework:
    """An open framework from 2024 to 2031 without a lot; a published one has a lot for fostering."""
    values: dict[str, Any] = {
        "title": "Homes and carers",
        "kind": FrameworkKind.OPEN,
        "starts_on": STARTS,
        "ends_on": ENDS,
    }
    assert actor.authority_id is not None
    now = clock.now()
    made = services.create_framework(
        session, actor.authority_id, FrameworkDetails(**values | changes), actor=actor, now=now
    )
    texts = {"how_to_join": how_to_join}
    services.change_framework(session, made, texts, seen_version=made.version, actor=actor, now=now)
    if is_published:
        lot(session, made, actor, number=9, title="Fostering", service_type=ServiceType.FOSTERING)
        services.publish_framework(session, made, actor=actor, now=now)
    return made


def lot(session: Session, framework: Framework, actor: Viewer, **changes: Any) -> Lot:
    """Lot 1, for children's homes."""
    values: dict[str, Any] = {"number": 1, "title": "Children’s homes", "service_type": ServiceType.RESIDENTIAL}
    return services.add_lot(session, framework, LotDetails(**values | changes), actor=actor, now=clock.now())


def member(
    session: Session, lot: Lot, provider: Provider, actor: Viewer, *, from_on: date = JOINED, terms: str = TERMS
) -> LotMembership:
    """A provider on a lot since June 2024."""
    return services.put_on_lot(session, lot, provider, from_on=from_on, terms=terms, actor=actor, now=clock.now())
