"""The pages on which somebody says what a home is like, whoever they are: one question a page, then what staff will see
and what the home answered. `ask` puts them under the addresses of an inspector's visit and of a resident's card alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock, db, events
from portal.db import NotFound
from portal.homes.models import Home
from portal.voice.feedback import queries, rules, services, words
from portal.voice.feedback.forms import (
    AnswerForm,
    ChangedForm,
    EnoughForm,
    QuoteForm,
    SendForm,
    SendVerdictsForm,
    VerdictForm,
)
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
from portal.voice.feedback.rules import Step
from portal.voice.feedback.services import Author, Refused
from portal.voice.feedback.services.deciding import SAY_WHY, version_of_all
from portal.voice.feedback.services.flagging import flags_of
from portal.voice.feedback.services.moderating import is_for_author
from portal.voice.feedback.services.sharing import shown_text, written_text
from portal.voice.feedback.views.waiting import last_day_of
from portal.web.filters import format_date

Page = str | Response
Policed = Callable[[Callable[..., Page]], Callable[..., Page]]
THANKS = "Thank you. We have it now."
DECIDED = "Thank you. We know what you want now."
JUDGED = "Thank you. We have noted it."


@dataclass(frozen=True)
class Mine:
    """Who says something of a home, what they said if they began, and where its pages are.

    `place` holds the values of the address that the pages share.
    """

    author: Author
    home: Home
    authority_id: int
    feedback: Feedback | None
    actor: events.Actor
    blueprint: str
    place: Mapping[str, Any]

    def to(self, endpoint: str, **values: Any) -> str:
        """The address of another page about the same."""
        return url_for(f"{self.blueprint}.{endpoint}", **self.place, **values)

    def in_state(self, *states: FeedbackState) -> Feedback | None:
        """The feedback where it stands in one of these states."""
        return self.feedback if self.feedback is not None and self.feedback.state in states else None


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
    is_late = rules.answer_is_late(state, feedback.answer_by_on, clock.today(clock.now()))
    said = words.ANSWER_IS_LATE if is_late else words.WHERE_IT_IS[state]
    return render_template(
        "feedback/where.html",
        said=said.format(by=by),
        state=state.value,
        mine=mine,
        if_silent=_if_silent(feedback),
        may_be_quoted=feedback.may_be_quoted,
    )


def _if_silent(feedback: Feedback) -> str:
    """What happens to what they are looking at when they say nothing."""
    if feedback.state != FeedbackState.PROPOSED or feedback.proposed_at is None:
        return ""
    return words.if_silent(feedback.proposed_at, clock.today(clock.now()))


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
    if not form.is_sent or mark in (form.seen.data, services.given_mark(services.given_of(before))):
        return redirect(mine.to("start"))
    typed = words.given_words(asked.kind, form.given)
    return _late_page(mine, words.SENT_ANSWER, typed, heading=asked.statement, is_flagged=bool(flags_of(typed)))


def _late_page(
    mine: Mine, said: str, typed: str, *, heading: str = words.LATE_HEADING, is_flagged: bool, form: Any = None
) -> Page:
    """That something came too late, what becomes of it, and what was typed, to be copied. `form`: to send it still."""
    return render_template(
        "feedback/late.html",
        heading=heading,
        said=said,
        typed=typed,
        is_flagged=is_flagged,
        may_be_quoted=mine.feedback is not None and mine.feedback.may_be_quoted,
        form=form,
        mine=mine,
        back_href=mine.to("start"),
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
    if not form.is_submitted() and feedback.quote_agreed_at:
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
    form, feedback = SendForm(), mine.in_state(FeedbackState.DRAFT)
    if feedback is None:
        if form.is_submitted() and mine.feedback is not None:
            flash(rules.REFUSALS[Step.SEND], "notice")
        return redirect(mine.to("start"))
    if form.validate_on_submit():
        try:
            services.send(db.session(), feedback, actor=mine.actor, now=clock.now())
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(THANKS, "success")
            return redirect(mine.to("start"))
    said = _by_slug(queries.list_answers(db.session(), feedback))
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


def changes(mine: Mine) -> Page:
    """Exactly what staff will see; a yes or no to each change, sent together."""
    form, feedback = SendVerdictsForm(), mine.in_state(FeedbackState.PROPOSED)
    if feedback is None:
        return _changes_late(mine, is_sent=form.is_submitted())
    if form.validate_on_submit():
        try:
            services.decide(db.session(), feedback, seen=form.seen_version, actor=mine.actor, now=clock.now())
        except services.TooLate:
            return _changes_late(mine, is_sent=True)
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(DECIDED, "success")
            return redirect(mine.to("start"))
    found = queries.list_answers(db.session(), feedback)
    form.version.data = str(version_of_all(found))
    return render_template(
        "feedback/changes.html",
        form=form,
        shown=[_shown(mine, answer) for answer in found],
        waiting=sum(is_for_author(answer) for answer in found),
        if_silent=_if_silent(feedback),
        is_flagged=any(answer.flags and answer.was_objected for answer in found),
        back_href=mine.to("start"),
    )


def _changes_late(mine: Mine, *, is_sent: bool) -> Page:
    """The start page; whoever sent it reads there that it came late, and what becomes of what they said to each."""
    feedback = mine.feedback
    if is_sent and feedback is not None and feedback.state != FeedbackState.DRAFT:
        is_back = feedback.state == FeedbackState.READ
        late = words.LATE_ALL if is_back else words.LATE_BACK
        if feedback.state in rules.SHARED:
            late = words.LATE_ALL_SHARED
        flash(rules.REFUSALS[Step.DECIDE] if is_back and feedback.decided_at else late, "notice")
    return redirect(mine.to("start"))


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


def change(mine: Mine, slug: str) -> Page:
    """One answer: yes, no, or take it out. A no that comes too late is kept all the same."""
    form, feedback = VerdictForm(), mine.feedback
    if feedback is None or feedback.state in (FeedbackState.DRAFT, FeedbackState.SENT):
        return redirect(mine.to("start"))
    answer = _by_slug(queries.list_answers(db.session(), feedback)).get(slug)
    if answer is None and (feedback.written_removed_at is None or not form.objection.typed):
        raise NotFound("no such answer")
    if answer is None or feedback.state != FeedbackState.PROPOSED:
        return _change_late(mine, answer, form)
    if form.validate_on_submit():
        try:
            if _said(mine, feedback, answer, form):
                return redirect(mine.to("changes"))
        except services.TooLate:
            return _change_late(mine, answer, form)
    if not form.is_submitted() and answer.verdict != Verdict.WAITING:
        form.verdict.data, form.objection.data = answer.verdict, answer.objection
    form.version.data = str(answer.version)
    return render_template(
        "feedback/change.html",
        form=form,
        answer=_shown(mine, answer),
        is_flagged=form.is_submitted() and bool(flags_of(form.objection.data or "")),
        back_href=mine.to("changes"),
    )


def _said(mine: Mine, feedback: Feedback, answer: FeedbackAnswer, form: VerdictForm) -> bool:
    verdict, objection = Verdict(form.verdict.data), form.objection.data
    try:
        services.save_verdict(db.session(), feedback, answer, verdict, objection=objection, seen=form.seen_version)
    except services.ShownAnew as anew:
        # A yes to the words of before is no yes to these. A no is heard.
        form.refuse(str(anew))
        if verdict == Verdict.OBJECTED and objection:
            _say_late(mine, feedback, answer, verdict, objection)
            form.form_errors.append(words.LATE_KEPT)
        form.verdict.data = None
        return False
    except Refused as refused:
        if isinstance(refused, services.TooLate):
            raise
        form.refuse(str(refused), refused.field or None)
        return False
    return True


def _say_late(mine: Mine, feedback: Feedback, answer: FeedbackAnswer, verdict: Verdict, typed: str) -> FeedbackState:
    return services.say_late(db.session(), feedback, answer, verdict, typed, actor=mine.actor, now=clock.now())


def _change_late(mine: Mine, answer: FeedbackAnswer | None, form: VerdictForm) -> Page:
    """What was said to an answer that is not, or no longer, theirs to look at: a yes changes nothing, the rest is kept.

    What was typed before they were signed out is shown, to be sent.
    """
    feedback, typed = mine.feedback, form.objection.typed
    if feedback is None or not (form.is_submitted() or typed):
        return redirect(mine.to("start"))
    is_flagged = bool(flags_of(typed))
    if answer is None:
        return _late_page(mine, words.LATE_GONE, typed, is_flagged=is_flagged)
    if form.verdict.data not in list(Verdict):
        form.verdict.data = Verdict.OBJECTED.value
    verdict = Verdict(form.verdict.data)
    form.validate()
    if verdict == Verdict.OBJECTED and not typed:
        form.refuse(SAY_WHY, "objection")
    if not form.is_submitted() or form.objection.errors:
        return _late_page(mine, words.NOT_SENT_YET, typed, is_flagged=is_flagged, form=form)
    if verdict == Verdict.AGREED:
        return _yes_late(mine, feedback, typed)
    state = _say_late(mine, feedback, answer, verdict, typed)
    if verdict == Verdict.WITHDRAWN and state not in rules.SHARED and not typed:
        flash(words.LATE_BACK if state == FeedbackState.KEPT_BACK else words.LATE_TAKEN_OUT, "notice")
        return redirect(mine.to("start"))
    return _late_page(mine, words.late(state, verdict, has_words=bool(typed)), typed, is_flagged=is_flagged)


def _yes_late(mine: Mine, feedback: Feedback, typed: str) -> Page:
    state = FeedbackState(feedback.state)
    if typed:
        return _late_page(mine, words.LATE_GONE, typed, is_flagged=bool(flags_of(typed)))
    flash(words.LATE_YES.get(state, words.LATE_YES_SHARED), "notice")
    return redirect(mine.to("start"))


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
