"""Who reads and who writes at the authority's desk, and finding a visit there.

A visit is handed over, or an officer taken off it, while somebody writes: what they send then is not saved, and no word
of it is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from portal import access, db
from portal.access import Role
from portal.quality.models import Visit
from portal.quality.queries import get_visit
from portal.quality.reports import words
from portal.quality.reports.forms import ConfirmForm
from portal.web.copying import list_typed
from portal.web.forms import PortalForm
from portal.web.scripts import is_by_script, said

Page = str | Response
READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
WRITERS = (Role.QA_OFFICER,)
UNREADABLE = 422


def read(reference: str) -> Visit:
    """A visit of the viewer's authority, or NotFound."""
    return get_visit(db.session(), reference, authority_id=access.authority_id())


def write(reference: str, form: Callable[[], PortalForm] = ConfirmForm) -> Visit:
    """A visit that the viewer is an officer of, or NotFound. Whoever is none of its officers and sent something all
    the same is answered with what they sent; `form` reads it."""
    visit = read(reference)
    if not is_mine(visit):
        if request.method == "POST":
            abort(_given_back(visit, form()))
        raise db.NotFound("no such visit of yours")
    return visit


def is_mine(visit: Visit) -> bool:
    """Whether the viewer may write on this visit."""
    viewer = access.viewer()
    return viewer.has(*WRITERS) and viewer.person_id in {officer.person_id for officer in visit.officers}


def problems(form: PortalForm) -> str:
    """What is wrong with a form, for a page's script."""
    return " ".join(message for _, message in form.error_list)


def _given_back(visit: Visit, form: PortalForm) -> Response:
    """Who looks after the visit now, that nothing was changed, and what was sent."""
    typed, lead = list_typed(form), visit.officers[0].person.name
    form.refuse(words.TAKEN_OFF_WRITING.format(lead) if typed else words.TAKEN_OFF.format(lead))
    if is_by_script():
        return said(problems(form), UNREADABLE, final=True)
    return make_response(render_template("visits/taken_off.html", visit=visit, form=form, lead=lead, typed=typed))
