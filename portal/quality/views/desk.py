"""Who reads and who writes visits at the authority's desk, and how things are found there."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal import access, db
from portal.access import Role
from portal.authorities.models import Authority
from portal.authorities.queries import get_authority
from portal.homes.models import Home
from portal.homes.queries import get_home_for_staff
from portal.quality.models import Visit
from portal.quality.queries import get_visit

Page = str | Response
READERS = (Role.QA_OFFICER, Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.QA_OFFICER,)
JUDGEMENT_WRITERS = (Role.QA_OFFICER, Role.COMMISSIONER)


def may_write() -> bool:
    """Whether the viewer may plan and change visits; the views' policies hold either way."""
    return access.viewer().has(*WRITERS)


def authority() -> Authority:
    """The viewer's own."""
    return get_authority(db.session(), access.authority_id())


def get_own_visit(reference: str) -> Visit:
    """A visit of the viewer's authority, or NotFound."""
    return get_visit(db.session(), reference, authority_id=access.authority_id())


def get_home(reference: str) -> Home:
    """A home that the viewer's authority may see, or NotFound."""
    return get_home_for_staff(db.session(), reference, authority_id=access.authority_id())
