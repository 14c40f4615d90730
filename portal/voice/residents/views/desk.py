"""A coordinator's pages of residents' cards: which homes have some, how many stand where, a sheet to print, an end."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from portal import access, clock, db
from portal.access import Role
from portal.homes import queries as homes
from portal.homes.models import Home, HomeStatus
from portal.homes.queries import Wanted
from portal.homes.rules import counts_places
from portal.mail import settings
from portal.voice.inspectors.rules import shown_code
from portal.voice.residents import queries, rules, services
from portal.voice.residents.forms import EndForm, HomeFilter, MakeForm
from portal.voice.residents.queries import Batch
from portal.voice.residents.rules import CardState, Ending
from portal.voice.residents.views.holding import Page
from portal.voice.residents.words import STATE_NAMES
from portal.web import nav
from portal.web.filters import format_date
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import tried

HOME_COLUMNS = (Column("Home"), Column("Not used yet", numeric=True), Column("Used", numeric=True))
BATCH_COLUMNS = (Column("Made"), *(Column(STATE_NAMES[state], numeric=True) for state in CardState), Column("Change"))
MADE_BEFORE = (
    "Those cards were made before, and their codes were shown once. If you did not print them, end them here and make "
    "new ones."
)

blueprint = Blueprint("resident_cards", __name__, url_prefix="/voice/cards")
nav.add("Residents’ cards", "resident_cards.list_homes", Role.COORDINATOR, order=22)


def _home(reference: str) -> Home:
    return homes.get_home_for_staff(db.session(), reference, authority_id=access.authority_id())


def _page_of(home: Home) -> str:
    return url_for(".home_cards", home=home.reference)


@blueprint.get("/")
@access.allow(Role.COORDINATOR)
def list_homes() -> str:
    """Open homes where young people live with staff, and how many cards each has."""
    form, session = HomeFilter(), db.session()
    form.validate()
    scope = homes.of_authority(access.authority_id())
    wanted = Wanted(search=form.q.data or "", status=HomeStatus.OPEN, with_places=True)
    page = page_of(request.args, total=homes.count_homes(session, scope, wanted))
    found = homes.list_homes(session, scope, wanted, offset=page.offset, limit=page.limit)
    counts = queries.count_by_home(
        session, [home.id for home in found], authority_id=access.authority_id(), now=clock.now()
    )
    rows = [_home_row(home, *counts.get(home.id, (0, 0))) for home in found]
    closed = queries.list_closed_homes(session, authority_id=access.authority_id(), now=clock.now())
    closed_counts = queries.count_by_home(
        session, [home.id for home in closed], authority_id=access.authority_id(), now=clock.now()
    )
    closed_rows = [_home_row(home, *closed_counts.get(home.id, (0, 0))) for home in closed]
    return render_template(
        "residents/desk/homes.html",
        closed=Table("Closed homes with cards", HOME_COLUMNS, closed_rows),
        form=form,
        table=Table("Homes", HOME_COLUMNS, rows),
        page=page,
        count_words=f"{page.total:,} open {'home' if page.total == 1 else 'homes'}",
        filtered=bool(form.q.data),
    )


def _home_row(home: Home, waiting: int, used: int) -> list[Any]:
    closed = f"Closed on {format_date(home.closed_on)}. " if home.status == HomeStatus.CLOSED and home.closed_on else ""
    return [Cell(home.name, href=_page_of(home), note=f"{closed}{home.provider.legal_name}"), waiting, used]


@blueprint.get("/<home>/")
@access.allow(Role.COORDINATOR)
def home_cards(home: str) -> str:
    """One home's batches of cards, and how many of each stand where: never which."""
    found = _home(home)
    batches = queries.list_batches(db.session(), found, authority_id=access.authority_id(), now=clock.now())
    return render_template(
        "residents/desk/home.html",
        home=found,
        table=Table("Cards by the day they were made", BATCH_COLUMNS, [_batch_row(found, each) for each in batches]),
        is_open=found.status == HomeStatus.OPEN,
        is_closed=found.status == HomeStatus.CLOSED,
        with_staff=counts_places(found.service_type),
    )


def _batch_row(home: Home, batch: Batch) -> list[Any]:
    end = Cell("End these cards", href=url_for(".end", home=home.reference, batch=batch.reference))
    made = Cell(format_date(batch.made_at), note=f"{batch.total} {'card' if batch.total == 1 else 'cards'}")
    return [made, *batch.counts.values(), end if batch.can_end else ""]


@blueprint.route("/<home>/new", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def make(home: str) -> Page:
    """Cards for a home. They are shown once, for printing, so the answer to sending is the sheet itself; sent again,
    there is nothing to show."""
    found, form, codes = _home(home), MakeForm(), list[str]()
    if form.validate_on_submit() and tried(
        form,
        lambda: codes.extend(
            services.make_cards(
                db.session(),
                found,
                form.count.data,
                authority_id=access.authority_id(),
                actor=access.viewer(),
                now=clock.now(),
            )
        ),
    ):
        return _sheet(found, codes) if codes else _made_before(found)
    return render_template("residents/desk/make.html", form=form, home=found, back_href=_page_of(found))


def _made_before(home: Home) -> Page:
    flash(MADE_BEFORE, "notice")
    return redirect(_page_of(home))


def _sheet(home: Home, codes: list[str]) -> str:
    return render_template(
        "residents/desk/sheet.html",
        home=home,
        cards=[_card(code) for code in codes],
        start=(settings().base_url + url_for("cards.start")).partition("//")[2],
        lasts=rules.CARD_LASTS.days,
        done_href=_page_of(home),
    )


def _card(code: str) -> dict[str, Any]:
    href = settings().base_url + url_for("cards.card", code=code)
    drawn = segno.make(href, error="m").svg_inline(scale=4, border=2, title=f"QR code of {href}")
    return {"code": shown_code(code), "qr": Markup(drawn)}  # noqa: S704  # squares and an address of our own


@blueprint.route("/<home>/<batch>/end", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def end(home: str, batch: str) -> Page:
    """End the cards of a batch."""
    found, form = _home(home), EndForm()
    cards = queries.get_batch(db.session(), batch, found, authority_id=access.authority_id())
    if form.validate_on_submit():
        ended = services.end_cards(
            db.session(), cards, Ending(form.ending.data), actor=access.viewer(), now=clock.now()
        )
        flash(f"{ended} {'card has' if ended == 1 else 'cards have'} ended.", "success")
        return redirect(_page_of(found))
    return render_template(
        "residents/desk/end.html",
        form=form,
        home=found,
        made_on=format_date(cards.made_at),
        back_href=_page_of(found),
    )
