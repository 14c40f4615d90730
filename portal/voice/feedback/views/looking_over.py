"""The pages on which somebody looks over what staff would see of their words. A no that comes too late is kept, and so
are words, whatever was picked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from portal import clock, db
from portal.db import NotFound
from portal.voice.feedback import queries, rules, services, words
from portal.voice.feedback.forms import SendForm, SendVerdictsForm, VerdictForm
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackState, Treatment, Verdict
from portal.voice.feedback.rules import Step
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.deciding import SAY_WHY, version_of_all
from portal.voice.feedback.services.flagging import flags_of
from portal.voice.feedback.services.moderating import is_for_author
from portal.voice.feedback.services.sharing import shown_text, written_text
from portal.voice.feedback.views.mine import Mine, Page, by_slug, if_silent, late_page, show_untold

# What an author can say; not to have said anything yet is none of it.
VERDICTS_SAID = (Verdict.AGREED, Verdict.OBJECTED, Verdict.WITHDRAWN)
DECIDED = "Thank you. We know what you want now."


def changes(mine: Mine) -> Page:
    """Exactly what staff will see; a yes or no to each change, sent together."""
    feedback = mine.in_state(FeedbackState.PROPOSED)
    if feedback is None:
        return _changes_late(mine, is_sent=request.method == "POST")
    form = SendVerdictsForm()
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
        if_silent=if_silent(feedback),
        is_flagged=any(answer.flags and answer.was_written_of for answer in found),
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
        "wrote": answer.objection,
        "href": mine.to("change", slug=answer.question.slug),
    }


def change(mine: Mine, slug: str) -> Page:
    """One answer: yes, no, or take it out. What comes too late is kept all the same."""
    feedback = mine.feedback
    if feedback is None or feedback.state in (FeedbackState.DRAFT, FeedbackState.SENT):
        return redirect(mine.to("start"))
    answer = by_slug(queries.list_answers(db.session(), feedback)).get(slug)
    if answer is None:
        show_untold()
    form = VerdictForm()
    form.make_room(answer.objection if answer else "")
    if answer is None and feedback.written_removed_at is None:
        raise NotFound("no such answer")
    if answer is None or feedback.state != FeedbackState.PROPOSED:
        return _change_late(mine, answer, form)
    if form.validate_on_submit():
        try:
            if _said(mine, feedback, answer, form):
                return redirect(mine.to("changes"))
        except services.TooLate:
            return _change_late(mine, answer, form)
    _fill(form, answer)
    return render_template(
        "feedback/change.html",
        form=form,
        answer=_shown(mine, answer),
        is_flagged=form.is_typed and bool(flags_of(form.objection.data or "")),
        wrote=_hidden_words(form),
        back_href=mine.to("changes"),
    )


def _fill(form: VerdictForm, answer: FeedbackAnswer) -> None:
    """What they said before, and what the page shows of both."""
    if not form.is_typed and answer.verdict != Verdict.WAITING:
        form.verdict.data, form.objection.data = answer.verdict, answer.objection
    if not form.is_typed:
        form.wrote.data = form.objection.data
    if not form.is_restored:
        form.version.data = str(answer.version)


def _hidden_words(form: VerdictForm) -> str:
    """What was typed, where the box for it stands open no more."""
    return form.objection.typed if form.is_typed and form.verdict.data != Verdict.OBJECTED else ""


def _said(mine: Mine, feedback: Feedback, answer: FeedbackAnswer, form: VerdictForm) -> bool:
    verdict, objection = Verdict(form.verdict.data), form.objection.data
    try:
        services.save_verdict(
            db.session(),
            feedback,
            answer,
            verdict,
            objection=objection,
            seen=form.seen_version,
            seen_words=form.seen_words,
            now=clock.now(),
        )
    except services.ShownAnew as anew:
        # A yes to the words of before is no yes to these. A no is heard, and so is what was written with a yes.
        form.refuse(str(anew))
        if objection:
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
    """What was said to an answer that is not, or no longer, theirs to look at: a yes changes nothing, the rest is kept,
    and words are whatever was picked.

    What was typed before they were signed out is shown, to be sent.
    """
    feedback, typed = mine.feedback, form.objection.typed
    if feedback is None or not form.is_typed:
        return redirect(mine.to("start"))
    is_flagged = bool(flags_of(typed))
    if answer is None:
        return _too_late(mine, form)
    if form.verdict.data not in [choice.value for choice in VERDICTS_SAID]:
        form.verdict.data = Verdict.OBJECTED.value
    verdict = Verdict(form.verdict.data)
    if form.is_submitted():  # what comes back after a session is not judged before it is sent
        form.validate()
        if verdict == Verdict.OBJECTED and not typed:
            form.refuse(SAY_WHY, "objection")
    if not form.is_submitted() or form.objection.errors:
        said = words.NOT_SENT_YES if verdict == Verdict.AGREED and not typed else words.NOT_SENT_YET
        return late_page(mine, said, typed, is_flagged=is_flagged, form=form, wrote=_hidden_words(form))
    state = _say_late(mine, feedback, answer, verdict, typed)
    said = words.late(state, verdict, has_words=bool(typed))
    is_wish = verdict == Verdict.AGREED or (verdict == Verdict.WITHDRAWN and state not in rules.SHARED)
    if is_wish and not typed:
        flash(said, "notice")
        return redirect(mine.to("start"))
    return late_page(mine, said, typed, is_flagged=is_flagged)


def _too_late(mine: Mine, form: VerdictForm) -> Page:
    """What is said to words that are kept no longer. What was typed is shown, to be copied."""
    typed = form.objection.typed
    if typed or form.is_restored:
        said, done = words.LATE_GONE if typed else words.LATE_OVER, SendForm() if form.is_restored else None
        return late_page(mine, said, typed, is_flagged=bool(flags_of(typed)), done=done)
    if form.verdict.data:
        flash(words.LATE_OVER, "notice")
    return redirect(mine.to("start"))
