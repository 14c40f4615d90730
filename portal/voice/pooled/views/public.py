"""You said, we did: what anybody may read of the quarters' reports."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from portal import access, db
from portal.authorities.queries import find_active_authority
from portal.db import NotFound
from portal.voice.pooled import queries, shown
from portal.voice.pooled.models import Paper, VoiceReport
from portal.voice.pooled.words import quarter_from, quarter_slug, quarter_words

RETRY_SECONDS = 30

blueprint = Blueprint("you_said", __name__, url_prefix="/you-said-we-did")


class Withdrawn(Exception):
    """Asked for a report that could be read once."""

    def __init__(self, report: VoiceReport) -> None:
        super().__init__(report.reference)
        self.report = report


def _say_withdrawn(asked: Withdrawn) -> tuple[str, int]:
    """In the place of its pages and papers alike."""
    report = asked.report
    page = render_template(
        "voice/pooled/withdrawn.html", quarter=quarter_words(report.quarter), withdrawn_at=report.withdrawn_at
    )
    return page, 410


blueprint.register_error_handler(Withdrawn, _say_withdrawn)


def _withdrawn() -> list[VoiceReport]:
    authority = find_active_authority(db.session())
    return list(queries.list_withdrawn(db.session(), authority.id)) if authority else []


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
    published = _published()
    return _page(_find(quarter, published), published)


def _find(quarter: str, published: list[VoiceReport]) -> VoiceReport:
    wanted = quarter_from(quarter)
    for report in published:
        if report.quarter == wanted:
            return report
    for report in _withdrawn():
        if report.quarter == wanted:
            raise Withdrawn(report)
    raise NotFound("no such report")


@blueprint.get("/<quarter>/easy-read")
@access.public
def easy_read(quarter: str) -> str:
    """The report in short sentences, with pictures and faces."""
    report, session = _find_easy(quarter), db.session()
    return render_template(
        "voice/pooled/easy.html",
        quarter=quarter_words(report.quarter),
        levels=shown.levels_of(session, report),
        marks=shown.easy_marks(session, report),
        taken_back_at=queries.quotes_taken_back(session, report),
        taken_out_at=queries.taken_out_at(report),
        on_paper=False,
        report_href=_address(report),
        paper_href=url_for("you_said.easy_paper", quarter=quarter),
    )


@blueprint.get("/<quarter>/report.pdf")
@access.public
def paper(quarter: str) -> Response:
    return _paper(_find(quarter, _published()), Paper.REPORT)


@blueprint.get("/<quarter>/easy-read.pdf")
@access.public
def easy_paper(quarter: str) -> Response:
    return _paper(_find_easy(quarter), Paper.EASY_READ)


def _find_easy(quarter: str) -> VoiceReport:
    report = _find(quarter, _published())
    if not shown.has_easy_read(report):
        raise NotFound("no easy read of it")
    return report


def _paper(report: VoiceReport, wanted: Paper) -> Response:
    """The paper as it should read now, or a page that says it is being made. It is asked for each time: words that are
    taken back are to be gone at once."""
    body = queries.find_paper(db.session(), report.id, wanted, queries.find_edition(db.session(), report.id))
    if body is None:
        page = render_template(
            "voice/pooled/pdf_pending.html", quarter=quarter_words(report.quarter), href=_address(report)
        )
        return Response(page, 503, {"Retry-After": str(RETRY_SECONDS)})
    name = f"you-said-we-did-{quarter_slug(report.quarter)}{'-easy-read' if wanted is Paper.EASY_READ else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, mimetype="application/pdf", headers=headers)


def _page(report: VoiceReport | None, published: list[VoiceReport]) -> str:
    session = db.session()
    others = [each for each in published if report and each.id != report.id]
    return render_template(
        "voice/pooled/public.html",
        report=report,
        quarter=quarter_words(report.quarter) if report else "",
        slug=quarter_slug(report.quarter) if report else "",
        levels=shown.levels_of(session, report) if report else [],
        tables=shown.tables_of(session, report) if report else [],
        earlier=shown.over_time(session, report) if report else [],
        has_easy_read=report is not None and shown.has_easy_read(report),
        taken_back_at=queries.quotes_taken_back(session, report) if report else None,
        taken_out_at=queries.taken_out_at(report) if report else None,
        others=[(quarter_words(each.quarter), _address(each)) for each in others],
        withdrawn=[(quarter_words(each.quarter), each.withdrawn_at) for each in _withdrawn()],
    )


def _address(report: VoiceReport) -> str:
    return url_for("you_said.of_quarter", quarter=quarter_slug(report.quarter))
