"""Filling in one home's entry: its figures, checking them, sending them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.returns import forms, queries, rules, services
from portal.returns.forms import EntryForm, SendForm, Setting
from portal.returns.queries import DueHome
from portal.returns.services import CapacitySending, Refused, Sending, Stale
from portal.returns.views import shown
from portal.returns.views.provider import PROVIDER, desk, load, window_of
from portal.web.filters import format_month
from portal.web.tables import Table

Page = str | Response
CHANGE = "Change what is different."
SAVED = "They are saved as you typed them, and not sent yet."
SENT_ALREADY = "These figures have been sent. What you typed since was not kept."

blueprint = Blueprint("returns_entry", __name__, url_prefix="/provider/returns")


@blueprint.route("/<slug>/<home>/capacity", methods=["GET", "POST"])
@access.allow(*PROVIDER)
def capacity(slug: str, home: str) -> Page:
    """The figures of one home. Whatever is typed is saved before it is judged."""
    due = load(slug, home)
    if due.state not in rules.EDITABLE:
        if request.method == "POST":
            flash(SENT_ALREADY, "notice")
        return redirect(url_for("returns.entry", slug=slug, home=home))
    setting = shown.load_setting(db.session(), due)
    if request.method == "POST":
        return _save(due, setting, forms.entry_form(setting))
    if "parked_fields" in g:
        return _fill_in(due, forms.entry_form(setting))
    typed, whence = _opening(due, setting)
    form = forms.entry_form(setting, typed)
    form.lock_version.data = shown.lock_version(due)
    return _fill_in(due, form, whence)


def _opening(due: DueHome, setting: Setting) -> tuple[forms.Typed, str]:
    """What an entry opens with, and a sentence that says so: its draft, else what was sent, else last month's figures,
    else the home's places."""
    draft = services.read_draft(due.entry)
    if draft is not None:
        return draft, "They stand as they were saved."
    if due.latest is not None:
        lines = queries.lines_of_versions(db.session(), [due.latest.id])
        return forms.typed_of(lines[due.latest.id], setting.own_code), f"They begin as you sent them. {CHANGE}"
    before = queries.predecessor(shown.earlier_of(db.session(), due))
    if before is not None:
        typed = forms.typed_of(before.line, setting.own_code)
        return typed, f"They begin as they were in {format_month(before.month)}. {CHANGE}"
    return [("registered", str(due.home.registered_places)), ("usable", str(due.home.usable_places))], ""


def _save(due: DueHome, setting: Setting, form: EntryForm) -> Page:
    typed, anchor = forms.typed_fields(request.form, form), None
    action = request.form.get("action")
    if action == "add":
        typed, anchor = forms.with_another_row(typed)
    try:
        saved = services.save_draft(
            db.session(), due, typed=typed, expected=form.expected, actor=access.viewer(), now=clock.now()
        )
    except Stale as stale:
        return _show_both(due, setting, form, str(stale))
    except Refused as refused:
        form.refuse(str(refused))
        return _fill_in(due, form)
    place: dict[str, Any] = {"slug": rules.month_slug(due.period.month), "home": due.home.reference}
    if action == "add":
        return redirect(url_for(".capacity", **place, _anchor=anchor))
    if action == "save":
        flash(f"Saved. Nothing has been sent for {due.home.name} yet.", "success")
        return redirect(url_for("returns.month", slug=place["slug"]))
    if form.judged():
        return redirect(url_for(".check", **place))
    form.lock_version.data = str(saved.lock_version)
    return _fill_in(due, form, SAVED)


def _fill_in(due: DueHome, form: EntryForm, whence: str = "", theirs: Table | None = None) -> str:
    session = db.session()
    before = queries.predecessor(shown.earlier_of(session, due))
    if before:
        forms.show_before(form, before.line, f"{before.month:%B}")
    question = queries.find_open_question(session, due.entry.id) if due.entry else None
    window = window_of(due)
    refusal = rules.may_submit(due.state, window, clock.now())
    return render_template(
        "returns/fostering.html" if due.is_fostering else "returns/capacity.html",
        due=due,
        slug=rules.month_slug(due.period.month),
        form=form,
        month=format_month(due.period.month),
        as_at=rules.as_at(due.period.month, clock.today(clock.now())),
        whence=whence,
        question=question,
        theirs=theirs,
        refused=services.refusal_words(refusal, due, window) if refusal else None,
        progress=_progress(due),
    )


