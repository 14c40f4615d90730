"""Who reads and who writes at the authority's desk, finding a visit there, and doing the verb of a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal import access, db
from portal.access import Role
from portal.quality.models import Visit
from portal.quality.queries import get_visit
from portal.quality.reports import queries
from portal.quality.services import Refused
from portal.web.forms import PortalForm

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


def done(form: PortalForm, verb: Callable[[], Any], message: str, onward: str) -> Response | None:
    """Do the verb of a form that was sent and could be read, and go on; None when the page has to be shown (again)."""
    if not form.validate_on_submit():
        return None
    try:
        verb()
    except Refused as refused:
        form.refuse(str(refused), refused.field if refused.field in form else None)
        return None
    flash(message, "success")
    return redirect(onward)
