"""What staff will see of an entry: each answer decided, and the last look before the home reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.db import NotFound
from portal.voice.feedback import queries, services
from portal.voice.feedback.forms import (
    ModerateForm,
    ShareForm,
    offer_no_names,
)
from portal.voice.feedback.models import Feedback, FeedbackAnswer, Treatment
from portal.voice.feedback.services import Refused, Stale
from portal.voice.feedback.services.naming import NameInside
from portal.voice.feedback.services.sharing import (
    goes,
    home_will_know,
    is_unsettled,
    list_names_inside,
    told_by_author,
    written_text,
)
from portal.voice.feedback.views.desk import (
    blueprint,
    get_entry,
    home_line,
    look,
    record_href,
    shown,
    told_lead_words,
)
from portal.web.versions import show_both

# How long a home has unless the coordinator says otherwise.
USUAL_TIME = timedelta(weeks=4)


@blueprint.route("/<reference>/answers/<slug>", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR, records=True)
def moderate(reference: str, slug: str) -> str | Response:
    """One answer: shown as written, changed with a reason, or left out with a reason."""
    feedback = get_entry(reference).feedback
    answers = queries.list_answers(db.session(), feedback)
    answer = next((each for each in answers if each.question.slug == slug), None)
    if answer is None:
        raise NotFound("no such answer")
    form = ModerateForm()
    form.ask(is_mark=answer.value is not None)
    if form.validate_on_submit() and _moderated(feedback, answer, form):
        return redirect(record_href(reference))
    if not form.is_submitted():
        look(feedback)
    if not form.is_typed:
        form.treatment.data = None if answer.treatment == Treatment.UNDECIDED else answer.treatment
        form.reason.data, form.version.data = answer.reason, str(answer.version)
        if answer.value is None:
            form.text.data = answer.proposed_text or written_text(answer)
    return render_template(
        "feedback/desk/moderate.html",
        form=form,
        answer=shown(feedback, answer),
        is_mark=answer.value is not None,
        back_href=record_href(reference),
    )


def _moderated(feedback: Feedback, answer: FeedbackAnswer, form: ModerateForm) -> bool:
    try:
        services.moderate(
            db.session(),
            feedback,
            answer,
            Treatment(form.treatment.data),
            text=form.changed_text,
            reason=form.reason.data,
            seen_version=form.seen_version,
            no_names=form.no_names.chosen,
            actor=access.viewer(),
            now=clock.now(),
        )
    except Stale as stale:
        show_both(form, str(stale), stale.current, stale.version)
        return False
    except NameInside as named:
        form.refuse(str(named), named.field or None)
        offer_no_names(form.no_names, named.found)
        return False
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return False
    return True


def ask_to_be_sure(form: ShareForm, entries: Sequence[Feedback], *, tells_who: bool) -> list[dict[str, str]]:
    """Ask what has to be made sure before these are shared; returns what their authors told safeguarding leads."""
    session, viewer, now = db.session(), access.viewer(), clock.now()
    told = [each for entry in entries for each in told_by_author(session, entry, viewer, now)]
    is_flagged = any(is_unsettled(session, entry, viewer, now) for entry in entries)
    names = [
        each for entry in entries for each in list_names_inside(session, entry, queries.list_answers(session, entry))
    ]
    form.ask(tells_who=tells_who, is_flagged=is_flagged, was_told=bool(told), names=names)
    return [
        {"words": told_lead_words(each), "href": url_for("told.told", reference=each.reference)}
        for each in dict.fromkeys(told)
    ]


@blueprint.route("/<reference>/share", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR, records=True)
def share(reference: str) -> str | Response:
    """The last look at exactly what the home will read, and by when it has to answer."""
    feedback, form = get_entry(reference).feedback, ShareForm()
    tells_who = home_will_know(db.session(), feedback, feedback.home)
    told = ask_to_be_sure(form, [feedback], tells_who=tells_who)
    if form.validate_on_submit():
        try:
            services.share(
                db.session(),
                feedback,
                answer_by_on=form.answer_by_on.data,
                sure=form.sure,
                actor=access.viewer(),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(str(refused), refused.field or None)
        else:
            flash("Shared with the home.", "success")
            return redirect(record_href(reference))
    if not form.is_submitted():
        look(feedback)
    if not form.is_typed:
        form.answer_by_on.data = clock.today(clock.now()) + USUAL_TIME
    answers = [each for each in queries.list_answers(db.session(), feedback) if goes(each)]
    return render_template(
        "feedback/desk/share.html",
        form=form,
        feedback=feedback,
        answers=[shown(feedback, answer) for answer in answers],
        tells_who=tells_who,
        told=told,
        home_line=home_line(feedback),
        back_href=record_href(reference),
    )
