"""A coordinator's inspectors: the list, a card for somebody new, one inspector, a new card, a deputy."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.accounts.models import Person
from portal.mail import settings
from portal.voice.inspectors import queries, rules, services
from portal.voice.inspectors.forms import CardForm, DeputyForm, StandInForm
from portal.voice.inspectors.models import Inspector, InspectorPayment
from portal.voice.inspectors.queries import Row
from portal.voice.inspectors.rules import InspectorState, PaymentKind
from portal.voice.inspectors.services import Refused
from portal.voice.inspectors.today import standing_words
from portal.voice.inspectors.views.shared import COORDINATOR, Page, carer, load
from portal.voice.inspectors.words import (
    HOURS_NAMES,
    PAYMENT_NAMES,
    STATE_NAMES,
    STATE_TONES,
    band_words,
    hours_words,
    name_of,
)
from portal.web import nav
from portal.web.filters import format_date, format_money
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import done, tried

COLUMNS = (Column("Inspector"), Column("Status"), Column("Age"), Column("Card made"), Column("Joined"))
MADE_BEFORE = (
    "That card was made before, and its code was shown once. If you did not print it, make a new card for the same "
    "inspector."
)

blueprint = Blueprint("inspectors", __name__, url_prefix="/voice/inspectors")
nav.add("Inspectors", "inspectors.list_all", COORDINATOR, order=20)


@blueprint.get("/")
@access.allow(COORDINATOR)
def list_all() -> str:
    """Everybody this coordinator looks after."""
    with_left = "left" in request.args
    page = page_of(request.args, total=queries.count_inspectors(db.session(), carer(), with_left=with_left))
    rows = queries.list_inspectors(db.session(), carer(), with_left=with_left, limit=page.limit, offset=page.offset)
    shown = [_row(row) for row in rows]
    return render_template(
        "inspectors/list.html",
        table=Table("Inspectors", COLUMNS, shown),
        page=page,
        total=page.total,
        with_left=with_left,
        standing=[each.text for each in standing_words(db.session(), carer())],
        absent=[row.coordinator for row in queries.list_standing_in(db.session(), carer())],
    )


def _row(row: Row) -> list[str | Cell]:
    inspector = row.inspector
    stands_in = inspector.coordinator_id != access.viewer().person_id
    return [
        Cell(
            name_of(inspector),
            href=url_for(".inspector", reference=inspector.reference),
            note=f"{inspector.reference}, while you stand in" if stands_in else inspector.reference,
        ),
        Cell(STATE_NAMES[InspectorState(inspector.state)], tone=STATE_TONES[InspectorState(inspector.state)]),
        band_words(inspector.age_band),
        format_date(row.card.created_at) if row.card else "",
        format_date(inspector.joined_at) if inspector.joined_at else "",
    ]


@blueprint.route("/new", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def invite() -> Page:
    """A card for somebody new. It is shown once, for printing, so the answer to sending is the card itself; sent again,
    there is nothing to show."""
    form, session = CardForm(), db.session()
    made: list[tuple[Inspector, str]] = []
    if form.validate_on_submit() and tried(
        form,
        lambda: made.append(
            services.invite(session, authority_id=access.authority_id(), actor=access.viewer(), now=clock.now())
        ),
    ):
        return _card(*made[0]) if made else _made_before(url_for(".list_all"))
    return render_template("inspectors/invite.html", form=form)


@blueprint.route("/<reference>/card", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def new_card(reference: str) -> Page:
    """A new card in the place of a lost one, or of a lost PIN."""
    inspector, form = load(reference), CardForm()
    codes: list[str] = []
    if form.validate_on_submit() and tried(
        form,
        lambda: codes.append(
            services.make_card(db.session(), inspector, actor=access.viewer(), now=clock.now()),
        ),
    ):
        return _card(inspector, codes[0]) if codes else _made_before(url_for(".inspector", reference=reference))
    return render_template("inspectors/new_card.html", form=form, inspector=inspector, name=name_of(inspector))


def _made_before(onward: str) -> Response:
    flash(MADE_BEFORE, "notice")
    return redirect(onward)


def _card(inspector: Inspector, code: str) -> str:
    href = settings().base_url + url_for("joining.card", code=code)
    drawn = segno.make(href, error="m").svg_inline(scale=4, border=2, title=f"QR code of {href}")
    return render_template(
        "inspectors/card.html",
        inspector=inspector,
        code=rules.shown_code(code),
        start=(settings().base_url + url_for("joining.start")).partition("//")[2],
        qr=Markup(drawn),  # noqa: S704  # made of squares and of an address of our own
        lasts=rules.CARD_LASTS.days,
    )


@blueprint.get("/<reference>/")
@access.allow(COORDINATOR)
def inspector(reference: str) -> str:
    """One inspector: what is known, training, hours, money, visits, and what can be done."""
    found = load(reference)
    return render_template(
        "inspectors/inspector.html",
        inspector=found,
        name=name_of(found),
        status_text=STATE_NAMES[InspectorState(found.state)],
        status_tone=STATE_TONES[InspectorState(found.state)],
        has_left=found.state == InspectorState.LEFT,
        rows=_summary(found),
        training=_training(found),
        hours=_hours(found),
        payments=_payments(found),
        visits=_visits(found),
    )


def _summary(found: Inspector) -> list[dict[str, Any]]:
    card = queries.find_current_card(db.session(), found.id)
    rows: list[dict[str, Any]] = [
        {"label": "Age", "value": band_words(found.age_band)},
        {"label": "Card made", "value": format_date(card.created_at) if card else "No card"},
        {"label": "Card used", "value": format_date(card.claimed_at) if card and card.claimed_at else "Not yet"},
        {"label": "Joined", "value": format_date(found.joined_at) if found.joined_at else "Not yet"},
        {"label": "Agreed to", "value": _agreed(found)},
    ]
    if found.left_at:
        return [*rows, {"label": "Left", "value": format_date(found.left_at)}]
    known = "Written down" if queries.has_contact(db.session(), found.id) else "Nothing written down"
    return [*rows, {"label": "How to reach them", "value": known}]


def _agreed(found: Inspector) -> str:
    consents = queries.list_consents(db.session(), found.id)
    words = [f"{one.text.title}, version {one.text.version}, on {format_date(one.agreed_at)}" for one in consents]
    return "; ".join(words) or "Nothing yet"


def _training(found: Inspector) -> list[tuple[str, bool]]:
    ticked = queries.training_done(db.session(), found.id)
    return [(part.title, part.slug in ticked) for part in queries.training_parts()]


def _hours(found: Inspector) -> dict[str, Any]:
    rows = queries.list_hours(db.session(), found.id)
    shown = [
        {"number": row.id, "text": f"{format_date(row.given_on)}: {HOURS_NAMES[row.kind]}, {hours_words(row.minutes)}"}
        for row in rows
    ]
    return {"rows": shown, "total": hours_words(sum(row.minutes for row in rows))}


def _payments(found: Inspector) -> dict[str, Any]:
    rows = queries.list_payments(db.session(), found.id)
    totals = {kind: sum(row.amount_pence for row in rows if row.kind == kind) for kind in PaymentKind}
    shown = [{"number": row.id, "text": _payment_words(row)} for row in rows]
    return {"rows": shown, "totals": {kind.value: format_money(rules.pounds(total)) for kind, total in totals.items()}}


def _payment_words(row: InspectorPayment) -> str:
    return f"{format_date(row.paid_on)}: {PAYMENT_NAMES[row.kind]}, {format_money(rules.pounds(row.amount_pence))}"


def _visits(found: Inspector) -> list[dict[str, Any]]:
    return [
        {
            "text": f"{held.visit.home.name}, {format_date(held.visit.starts_at)}",
            "href": url_for("inspector_visits.visit", reference=held.visit.reference),
        }
        for held in queries.list_own_visits(db.session(), found.id)
    ]


@blueprint.route("/stand-in", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def stand_in() -> Page:
    """Step in for a coordinator who is away and named nobody."""
    people = {person.reference: person for person in queries.list_to_stand_in_for(db.session(), carer())}
    form = StandInForm()
    form.absent.choices = [(reference, person.name) for reference, person in people.items()]
    stepped = done(
        form,
        lambda: services.step_in(
            db.session(),
            carer(),
            people.get(form.absent.data or ""),
            until_on=form.until_on.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "You stand in for them now. They and the publishers get a mail.",
        url_for(".list_all"),
    )
    return stepped or render_template("inspectors/stand_in.html", form=form, has_others=bool(people))


@blueprint.post("/stand-in/end")
@access.allow(COORDINATOR)
def end_stand_in() -> Response:
    """Stop standing in for somebody before its last day."""
    absent = request.form.get("absent", "")
    try:
        services.stop_standing_in(db.session(), carer(), absent, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash("You no longer stand in for them. They get a mail.", "success")
    return redirect(url_for(".list_all"))


@blueprint.route("/deputy", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def deputy() -> Page:
    """Another coordinator looks after one's inspectors to the end of a day."""
    people = {person.reference: person for person in queries.list_other_coordinators(db.session(), carer())}
    form = DeputyForm(data=_current_deputy())
    form.deputy.choices = [(reference, person.name) for reference, person in people.items()]
    chosen: Person | None = people.get(form.deputy.data or "")
    named = done(
        form,
        lambda: services.name_deputy(
            db.session(), carer(), chosen, until_on=form.until_on.data, actor=access.viewer(), now=clock.now()
        ),
        "This is arranged." if chosen else "Nobody stands in for you now.",
        url_for(".list_all"),
    )
    return named or render_template("inspectors/deputy.html", form=form, has_others=bool(people))


def _current_deputy() -> dict[str, Any]:
    found = queries.find_deputy(db.session(), access.viewer().person_id)
    return {"deputy": found.deputy.reference, "until_on": found.until_on} if found else {}
