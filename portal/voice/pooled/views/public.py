"""You said, we did: what anybody may read of the quarters' reports."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from portal import access, db
from portal.authorities.queries import find_active_authority
from portal.db import NotFound
from portal.voice.pooled import queries
from portal.voice.pooled.models import VoiceReport
from portal.voice.pooled.views import shown
from portal.voice.pooled.words import quarter_from, quarter_slug, quarter_words

blueprint = Blueprint("you_said", __name__, url_prefix="/you-said-we-did")


def _published() -> list[VoiceReport]:
    authority = find_active_authority(db.session())
    return list(queries.list_published(db.session(), authority.id)) if authority else []


@blueprint.get("")
@access.public
def newest() -> str:
    """The newest quarter's report, or that there is none yet."""
    published = _published()
    return _page(published[0] if published else None, published)


@blueprint.get("/<quarter>")
@access.public
def of_quarter(quarter: str) -> str:
    published, wanted = _published(), quarter_from(quarter)
    for report in published:
        if report.quarter == wanted:
            return _page(report, published)
    raise NotFound("no such report")


def _page(report: VoiceReport | None, published: list[VoiceReport]) -> str:
    session = db.session()
    others = [each for each in published if report and each.id != report.id]
    return render_template(
        "voice/pooled/public.html",
        report=report,
        quarter=quarter_words(report.quarter) if report else "",
        themes=shown.themes_of(session, report) if report else [],
        tables=shown.tables_of(session, report) if report else [],
        taken_back_at=queries.quotes_taken_back(session, report) if report else None,
        others=[(quarter_words(each.quarter), _address(each)) for each in others],
    )


def _address(report: VoiceReport) -> str:
    return url_for("you_said.of_quarter", quarter=quarter_slug(report.quarter))
