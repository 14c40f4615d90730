"""An entry whose words are kept for longer, or no longer; and a home's answer in plainer words."""

from __future__ import annotations

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.voice.feedback import queries, services, words
from portal.voice.feedback.forms import (
    HoldForm,
    LetGoForm,
    PlainForm,
)
from portal.voice.feedback.services import Refused
from portal.voice.feedback.views.desk import (
    blueprint,
    get_entry,
    record_href,
    shared_point,
)
from portal.web.versions import show_other


@blueprint.route("/<reference>/hold", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def hold(reference: str) -> str | Response:
    """Keep the words as written for longer than usual."""
    feedback, form = get_entry(reference).feedback, HoldForm()
    if form.validate_on_submit():
        try:
            services.hold(
                db.session(),
                feedback,
                form.reason.data,
                seen=form.seen.data,
                actor=access.viewer(),
                now=clock.now(),
            )
        except services.SavedSince as since:
            show_other(form, str(since), "reason", since.stored)
        else:
            flash("Kept until you let it go.", "success")
            return redirect(record_href(reference))
    if not form.is_typed:
        form.reason.data = form.seen.data = feedback.held_reason
    return render_template("feedback/desk/hold.html", form=form, back_href=record_href(reference))


@blueprint.post("/<reference>/release")
@access.allow(Role.COORDINATOR)
def release(reference: str) -> Response:
    """What was written goes when its time comes."""
    feedback, seen = get_entry(reference).feedback, LetGoForm().seen.data
    try:
        services.release(db.session(), feedback, seen=seen, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash("No longer kept for longer than usual.", "success")
    return redirect(record_href(reference))


@blueprint.route("/<reference>/plain/<slug>", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def plain(reference: str, slug: str) -> str | Response:
    """A home's answer in plainer words."""
    feedback, form, session = get_entry(reference).feedback, PlainForm(), db.session()
    point = queries.get_point(session, feedback.id, slug)
    if form.validate_on_submit():
        try:
            services.put_plainly(
                session,
                feedback,
                point,
                form.text.data,
                seen=form.seen.data,
                actor=access.viewer(),
                now=clock.now(),
            )
        except services.SavedSince as since:
            show_other(form, str(since), "text", since.stored)
        except Refused as refused:
            form.refuse(str(refused))
        else:
            return redirect(record_href(reference))
    if not form.is_typed:
        form.text.data, form.seen.data = words.about(point), point.plain_text
    return render_template(
        "feedback/desk/plain.html", form=form, point=shared_point(feedback, point), back_href=record_href(reference)
    )
