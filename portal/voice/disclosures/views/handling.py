"""The restricted list of safeguarding leads. Every page that shows a word of a disclosure records the look first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from portal import access, clock, db, events
from portal.access import Role
from portal.accounts.queries import names_of
from portal.audit.rules import verb_words
from portal.db import NotFound
from portal.homes.views.rows import address_text
from portal.voice.disclosures import queries, rules, services, words
from portal.voice.disclosures.forms import CloseForm, ConfirmForm, DutyForm, HoldForm, NoteForm
from portal.voice.disclosures.models import (
    About,
    Disclosure,
    DisclosureDuty,
    DisclosureEntry,
    Duty,
    NoteKind,
    Outcome,
    SenderKind,
    State,
)
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import find_contact, shared_nicknames
from portal.voice.inspectors.words import name_of
from portal.web import nav, parked
from portal.web.filters import format_date, format_datetime
from portal.web.forms import PortalForm
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import tried

Page = str | Response
MOST_EVENTS = 100
COLUMNS = (Column("Reference"), Column("Told"), Column("Status"), Column("Acknowledged by"), Column("Reminders"))

blueprint = Blueprint("safeguarding", __name__, url_prefix="/safeguarding")
nav.add("Safeguarding", "safeguarding.list_disclosures", Role.SAFEGUARDING_LEAD, order=15)
lead_only = access.allow(Role.SAFEGUARDING_LEAD)
for step in ("note", "settle", "close", "hold"):
    parked.confide(f"safeguarding.{step}")


@blueprint.get("/")
@lead_only
def list_disclosures() -> str:
    """What waits, what is being handled, what is closed. Nothing of what was told stands in a list."""
    session, authority_id = db.session(), access.authority_id()
    page = page_of(request.args, total=queries.count_disclosures(session, authority_id))
    found = queries.list_disclosures(session, authority_id, offset=page.offset, limit=page.limit)
    return render_template(
        "disclosures/list.html", table=Table("Disclosures", COLUMNS, [_list_row(one) for one in found]), page=page
    )


def _list_row(disclosure: Disclosure) -> list[str | Cell]:
    text, tone = words.STATES[disclosure.state]
    return [
        Cell(disclosure.reference, href=url_for(".disclosure", reference=disclosure.reference)),
        format_datetime(disclosure.told_at),
        Cell(text, tone=tone),
        disclosure.acknowledged_by.name if disclosure.acknowledged_by else "Nobody yet",
        _reminders_cell(disclosure.duties),
    ]


def _reminders_cell(duties: list[DisclosureDuty]) -> Cell:
    left = [duty for duty in duties if duty.settled_at is None]
    if any(rules.is_overdue(duty.due_at, duty.settled_at, clock.now()) for duty in left):
        return Cell("Overdue", tone="red")
    return Cell(f"{len(left)} to do", tone="blue") if left else Cell("Settled", tone="grey")


def load(reference: str) -> Disclosure:
    return queries.get_disclosure(db.session(), reference, authority_id=access.authority_id())


@blueprint.get("/<reference>/")
@access.allow(Role.SAFEGUARDING_LEAD, records=True)
def disclosure(reference: str) -> str:
    found = load(reference)
    services.note_seen(db.session(), found, actor=access.viewer(), now=clock.now())
    return _show(found)


def _show(found: Disclosure, form: PortalForm | None = None) -> str:
    text, tone = words.STATES[found.state]
    is_mine = found.acknowledged_by_id == access.viewer().person_id
    return render_template(
        "disclosures/disclosure.html",
        form=form,
        disclosure=found,
        rows=_rows(found),
        status_text=text,
        status_tone=tone,
        is_waiting=found.state is State.WAITING,
        is_open=found.state is State.ACKNOWLEDGED,
        is_mine=is_mine,
        may_write=found.state is not State.WAITING and found.erased_at is None,
        duties=[_duty_shown(duty, found) for duty in found.duties],
        notes=_notes(found),
        events=_events(found),
    )


def _rows(found: Disclosure) -> list[dict[str, Any]]:
    """Everything that is known of it, in the order in which somebody has to act on it."""
    gone = words.REMOVED if found.erased_at else ""
    rows = [
        {"label": "What was told", "value": gone or lines(found.told)},
        {"label": "How to reach them", "value": gone or found.reach_by or "Not said"},
        {"label": "Told on", "value": format_datetime(found.told_at)},
        *_sender_rows(found, gone),
        {"label": "Visit", "value": visit_words(found)},
        {"label": "Home", "value": _home_text(found)},
        {"label": "Acknowledged", "value": by_words(found.acknowledged_at, found.acknowledged_by)},
    ]
    if found.outcome:
        rows.append({"label": "Outcome", "value": words.OUTCOMES[Outcome(found.outcome)]})
    if found.held_at:
        rows.append({"label": "Legal hold", "value": f"Since {format_datetime(found.held_at)}"})
    if found.exported_at:
        rows.append({"label": "Exported", "value": format_datetime(found.exported_at)})
    return rows


def _sender_rows(found: Disclosure, gone: str) -> list[dict[str, Any]]:
    """Who told, whom they trust, and what that person wrote down about reaching them: the recorded look covers it."""
    inspector = queries.find_sender(db.session(), found)
    if found.entry is not None:
        return [*_entry_rows(found, found.entry), *_inspector_rows("Written by", inspector, gone)]
    if inspector is None:
        return [{"label": "Told by", "value": words.SENDERS[SenderKind(found.sender_kind)]}]
    rows = _inspector_rows("Told by", inspector, gone)
    return [*rows, {"label": "Told with", "value": words.BY_CARD}] if found.by_card else rows


def _inspector_rows(label: str, inspector: Inspector | None, gone: str) -> list[dict[str, Any]]:
    if inspector is None:
        return []
    contact = find_contact(db.session(), inspector.id)
    name = name_of(inspector, shared_nicknames(db.session(), inspector.authority_id))
    return [
        {"label": label, "value": f"{name}, {words.SENDERS[SenderKind.INSPECTOR].lower()}"},
        {"label": "Their coordinator", "value": inspector.coordinator.name},
        {"label": "What the coordinator knows", "value": gone or (lines(contact.words) if contact else "Nothing")},
    ]


def _entry_rows(found: Disclosure, entry: DisclosureEntry) -> list[dict[str, Any]]:
    """The coordinator who told, and the way to what they read."""
    about = f"about “{entry.question.statement}”" if entry.question else "all of it"
    shown: str | Markup = f"{entry.feedback.reference}, {about}"
    if found.erased_at is None:
        href = url_for("feedback_lead.written", reference=found.reference)
        shown = Markup('{}<br><a class="govuk-link" href="{}">Read it as it was written</a>').format(shown, href)
    return [
        {"label": "Told by", "value": f"{entry.told_by.name}, {words.SENDERS[SenderKind.COORDINATOR].lower()}"},
        {"label": "From feedback", "value": shown},
    ]


def lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def by_words(at: Any, person: Any) -> str:
    return f"{format_datetime(at)}, {person.name}" if at else "Not yet"


def visit_words(found: Disclosure) -> str:
    if found.visit is None:
        return words.WITHOUT_VISIT.get(About(found.about), "Not said")
    return f"{found.visit.reference}, {format_date(found.visit.starts_at)}"


def _home_text(found: Disclosure) -> str | Markup:
    if found.home is None:
        return "Not said"
    href = url_for(".address", reference=found.reference)
    link = Markup('{}, {}<br><a class="govuk-link" href="{}">See its address</a>')
    return link.format(found.home.name, found.home.provider.legal_name, href)


def _duty_shown(duty: DisclosureDuty, found: Disclosure) -> dict[str, Any]:
    """A reminder as a task: its words, where it is settled, and how it stands."""
    kind = Duty(duty.duty)
    href = url_for(".settle", reference=found.reference, duty=kind.value.replace("_", "-"))
    if duty.settled_at is not None:
        done = "Done" if duty.was_needed else "Not needed"
        return {
            "text": words.DUTIES[kind],
            "href": None,
            "status": done,
            "tone": "green" if duty.was_needed else "grey",
            "hint": by_words(duty.settled_at, duty.settled_by),
        }
    is_late = rules.is_overdue(duty.due_at, duty.settled_at, clock.now())
    return {
        "text": words.DUTIES[kind],
        "href": None if found.state is State.WAITING else href,
        "status": "Overdue" if is_late else "To do",
        "tone": "red" if is_late else "blue",
        "hint": f"By {format_datetime(duty.due_at)}",
    }


def _notes(found: Disclosure) -> list[dict[str, Any]]:
    return [
        {
            "at": note.written_at,
            "text": words.NOTE_KINDS[NoteKind(note.kind)],
            "detail": words.REMOVED if found.erased_at else lines(note.text),
            "who": note.written_by.name,
        }
        for note in found.notes
    ]


def _events(found: Disclosure) -> list[dict[str, Any]]:
    """Its part of the record, looks included: "own list's" in the table of who may see what."""
    session = db.session()
    rows = events.list_events(session, ("disclosure", found.reference), limit=MOST_EVENTS)
    names = names_of(session, [row.actor_reference for row in rows])
    names |= {
        events.SYSTEM.reference: "The portal",
        events.YOUNG_PERSON.reference: "A young person",
        events.COORDINATOR.reference: "A coordinator",
    }
    return [
        {"at": row.occurred_at, "text": verb_words(row.verb), "who": names.get(row.actor_reference)} for row in rows
    ]


@blueprint.get("/<reference>/address")
@access.allow(Role.SAFEGUARDING_LEAD, records=True)
def address(reference: str) -> str:
    """Where the home is. Opening it is recorded, on the disclosure alone, before it is shown."""
    found = load(reference)
    if found.home is None:
        raise NotFound("this disclosure names no home")
    services.note_address_seen(db.session(), found, actor=access.viewer(), now=clock.now())
    return render_template(
        "homes/address.html",
        home=found.home,
        buildings=[
            {"label": f"Building {n}", "value": address_text(one)} for n, one in enumerate(found.home.premises, 1)
        ],
        back_href=url_for(".disclosure", reference=reference),
    )


@blueprint.route("/<reference>/acknowledge", methods=["GET", "POST"])
@lead_only
def acknowledge(reference: str) -> Page:
    """Take it on: the clock stops."""
    found, form = load(reference), ConfirmForm()
    page = url_for(".disclosure", reference=reference)
    if not form.validate_on_submit():
        return redirect(page)
    if tried(form, lambda: services.acknowledge(db.session(), found, actor=access.viewer(), now=clock.now())):
        flash("You have acknowledged this disclosure. Its alerts stop now.", "success")
    else:
        flash(form.form_errors[0], "notice")
    return redirect(page)


@blueprint.route("/<reference>/notes", methods=["GET", "POST"])
@lead_only
def note(reference: str) -> Page:
    """Write down what was done."""
    found, form = load(reference), NoteForm()
    if form.validate_on_submit() and tried(
        form,
        lambda: services.add_note(
            db.session(), found, form.text.data, form_key=form.once.data, actor=access.viewer(), now=clock.now()
        ),
    ):
        return redirect(url_for(".disclosure", reference=reference))
    return _step("note", found, form)


@blueprint.route("/<reference>/reminders/<duty>", methods=["GET", "POST"])
@lead_only
def settle(reference: str, duty: str) -> Page:
    """Say of a reminder that it was done, or why it was not needed."""
    found, form, kind = load(reference), DutyForm(), _duty(duty)
    if form.validate_on_submit() and tried(
        form,
        lambda: services.settle_duty(
            db.session(),
            found,
            kind,
            was_needed=form.answer.data == "done",
            text=form.text.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
    ):
        return redirect(url_for(".disclosure", reference=reference))
    return _step("settle", found, form, heading=words.DUTIES[kind])


def _duty(slug: str) -> Duty:
    try:
        return Duty(slug.replace("-", "_"))
    except ValueError:
        raise NotFound("no such reminder") from None


@blueprint.route("/<reference>/close", methods=["GET", "POST"])
@lead_only
def close(reference: str) -> Page:
    """End the handling with what came of it."""
    found, form = load(reference), CloseForm()
    if form.validate_on_submit() and tried(
        form,
        lambda: services.close(
            db.session(), found, form.chosen, form.text.data, actor=access.viewer(), now=clock.now()
        ),
    ):
        flash("The disclosure is closed. The next export takes it to the case system.", "success")
        return redirect(url_for(".disclosure", reference=reference))
    return _step("close", found, form)


@blueprint.route("/<reference>/hold", methods=["GET", "POST"])
@lead_only
def hold(reference: str) -> Page:
    """Keep the words whatever the schedule says, or no longer."""
    found = load(reference)
    form = HoldForm.for_hold(is_held=found.held_at is not None)
    verb = services.release if form.ends_it else services.hold
    if form.validate_on_submit() and tried(
        form, lambda: verb(db.session(), found, form.reason.data, actor=access.viewer(), now=clock.now())
    ):
        return redirect(url_for(".disclosure", reference=reference))
    return _step("hold", found, form)


def _step(name: str, found: Disclosure, form: PortalForm, **more: Any) -> str:
    return render_template(
        f"disclosures/{name}.html",
        form=form,
        reference=found.reference,
        back_href=url_for(".disclosure", reference=found.reference),
        **more,
    )
