"""The quality of a provider: its homes in the programme, and what happened at all of them."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from portal import access, clock, db
from portal.homes.queries import list_homes, own
from portal.providers.queries import get_provider
from portal.quality.queries.programme import list_programme
from portal.quality.timeline import list_happened
from portal.quality.views.desk import READERS, authority, may_write
from portal.quality.views.programme_rows import programme_table
from portal.web import nav
from portal.web.paging import page_of

blueprint = Blueprint("quality_providers", __name__, url_prefix="/quality/providers")
nav.add(
    "Quality of its homes", "quality_providers.provider", *READERS, order=59, beside="providers.provider",
    about="visits, actions and what young people said",
)  # fmt: skip


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def provider(reference: str) -> str:
    """Its homes by their next visit, and one timeline of them all, page by page."""
    session, council = db.session(), authority()
    found = get_provider(session, reference, authority_id=council.id)
    homes = {home.id: home.name for home in list_homes(session, own(found.id))}
    happened = list_happened(session, council.id, list(homes))
    programme = list_programme(session, council, now=clock.now(), provider_id=found.id)
    page = page_of(request.args, total=len(happened))
    return render_template(
        "quality/provider.html",
        provider=found,
        table=programme_table(programme, may_plan=may_write()),
        homes=homes,
        happened=happened[page.offset : page.offset + page.limit],
        page=page,
    )
