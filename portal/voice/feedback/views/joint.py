"""What two inspectors of a visit want staff to read as one: both on one page, and shared together."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.db import NotFound
from portal.voice.feedback import queries, rules, services, words
from portal.voice.feedback.forms import ShareForm
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackJoin, FeedbackState
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.sharing import goes, heard_of, shown_text
from portal.voice.feedback.views.deciding import USUAL_TIME, ask_to_be_sure
from portal.voice.feedback.views.desk import (
    author_line,
    author_words,
    blueprint,
    get_entry,
    home_line,
    look,
    shared_names,
    shown,
)

Pair = tuple[FeedbackJoin, list[Feedback]]


def _pair(reference: str) -> Pair:
    """The two, in the order in which they were joined; NotFound unless both said yes."""
    session, feedback = db.session(), get_entry(reference).feedback
    join = queries.find_join(session, feedback.id)
    if join is None or join.agreed_at is None:
        raise NotFound("not joined")
    return join, [session.get_one(Feedback, each) for each in join.ids]


@blueprint.get("/<reference>/joint/")
@access.allow(Role.COORDINATOR, records=True)
def joint(reference: str) -> str:
    """What both wrote, question by question, and where each stands. The look at each is recorded."""
    join, pair = _pair(reference)
    for feedback in pair:
        look(feedback)
    shared = shared_names()
    return render_template(
        "feedback/desk/joint.html",
        feedback=pair[0],
        reference=reference,
        entries=[_entry(feedback, shared) for feedback in pair],
        questions=_by_question(pair),
        is_shared=join.shared_at is not None,
        may_share=join.shared_at is None and all(_is_ready(feedback) for feedback in pair),
        back_href=url_for(".entry", reference=reference),
    )


def _entry(feedback: Feedback, shared: frozenset[str]) -> dict[str, Any]:
    state = FeedbackState(feedback.state)
    return {
        "reference": feedback.reference,
        "who": author_words(get_entry(feedback.reference), shared),
        "href": url_for(".entry", reference=feedback.reference),
        "status": words.STATE_NAMES[state],
        "tone": words.STATE_TONES[state],
        "author_line": author_line(feedback),
    }


def _is_ready(feedback: Feedback) -> bool:
    """Whether it can go to the home now; that every answer is settled is for the verb to check."""
    is_open = feedback.state in (FeedbackState.READ, FeedbackState.PROPOSED)
    is_heard = rules.may_go(heard_of(feedback, clock.now()))
    return is_open and is_heard and any(goes(answer) for answer in queries.list_answers(db.session(), feedback))


def _by_question(pair: list[Feedback]) -> list[dict[str, Any]]:
    asked: dict[int, dict[str, Any]] = {}
    for feedback in pair:
        for answer in queries.list_answers(db.session(), feedback):
            place = asked.setdefault(
                answer.question_id,
                {"statement": answer.question.statement, "at": answer.question.position, "answers": []},
            )
            can_change = feedback.state == FeedbackState.READ
            place["answers"].append({**shown(feedback, answer), "of": feedback.reference, "can_change": can_change})
    return sorted(asked.values(), key=lambda each: each["at"])


@blueprint.route("/<reference>/joint/share", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR, records=True)
def share_joint(reference: str) -> str | Response:
    """The last look at exactly what the home will read of both, in the order in which it reads it."""
    join, pair = _pair(reference)
    form = ShareForm()
    told = ask_to_be_sure(form, pair, tells_who=False)  # a resident has no pair
    if form.validate_on_submit() and _shared(join, form):
        flash("Shared with the home as one.", "success")
        return redirect(url_for(".joint", reference=reference))
    if not form.is_submitted():
        for feedback in pair:
            look(feedback)
    if not form.is_typed:
        form.answer_by_on.data = clock.today(clock.now()) + USUAL_TIME
    going = [answer for each in pair for answer in queries.list_answers(db.session(), each) if goes(answer)]
    return render_template(
        "feedback/desk/share.html",
        form=form,
        feedback=pair[0],
        answers=[shown(pair[0], answer) for answer in sorted(going, key=_as_read)],
        tells_who=False,
        told=told,
        home_line=home_line(pair[0]),
        back_href=url_for(".joint", reference=reference),
    )


def _as_read(answer: FeedbackAnswer) -> tuple[int, int, str]:
    """By question, then by what was said: never by who said it."""
    return answer.question.position, -1 if answer.value is None else answer.value, shown_text(answer)


def _shared(join: FeedbackJoin, form: ShareForm) -> bool:
    try:
        services.share_as_one(
            db.session(),
            join,
            answer_by_on=form.answer_by_on.data,
            sure=form.sure,
            actor=access.viewer(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return False
    return True
