"""The pages on which somebody reads what the home answered, and says whether it is good enough and really changed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template

from portal import clock, db
from portal.voice.feedback import queries, services, words
from portal.voice.feedback.forms import ChangedForm, EnoughForm
from portal.voice.feedback.models import Changed, Enough, FeedbackState
from portal.voice.feedback.views.mine import Mine, Page

JUDGED = "Thank you. We have noted it."


def answers(mine: Mine) -> Page:
    """What the home says it did, will do or cannot do."""
    feedback = mine.in_state(FeedbackState.SHARED_BACK)
    if feedback is None:
        return redirect(mine.to("start"))
    points = [point for point in queries.list_points(db.session(), feedback.id) if point.needs_answer]
    return render_template(
        "feedback/answers.html",
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


def enough(mine: Mine) -> Page:
    """Is what the home said good enough?"""
    form = EnoughForm()
    return _judge(mine, form, lambda: {"enough": Enough(form.said.data)})


def changed(mine: Mine) -> Page:
    """Later: did it really change?"""
    form = ChangedForm()
    return _judge(mine, form, lambda: {"changed": Changed(form.said.data)})


def _judge(mine: Mine, form: EnoughForm | ChangedForm, said: Any) -> Page:
    feedback = mine.in_state(FeedbackState.SHARED_BACK)
    if feedback is None:
        return redirect(mine.to("start"))
    if form.validate_on_submit():
        services.judge(db.session(), feedback, **said(), actor=mine.actor, now=clock.now())
        flash(JUDGED, "success")
        return redirect(mine.to("answers"))
    return render_template("feedback/judge.html", form=form, heading=form.said.label.text, back_href=mine.to("answers"))
