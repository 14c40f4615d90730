"""What an inspector says of a visit, one question a page; later what staff will see, and what the home answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.db import NotFound
from portal.quality.models import Visit
from portal.voice.feedback import queries, services, words
from portal.voice.feedback.forms import AnswerForm, ChangedForm, EnoughForm, QuoteForm, SendForm, VerdictForm
from portal.voice.feedback.models import (
    Changed,
    Enough,
    Feedback,
    FeedbackAnswer,
    FeedbackQuestion,
    FeedbackState,
    Treatment,
    Verdict,
)
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Author, Refused
from portal.voice.feedback.services.moderating import is_for_author
from portal.voice.feedback.services.sharing import shown_text, written_text
from portal.web.filters import format_date

THANKS = "Thank you. We have it now."
DECIDED = "Thank you. We know what you want now."
JUDGED = "Thank you. We have noted it."

blueprint = Blueprint("feedback", __name__, url_prefix="/inspect/visits/<reference>/feedback")


@dataclass(frozen=True)
class Mine:
    """A visit of the viewer's, what they said of it if they began, and its questions."""

    visit: Visit
    feedback: Feedback | None

    def to(self, endpoint: str, **values: Any) -> str:
        """The address of another page about the same visit."""
        return url_for(f"feedback.{endpoint}", reference=self.visit.reference, **values)

    def in_state(self, *states: FeedbackState) -> Feedback | None:
        """The feedback where it stands in one of these states."""
        return self.feedback if self.feedback is not None and self.feedback.state in states else None


def _mine(reference: str) -> Mine:
    session, viewer = db.session(), access.viewer()
    visit = queries.get_own_visit(
        session, reference, person_id=viewer.person_id, authority_id=access.authority_id(), now=clock.now()
    )
    return Mine(visit, queries.find_own(session, visit.id, viewer.person_id))


