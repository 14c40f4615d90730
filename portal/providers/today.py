"""What waits for registrants and for those who decide about registrations, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import MARKET_ROLES, PROVIDER_ROLES, Role, Viewer
from portal.providers import queries, rules
from portal.providers.models import ProviderAuthority, ProviderStatus
from portal.web.today import Change, Waiting, brings_news, waits_for

# For one provider by its name, and for several.
FOR_COUNCIL = {
    "providers.registration_sent": ("{} sent its registration", "{:,} providers sent their registrations"),
    "providers.approved": ("{} was approved", "{:,} providers were approved"),
    "providers.declined": ("The registration of {} was declined", "{:,} registrations were declined"),
}


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
        words = "1 provider waits" if count == 1 else f"{count:,} providers wait"
        href = url_for("providers.list_providers", status=ProviderStatus.APPLIED, sort="sent")
        oldest = queries.oldest_applied_at(session, viewer.authority_id or 0)
        yield Waiting(f"{words} for a decision", href, since_on=clock.today(oldest) if oldest else None)


@brings_news(*PROVIDER_ROLES)
def own_approval(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """That the council approved the organisation."""
    for happened in queries.list_happened(session, viewer, ["providers.approved"], since):
        yield Change(happened.last_at, "The council approved your organisation", url_for("organisation.profile"))


@brings_news(*MARKET_ROLES)
def registrations(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Registrations that came in, and what colleagues decided about them."""
    for happened in queries.list_happened(session, viewer, list(FOR_COUNCIL), since):
        one, several = FOR_COUNCIL[happened.verb]
        if happened.providers == 1:
            href = url_for("providers.provider", reference=happened.reference)
            yield Change(happened.last_at, one.format(happened.name), href)
        else:
            yield Change(happened.last_at, several.format(happened.providers), url_for("providers.list_providers"))
