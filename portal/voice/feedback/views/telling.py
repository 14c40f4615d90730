"""From an entry to the safeguarding lead: the coordinator's page, and what the lead may read of the entry."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.db import NotFound
from portal.voice.disclosures import services as disclosures
from portal.voice.disclosures.queries import get_disclosure
from portal.voice.disclosures.services import Refused
from portal.voice.disclosures.views.handling import lines
from portal.voice.feedback import queries, services, words
from portal.voice.feedback.forms import TellLeadForm
from portal.voice.feedback.models import Feedback, FeedbackAnswer
from portal.voice.feedback.services.sharing import written_text
from portal.voice.feedback.views.desk import blueprint, get_entry, said_of
from portal.voice.inspectors.queries import find_author, find_contact, shared_nicknames
from portal.voice.inspectors.words import name_of
from portal.web import parked
from portal.web.filters import format_date, format_datetime

lead_blueprint = Blueprint("feedback_lead", __name__, url_prefix="/safeguarding")
parked.confide("feedback_desk.tell_lead")


@blueprint.route("/<reference>/tell-lead", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def tell_lead(reference: str) -> str | Response:
    """Tell the safeguarding lead, in the coordinator's words, which answer worries them."""
    feedback, form = get_entry(reference).feedback, TellLeadForm()
    answers = {answer.question.slug: answer for answer in queries.list_answers(db.session(), feedback)}
    form.offer(answers.values())
    if form.validate_on_submit() and _told(feedback, answers.get(form.answer.data or ""), form):
        flash("The safeguarding leads are being told now. Ring one too if it cannot wait.", "success")
        return redirect(url_for(".entry", reference=reference))
    return render_template(
        "feedback/desk/tell_lead.html",
        form=form,
        home_name=feedback.home.name,
        reference=reference,
        back_href=url_for(".entry", reference=reference),
    )


def _told(feedback: Feedback, answer: FeedbackAnswer | None, form: TellLeadForm) -> bool:
    try:
        services.tell_lead(
            db.session(),
            feedback,
            answer.question if answer else None,
            form.told.data,
            form_key=form.once.data,
            actor=access.viewer(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return False
    return True


@lead_blueprint.get("/<reference>/feedback")
@access.allow(Role.SAFEGUARDING_LEAD, records=True)
def written(reference: str) -> str:
    """The entry that a disclosure was told from, as it was written, and who wrote it. The look is recorded first."""
    session = db.session()
    found = get_disclosure(session, reference, authority_id=access.authority_id())
    if found.entry is None or found.erased_at is not None:
        raise NotFound("no feedback to read for this disclosure")
    disclosures.note_entry_seen(session, found, actor=access.viewer(), now=clock.now())
    feedback, chosen = found.entry.feedback, found.entry.question_id
    return render_template(
        "feedback/desk/written.html",
        reference=reference,
        feedback=feedback,
        rows=_facts(feedback),
        answers=[_shown(answer, chosen) for answer in queries.list_answers(session, feedback)],
        back_href=url_for("safeguarding.disclosure", reference=reference),
    )


def _facts(feedback: Feedback) -> list[dict[str, object]]:
    """Where and when, who wrote it, whom they trust, and how they can be reached."""
    sent = format_datetime(feedback.sent_at) if feedback.sent_at else "Not sent"
    facts: list[tuple[str, object]] = [
        ("Home", feedback.home.name),
        ("Visit", format_date(feedback.visit.starts_at) if feedback.visit else "None: a resident’s card"),
        ("Sent", sent),
    ]
    author = find_author(db.session(), feedback.inspector_id) if feedback.inspector_id else None
    if author is None:
        facts.append(("From", words.RESIDENT))
    else:
        contact = find_contact(db.session(), author.id)
        name = name_of(author, shared_nicknames(db.session(), author.authority_id))
        facts += [
            ("From", f"{name}, {words.AUTHOR.lower()}"),
            ("Their coordinator", author.coordinator.name),
            ("What the coordinator knows", lines(contact.words) if contact else "Nothing"),
        ]
    return [{"label": label, "value": value} for label, value in facts]


def _shown(answer: FeedbackAnswer, chosen: int | None) -> dict[str, object]:
    """An answer as written, with what its author wrote of it later: either may be what was flagged."""
    return {
        "statement": answer.question.statement,
        "written": words.answer_words(answer, written_text(answer)),
        **said_of(answer),
        "is_chosen": answer.question_id == chosen,
    }