def _progress(due: DueHome) -> str:
    homes = queries.list_due(db.session(), due.period, desk())
    number = next(index for index, one in enumerate(homes, 1) if one.home.id == due.home.id)
    return f"Home {number} of {len(homes)}"


def _show_both(due: DueHome, setting: Setting, form: EntryForm, message: str) -> Page:
    """The second of two editors: their own typing in the form, the other's saved figures beside it."""
    fresh = load(rules.month_slug(due.period.month), due.home.reference)
    if fresh.state not in rules.EDITABLE:
        flash(SENT_ALREADY, "notice")
        return redirect(url_for("returns.entry", slug=rules.month_slug(due.period.month), home=due.home.reference))
    saved = forms.entry_form(setting, services.read_draft(fresh.entry) or [], meta={"csrf": False})
    form.lock_version.data = shown.lock_version(fresh)
    form.refuse(message)
    people = queries.names_of_people(db.session(), [fresh.entry.draft_saved_by_id if fresh.entry else None])
    when = shown.saved_words(fresh.entry, people)
    return _fill_in(fresh, form, theirs=shown.differing(forms.answers(form), forms.answers(saved), when))


@blueprint.route("/<slug>/<home>/check", methods=["GET", "POST"])
@access.allow(*PROVIDER)
def check(slug: str, home: str) -> Page:
    """Check answers, then send. Sent twice, it shows the same receipt twice."""
    due, form = load(slug, home), SendForm()
    line, answer = _draft_line(due)
    if request.method == "GET" and (due.entry is None or line is None):
        endpoint = ".capacity" if due.state in rules.EDITABLE else "returns.entry"
        return redirect(url_for(endpoint, slug=slug, home=home))
    if form.validate_on_submit():
        confirmed = bool(form.confirmed.data)
        sending = Sending(due, line, form.expected, confirmed=confirmed, answer=answer)
        done = _send(sending, form)
        if done:
            return done
        due = load(slug, home)
        line, answer = _draft_line(due)
    if line is None:
        return redirect(url_for("returns.entry", slug=slug, home=home))
    form.lock_version.data = shown.lock_version(due)
    return _check_page(due, form, line, answer)


def _draft_line(due: DueHome) -> tuple[rules.CapacityLine | None, str]:
    return shown.draft_line(due, shown.load_setting(db.session(), due))


def _send(sending: CapacitySending, form: SendForm) -> Response | None:
    try:
        version = services.submit(db.session(), sending, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        form.refuse(str(refused), "confirmed" if str(refused) == services.CONFIRM else None)
        return None
    place: dict[str, Any] = {"slug": rules.month_slug(sending.due.period.month), "home": sending.due.home.reference}
    return redirect(url_for("returns.receipt", **place, number=version.number))


def _check_page(due: DueHome, form: SendForm, line: rules.CapacityLine, answer: str) -> str:
    session = db.session()
    window = window_of(due)
    refusal = rules.may_submit(due.state, window, clock.now())
    return render_template(
        "returns/check.html",
        due=due,
        slug=rules.month_slug(due.period.month),
        form=form,
        line=line,
        answer=answer,
        beside=shown.line_beside(session, due, line),
        surprises=shown.surprises_of(session, due, line),
        refused=services.refusal_words(refusal, due, window) if refusal else None,
    )


@blueprint.route("/<slug>/<home>/nil", methods=["GET", "POST"])
@access.allow(*PROVIDER)
def nil(slug: str, home: str) -> Page:
    """A nil return: nobody lives there and every place is available."""
    due, form = load(slug, home), SendForm()
    if due.is_fostering or (request.method == "GET" and due.state not in rules.NOT_RETURNED):
        return redirect(url_for("returns.entry", slug=slug, home=home))
    before = queries.predecessor(shown.earlier_of(db.session(), due))
    line = rules.nil_line(due.home.registered_places, takes_emergencies=bool(before and before.line.takes_emergencies))
    if form.validate_on_submit():
        done = _send(Sending(due, line, form.expected, confirmed=True), form)
        if done:
            return done
        due = load(slug, home)
    form.lock_version.data = shown.lock_version(due)
    return render_template(
        "returns/nil.html",
        due=due,
        slug=slug,
        form=form,
        beside=shown.line_beside(db.session(), due, line),
        surprises=shown.surprises_of(db.session(), due, line),
    )
