"""The authority's decision about a registration: approve, or decline with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import events, mail
from portal.access import Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Person
from portal.db import verb
from portal.providers import queries, rules
from portal.providers.models import Provider, ProviderAuthority, ProviderStatus
from portal.providers.services.registration import Refused

CHANGED = "The provider has changed its registration since you opened this page. Read it again, then decide."

OWN = "You registered this provider, so a colleague has to decide about it."


@verb
def approve(
    session: Session, reference: str, *, authority_id: int, seen_version: int, actor: Viewer, now: datetime
) -> ProviderAuthority:
    """Let the organisation in: whoever registered it becomes its first admin.

    Refused when somebody decided already, the registration is not the one the page showed, or it is the actor's own.
    """
    standing = _undecided(session, reference, authority_id, seen_version, actor)
    _decide(session, standing, ProviderStatus.APPROVED, reason="", actor=actor, now=now)
    provider = standing.provider
    registrant = session.get_one(Person, provider.registrant_id)
    accounts.add_grant(
        session,
        registrant,
        Role.PROVIDER_ADMIN,
        actor=actor,
        now=now,
        provider_id=provider.id,
        provider_reference=provider.reference,
        accepted=True,
    )
    # A new role takes a new session (trust.md): they sign in again and find their organisation.
    accounts.end_all_sessions(session, registrant.id, now=now)
    _tell(session, standing, registrant, "registration_approved", "Your organisation is approved", now=now)
    return standing


@verb
def decline(
    session: Session,
    reference: str,
    *,
    authority_id: int,
    seen_version: int,
    reason: str,
    actor: Viewer,
    now: datetime,
) -> ProviderAuthority:
    """Turn the registration down with a reason; it may be changed and sent again. Refused as `approve` is."""
    standing = _undecided(session, reference, authority_id, seen_version, actor)
    _decide(session, standing, ProviderStatus.DECLINED, reason=reason, actor=actor, now=now)
    registrant = session.get_one(Person, standing.provider.registrant_id)
    _tell(session, standing, registrant, "registration_declined", "About your registration", now=now)
    return standing


def _undecided(
    session: Session, reference: str, authority_id: int, seen_version: int, actor: Viewer
) -> ProviderAuthority:
    standing = queries.get_standing(session, reference, authority_id=authority_id)
    if not rules.may_decide(actor.person_id, standing.provider.registrant_id):
        raise Refused(OWN)
    session.refresh(standing, ["status", "decided_by_id", "decided_at"], with_for_update=True)
    session.refresh(standing.provider, ["version"], with_for_update=True)
    if not rules.may_move(standing.status, ProviderStatus.APPROVED):
        raise Refused(_already(session, standing))
    if standing.provider.version != seen_version:
        raise Refused(CHANGED)
    return standing


def _already(session: Session, standing: ProviderAuthority) -> str:
    decider = session.get(Person, standing.decided_by_id) if standing.decided_by_id else None
    who = decider.name if decider else "A colleague"
    what = "declined" if standing.status == ProviderStatus.DECLINED else "approved"
    return f"{who} has already {what} this registration. Nothing has changed."


def _decide(
    session: Session, standing: ProviderAuthority, status: ProviderStatus, *, reason: str, actor: Viewer, now: datetime
) -> None:
    standing.status, standing.reason = status, reason
    standing.decided_at, standing.decided_by_id = now, actor.person_id
    provider: Provider = standing.provider
    events.record(
        session,
        f"providers.{status}",
        ("provider", provider.reference),
        actor=actor,
        now=now,
        provider=provider.reference,
        personal=reason or None,
    )


def _tell(
    session: Session, standing: ProviderAuthority, person: Person, template: str, subject: str, *, now: datetime
) -> None:
    reference = standing.provider.reference
    mail.post(
        session,
        template,
        to=person.inbox,
        subject=f"{subject} ({reference})",
        key=f"{template}:{reference}:{now.isoformat()}",
        now=now,
        reference=reference,
    )