@blueprint.route("/", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def start(reference: str) -> str | Response:
    """What happens to what one writes, and the way in; once it is sent, where it is."""
    mine, form = _mine(reference), SendForm()
    if form.validate_on_submit() and mine.feedback is None:
        return redirect(_first_open(mine, _begin(mine.visit)))
    if mine.feedback is None:
        return render_template("feedback/start.html", form=form, visit=mine.visit)
    if mine.in_state(FeedbackState.DRAFT):
        onwards = _first_open(mine, mine.feedback)
        return render_template("feedback/go_on.html", visit=mine.visit, next_href=onwards, mine=mine)
    return _where_it_is(mine, mine.feedback)


def _begin(visit: Visit) -> Feedback:
    viewer = access.viewer()
    author = Author(inspector_id=viewer.person_id, visit=visit)
    return services.begin(
        db.session(), visit.home, author, authority_id=visit.authority_id, actor=viewer, now=clock.now()
    )


def _first_open(mine: Mine, feedback: Feedback) -> str:
    """The first question without an answer, or the page that checks them."""
    said = _by_slug(queries.list_answers(db.session(), feedback))
    left = (each.slug for each in _questions(feedback) if each.slug not in said)
    slug = next(left, None)
    return mine.to("question", slug=slug) if slug else mine.to("check")


def _questions(feedback: Feedback) -> Sequence[FeedbackQuestion]:
    return queries.list_questions(db.session(), feedback.set_slug, feedback.set_version)


def _by_slug(answers: Sequence[FeedbackAnswer]) -> dict[str, FeedbackAnswer]:
    return {answer.question.slug: answer for answer in answers}


def _where_it_is(mine: Mine, feedback: Feedback) -> str:
    state = FeedbackState(feedback.state)
    by = format_date(feedback.answer_by_on) if feedback.answer_by_on else ""
    return render_template(
        "feedback/where.html",
        visit=mine.visit,
        said=words.WHERE_IT_IS[state].format(by=by),
        state=state.value,
        mine=mine,
        may_be_quoted=feedback.may_be_quoted,
    )


@blueprint.route("/questions/<slug>", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def question(reference: str, slug: str) -> str | Response:
    """One question; what is pressed, next or finished, saves it."""
    mine = _mine(reference)
    feedback = mine.in_state(FeedbackState.DRAFT)
    if feedback is None:
        return redirect(mine.to("start"))
    asked = _questions(feedback)
    place = next((at for at, each in enumerate(asked) if each.slug == slug), None)
    if place is None:
        raise NotFound("no such question")
    before = queries.find_answer(db.session(), feedback.id, asked[place].id)
    form = AnswerForm()
    form.ask(asked[place], _given(before))
    onwards = mine.to("question", slug=asked[place + 1].slug) if place + 1 < len(asked) else mine.to("quote")
    if form.validate_on_submit() and _saved(feedback, asked[place], form):
        return redirect(mine.to("quote") if "finish" in request.form else onwards)
    return render_template(
        "feedback/question.html",
        form=form,
        question=asked[place],
        progress=f"Question {place + 1} of {len(asked)}",
        faces=words.FACES,
        skip_href=onwards,
        back_href=mine.to("question", slug=asked[place - 1].slug) if place else mine.to("start"),
    )


def _given(answer: FeedbackAnswer | None) -> Given:
    if answer is None:
        return Given()
    return Given(value=answer.value, text=answer.text, cards=tuple(filter(None, answer.cards.split("\n"))))


def _saved(feedback: Feedback, asked: FeedbackQuestion, form: AnswerForm) -> bool:
    try:
        services.save_answer(db.session(), feedback, asked, form.given)
    except Refused as refused:
        form.refuse(str(refused))
        return False
    return True


@blueprint.route("/quote", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def quote(reference: str) -> str | Response:
    """Whether words may be quoted; may be changed at any time."""
    mine, form = _mine(reference), QuoteForm()
    feedback = mine.feedback
    if feedback is None:
        return redirect(mine.to("start"))
    onwards = mine.to("check" if feedback.state == FeedbackState.DRAFT else "start")
    if form.validate_on_submit():
        if form.agrees.data:
            services.say_quote(
                db.session(),
                feedback,
                agrees=form.agrees.data == "yes",
                wording=words.QUOTE_WORDING,
                actor=access.viewer(),
                now=clock.now(),
            )
        return redirect(onwards)
    if not form.is_submitted() and feedback.quote_agreed_at:
        form.agrees.data = "yes" if feedback.may_be_quoted else "no"
    return render_template(
        "feedback/quote.html",
        form=form,
        wording=words.QUOTE_WORDINGS[words.QUOTE_WORDING],
        skip_href=onwards,
        back_href=mine.to("start"),
    )


@blueprint.route("/check", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def check(reference: str) -> str | Response:
    """Every answer with the way back to it, then send."""
    mine, form = _mine(reference), SendForm()
    feedback = mine.in_state(FeedbackState.DRAFT)
    if feedback is None:
        return redirect(mine.to("start"))
    if form.validate_on_submit():
        try:
            services.send(db.session(), feedback, actor=access.viewer(), now=clock.now())
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(THANKS, "success")
            return redirect(mine.to("start"))
    answers = _by_slug(queries.list_answers(db.session(), feedback))
    return render_template(
        "feedback/check.html",
        form=form,
        rows=[_row(mine, each, answers.get(each.slug)) for each in _questions(feedback)],
        is_flagged=any(answer.flags for answer in answers.values()),
        may_be_quoted=feedback.may_be_quoted,
        quote_href=mine.to("quote"),
        back_href=mine.to("quote"),
    )


def _row(mine: Mine, asked: FeedbackQuestion, answer: FeedbackAnswer | None) -> dict[str, str]:
    said = words.answer_words(answer, written_text(answer)) if answer else "Skipped"
    return {"label": asked.statement, "value": said, "href": mine.to("question", slug=asked.slug)}


@blueprint.route("/changes/", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def changes(reference: str) -> str | Response:
    """Exactly what staff will see; a yes or no to each change, sent together."""
    mine, form = _mine(reference), SendForm()
    feedback = mine.in_state(FeedbackState.PROPOSED)
    if feedback is None:
        return redirect(mine.to("start"))
    if form.validate_on_submit():
        try:
            services.decide(db.session(), feedback, actor=access.viewer(), now=clock.now())
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(DECIDED, "success")
            return redirect(mine.to("start"))
    answers = queries.list_answers(db.session(), feedback)
    return render_template(
        "feedback/changes.html",
        form=form,
        shown=[_shown(mine, answer) for answer in answers],
        waiting=sum(is_for_author(answer) for answer in answers),
        back_href=mine.to("start"),
    )


def _shown(mine: Mine, answer: FeedbackAnswer) -> dict[str, Any]:
    """An answer as staff would see it, and what its author has said to that."""
    is_out = answer.treatment == Treatment.LEFT_OUT or answer.verdict == Verdict.WITHDRAWN
    return {
        "statement": answer.question.statement,
        "seen": "" if is_out else words.answer_words(answer, shown_text(answer)),
        "written": words.answer_words(answer, written_text(answer)),
        "is_changed": answer.treatment != Treatment.AS_WRITTEN,
        "reason": answer.reason,
        "waits": is_for_author(answer),
        "verdict": words.VERDICTS[Verdict(answer.verdict)],
        "said": answer.verdict != Verdict.WAITING,
        "href": mine.to("change", slug=answer.question.slug),
    }


@blueprint.route("/changes/<slug>", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def change(reference: str, slug: str) -> str | Response:
    """One answer: yes, no, or take it out."""
    mine, form = _mine(reference), VerdictForm()
    feedback = mine.in_state(FeedbackState.PROPOSED)
    if feedback is None:
        return redirect(mine.to("start"))
    answer = _by_slug(queries.list_answers(db.session(), feedback)).get(slug)
    if answer is None:
        raise NotFound("no such answer")
    if form.validate_on_submit() and _said(feedback, answer, form):
        return redirect(mine.to("changes"))
    if not form.is_submitted() and answer.verdict != Verdict.WAITING:
        form.verdict.data, form.objection.data = answer.verdict, answer.objection
    return render_template("feedback/change.html", form=form, answer=_shown(mine, answer), back_href=mine.to("changes"))


def _said(feedback: Feedback, answer: FeedbackAnswer, form: VerdictForm) -> bool:
    verdict = Verdict(form.verdict.data)
    try:
        services.save_verdict(db.session(), feedback, answer, verdict, objection=form.objection.data)
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return False
    return True


@blueprint.get("/answers")
@access.allow(Role.YOUNG_INSPECTOR)
def answers(reference: str) -> str | Response:
    """What the home says it did, will do or cannot do."""
    mine = _mine(reference)
    feedback = mine.in_state(FeedbackState.SHARED_BACK)
    if feedback is None:
        return redirect(mine.to("start"))
    points = [point for point in queries.list_points(db.session(), feedback.id) if point.needs_answer]
    return render_template(
        "feedback/answers.html",
        visit=mine.visit,
        points=[
            {
                "statement": point.question.statement,
                "said": words.point_words(point),
                "response": words.response_words(point),
                "text": words.about(point),
            }
            for point in points
        ],
        enough=words.ENOUGH[Enough(feedback.enough)] if feedback.enough else None,
        changed=words.CHANGED[Changed(feedback.changed)] if feedback.changed else None,
        mine=mine,
        back_href=mine.to("start"),
    )


@blueprint.route("/enough", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def enough(reference: str) -> str | Response:
    """Is what the home said good enough?"""
    form = EnoughForm()
    return _judge(reference, form, lambda: {"enough": Enough(form.said.data)})


@blueprint.route("/changed", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def changed(reference: str) -> str | Response:
    """Later: did it really change?"""
    form = ChangedForm()
    return _judge(reference, form, lambda: {"changed": Changed(form.said.data)})


def _judge(reference: str, form: EnoughForm | ChangedForm, said: Any) -> str | Response:
    mine = _mine(reference)
    feedback = mine.in_state(FeedbackState.SHARED_BACK)
    if feedback is None:
        return redirect(mine.to("start"))
    if form.validate_on_submit():
        services.judge(db.session(), feedback, **said(), actor=access.viewer(), now=clock.now())
        flash(JUDGED, "success")
        return redirect(mine.to("answers"))
    return render_template("feedback/judge.html", form=form, heading=form.said.label.text, back_href=mine.to("answers"))
