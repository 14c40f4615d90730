"""New placements at a home: suspended or not, why, and what was decided before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import MARKET_ROLES
from portal.homes.models import Home
from portal.homes.queries import get_home_for_staff
from portal.quality.suspensions import beside, queries, services, words
from portal.quality.suspensions.forms import LiftForm, SuspendForm
from portal.returns.queries.lines import names_of_people
from portal.web import nav
from portal.web.filters import format_date
from portal.web.verbs import done

__all__ = ["beside", "blueprint"]

Page = str | Response

blueprint = Blueprint("suspensions", __name__, url_prefix="/commissioning/homes")
nav.add(
    "New placements",
    "suspensions.home",
    *MARKET_ROLES,
    order=45,
    about="suspend them at this home, or make them again",
    beside="commissioning_homes.home",
)


@blueprint.route("/<reference>/new-placements", methods=["GET", "POST"])
@access.allow(*MARKET_ROLES)
def home(reference: str) -> Page:
    """Suspend new placements at a home. Lifting has an address of its own: sent again, this one never lifts."""
    found = _home(reference)
    form = SuspendForm(data={"from_on": clock.today(clock.now())})
    onward = done(
        form,
        lambda: _suspend(found, form),
        f"New placements at {found.name} are suspended. The provider has been told.",
        _record(reference),
    )
    return onward or render_template("suspensions/home.html", home=found, form=form, **_told(found))


def _home(reference: str) -> Home:
    return get_home_for_staff(db.session(), reference, authority_id=access.authority_id())


def _record(reference: str) -> str:
    return url_for("commissioning_homes.home", reference=reference)


def _suspend(home: Home, form: SuspendForm) -> None:
    services.suspend(
        db.session(),
        home,
        authority_id=access.authority_id(),
        from_on=form.from_on.data,
        reason=form.reason.data,
        actor=access.viewer(),
        now=clock.now(),
    )


@blueprint.route("/<reference>/new-placements/<suspension>/lift", methods=["GET", "POST"])
@access.allow(*MARKET_ROLES)
def lift(reference: str, suspension: str) -> Page:
    """Make placements at a home again: lift this suspension, and no other."""
    found = _home(reference)
    wanted = queries.get_suspension(db.session(), found.id, suspension, authority_id=access.authority_id())
    form = LiftForm()
    if wanted.lifted_at and not form.is_submitted():
        flash(services.LIFTED.format(format_date(wanted.lifted_at)), "notice")
        return redirect(url_for("suspensions.home", reference=reference))
    onward = done(
        form,
        lambda: services.lift(db.session(), wanted, reason=form.reason.data, actor=access.viewer(), now=clock.now()),
        f"Placements at {found.name} can be made again. The provider has been told.",
        _record(reference),
    )
    return onward or render_template(
        "suspensions/lift.html", home=found, suspension=wanted, status=words.suspended_words(wanted), form=form
    )


def _told(home: Home) -> dict[str, Any]:
    """What stands now, in words too, and everything that was decided, newest first."""
    past = queries.list_of_homes(db.session(), home.id, authority_id=access.authority_id())
    live = next((row for row in past if row.lifted_at is None), None)
    names = names_of_people(db.session(), [person for row in past for person in (row.made_by_id, row.lifted_by_id)])
    events = []
    for row in past:
        if row.lifted_at:
            who = names.get(row.lifted_by_id or 0)
            events.append({"at": row.lifted_at, "text": "Made again", "detail": row.lifted_reason, "who": who})
        text = f"Suspended from {format_date(row.from_on)}"
        events.append({"at": row.made_at, "text": text, "detail": row.reason, "who": names.get(row.made_by_id)})
    status = words.suspended_words(live) if live else "New placements can be made"
    return {"live": live, "status": status, "events": events}
