"""What an inspector says of a visit, under the address of that visit; the pages are `asking`'s."""

from __future__ import annotations

from flask import Blueprint

from portal import access, clock, db
from portal.access import Role
from portal.voice.feedback import queries
from portal.voice.feedback.services import Author
from portal.voice.feedback.views.asking import ask
from portal.voice.feedback.views.mine import Mine

blueprint = Blueprint("feedback", __name__, url_prefix="/inspect/visits/<reference>/feedback")


def _find(reference: str) -> Mine:
    session, viewer = db.session(), access.viewer()
    visit = queries.get_own_visit(
        session, reference, person_id=viewer.person_id, authority_id=access.authority_id(), now=clock.now()
    )
    return Mine(
        Author(inspector_id=viewer.person_id, visit=visit),
        visit.home,
        visit.authority_id,
        queries.find_own(session, visit.id, viewer.person_id),
        viewer,
        blueprint.name,
        {"reference": reference},
    )


ask(blueprint, access.allow(Role.YOUNG_INSPECTOR), _find)
