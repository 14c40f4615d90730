"""What a coordinator writes down about one inspector: a way to reach them, training, hours, money; and leaving."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.voice.inspectors import certificate, keeping, queries, services
from portal.voice.inspectors.forms import (
    ButtonForm,
    CertificateForm,
    ContactForm,
    HoursForm,
    PaymentForm,
    TrainingForm,
)
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.rules import HoursKind, PaymentKind
from portal.voice.inspectors.views.inspectors import blueprint
from portal.voice.inspectors.views.shared import COORDINATOR, Page, load, saved
from portal.voice.inspectors.words import hours_words, name_of
from portal.web.filters import format_date
from portal.web.verbs import done

LEFT = "They have left. Their nickname, PIN and the way to reach them are gone. Their card lets nobody in."


def _home(inspector: Inspector) -> str:
    return url_for("inspectors.inspector", reference=inspector.reference)


def _page(template: str, inspector: Inspector, form: Any, **more: Any) -> str:
    back = _home(inspector)
    return render_template(f"inspectors/{template}.html", form=form, name=name_of(inspector), back_href=back, **more)


@blueprint.route("/<reference>/contact", methods=["GET", "POST"])
@access.allow(COORDINATOR, records=True)
def contact(reference: str) -> Page:
    """How to reach an inspector. Opening it is recorded before it is shown."""
    inspector = load(reference)
    # First: words that are newer than their version are found stale, and those that are older would not be.
    version = inspector.contact_version
    words = services.look_at_contact(db.session(), inspector, actor=access.viewer(), now=clock.now())
    form = ContactForm(data={"words": words, "version": str(version)})
    written = saved(
        form,
        lambda: services.write_contact(
            db.session(),
            inspector,
            form.words.data,
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "This is written down.",
        _home(inspector),
    )
    return written or _page("contact", inspector, form)


@blueprint.route("/<reference>/training", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def training(reference: str) -> Page:
    """Which parts of the training are done."""
    inspector = load(reference)
    form = TrainingForm(data={"done": sorted(queries.training_done(db.session(), inspector.id))})
    form.done.choices = [(part.slug, part.title) for part in queries.training_parts()]
    noted = done(
        form,
        lambda: services.note_training(
            db.session(), inspector, set(form.done.data or ()), actor=access.viewer(), now=clock.now()
        ),
        "The training is written down.",
        _home(inspector),
    )
    return noted or _page("training", inspector, form)


@blueprint.route("/<reference>/hours", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def hours(reference: str) -> Page:
    """Time that an inspector gave."""
    inspector, form = load(reference), HoursForm()
    form.given_on.latest = clock.today(clock.now())
    noted = done(
        form,
        lambda: services.note_hours(
            db.session(),
            inspector,
            HoursKind(form.kind.data),
            on=form.given_on.data,
            minutes=form.minutes.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The time is written down.",
        _home(inspector),
    )
    return noted or _page("hours", inspector, form)


@blueprint.route("/<reference>/payments", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def payments(reference: str) -> Page:
    """A thank-you payment or an expense."""
    inspector, form = load(reference), PaymentForm()
    form.paid_on.latest = clock.today(clock.now())
    noted = done(
        form,
        lambda: services.note_payment(
            db.session(),
            inspector,
            PaymentKind(form.kind.data),
            on=form.paid_on.data,
            pounds=form.pounds.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The payment is written down.",
        _home(inspector),
    )
    return noted or _page("payments", inspector, form)


@blueprint.post("/<reference>/hours/<int:number>/take-back")
@access.allow(COORDINATOR)
def take_back_hours(reference: str, number: int) -> Response:
    """Time that was written down by mistake."""
    inspector = load(reference)
    services.take_back_hours(db.session(), inspector, number, actor=access.viewer(), now=clock.now())
    return redirect(_home(inspector))


@blueprint.post("/<reference>/payments/<int:number>/take-back")
@access.allow(COORDINATOR)
def take_back_payment(reference: str, number: int) -> Response:
    """Money that was written down by mistake."""
    inspector = load(reference)
    services.take_back_payment(db.session(), inspector, number, actor=access.viewer(), now=clock.now())
    return redirect(_home(inspector))


@blueprint.route("/<reference>/certificate", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def print_certificate(reference: str) -> Page:
    """A certificate to print, in the nickname or in a name that is kept nowhere. The answer to sending is the file."""
    inspector, form = load(reference), CertificateForm()
    if not form.validate_on_submit():
        return _page("certificate", inspector, form)
    session, now = db.session(), clock.now()
    services.note_certificate(session, inspector, actor=access.viewer(), now=now)
    done_parts = queries.training_done(session, inspector.id)
    body = certificate.make(
        name=form.printed_name.data or name_of(inspector),
        council=access.viewer().desk_name or "",
        training=[part.title for part in queries.training_parts() if part.slug in done_parts],
        visits=sum(held.arrived_at is not None for held in queries.list_own_visits(session, inspector.id)),
        hours=hours_words(sum(row.minutes for row in queries.list_hours(session, inspector.id))),
        dated=format_date(now),
    )
    headers = {"Content-Disposition": 'inline; filename="certificate.pdf"'}
    return FlaskResponse(body, mimetype="application/pdf", headers=headers)


@blueprint.route("/<reference>/leave", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def leave(reference: str) -> Page:
    """An inspector leaves: what must go goes at once, save what an open disclosure needs."""
    inspector, form = load(reference), ButtonForm()
    is_needed = keeping.has_reason(db.session(), inspector)
    left = done(
        form,
        lambda: services.leave(db.session(), inspector, actor=access.viewer(), now=clock.now()),
        "They have left. Their nickname and PIN are gone. Their card lets nobody in." if is_needed else LEFT,
        url_for("inspectors.list_all"),
    )
    return left or _page("leave", inspector, form, is_needed=is_needed)
