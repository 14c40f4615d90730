"""Filling in one price: its fees, its open book, checking it, sending it, or saying that it has not changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import PROVIDER_ROLES
from portal.returns.forms import SendForm
from portal.returns.pricing import forms, queries, rules, services, words
from portal.returns.pricing.forms import BookForm, FeesForm, Typed
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.rules import PriceLine
from portal.returns.pricing.services import PriceSending
from portal.returns.pricing.views import shown
from portal.returns.pricing.views.provider import load, refusal_of, scope
from portal.returns.queries import names_of_people
from portal.returns.rules import EDITABLE, NOT_RETURNED
from portal.returns.services import CONFIRM, Refused, Stale, read_draft
from portal.returns.views.shown import differing, lock_version, saved_words
from portal.web.filters import format_month
from portal.web.tables import Table

Page = str | Response
PriceForm = FeesForm | BookForm
CHANGE = "Change what is different."
SAVED = "They are saved as you typed them, and not sent yet."
SENT_ALREADY = "These prices have been sent. What you typed since was not kept."

blueprint = Blueprint("prices_entry", __name__, url_prefix="/provider/returns/<slug>/prices/<home>/<lot>")


@blueprint.route("/fees", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES, prices=True)
def fees(slug: str, home: str, lot: str) -> Page:
    """The fees of one home for one lot. Whatever is typed is saved before it is judged."""
    due = load(slug, home, lot)
    if due.state not in EDITABLE:
        return _sent_already(due)
    setting = shown.setting_of(due)
    if request.method == "POST":
        return _save_fees(due, forms.fees_form(setting))
    if "parked_fields" in g:
        return _fees_page(due, forms.fees_form(setting))
    typed, whence = _opening(due)
    form = forms.fees_form(setting, typed)
    form.lock_version.data = lock_version(due)
    return _fees_page(due, form, whence)


def _sent_already(due: DuePrice) -> Response:
    if request.method == "POST":
        flash(SENT_ALREADY, "notice")
    return redirect(url_for("prices.entry", **shown.place_of(due)))


def _opening(due: DuePrice) -> tuple[Typed | None, str]:
    """What a price opens with, and a sentence that says so: its draft, else what was sent, else the price before."""
    draft = read_draft(due.entry)
    if draft is not None:
        return draft, "They stand as they were saved."
    if due.latest is not None:
        line = queries.lines_of_versions(db.session(), [due.latest.id])[due.latest.id]
        return forms.typed_of(line), f"They begin as you sent them. {CHANGE}"
    before = queries.known_of(db.session(), due).predecessor
    if before is not None:
        typed = forms.typed_of(rules.unchanged(before.line))
        return typed, f"They begin as they were in {format_month(before.month)}. {CHANGE}"
    return None, ""


def _save_fees(due: DuePrice, form: FeesForm) -> Page:
    saved = _keep(due, form)
    if saved is None:
        return _fees_page(due, form)
    if isinstance(saved, str):
        return _both(due, form, saved)
    if request.form.get("action") == "save":
        return _saved_for_later(due)
    if not form.validate():
        return _fees_page(due, form, SAVED)
    endpoint = ".book" if forms.asks_for_book(form.setting, form.line()) else ".check"
    return redirect(url_for(endpoint, **shown.place_of(due)))


def _keep(due: DuePrice, form: PriceForm) -> bool | str | None:
    """Save one page's fields. None when it was refused, the sentence when somebody else has saved since."""
    draft = read_draft(due.entry)
    typed = forms.merged(_opening(due)[0] if draft is None else draft, forms.typed_fields(request.form, form), form)
    try:
        entry = services.save_draft(
            db.session(), due, typed=typed, expected=form.expected, actor=access.viewer(), now=clock.now()
        )
    except Stale as stale:
        return str(stale)
    except Refused as refused:
        form.refuse(str(refused))
        return None
    form.lock_version.data = str(entry.lock_version)
    return True


def _saved_for_later(due: DuePrice) -> Response:
    flash(f"Saved. Nothing has been sent for {due.home.name} yet.", "success")
    return redirect(url_for("prices.month", slug=shown.place_of(due)["slug"]))


def _fees_page(due: DuePrice, form: FeesForm, whence: str = "", theirs: Table | None = None) -> str:
    before = queries.known_of(db.session(), due).predecessor
    if before:
        forms.show_before(form, before.line, f"{before.month:%B}")
    may_confirm = before is not None and due.state in NOT_RETURNED and _unchanged_line(due, before.line) is not None
    return render_template(
        "returns/pricing/fostering.html" if due.is_fostering else "returns/pricing/fees.html",
        form=form,
        whence=whence,
        theirs=theirs,
        unchanged_href=url_for(".unchanged", **shown.place_of(due)) if may_confirm else None,
        **_around(due),
    )


def _around(due: DuePrice) -> dict[str, Any]:
    """What both pages of a price show around their fields."""
    place = shown.place_of(due)
    return {
        "due": due,
        "slug": place["slug"],
        "month": format_month(due.period.month),
        "caption": f"{format_month(due.period.month)} prices, {words.lot_name(due.lot)}",
        "back_href": url_for("prices.month", slug=place["slug"]),
        "back_text": "All prices of this return",
        "question": queries.find_open_question(db.session(), due.entry),
        "refused": refusal_of(due)[1],
        "progress": _progress(due),
    }


def _progress(due: DuePrice) -> str:
    places = [shown.place_of(one) for one in queries.list_due(db.session(), due.period, **scope())]
    return f"Price {places.index(shown.place_of(due)) + 1} of {len(places)}"


