"""The pages on which somebody says what a home is like, whoever they are: one question a page, then what staff will see
and what the home answered. `ask` puts them under the addresses of an inspector's visit and of a resident's card alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request

from portal import clock, db
from portal.db import NotFound
from portal.voice.feedback import queries, rules, services, words
from portal.voice.feedback.forms import (
    AnswerForm,
    QuoteForm,
    SendForm,
)
from portal.voice.feedback.models import (
    Feedback,
    FeedbackAnswer,
    FeedbackQuestion,
    FeedbackState,
)
from portal.voice.feedback.rules import Step
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.answering import NOTHING
from portal.voice.feedback.services.flagging import flags_of
from portal.voice.feedback.services.sharing import written_text
from portal.voice.feedback.views.judging import answers, changed, enough
from portal.voice.feedback.views.looking_over import change, changes
from portal.voice.feedback.views.mine import Mine, Page, by_slug, if_silent, late_page, show_untold
from portal.voice.feedback.views.waiting import last_day_of
from portal.web.filters import format_date

Policed = Callable[[Callable[..., Page]], Callable[..., Page]]
THANKS = "Thank you. We have it now."


def ask(blueprint: Blueprint, policy: Policed, find: Callable[..., Mine]) -> None:
    """Give a blueprint these pages. `find` looks up whose they are from the parts of the address."""

    def add(rule: str, page: Callable[..., Page], *methods: str) -> None:
        def view(slug: str | None = None, **place: str) -> Page:
            return page(find(**place), slug) if slug else page(find(**place))

        view.__doc__ = page.__doc__
        blueprint.add_url_rule(rule, page.__name__, policy(view), methods=methods)

    add("/", start, "GET", "POST")
    add("/questions/<slug>", question, "GET", "POST")
    add("/quote", quote, "GET", "POST")
    add("/check", check, "GET", "POST")
    add("/changes/", changes, "GET", "POST")
    add("/changes/<slug>", change, "GET", "POST")
    add("/answers", answers, "GET")
    add("/enough", enough, "GET", "POST")
    add("/changed", changed, "GET", "POST")


def start(mine: Mine) -> Page:
    """What happens to what one writes, and the way in; once it is sent, where it is."""
    form = SendForm()
    if form.validate_on_submit() and mine.feedback is None:
        return redirect(_first_open(mine, _begin(mine)))
    if mine.feedback is None:
        return render_template("feedback/start.html", form=form, mine=mine)
    if mine.in_state(FeedbackState.DRAFT):
        return render_template(
            "feedback/go_on.html",
            next_href=_first_open(mine, mine.feedback),
            mine=mine,
            is_begun=bool(queries.list_answers(db.session(), mine.feedback)),
            kept_until=last_day_of(mine.feedback),
        )
    return _where_it_is(mine, mine.feedback)


def _begin(mine: Mine) -> Feedback:
    return services.begin(
        db.session(), mine.home, mine.author, authority_id=mine.authority_id, actor=mine.actor, now=clock.now()
    )


def _first_open(mine: Mine, feedback: Feedback) -> str:
    """The first question without an answer, or the page that checks them."""
    said = by_slug(queries.list_answers(db.session(), feedback))
    left = (each.slug for each in _questions(feedback) if each.slug not in said)
    slug = next(left, None)
    return mine.to("question", slug=slug) if slug else mine.to("check")


def _questions(feedback: Feedback) -> Sequence[FeedbackQuestion]:
    return queries.list_questions(db.session(), feedback.set_slug, feedback.set_version)


def _where_it_is(mine: Mine, feedback: Feedback) -> str:
    state = FeedbackState(feedback.state)
    by = format_date(feedback.answer_by_on) if feedback.answer_by_on else ""
    is_late = rules.answer_is_late(state, feedback.answer_by_on, clock.today(clock.now()))
    said = words.ANSWER_IS_LATE if is_late else words.WHERE_IT_IS[state]
    return render_template(
        "feedback/where.html",
        said=said.format(by=by),
        state=state.value,
        mine=mine,
        if_silent=if_silent(feedback),
        may_be_quoted=feedback.may_be_quoted,
    )


def question(mine: Mine, slug: str) -> Page:
    """One question; what is pressed, next or finished, saves it."""
    feedback = mine.feedback
    if feedback is None:
        return redirect(mine.to("start"))
    asked = _questions(feedback)
    place = next((at for at, each in enumerate(asked) if each.slug == slug), None)
    if place is None:
        raise NotFound("no such question")
    before = queries.find_answer(db.session(), feedback.id, asked[place].id)
    if feedback.state != FeedbackState.DRAFT:
        show_untold()
    form = AnswerForm()
    form.ask(asked[place], services.given_of(before))
    if feedback.state != FeedbackState.DRAFT:
        return _sent_before(mine, asked[place], before, form)
    onwards = mine.to("question", slug=asked[place + 1].slug) if place + 1 < len(asked) else mine.to("quote")
    there = None
    if form.validate_on_submit():
        try:
            services.save_answer(db.session(), feedback, asked[place], form.given, seen=form.seen.data)
            return redirect(mine.to("quote") if "finish" in request.form else onwards)
        except services.TooLate:
            return _sent_before(mine, asked[place], before, form)
        except services.SaidElsewhere as elsewhere:
            form.refuse(str(elsewhere))
            form.seen.data = services.given_mark(elsewhere.stored)
            there = words.given_words(asked[place].kind, elsewhere.stored) or words.ANSWERED_BEFORE
    return render_template(
        "feedback/question.html",
        form=form,
        question=asked[place],
        progress=f"Question {place + 1} of {len(asked)}",
        faces=words.FACES,
        there=there,
        skip_href=onwards,
        back_href=mine.to("question", slug=asked[place - 1].slug) if place else mine.to("start"),
    )


def _sent_before(mine: Mine, asked: FeedbackQuestion, before: FeedbackAnswer | None, form: AnswerForm) -> Page:
    """What was typed on a page that was open when the whole was sent is not kept, and not lost either."""
    mark = services.given_mark(form.given)
    if not form.is_typed or mark in (form.seen.data or NOTHING, services.given_mark(services.given_of(before))):
        return redirect(mine.to("start"))
    typed = words.given_words(asked.kind, form.given)
    done = SendForm() if form.is_restored else None
    return late_page(
        mine, words.SENT_ANSWER, typed, heading=asked.statement, is_flagged=bool(flags_of(typed)), done=done
    )


def quote(mine: Mine) -> Page:
    """Whether words may be quoted; may be changed at any time."""
    form, feedback = QuoteForm(), mine.feedback
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
                actor=mine.actor,
                now=clock.now(),
            )
        return redirect(onwards)
    if not form.is_typed and feedback.quote_agreed_at:
        form.agrees.data = "yes" if feedback.may_be_quoted else "no"
    return render_template(
        "feedback/quote.html",
        form=form,
        wording=words.QUOTE_WORDINGS[words.QUOTE_WORDING],
        skip_href=onwards,
        back_href=mine.to("start"),
    )


def check(mine: Mine) -> Page:
    """Every answer with the way back to it, then send."""
    feedback = mine.in_state(FeedbackState.DRAFT)
    if feedback is None:
        if request.method == "POST" and mine.feedback is not None:
            flash(rules.REFUSALS[Step.SEND], "notice")
        return redirect(mine.to("start"))
    form = SendForm()
    if form.validate_on_submit():
        try:
            services.send(db.session(), feedback, actor=mine.actor, now=clock.now())
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(THANKS, "success")
            return redirect(mine.to("start"))
    said = by_slug(queries.list_answers(db.session(), feedback))
    return render_template(
        "feedback/check.html",
        form=form,
        rows=[_row(mine, each, said.get(each.slug)) for each in _questions(feedback)],
        is_flagged=any(answer.flags for answer in said.values()),
        may_be_quoted=feedback.may_be_quoted,
        quote_href=mine.to("quote"),
        back_href=mine.to("quote"),
    )


def _row(mine: Mine, asked: FeedbackQuestion, answer: FeedbackAnswer | None) -> dict[str, str]:
    said = words.answer_words(answer, written_text(answer)) if answer else "Skipped"
    return {"label": asked.statement, "value": said, "href": mine.to("question", slug=asked.slug)}
