"""A final report for another council, so that a home is not visited five times for the same thing: with the provider's
consent and a publisher's approval, each copy with its reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import verb
from portal.quality.models import Visit
from portal.quality.reports import queries
from portal.quality.reports.models import ReportConsent, ReportSharing
from portal.quality.reports.services.common import held_in
from portal.quality.services.steps import note
from portal.quality.services.visits import Refused

NOT_FINAL = "Only a final report can be shared."


@verb
def give_consent(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> None:
    """The provider lets the council give the report to other councils, from now until it takes that back."""
    held = held_in(session, visit, queries.FINAL, NOT_FINAL)
    if queries.has_consent(session, held.id):
        return
    session.add(ReportConsent(visit_id=held.id, given_at=now, given_by_id=actor.person_id))
    note(session, "consent_given", held, actor=actor, now=now, shared=True)


@verb
def withdraw_consent(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> None:
    """No further copies leave; those that were taken are listed."""
    held = held_in(session, visit, queries.FINAL, NOT_FINAL)
    live = select(ReportConsent).where(ReportConsent.visit_id == held.id, ReportConsent.withdrawn_at.is_(None))
    consent = session.scalar(live)
    if consent is None:
        return
    consent.withdrawn_at, consent.withdrawn_by_id = now, actor.person_id
    note(session, "consent_withdrawn", held, actor=actor, now=now, shared=True)


def copy_of(session: Session, visit: Visit) -> bytes:
    """The report as other councils may have it. Refused without consent, approval, or a PDF yet."""
    if not queries.has_consent(session, visit.id):
        raise Refused("The provider has not agreed that other councils may have this report. Ask it first.")
    if queries.get_report(session, visit.id).approved_at is None:
        raise Refused("A publisher has to approve this report before it leaves the council.")
    body = queries.find_pdf(session, visit.id)
    if body is None:
        raise Refused("The PDF is still being made. Try again in a minute.")
    return body


@verb
def take_copy(session: Session, visit: Visit, *, council_code: str, reason: str, actor: Viewer, now: datetime) -> None:
    """Record that a copy is taken for a council. Refused where there is none to be had."""
    held = held_in(session, visit, queries.FINAL, NOT_FINAL)
    copy_of(session, held)
    session.add(
        ReportSharing(
            visit_id=held.id, council_code=council_code, reason=reason, taken_at=now, taken_by_id=actor.person_id
        )
    )
    note(session, "report_copied", held, actor=actor, now=now, shared=True, personal=reason, council=council_code)
