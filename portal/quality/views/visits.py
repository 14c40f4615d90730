"""One visit: its page, what is known before it, where the home is, and its entry for a calendar."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, url_for
from sqlalchemy.orm import Session

from portal import access, clock, db
from portal.access import Viewer
from portal.db import NotFound
from portal.homes.services import note_address_seen
from portal.homes.views.rows import address_text
from portal.quality import queries, record, services
from portal.quality.models import Visit, VisitState
from portal.quality.queries import unwritten
from portal.quality.queries.programme import find_programmed
from portal.quality.record import Verb
from portal.quality.rules import Step, is_open
from portal.quality.views import rows
from portal.quality.views.desk import READERS, WRITERS, authority, get_own_visit
from portal.quality.views.programme_rows import reason_lines
from portal.quality.words import closed_words, state_words
from portal.returns.queries.visiting import list_accepted_months

blueprint = Blueprint("quality_visits", __name__, url_prefix="/quality/visits")
MONTHS_SHOWN = 6


def page_of_visit(reference: str) -> str:
    """Where a visit's page is."""
    return url_for("quality_visits.visit", reference=reference)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def visit(reference: str) -> str:
    """Everything about a visit but the home's address."""
    found, session, viewer = get_own_visit(reference), db.session(), access.viewer()
    is_unwritten = bool(unwritten.among(session, [found], clock.now()))
    status_text, status_tone = state_words(VisitState(found.state), is_unwritten=is_unwritten)
    return render_template(
        "quality/visit.html",
        visit=found,
        rows=rows.summary(found),
        status_text=status_text,
        status_tone=status_tone,
        unwritten_on=clock.today(found.starts_at) if is_unwritten else None,
        closed=closed_words(found.home, VisitState(found.state)),
        sees_address=_sees_address(found, viewer),
        sections=record.list_sections(session, found, viewer),
        verbs=record.list_verbs(session, found, viewer),
        events=rows.history(session, found),
    )


@record.verbs(order=10)
def plan_verbs(session: Session, found: Visit, viewer: Viewer) -> Iterator[Verb]:
    """What a QA officer may do about the plan."""
    if not viewer.has(*WRITERS):
        return
    now = clock.now()
    if services.fault_of_step(session, found, Step.CHANGE, now=now) is None:
        yield Verb("Change the plan", url_for("quality_visits.change", reference=found.reference))
    if services.fault_of_step(session, found, Step.CANCEL, now=now) is None:
        yield Verb("Call the visit off", url_for("quality_visits.cancel", reference=found.reference))
    if services.fault_of_hand_over(found) is None:
        yield Verb("Hand it over", url_for("quality_visits.hand_over", reference=found.reference))


@blueprint.get("/<reference>/before")
@access.allow(*READERS)
def before(reference: str) -> str:
    """What is known of the home before the visit, on one page for print. No price and no address."""
    found, session, viewer = get_own_visit(reference), db.session(), access.viewer()
    programmed = find_programmed(session, authority(), found.home, now=clock.now())
    visits = queries.visits.list_home_visits(session, found.authority_id, found.home_id)
    earlier = [each for each in visits if each.starts_at < found.starts_at]
    return render_template(
        "quality/before.html",
        visit=found,
        closed=closed_words(found.home, VisitState(found.state)),
        when=rows.when(found),
        officers=rows.officer_words(found),
        rows=rows.home_facts(found.home),
        reasons=reason_lines(programmed.assessed.reasons) if programmed else [],
        trend=rows.trend_table(list_accepted_months(session, found.home_id, limit=MONTHS_SHOWN)),
        judgements=rows.judgement_table(queries.visits.list_judgements(session, found.home_id)),
        earlier=rows.visits_table("Earlier visits", earlier, unwritten.among(session, earlier, clock.now())),
        standards=queries.list_standards(session, found.set_slug, found.set_version),
        sections=record.list_known(session, found, viewer),
    )


@blueprint.get("/<reference>/address")
@access.allow(*WRITERS, records=True)
def address(reference: str) -> str:
    """Where the home is, for the officers of the visit while it is open and the home has not closed. Opening it is
    recorded before it is shown."""
    found, viewer = get_own_visit(reference), access.viewer()
    if not _sees_address(found, viewer):
        raise NotFound("no such visit of theirs")
    note_address_seen(db.session(), found.home, actor=viewer, now=clock.now())
    return render_template(
        "homes/address.html",
        home=found.home,
        buildings=[
            {"label": f"Building {number}", "value": address_text(premises)}
            for number, premises in enumerate(found.home.premises, 1)
        ],
        back_href=page_of_visit(reference),
    )


def _sees_address(found: Visit, viewer: Viewer) -> bool:
    goes = any(officer.person_id == viewer.person_id for officer in found.officers)
    state = VisitState(found.state)
    return goes and viewer.has(*WRITERS) and is_open(state) and closed_words(found.home, state) is None


@blueprint.get("/<reference>/visit.ics")
@access.allow(*READERS)
def ics(reference: str) -> Response:
    """The visit for a calendar: its reference, its time and a link, and nothing of the home."""
    found = get_own_visit(reference)
    return rows.calendar_response(f"{found.reference}.ics", [found], clock.now())
