"""The authority's frameworks and their lots: list, record, adding, changing, the public page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from portal import access, clock, db
from portal.db import NotFound
from portal.framework import rules, services
from portal.framework.forms import NO, YES, ConfirmForm, DetailsForm, JoiningForm, LotForm, NewFrameworkForm
from portal.framework.models import Framework
from portal.framework.queries.frameworks import get_lot, list_frameworks
from portal.framework.queries.members import count_members, count_providers
from portal.framework.services.frameworks import details_of
from portal.framework.views import rows
from portal.framework.views.shared import READERS, WRITERS, Page, done, load, may_write, today
from portal.framework.words import KIND_NAMES
from portal.placements.rules.codes import REGIONAL_SYSTEMS
from portal.web import nav
from portal.web.once import once

# Parts of a framework that are changed on a page of their own: heading and form.
PARTS: dict[str, tuple[str, type[DetailsForm] | type[JoiningForm]]] = {
    "details": ("Name, kind and dates", DetailsForm),
    "joining": ("What the public reads", JoiningForm),
}

blueprint = Blueprint("framework", __name__, url_prefix="/commissioning/framework")
nav.add(
    "Framework",
    "framework.list_all",
    *READERS,
    order=45,
    under="market.overview",
    about="Lots, which providers are on them, since when and on what terms.",
)


@blueprint.get("/")
@access.allow(*READERS)
def list_all() -> str:
    found = list_frameworks(db.session(), access.authority_id())
    return render_template(
        "framework/list.html",
        table=rows.framework_table(found, count_providers(db.session(), access.authority_id(), today())),
        count=len(found),
        systems=list(REGIONAL_SYSTEMS.values()),
        may_write=may_write(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add() -> Page:
    form, made = NewFrameworkForm(), []
    session, now = db.session(), clock.now()

    def create() -> None:
        details, actor = form.details(), access.viewer()
        made.append(services.create_framework(session, access.authority_id(), details, actor=actor, now=now))

    added = done(
        form,
        lambda: once(session, form.sent_key, create, now=now),
        "The framework is added. Add its lots, then say how to join.",
        lambda: _record(made[0]) if made else url_for("framework.list_all"),
    )
    return added or render_template(
        "framework/details.html", form=form, heading="Add a framework", back_href=url_for("framework.list_all")
    )


def _record(framework: Framework) -> str:
    return url_for("framework.framework", reference=framework.reference)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def framework(reference: str) -> str:
    found = load(reference)
    counts = count_members(db.session(), found.authority_id, today())
    return render_template(
        "framework/record.html",
        framework=found,
        rows=_rows(found),
        status=rows.published_cell(found),
        warnings=rules.term_warnings(details_of(found), today()),
        lots=rows.lot_table(found, counts, may_write=may_write()),
        how_to_join=rows.html(found.how_to_join, under=2),
        events=rows.timeline(db.session(), found),
        may_write=may_write(),
    )


def _rows(framework: Framework) -> list[rows.Row]:
    """What is known of it but for how to join, each with the way to change it for those who may."""

    def row(label: str, value: Any, part: str, change: str) -> rows.Row:
        href = url_for("framework.change", reference=framework.reference, part=part) if may_write() else None
        return {"label": label, "value": value, "href": href, "change": change}

    return [
        row("Name", framework.title, "details", "the name"),
        row("Kind", KIND_NAMES[framework.kind], "details", "the kind"),
        row("Term", rows.term(framework), "details", "the dates"),
        row("What it is for", framework.summary, "joining", "what it is for"),
        row("Questions to", framework.contact_email or "The commissioning team", "joining", "who takes questions"),
    ]


@blueprint.route("/<reference>/change/<part>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def change(reference: str, part: str) -> Page:
    found = load(reference)
    if part not in PARTS:
        raise NotFound("no such part of a framework")
    heading, make = PARTS[part]
    form = make(obj=found)
    changed = done(
        form,
        lambda: services.change_framework(
            db.session(), found, form.values(), seen_version=form.seen_version, actor=access.viewer(), now=clock.now()
        ),
        "Your change is saved.",
        lambda: _record(found),
    )
    return changed or render_template(
        "framework/details.html", form=form, heading=heading, caption=found.title, back_href=_record(found)
    )


@blueprint.route("/<reference>/publish", methods=["GET", "POST"])
@access.allow(*WRITERS)
def publish(reference: str) -> Page:
    """Read what the public will read, then publish it."""
    return _show_or_hide(
        reference,
        "framework/publish.html",
        services.publish_framework,
        "The framework is on the public page.",
        shown=True,
    )


@blueprint.route("/<reference>/take-down", methods=["GET", "POST"])
@access.allow(*WRITERS)
def take_down(reference: str) -> Page:
    return _show_or_hide(
        reference,
        "framework/take_down.html",
        services.take_down_framework,
        "The framework is off the public page.",
        shown=False,
    )


def _show_or_hide(reference: str, template: str, verb: Callable[..., None], message: str, *, shown: bool) -> Page:
    found, form = load(reference), ConfirmForm()
    fault = rules.publishing_fault(len(found.lots), found.how_to_join) if shown else None
    if fault:
        flash(f"{fault.message}.", "error")
        return redirect(_record(found))
    sent = done(
        form,
        lambda: verb(db.session(), found, actor=access.viewer(), now=clock.now()),
        message,
        lambda: _record(found),
    )
    return sent or render_template(
        template,
        form=form,
        framework=found,
        rows=_public_rows(found),
        how_to_join=rows.html(found.how_to_join, under=2),
        back_href=_record(found),
    )


def _public_rows(framework: Framework) -> list[rows.Row]:
    """What the public will read, but for how to join."""
    return [
        {"label": "Kind", "value": KIND_NAMES[framework.kind]},
        {"label": "Term", "value": rows.term(framework)},
        {"label": "What it is for", "value": framework.summary},
        {"label": "Lots", "value": rows.lines(rows.lot_name(lot) for lot in framework.lots)},
    ]


@blueprint.route("/<reference>/lots/new", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add_lot(reference: str) -> Page:
    found = load(reference)
    following = max((lot.number for lot in found.lots), default=0) + 1
    form = LotForm(data={"number": following, "open_book": NO})
    added = done(
        form,
        lambda: services.add_lot(db.session(), found, form.details(), actor=access.viewer(), now=clock.now()),
        "The lot is added.",
        lambda: _record(found),
    )
    return added or _lot_page(form, found, "Add a lot")


@blueprint.route("/<reference>/lots/<lot>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def change_lot(reference: str, lot: str) -> Page:
    found = load(reference)
    one = get_lot(found, lot)
    form = LotForm(obj=one, data={"open_book": YES if one.asks_open_book else NO})
    changed = done(
        form,
        lambda: services.change_lot(
            db.session(), one, form.details(), seen_version=form.seen_version, actor=access.viewer(), now=clock.now()
        ),
        "Your change is saved.",
        lambda: _record(found),
    )
    return changed or _lot_page(form, found, f"Change lot {one.number}")


def _lot_page(form: LotForm, framework: Framework, heading: str) -> str:
    return render_template(
        "framework/details.html", form=form, heading=heading, caption=framework.title, back_href=_record(framework)
    )
