"""The coordinator's desk: entries as they were written (each look recorded), what staff would see, the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.db import NotFound
from portal.homes.models import HomeStatus
from portal.providers.models import Provider
from portal.voice.disclosures.models import Disclosure
from portal.voice.disclosures.queries import list_told_of
from portal.voice.disclosures.words import STATES as TOLD_STATES
from portal.voice.feedback import queries, rules, services, words
from portal.voice.feedback.forms import (
    EntryFilter,
    LetGoForm,
    SendForm,
)
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackState, Treatment, Verdict
from portal.voice.feedback.queries import Entry
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.sharing import (
    goes,
    heard_of,
    shown_text,
    written_text,
)
from portal.voice.inspectors.queries import shared_nicknames
from portal.voice.inspectors.views.shared import carer
from portal.voice.inspectors.words import named
from portal.web import nav
from portal.web.filters import format_age, format_date, format_datetime
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table

COLUMNS = (Column("Entry"), Column("Home"), Column("From"), Column("Sent"), Column("Where it stands"))
STEPS: Mapping[str, tuple[Callable[..., None], str]] = {
    "read": (services.mark_read, "Marked as read."),
    "propose": (services.propose, "The young person can look at it now."),
    "take-back": (services.take_back, "It is with you again."),
    "keep-back": (services.keep_back, "Kept back. Nothing of it is shared."),
    "share-back": (services.share_back, "The young person can read the home’s answers now."),
}

blueprint = Blueprint("feedback_desk", __name__, url_prefix="/voice/feedback")
nav.add("Feedback", "feedback_desk.list_entries", Role.COORDINATOR, order=25)


@blueprint.get("/")
@access.allow(Role.COORDINATOR)
def list_entries() -> str:
    """Every entry, unread first."""
    form, session = EntryFilter(), db.session()
    form.validate()
    states = tuple(FeedbackState(state) for state in form.offered("state"))
    page = page_of(request.args, total=queries.count_entries(session, carer(), states))
    entries = queries.list_entries(session, carer(), states=states, limit=page.limit, offset=page.offset)
    shared = shared_names()
    return render_template(
        "feedback/desk/list.html",
        form=form,
        table=Table("Entries, unread first", COLUMNS, [_row(entry, shared) for entry in entries]),
        count_words=f"{page.total:,} {'entry' if page.total == 1 else 'entries'}",
        page=page,
        filtered=bool(states),
    )


def _row(entry: Entry, shared: frozenset[str]) -> list[str | int | Cell]:
    feedback, state = entry.feedback, FeedbackState(entry.feedback.state)
    href = url_for(".entry", reference=feedback.reference)
    return [
        Cell(feedback.reference, href=href, note="May speak of harm" if entry.is_flagged else None),
        Cell(feedback.home.name, note=feedback.home.provider.legal_name),
        author_words(entry, shared),
        _sent(feedback),
        Cell(words.STATE_NAMES[state], tone=words.STATE_TONES[state]),
    ]


def shared_names() -> frozenset[str]:
    """Nicknames that do not tell whose an entry is."""
    return shared_nicknames(db.session(), access.authority_id())


def author_words(entry: Entry, shared: frozenset[str]) -> str:
    """Whose it is, as far as this coordinator may know: a nickname (with the reference where it is one of several,
    `shared`), or by which kind of person."""
    if entry.nickname and entry.author_reference:
        return named(entry.nickname, entry.author_reference, shared)
    return words.RESIDENT if entry.feedback.resident_card else words.AUTHOR


def _sent(feedback: Feedback) -> str:
    """The day, and how long ago it was."""
    return f"{format_date(feedback.sent_at)}, {format_age(feedback.sent_at)}" if feedback.sent_at else ""


def get_entry(reference: str) -> Entry:
    """One sent entry of the authority, as this coordinator may know it."""
    return queries.get_entry(db.session(), reference, carer())


def record_href(reference: str) -> str:
    return url_for(".entry", reference=reference)


def look(feedback: Feedback) -> None:
    """Record that words were looked at as they were written."""
    services.note_look(db.session(), feedback, actor=access.viewer(), now=clock.now())


@blueprint.get("/<reference>/")
@access.allow(Role.COORDINATOR, records=True)
def entry(reference: str) -> str:
    """One entry as it was written, what staff would see, and what can be done."""
    found, session = get_entry(reference), db.session()
    feedback = found.feedback
    look(feedback)
    answers = queries.list_answers(session, feedback)
    state, said = FeedbackState(feedback.state), heard_of(feedback, clock.now())
    return render_template(
        "feedback/desk/entry.html",
        form=SendForm(),
        entry=found,
        feedback=feedback,
        state=state.value,
        status_text=words.STATE_NAMES[state],
        status_tone=words.STATE_TONES[state],
        rows=_facts(found),
        answers=[shown(feedback, answer) for answer in answers],
        points=[shared_point(feedback, point) for point in queries.list_points(session, feedback.id)],
        goes=any(goes(answer) for answer in answers),
        may_go=rules.may_go(said),
        is_gone=said is rules.Heard.GONE,
        late_seen=services.late_mark(answers) if any(each.is_unread for each in answers) else "",
        author_line=author_line(feedback),
        home_line=home_line(feedback),
        joint_href=_joint_href(feedback),
        told_lead=[told_lead_words(told) for told in list_told_of(session, feedback.id)],
        undecided=any(answer.treatment == Treatment.UNDECIDED for answer in answers),
    )


def author_line(feedback: Feedback) -> str:
    """What is missing before the home may have it, or that its author has been heard."""
    if feedback.state not in (FeedbackState.READ, FeedbackState.PROPOSED):
        return ""
    said = heard_of(feedback, clock.now())
    if said is rules.Heard.GONE:
        return f"{words.HEARD_GONE[feedback.resident_card is not None]} {words.GONE_SO}"
    shown = feedback.proposed_at or clock.now()
    until = format_date(rules.answer_awaited_until(shown))
    line = words.HEARD[said].format(shown=format_date(shown), until=until, days=rules.DAYS_TO_ANSWER)
    return f"{line} {words.LEFT_SINCE}" if feedback.author_left_at else line


def _facts(found: Entry) -> list[dict[str, str]]:
    feedback = found.feedback
    facts = [
        ("Home", feedback.home.name),
        ("From", author_words(found, shared_names())),
        ("Visit", format_date(feedback.visit.starts_at) if feedback.visit else "None: a resident’s card"),
        ("Sent", _sent(feedback)),
        ("May be quoted", f"Yes, by wording {feedback.quote_wording}" if feedback.may_be_quoted else "No"),
        ("Answer due by", format_date(feedback.answer_by_on) if feedback.answer_by_on else "Not shared yet"),
        ("Kept for longer", feedback.held_reason or "No"),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def home_line(feedback: Feedback) -> str:
    """Who reads the words and has to answer, of a home that has closed or that somebody else holds since."""
    home = feedback.home
    holder = db.session().get_one(Provider, feedback.provider_id) if feedback.provider_id else home.provider
    closed_on = home.closed_on if home.status == HomeStatus.CLOSED else None
    return words.holder_words(
        holder.legal_name,
        home.provider.legal_name,
        is_sold=holder.id != home.provider_id,
        is_shared=feedback.provider_id is not None,
        closed_on=closed_on,
    )


def _joint_href(feedback: Feedback) -> str | None:
    """Where both stand that staff shall read as one, once both inspectors said yes."""
    join = queries.find_join(db.session(), feedback.id)
    is_joined = join is not None and join.agreed_at is not None
    return url_for(".joint", reference=feedback.reference) if is_joined else None


def told_lead_words(told: Disclosure) -> str:
    """When a safeguarding lead was told, and where that stands: nothing of what was told."""
    return f"{told.reference} on {format_datetime(told.told_at)}: {TOLD_STATES[told.state][0].lower()}"


def shown(feedback: Feedback, answer: FeedbackAnswer) -> dict[str, Any]:
    """An answer as written, beside what staff would see of it."""
    treatment, verdict = Treatment(answer.treatment), Verdict(answer.verdict)
    is_out = treatment == Treatment.LEFT_OUT or verdict == Verdict.WITHDRAWN
    return {
        "statement": answer.question.statement,
        "outcome": answer.question.outcome,
        "written": words.answer_words(answer, written_text(answer)),
        "seen": "" if is_out else words.answer_words(answer, shown_text(answer)),
        "is_changed": treatment == Treatment.REDACTED,
        "is_out": is_out,
        "treatment": words.TREATMENTS[treatment],
        "is_undecided": treatment == Treatment.UNDECIDED,
        "verdict": words.VERDICTS[verdict] if verdict != Verdict.WAITING else "",
        "reason": answer.reason,
        **said_of(answer),
        "href": url_for(".moderate", reference=feedback.reference, slug=answer.question.slug),
    }


def said_of(answer: FeedbackAnswer) -> dict[str, str]:
    """What its author wrote of what staff would see, in time and late, and what all their words may be about."""
    return {
        "wrote": words.wrote(answer),
        "late_on": format_date(answer.late_at) if answer.late_at else "",
        "wrote_late": words.wrote_late(answer),
        "flags": ", ".join(filter(None, answer.flags.split("\n"))),
    }


def shared_point(feedback: Feedback, point: Any) -> dict[str, Any]:
    return {
        "statement": point.question.statement,
        "said": words.point_words(point),
        "needs_answer": point.needs_answer,
        "response": words.response_words(point),
        "text": point.response_text,
        "plain": point.plain_text,
        "href": url_for(".plain", reference=feedback.reference, slug=point.question.slug),
    }


@blueprint.post("/<reference>/steps/<step>")
@access.allow(Role.COORDINATOR)
def take_step(reference: str, step: str) -> Response:
    """Something that needs no more than a button."""
    feedback = get_entry(reference).feedback
    if step not in STEPS:
        raise NotFound("no such step")
    verb, done = STEPS[step]
    try:
        verb(db.session(), feedback, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(done, "success")
    return redirect(record_href(reference))


@blueprint.post("/<reference>/late")
@access.allow(Role.COORDINATOR)
def late_read(reference: str) -> Response:
    """What the young person said late was read."""
    feedback, seen = get_entry(reference).feedback, LetGoForm().seen.data
    try:
        services.mark_late_read(db.session(), feedback, seen=seen, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash("Marked as read.", "success")
    return redirect(record_href(reference))
