"""The home's side: what young people said, as it was agreed, and an answer to each point."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import PROVIDER_ROLES
from portal.voice.feedback import queries, services, words
from portal.voice.feedback.forms import RespondForm, SendAnswersForm
from portal.voice.feedback.models import Feedback, FeedbackPoint, FeedbackState
from portal.voice.feedback.models import Response as Answer
from portal.voice.feedback.queries import Moderated
from portal.voice.feedback.services import Refused
from portal.voice.feedback.views import shown
from portal.web import nav
from portal.web.paging import page_of

blueprint = Blueprint("feedback_provider", __name__, url_prefix="/provider/feedback")
nav.add("Feedback", "feedback_provider.list_feedback", *PROVIDER_ROLES, order=35)


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES)
def list_feedback() -> str:
    """Everything that was shared with the organisation about homes the viewer looks after."""
    session, viewer = db.session(), access.viewer()
    page = page_of(request.args, total=queries.count_moderated(session, viewer))
    found = queries.list_moderated(session, viewer, limit=page.limit, offset=page.offset)
    return render_template(
        "feedback/list.html",
        page=page,
        table=shown.table(found, "feedback_provider.feedback", with_provider=False),
        count_words=shown.count_words(page.total),
    )


@blueprint.get("/<reference>/")
@access.allow(*PROVIDER_ROLES)
def feedback(reference: str) -> str:
    """One of them: each point, with what was answered."""
    found = queries.get_moderated(db.session(), reference, access.viewer())
    points = queries.list_shared_points(db.session(), found.ids)
    is_open = found.state == FeedbackState.SHARED
    return render_template(
        "feedback/provider.html",
        found=found,
        status=shown.status(found),
        rows=shown.facts(found),
        points=[_point(found, name, point, is_open=is_open) for name, point in points],
        seen=services.answers_mark(point for _, point in points),
        is_open=is_open,
        to_answer=sum(point.needs_answer and point.response is None for _, point in points),
    )


def _point(found: Moderated, name: str, point: FeedbackPoint, *, is_open: bool) -> dict[str, Any]:
    to_answer = is_open and point.needs_answer
    href = url_for(".respond", reference=found.reference, slug=name) if to_answer else None
    return {**shown.point(point), "href": href}


@blueprint.route("/<reference>/points/<slug>", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES)
def respond(reference: str, slug: str) -> str | Response:
    """Say to one point: we did, we will by a day, or we can't because; once they are sent, what was said."""
    session, form = db.session(), RespondForm()
    found = queries.get_moderated(session, reference, access.viewer())
    point = queries.get_shared_point(session, found.ids, slug)
    if found.state != FeedbackState.SHARED and not form.is_typed:
        return render_template("feedback/response_sent.html", found=found, point=shown.point(point))
    if form.validate_on_submit() and _responded(point, form):
        return redirect(url_for(".feedback", reference=reference))
    if not form.is_typed and point.response is not None:
        form.response.data, form.text.data = point.response, point.response_text
        form.by_on.data = point.response_by_on
    if not form.is_typed:
        form.seen.data = services.answer_mark(point)
    elif point.response is not None:
        form.text.was = f"Now: {words.response_words(point)}: {point.response_text}"
    return render_template(
        "feedback/respond.html",
        form=form,
        found=found,
        point=shown.point(point),
        back_href=url_for(".feedback", reference=reference),
    )


def _responded(point: FeedbackPoint, form: RespondForm) -> bool:
    session = db.session()
    try:
        services.respond(
            session,
            session.get_one(Feedback, point.feedback_id),
            point,
            Answer(form.response.data),
            text=form.text.data,
            by_on=form.by_on.data,
            seen=form.seen.data,
            actor=access.viewer(),
            now=clock.now(),
        )
    except services.AnsweredSince as since:
        form.refuse(str(since))
        form.seen.data = since.mark
        return False
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return False
    return True


@blueprint.post("/<reference>/send")
@access.allow(*PROVIDER_ROLES)
def send(reference: str) -> Response:
    """Send every answer to the council."""
    session, seen = db.session(), SendAnswersForm().seen.data
    found = queries.get_moderated(session, reference, access.viewer())
    try:
        services.finish_responding(
            session, session.get_one(Feedback, found.id), seen=seen, actor=access.viewer(), now=clock.now()
        )
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash("Sent. The young person will read your answers.", "success")
    return redirect(url_for(".feedback", reference=reference))
