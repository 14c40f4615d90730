"""Where the pages of placements stand, who reads and who writes them, and what is shown of money."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from portal import access, clock, db
from portal.access import MARKET_ROLES, Role
from portal.authorities.models import Authority
from portal.authorities.queries import get_authority
from portal.placements import queries, services
from portal.placements.models import Placement
from portal.web import nav

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)

blueprint = Blueprint("placements", __name__, url_prefix="/commissioning/placements")
nav.add("Placements", "placements.list_placements", *READERS, order=35)


def authority() -> Authority:
    """The viewer's own."""
    return get_authority(db.session(), access.authority_id())


def may_write() -> bool:
    """Whether the viewer may change placements; the views' policies hold either way."""
    return bool(access.viewer().roles & MARKET_ROLES)


def sees_fees() -> bool:
    """Auditors read placements without what they cost (trust.md)."""
    return may_write()


def get_placement(reference: str) -> Placement:
    """One of the viewer's authority's placements, or NotFound."""
    return queries.get_placement(db.session(), reference, authority_id=access.authority_id())


def note_looked(scope: str, references: Iterable[str]) -> None:
    """Record the look before anything is shown."""
    services.note_looked(db.session(), authority(), scope, references, actor=access.viewer(), now=clock.now())
