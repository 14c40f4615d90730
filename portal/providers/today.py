"""What waits for registrants, and for those who decide about registrations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.providers import queries, rules
from portal.providers.models import ProviderAuthority, ProviderStatus
from portal.web.today import Waiting, waits_for


@waits_for()
def own_registrations(session: Session, viewer: Viewer, _now: datetime) -> Iterator[Waiting]:
    """A registration to finish, one that is with the council, one that was declined."""
    for standing in queries.list_registrations(session, viewer.person_id):
        waiting = _registration(standing)
        if waiting is not None:
            yield waiting


def _registration(standing: ProviderAuthority) -> Waiting | None:
    href = url_for("registration.tasks", reference=standing.provider.reference)
    if standing.status == ProviderStatus.DRAFT:
        done = len(rules.done_steps(queries.answers_of(standing.provider)))
        return Waiting(f"Finish your registration: {done} of {len(rules.Step)} done", href, status="Not sent yet")
    if standing.status == ProviderStatus.APPLIED:
        text = f"Your registration {standing.provider.reference} is with the council"
        return Waiting(text, href, status="Nothing to do", tone="grey")
    if standing.status == ProviderStatus.DECLINED:
        text = "Your registration was declined. Change it and send it again"
        return Waiting(text, href, status="Declined", tone="red", hint=f"The reason: {standing.reason}")
    return None


@waits_for(Role.COMMISSIONER, Role.PUBLISHER)
def registrations_to_decide(session: Session, viewer: Viewer, _now: datetime) -> Iterator[Waiting]:
    """Registrations that wait for a decision."""
    count = queries.count_standings(session, viewer.authority_id or 0, status=ProviderStatus.APPLIED)
    if count:
        words = "1 organisation waits" if count == 1 else f"{count:,} organisations wait"
        href = url_for("providers.list_providers", status=ProviderStatus.APPLIED, sort="sent")
        yield Waiting(f"{words} for a decision", href)
