"""An inspector's own pages: my visits, one visit, and what we promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role, Viewer
from portal.homes.models import Premises
from portal.mail import settings
from portal.quality.models import VisitState
from portal.voice.inspectors import queries, rules, services, waiting
from portal.voice.inspectors.forms import ButtonForm
from portal.voice.inspectors.models import Inspector, InspectorVisit
from portal.voice.inspectors.rules import Window
from portal.voice.inspectors.services import Refused
from portal.voice.inspectors.views.coming import Page, blueprint
from portal.web.filters import format_datetime

YOUNG = Role.YOUNG_INSPECTOR


def own_inspector() -> Inspector:
    """The inspector who has signed in."""
    return queries.get_inspector_of(db.session(), access.viewer().person_id)


def address_window(held: InspectorVisit) -> Window:
    """When they see where a visit is."""
    current = settings()
    return rules.visit_window(
        held.visit.starts_at,
        held.visit.ends_at,
        before=timedelta(hours=current.address_hours_before),
        after=timedelta(hours=current.address_hours_after),
    )


def _check_in_window(held: InspectorVisit) -> Window:
    after = timedelta(hours=settings().address_hours_after)
    return rules.check_in_window(held.visit.starts_at, held.visit.ends_at, after=after)


@blueprint.get("/home")
@access.allow(YOUNG)
def home() -> Page:
    """Hello, and my visits: the next first, then those that were."""
    inspector = own_inspector()
    text = queries.newest_text(db.session(), queries.JOINING)
    if not queries.has_agreed(db.session(), inspector.id, text):
        return redirect(url_for(".promises"))
    now = clock.now()
    visits = queries.list_own_visits(db.session(), inspector.id)
    coming = [held for held in reversed(visits) if held.visit.ends_at >= now]
    return render_template(
        "joining/home.html",
        nickname=inspector.nickname,
        coming=[_link(held, now) for held in coming],
        been=[_link(held, now) for held in visits if held.visit.ends_at < now],
        still_out=[_link(held, now) for held in visits if _is_out(held, now)],
        waiting=waiting.list_items(db.session(), inspector, now),
    )


def _link(held: InspectorVisit, now: datetime) -> dict[str, Any]:
    visit = held.visit
    return {
        "name": visit.home.name,
        "when": _when(visit.starts_at),
        "is_off": visit.state == VisitState.CANCELLED,
        "news": _news(held, now),
        "href": url_for(".visit", reference=visit.reference),
    }


def _news(held: InspectorVisit, now: datetime) -> list[str]:
    """What changed of a visit to come, in sentences, and whether somebody has looked at the way there since."""
    if held.moved_at is None or held.visit.state == VisitState.CANCELLED or held.visit.ends_at < now:
        return []
    checking = rules.is_in_doubt(moved_at=held.moved_at, checked_at=held.checked_at)
    return [
        f"The time changed. It is now {_when(held.visit.starts_at)}.",
        "We are checking how you get there." if checking else "We have checked how you get there.",
    ]


def _when(at: datetime) -> str:
    """Monday 2 March at 3:00pm. Without the year: a visit is soon, or was not long ago."""
    local = clock.to_london(at)
    return f"{local:%A} {local.day} {local:%B} at {format_datetime(local).partition(', ')[2]}"


def _is_out(held: InspectorVisit, now: datetime) -> bool:
    """There, and not said home safe yet."""
    return held.arrived_at is not None and held.home_safe_at is None and _check_in_window(held).holds(now)


@blueprint.get("/visits/<reference>/")
@access.allow(YOUNG, records=True)
def visit(reference: str) -> str:
    """One visit of mine. The address only around it; the first look is recorded before it is shown."""
    inspector, now = own_inspector(), clock.now()
    held = queries.get_own_visit(db.session(), reference, inspector.id)
    window = address_window(held)
    sees_address = services.look_at_address(db.session(), held, inspector, window, actor=access.viewer(), now=now)
    return render_template(
        "joining/visit.html",
        held=held,
        home_name=held.visit.home.name,
        reference=held.visit.reference,
        is_off=held.visit.state == VisitState.CANCELLED,
        news=_news(held, now),
        starts=_when(held.visit.starts_at),
        ends=_when(held.visit.ends_at),
        addresses=[_lines(building) for building in held.visit.home.premises] if sees_address else [],
        address_from=_when(window.opens_at) if now < window.opens_at else None,
        is_out_late=queries.is_out_late(held) and _check_in_window(held).holds(now),
        may_check_in=_check_in_window(held).holds(now),
        may_be_home=services.can_be_home(held, now),
        look_for=queries.things_to_look_for(),
        onwards=waiting.list_onwards(db.session(), held, now),
    )


def _lines(building: Premises) -> list[str]:
    return [line for line in (building.line_1, building.line_2, building.town, building.postcode) if line]


@blueprint.post("/visits/<reference>/here")
@access.allow(YOUNG)
def arrived(reference: str) -> Response:
    """ "I am here"."""
    return _say(reference, services.say_arrived, "Thank you. We know you are there.")


@blueprint.post("/visits/<reference>/home-safe")
@access.allow(YOUNG)
def home_safe(reference: str) -> Response:
    """ "I am home safe"."""
    return _say(reference, services.say_home_safe, "Thank you. We are glad you are home safe.")


def _say(reference: str, verb: Callable[..., None], done: str) -> Response:
    inspector, viewer = own_inspector(), access.viewer()
    held = queries.get_own_visit(db.session(), reference, inspector.id)
    _try(verb, held, inspector, viewer, done)
    return redirect(url_for(".visit", reference=reference))


def _try(verb: Callable[..., None], held: InspectorVisit, inspector: Inspector, viewer: Viewer, done: str) -> None:
    try:
        verb(db.session(), held, inspector, _check_in_window(held), actor=viewer, now=clock.now())
    except Refused as refusal:
        flash(str(refusal), "error")
    else:
        flash(done, "success")


@blueprint.route("/promises", methods=["GET", "POST"])
@access.public
def promises() -> Page:
    """What we promise, for anybody to read; an inspector says yes to a newer version here."""
    text, form = queries.newest_text(db.session(), queries.JOINING), ButtonForm()
    viewer = access.find_viewer()
    inspector = queries.find_inspector_of(db.session(), viewer.person_id) if viewer else None
    asks = inspector is not None and not queries.has_agreed(db.session(), inspector.id, text)
    if inspector is not None and asks and form.validate_on_submit():
        services.agree(db.session(), inspector, text, now=clock.now())
        return redirect(url_for(".home"))
    return render_template("joining/promises.html", form=form, text=text, asks=asks)
