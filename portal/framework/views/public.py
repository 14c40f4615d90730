"""What everybody may read: the lots, how many providers are on each, how to join. Never which ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template
from markupsafe import Markup

from portal import access, db
from portal.authorities.queries import find_active_authority
from portal.framework.models import Framework
from portal.framework.queries.frameworks import list_published
from portal.framework.queries.members import count_members
from portal.framework.views import rows
from portal.framework.views.shared import today
from portal.framework.words import KIND_HINTS
from portal.placements.rules.codes import REGIONAL_SYSTEMS
from portal.providers.words import SERVICE_WORDS
from portal.web.tables import Column, Table

blueprint = Blueprint("public_framework", __name__, url_prefix="/framework")


@dataclass(frozen=True)
class Shown:
    """A framework as the page shows it."""

    reference: str
    title: str
    summary: str
    term: str
    kind: str
    lots: Table
    descriptions: list[tuple[str, str]]
    how_to_join: Markup
    contact_email: str


@blueprint.get("/")
@access.public
def page() -> str:
    authority = find_active_authority(db.session())
    found = list_published(db.session(), authority.id, today()) if authority else []
    counts = count_members(db.session(), authority.id, today()) if authority else {}
    contact = authority.contact_email if authority else ""
    return render_template(
        "framework/public.html",
        frameworks=[_shown(framework, counts, contact) for framework in found],
        as_at_on=today(),
        systems=list(REGIONAL_SYSTEMS.values()),
    )


def _shown(framework: Framework, counts: Mapping[int, int], contact: str) -> Shown:
    columns = [Column("Lot"), Column("Service"), Column("Providers today", numeric=True)]
    lots: list[list[str | int]] = [
        [rows.lot_name(lot), SERVICE_WORDS[lot.service_type], counts.get(lot.id, 0)] for lot in framework.lots
    ]
    return Shown(
        reference=framework.reference,
        title=framework.title,
        summary=framework.summary,
        term=rows.term(framework),
        kind=KIND_HINTS[framework.kind],
        lots=Table(f"Lots of {framework.title}", columns, lots),
        descriptions=[(rows.lot_name(lot), lot.description) for lot in framework.lots if lot.description],
        how_to_join=rows.html(framework.how_to_join, under=3),
        contact_email=framework.contact_email or contact,
    )
