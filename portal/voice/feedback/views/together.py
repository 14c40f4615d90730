"""Two inspectors of one visit: ask, agree, or end that staff read what both said as one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.voice.feedback import queries, services, words
from portal.voice.feedback.forms import SendForm
from portal.voice.feedback.models import Feedback
from portal.voice.feedback.services import Refused

blueprint = Blueprint("feedback_together", __name__, url_prefix="/inspect/visits/<reference>/together")


@blueprint.route("/", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def together(reference: str) -> str | Response:
    """Where it stands, and a yes or a no."""
    session, viewer, form = db.session(), access.viewer(), SendForm()
    visit = queries.get_own_visit(
        session, reference, person_id=viewer.person_id, authority_id=access.authority_id(), now=clock.now()
    )
    onwards = url_for("joining.visit", reference=reference)
    mine = queries.find_own(session, visit.id, viewer.person_id)
    if mine is None or queries.find_standing(session, mine) is None:
        return redirect(onwards)
    if form.validate_on_submit():
        _say(mine)
        return redirect(url_for(".together", reference=reference))
    standing = queries.find_standing(session, mine)
    return render_template(
        "feedback/together.html",
        form=form,
        visit=visit,
        standing=standing and standing.value,
        said=standing and words.TOGETHER[standing],
        back_href=onwards,
    )


def _say(mine: Feedback) -> None:
    verb = services.part if "no" in request.form else services.join
    try:
        verb(db.session(), mine, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        flash(str(refused), "error")
