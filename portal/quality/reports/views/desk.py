"""Who reads and who writes at the authority's desk, finding a visit there, and doing the verb of a form."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal import access, db
from portal.access import Role
from portal.quality.models import Visit
from portal.quality.queries import get_visit
from portal.quality.reports import queries

Page = str | Response
READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
WRITERS = (Role.QA_OFFICER,)


def read(reference: str) -> Visit:
    """A visit of the viewer's authority, or NotFound."""
    return get_visit(db.session(), reference, authority_id=access.authority_id())


def write(reference: str) -> Visit:
    """A visit that the viewer is an officer of, or NotFound."""
    return queries.get_assigned(db.session(), reference, viewer=access.viewer())


def is_mine(visit: Visit) -> bool:
    """Whether the viewer may write on this visit."""
    viewer = access.viewer()
    return viewer.has(*WRITERS) and viewer.person_id in {officer.person_id for officer in visit.officers}
