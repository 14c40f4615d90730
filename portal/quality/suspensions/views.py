"""New placements at a home: suspended or not, why, and what was decided before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import MARKET_ROLES
from portal.homes.models import Home
from portal.homes.queries import get_home_for_staff
from portal.quality.services import Refused
from portal.quality.suspensions import beside, queries, services, words
from portal.quality.suspensions.forms import LiftForm, SuspendForm
from portal.quality.suspensions.models import PlacementSuspension
from portal.returns.queries.lines import names_of_people
from portal.web import nav
from portal.web.filters import format_date

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
    """Suspend new placements at a home, or lift that."""
    found = get_home_for_staff(db.session(), reference, authority_id=access.authority_id())
    live = queries.find_live(db.session(), found.id, authority_id=access.authority_id())
    form = LiftForm() if live else SuspendForm(data={"from_on": clock.today(clock.now())})
    if form.validate_on_submit():
        try:
            message = _lift(found, form) if isinstance(form, LiftForm) else _suspend(found, form)
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(message, "success")
            return redirect(url_for("commissioning_homes.home", reference=reference))
    return render_template("suspensions/home.html", home=found, live=live, form=form, **_told(found, live))


def _suspend(home: Home, form: SuspendForm) -> str:
    services.suspend(
        db.session(),
        home,
        authority_id=access.authority_id(),
        from_on=form.from_on.data,
        reason=form.reason.data,
        actor=access.viewer(),
        now=clock.now(),
    )
    return f"New placements at {home.name} are suspended. The provider has been told."


def _lift(home: Home, form: LiftForm) -> str:
    services.lift(
        db.session(),
        home,
        authority_id=access.authority_id(),
        reason=form.reason.data,
        actor=access.viewer(),
        now=clock.now(),
    )
    return f"Placements at {home.name} can be made again. The provider has been told."


def _told(home: Home, live: PlacementSuspension | None) -> dict[str, Any]:
    """What stands now in words, and everything that was decided, newest first."""
    past = queries.list_of_homes(db.session(), home.id, authority_id=access.authority_id())
    names = names_of_people(db.session(), [person for row in past for person in (row.made_by_id, row.lifted_by_id)])
    events = []
    for row in past:
        if row.lifted_at:
            who = names.get(row.lifted_by_id or 0)
            events.append({"at": row.lifted_at, "text": "Made again", "detail": row.lifted_reason, "who": who})
        text = f"Suspended from {format_date(row.from_on)}"
        events.append({"at": row.made_at, "text": text, "detail": row.reason, "who": names.get(row.made_by_id)})
    return {"status": words.suspended_words(live) if live else "New placements can be made", "events": events}
