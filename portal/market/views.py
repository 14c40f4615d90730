"""One way to everything that shows the whole local market, so that the header stays short."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import access
from portal.access import Role
from portal.web import nav

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)

blueprint = Blueprint("market", __name__)
nav.add("Market", "market.overview", *READERS, order=36)


@blueprint.get("/commissioning/market/")
@access.allow(*READERS)
def overview() -> str:
    return render_template("market/overview.html", places=nav.list_under("market.overview", access.viewer()))
