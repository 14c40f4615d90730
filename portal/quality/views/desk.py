"""Who reads and who writes visits at the authority's desk, and how a visit is found there."""

from __future__ import annotations

from portal import access, db
from portal.access import Role
from portal.quality.models import Visit
from portal.quality.queries import get_visit

READERS = (Role.QA_OFFICER, Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.QA_OFFICER,)


def may_write() -> bool:
    """Whether the viewer may plan and change visits; the views' policies hold either way."""
    return access.viewer().has(*WRITERS)


def get_own_visit(reference: str) -> Visit:
    """A visit of the viewer's authority, or NotFound."""
    return get_visit(db.session(), reference, authority_id=access.authority_id())
