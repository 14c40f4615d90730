"""A provider's own standing on the lots of frameworks. Nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from portal import access, db
from portal.access import PROVIDER_ROLES
from portal.authorities.queries import find_active_authority
from portal.framework import rules
from portal.framework.models import LotMembership
from portal.framework.queries.members import list_own
from portal.framework.views import rows
from portal.framework.views.shared import today
from portal.providers.words import SERVICE_WORDS
from portal.web import nav
from portal.web.filters import format_date
from portal.web.tables import Cell, Table

blueprint = Blueprint("own_framework", __name__, url_prefix="/provider/framework")
nav.add("Framework", "own_framework.standing", *PROVIDER_ROLES, order=40)


@dataclass(frozen=True)
class Place:
    """One of its memberships as the page shows it."""

    heading: str
    status: Cell
    rows: list[rows.Row]
    history: Table


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES)
def standing() -> str:
    found = list_own(db.session(), access.provider_id())
    authority = find_active_authority(db.session())
    return render_template(
        "framework/own.html",
        places=[_place(membership) for membership in found],
        contact_email=authority.contact_email if authority else None,
    )


def _place(membership: LotMembership) -> Place:
    lot, on = membership.lot, today()
    history = rows.history(membership, on)
    # Two frameworks may each have a lot of this name, and one lot may be held a second time.
    since = f"since {format_date(membership.changes[0].from_on)}, {lot.framework.title}"
    return Place(
        heading=rows.lot_name(lot),
        status=rows.standing_cell(rules.standing_on(membership.changes, on)),
        rows=[
            {"label": "Framework", "value": lot.framework.title},
            {"label": "Term of the framework", "value": rows.term(lot.framework)},
            {"label": "Service", "value": SERVICE_WORDS[lot.service_type]},
            {"label": "Terms", "value": rows.lines(membership.terms.splitlines()) or "None of your own"},
        ],
        history=Table(f"{history.caption} {since}: {rows.lot_name(lot)}", history.columns, history.rows),
    )
