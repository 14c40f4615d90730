"""Who is on a lot: put on it, suspended, let back, ended, and on what terms."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.db import NotFound, new_reference, verb
from portal.framework import rules
from portal.framework.models import Lot, LotMembership, StandingChange
from portal.framework.queries.members import list_memberships, locked_membership
from portal.framework.rules import Fault, Standing
from portal.framework.services.checks import changed_fields, refuse, save
from portal.providers.models import Provider, ProviderStatus
from portal.providers.queries import get_own_standing

NOT_APPROVED = Fault("provider", "The council has not approved this provider. Approve it first")
NO_REASON = Fault("reason", "Enter the reason")


@verb
def put_on_lot(
    session: Session, lot: Lot, provider: Provider, *, from_on: date, terms: str, actor: Viewer, now: datetime
) -> LotMembership:
    """Put an approved provider on a lot from a day on. Sent twice it is still one membership.

    Refused where the authority has not approved it, it is on the lot already, or the day is outside the framework or
    years ahead.
    """
    session.refresh(lot, with_for_update=True)
    memberships = list_memberships(session, lot.id, provider.id)
    for membership in memberships:
        if membership.terms == terms and [change.from_on for change in membership.changes] == [from_on]:
            return membership
    refuse(_approval_fault(session, lot, provider))
    refuse(rules.day_fault(from_on, lot.framework.starts_on, lot.framework.ends_on, today=clock.today(now)))
    refuse(rules.again_fault([membership.changes for membership in memberships], from_on))
    membership = LotMembership(
        reference=new_reference("LM"), lot=lot, provider=provider, terms=terms, created_at=now, changes=[]
    )
    session.add(membership)
    _change(membership, Standing.ACTIVE, from_on, "", actor=actor, now=now)
    session.flush()
    _note(session, membership, "framework.put_on_lot", actor=actor, now=now, from_on=from_on)
    return membership


def _approval_fault(session: Session, lot: Lot, provider: Provider) -> Fault | None:
    try:
        standing = get_own_standing(session, provider.id, authority_id=lot.framework.authority_id)
    except NotFound:
        return NOT_APPROVED
    return None if standing.status == ProviderStatus.APPROVED else NOT_APPROVED


@verb
def change_standing(
    session: Session,
    membership: LotMembership,
    standing: Standing,
    *,
    from_on: date,
    reason: str,
    actor: Viewer,
    now: datetime,
) -> None:
    """Suspend, let back or end, from a day on and with a reason. Sent twice it is still one change.

    Refused for a change that cannot follow what stands that day, or that what is recorded after it could not follow.
    """
    membership = locked_membership(session, membership.id)
    if any((each.standing, each.from_on, each.reason) == (standing, from_on, reason) for each in membership.changes):
        return
    framework = membership.lot.framework
    refuse(None if reason else NO_REASON)
    refuse(rules.day_fault(from_on, framework.starts_on, framework.ends_on, today=clock.today(now)))
    refuse(rules.change_fault(membership.changes, standing, from_on))
    _change(membership, standing, from_on, reason, actor=actor, now=now)
    membership.version += 1
    session.flush()
    session.expire(membership, ["changes"])
    _note(
        session,
        membership,
        "framework.standing_changed",
        actor=actor,
        now=now,
        reason=reason,
        standing=standing,
        from_on=from_on,
    )


def _change(
    membership: LotMembership, standing: Standing, from_on: date, reason: str, *, actor: Viewer, now: datetime
) -> None:
    membership.changes.append(
        StandingChange(standing=standing, from_on=from_on, reason=reason, decided_at=now, decided_by_id=actor.person_id)
    )


@verb
def change_terms(
    session: Session, membership: LotMembership, terms: str, *, seen_version: int, actor: Viewer, now: datetime
) -> None:
    """Write down other terms. Stale when somebody changed the membership since the page was shown."""
    membership = locked_membership(session, membership.id)
    if changed_fields(membership, {"terms": terms}, seen_version=seen_version):
        save(membership, {"terms": terms})
        _note(session, membership, "framework.terms_changed", actor=actor, now=now)


def _note(
    session: Session,
    membership: LotMembership,
    what: str,
    *,
    actor: Viewer,
    now: datetime,
    reason: str | None = None,
    **detail: object,
) -> None:
    """For the provider to read too: it is about its own standing alone."""
    events.record(
        session,
        what,
        ("lot_membership", membership.reference),
        actor=actor,
        now=now,
        provider=membership.provider.reference,
        detail={"lot": membership.lot.reference, **detail},
        personal=reason,
    )