def _both(due: DuePrice, form: PriceForm, message: str) -> Page:
    """The second of two editors: their own typing in the form, the other's saved prices beside it."""
    fresh = load(**shown.place_of(due))
    if fresh.state not in EDITABLE:
        return _sent_already(fresh)
    draft, unsigned = read_draft(fresh.entry) or [], {"csrf": False}
    form.lock_version.data = lock_version(fresh)
    form.refuse(message)
    people = names_of_people(db.session(), [fresh.entry.draft_saved_by_id if fresh.entry else None])
    when = saved_words(fresh.entry, people)
    if isinstance(form, BookForm):
        saved: PriceForm = forms.book_form(form.fee, draft, meta=unsigned)
        return _book_page(fresh, form, theirs=differing(forms.answers(form), forms.answers(saved), when))
    saved = forms.fees_form(form.setting, draft, meta=unsigned)
    return _fees_page(fresh, form, theirs=differing(forms.answers(form), forms.answers(saved), when))


@blueprint.route("/open-book", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES, prices=True)
def book(slug: str, home: str, lot: str) -> Page:
    """The lines that sum to the list fee, where the lot asks for them or an uplift is requested."""
    due = load(slug, home, lot)
    if due.state not in EDITABLE:
        return _sent_already(due)
    draft = read_draft(due.entry)
    line, _, _ = forms.judged_draft(shown.setting_of(due), draft or [])
    if line is None or line.list_fee is None:
        return redirect(url_for(".fees", **shown.place_of(due)))
    if request.method == "POST":
        return _save_book(due, forms.book_form(line.list_fee), line)
    if "parked_fields" in g:
        return _book_page(due, forms.book_form(line.list_fee))
    form = forms.book_form(line.list_fee, draft)
    form.lock_version.data = lock_version(due)
    return _book_page(due, form)


def _save_book(due: DuePrice, form: BookForm, line: PriceLine) -> Page:
    saved = _keep(due, form)
    if saved is None:
        return _book_page(due, form)
    if isinstance(saved, str):
        return _both(due, form, saved)
    if request.form.get("action") == "save":
        return _saved_for_later(due)
    if form.judged(line, lot_asks=due.lot_asks) is None:
        return _book_page(due, form, SAVED)
    return redirect(url_for(".check", **shown.place_of(due)))


def _book_page(due: DuePrice, form: BookForm, whence: str = "", theirs: Table | None = None) -> str:
    before = queries.known_of(db.session(), due).predecessor
    if before:
        forms.show_before(form, before.line, f"{before.month:%B}")
    around = _around(due) | {"back_href": url_for(".fees", **shown.place_of(due)), "back_text": "The fee"}
    return render_template("returns/pricing/book.html", form=form, whence=whence, theirs=theirs, **around)


@blueprint.route("/check", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES, prices=True)
def check(slug: str, home: str, lot: str) -> Page:
    """Check answers, then send. Sent twice, it shows the same receipt twice."""
    due, form = load(slug, home, lot), SendForm()
    line, answer = _draft_line(due)
    if request.method == "GET" and (due.entry is None or line is None):
        endpoint = ".fees" if due.state in EDITABLE else "prices.entry"
        return redirect(url_for(endpoint, **shown.place_of(due)))
    if form.validate_on_submit():
        sending = PriceSending(due, line, form.expected, confirmed=bool(form.confirmed.data), answer=answer)
        done = _send(sending, form)
        if done:
            return done
        due = load(slug, home, lot)
        line, answer = _draft_line(due)
    if line is None:
        return redirect(url_for("prices.entry", **shown.place_of(due)))
    return _check_page("check", due, form, line, answer)


def _draft_line(due: DuePrice) -> tuple[PriceLine | None, str]:
    draft = read_draft(due.entry)
    if draft is None:
        return None, ""
    _, line, answer = forms.judged_draft(shown.setting_of(due), draft)
    return line, answer


def _send(sending: PriceSending, form: SendForm) -> Response | None:
    try:
        version = services.submit(db.session(), sending, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        form.refuse(str(refused), "confirmed" if str(refused) == CONFIRM else None)
        return None
    return redirect(url_for("prices.receipt", **shown.place_of(sending.due), number=version.number))


def _check_page(name: str, due: DuePrice, form: SendForm, line: PriceLine, answer: str = "") -> str:
    session = db.session()
    form.lock_version.data = lock_version(due)
    return render_template(
        f"returns/pricing/{name}.html",
        form=form,
        place=shown.place_of(due),
        line=line,
        answer=answer,
        has_book=bool(line.open_book),
        beside=shown.line_beside(session, due, line),
        surprises=shown.surprises_of(session, due, line),
        **_around(due),
    )


@blueprint.route("/unchanged", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES, prices=True)
def unchanged(slug: str, home: str, lot: str) -> Page:
    """The price before, once more: one button."""
    due, form = load(slug, home, lot), SendForm()
    before = queries.known_of(db.session(), due).predecessor
    line = _unchanged_line(due, before.line) if before else None
    if line is None or (request.method == "GET" and due.state not in NOT_RETURNED):
        return redirect(url_for("prices.entry", **shown.place_of(due)))
    if form.validate_on_submit():
        done = _send(PriceSending(due, line, form.expected), form)
        if done:
            return done
        due = load(slug, home, lot)
    return _check_page("unchanged", due, form, line)


def _unchanged_line(due: DuePrice, before: PriceLine) -> PriceLine | None:
    """The price before as it can be sent again; None where the lot has come to ask for more than it holds."""
    line = rules.unchanged(before)
    faults = rules.judge_price(line, lot_asks=due.lot_asks, is_fostering=due.is_fostering)
    return None if faults else line
