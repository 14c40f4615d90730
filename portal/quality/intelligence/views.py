"""The log and the reviews of a provider, for staff; what was shared, for the provider."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.accounts.models import Person
from portal.homes.queries import list_homes, own
from portal.providers.models import Provider
from portal.providers.queries import get_provider
from portal.quality.intelligence import queries, rules, services, today
from portal.quality.intelligence.forms import AnswerForm, ConfirmForm, NoteForm, ReviewForm, StrikeForm
from portal.quality.intelligence.models import IntelligenceNote, MarketReview, Reliability, Source
from portal.quality.intelligence.words import RELIABILITY_NAMES, REVIEW_PARTS, SOURCE_NAMES
from portal.web import nav
from portal.web.filters import format_date
from portal.web.forms import PortalForm
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import done

__all__ = ["blueprints", "today"]

Page = str | Response
READERS = (Role.QA_OFFICER, Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.QA_OFFICER, Role.COMMISSIONER)
COLUMNS = (Column("Heard on"), Column("About"), Column("Comes from"), Column("How sure"), Column("Stands"))

blueprint = Blueprint("intelligence", __name__, url_prefix="/commissioning/providers/<reference>")
own_blueprint = Blueprint("own_notes", __name__, url_prefix="/provider/notes")
blueprints = (blueprint, own_blueprint)
nav.add(
    "Notes", "intelligence.list_notes", *READERS, order=60, beside="providers.provider", about="what was heard, by whom"
)
nav.add(
    "Reviews",
    "intelligence.list_reviews",
    *READERS,
    order=61,
    beside="providers.provider",
    about="quality, price, outcomes",
)
nav.add(
    "Notes the council shared", "own_notes.list_shared", Role.PROVIDER_ADMIN, order=62, beside="organisation.profile"
)


def _lines(text: str) -> Markup:
    """What was typed, each of its lines on one of its own."""
    return Markup("<br>").join(text.splitlines())


def _answer(note: IntelligenceNote) -> Markup:
    answered_on = format_date(note.corrected_at) if note.corrected_at else ""
    return _lines(f"{note.correction}\nAnswered on {answered_on}")


def _provider(reference: str) -> Provider:
    return get_provider(db.session(), reference, authority_id=access.authority_id())


def _may_write() -> bool:
    return access.viewer().has(*WRITERS)


@blueprint.get("/notes/")
@access.allow(*READERS, records=True)
def list_notes(reference: str) -> str:
    provider = _provider(reference)
    scope = {"authority_id": access.authority_id()}
    total = queries.count_notes(db.session(), provider.id, **scope)
    page = page_of(request.args, total=total)
    found = queries.list_notes(db.session(), provider.id, **scope, offset=page.offset, limit=page.limit)
    table = Table(f"Notes about {provider.legal_name}", COLUMNS, [_row(provider, note) for note in found])
    services.note_looked_at(db.session(), provider, shown=len(found), actor=access.viewer(), now=clock.now())
    return render_template(
        "quality/intelligence/notes.html",
        provider=provider,
        table=table,
        count_words="1 note" if total == 1 else f"{total:,} notes",
        page=page,
        may_write=_may_write(),
    )


def _row(provider: Provider, note: IntelligenceNote) -> list[str | Cell]:
    href = url_for("intelligence.note", reference=provider.reference, note=note.reference)
    return [
        Cell(format_date(note.heard_on), href=href, note=note.reference),
        note.home.name if note.home else "The provider",
        SOURCE_NAMES[Source(note.source)],
        RELIABILITY_NAMES[Reliability(note.reliability)],
        _standing(note),
    ]


def _standing(note: IntelligenceNote) -> Cell:
    if note.struck_at is not None:
        return Cell("Struck out", tone="grey")
    if note.corrected_at is not None:
        return Cell("Answered", tone="purple")
    return Cell("Shared", tone="blue") if note.shared_at else Cell("Only for staff", tone="grey")


@blueprint.route("/notes/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add_note(reference: str) -> Page:
    provider = _provider(reference)
    homes = {home.reference: home for home in list_homes(db.session(), own(provider.id))}
    form = NoteForm(data={"heard_on": clock.today(clock.now())})
    form.home.choices = [(key, home.name) for key, home in homes.items()]
    return done(
        form,
        lambda: services.write_note(
            db.session(),
            provider,
            authority_id=access.authority_id(),
            home=homes.get(form.home.data or ""),
            heard_on=form.heard_on.data,
            source=Source(form.source.data),
            reliability=Reliability(form.reliability.data),
            text=form.text.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The note is kept. Only staff read it.",
        url_for("intelligence.list_notes", reference=reference),
    ) or _form_page(form, f"Add a note about {provider.legal_name}", "Keep this note", "list_notes", reference)


@blueprint.get("/notes/<note>/")
@access.allow(*READERS, records=True)
def note(reference: str, note: str) -> str:
    provider = _provider(reference)
    found = _note(provider, note)
    services.note_looked_at(db.session(), provider, shown=1, actor=access.viewer(), now=clock.now())
    standing = _standing(found)
    return render_template(
        "quality/intelligence/note.html",
        provider=provider,
        note=found,
        rows=_note_rows(found),
        status_text=standing.text,
        status_tone=standing.tone,
        may_share=_may_write() and rules.share_fault(found.state) is None,
        may_strike=_may_write() and rules.strike_fault(found.state) is None,
    )


def _note(provider: Provider, reference: str) -> IntelligenceNote:
    return queries.get_note(db.session(), reference, provider_id=provider.id, authority_id=access.authority_id())


def _note_rows(note: IntelligenceNote) -> list[dict[str, Any]]:
    writer = db.session().get_one(Person, note.created_by_id)
    rows = [
        ("Heard or seen on", format_date(note.heard_on)),
        ("About", note.home.name if note.home else "The provider as a whole"),
        ("Comes from", SOURCE_NAMES[Source(note.source)]),
        ("How sure", RELIABILITY_NAMES[Reliability(note.reliability)]),
        ("What was heard or seen", _lines(note.text)),
        ("Written by", f"{writer.name}, {format_date(note.created_at)}"),
        ("Shared with the provider", format_date(note.shared_at) if note.shared_at else "No"),
    ]
    if note.corrected_at is not None:
        rows.append(
            ("The provider’s answer", _lines(f"{note.correction}\nAnswered on {format_date(note.corrected_at)}"))
        )
    if note.struck_at is not None:
        rows.append(("Struck out", f"{format_date(note.struck_at)}: {note.struck_reason}"))
    return [{"label": label, "value": value} for label, value in rows]


@blueprint.route("/notes/<note>/share", methods=["GET", "POST"])
@access.allow(*WRITERS)
def share(reference: str, note: str) -> Page:
    found, form = _note(_provider(reference), note), ConfirmForm()
    back = url_for("intelligence.note", reference=reference, note=note)
    return done(
        form,
        lambda: services.share_note(db.session(), found, actor=access.viewer(), now=clock.now()),
        "The provider can read the note now.",
        back,
    ) or render_template("quality/intelligence/share.html", form=form, note=found, back_href=back)


@blueprint.route("/notes/<note>/strike", methods=["GET", "POST"])
@access.allow(*WRITERS)
def strike(reference: str, note: str) -> Page:
    found, form = _note(_provider(reference), note), StrikeForm()
    back = url_for("intelligence.note", reference=reference, note=note)
    return done(
        form,
        lambda: services.strike_note(
            db.session(), found, reason=form.reason.data, actor=access.viewer(), now=clock.now()
        ),
        "The note is struck out.",
        back,
    ) or render_template("quality/intelligence/strike.html", form=form, note=found, back_href=back)


@blueprint.get("/reviews/")
@access.allow(*READERS)
def list_reviews(reference: str) -> str:
    provider = _provider(reference)
    reviews = queries.list_reviews(db.session(), provider.id, authority_id=access.authority_id())
    return render_template(
        "quality/intelligence/reviews.html",
        provider=provider,
        reviews=[(review, _review_rows(review)) for review in reviews],
        may_write=_may_write(),
    )


def _review_rows(review: MarketReview) -> list[dict[str, Any]]:
    writer = db.session().get_one(Person, review.created_by_id)
    parts = [{"label": title, "value": _lines(getattr(review, name))} for name, title in REVIEW_PARTS.items()]
    return [*(row for row in parts if row["value"]), {"label": "Written by", "value": writer.name}]


@blueprint.route("/reviews/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add_review(reference: str) -> Page:
    provider = _provider(reference)
    form = ReviewForm(data={"reviewed_on": clock.today(clock.now())})
    return done(
        form,
        lambda: services.write_review(
            db.session(),
            provider,
            form.parts(),
            authority_id=access.authority_id(),
            reviewed_on=form.reviewed_on.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The review is kept.",
        url_for("intelligence.list_reviews", reference=reference),
    ) or _form_page(form, f"Review {provider.legal_name}", "Keep this review", "list_reviews", reference)


def _form_page(form: PortalForm, heading: str, submit_text: str, back: str, reference: str) -> str:
    return render_template(
        "quality/intelligence/form.html",
        form=form,
        heading=heading,
        submit_text=submit_text,
        back_href=url_for(f"intelligence.{back}", reference=reference),
    )


@own_blueprint.get("/")
@access.allow(Role.PROVIDER_ADMIN)
def list_shared() -> str:
    """What the council shared with one's own organisation."""
    notes = queries.list_shared(db.session(), access.provider_id())
    return render_template("quality/intelligence/shared.html", notes=[(note, _shared_rows(note)) for note in notes])


def _shared_rows(note: IntelligenceNote) -> list[dict[str, Any]]:
    """As the provider reads it: what was heard and how sure it is, not from whom."""
    rows = [
        ("About", note.home.name if note.home else "Your organisation"),
        ("How sure", RELIABILITY_NAMES[Reliability(note.reliability)]),
        ("What the council wrote", _lines(note.text)),
    ]
    if note.corrected_at is not None:
        rows.append(("Your answer", _answer(note)))
    return [{"label": label, "value": value} for label, value in rows]


@own_blueprint.route("/<note>/answer", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def answer(note: str) -> Page:
    found, form = queries.get_shared(db.session(), note, provider_id=access.provider_id()), AnswerForm()
    back = url_for("own_notes.list_shared")
    return done(
        form,
        lambda: services.answer_note(db.session(), found, text=form.text.data, actor=access.viewer(), now=clock.now()),
        "Your answer stands beside the note now.",
        back,
    ) or render_template("quality/intelligence/answer.html", form=form, note=found, back_href=back)
