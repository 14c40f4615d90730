"""Who holds a URN. A second claim is kept and flagged to the authority; the claimant is told nothing of the first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events
from portal.db import verb
from portal.homes import queries
from portal.homes.models import Home
from portal.homes.services.checks import Refused, note

SETTLED = "This URN was settled already. Go back to the record to see how."


def claim_urn(session: Session, home: Home, urn: str | None, *, actor: events.Actor, now: datetime) -> None:
    """Give a stored home a URN (or none). Two claims at the same instant end as one holder and one contested."""
    _refuse_own_double(session, home, urn)
    before = home.urn
    if urn is None or _hold(session, home, urn):
        home.urn, home.urn_contested = urn, False
    else:
        home.urn, home.urn_contested = urn, True
        note(session, home, "homes.urn_contested", actor=actor, now=now, for_staff=True, urn=urn)
    if before and before != urn:
        _release(session, home, before, actor=actor, now=now)


def _refuse_own_double(session: Session, home: Home, urn: str | None) -> None:
    """An organisation may be told of its own records, and only of those."""
    own = urn and queries.find_urn_holder(session, urn, provider_id=home.provider_id, except_id=home.id)
    if own:
        raise Refused.because(f"You already have a home with this URN: {own.name}", "urn")


def _hold(session: Session, home: Home, urn: str) -> bool:
    if queries.is_urn_held(session, urn, except_id=home.id):
        return False
    try:
        with session.begin_nested():
            home.urn, home.urn_contested = urn, False
            session.flush()
    except IntegrityError:
        return False
    return True


def _release(session: Session, home: Home, urn: str, *, actor: events.Actor, now: datetime) -> None:
    """A claim withdrawn: the last one left is not contested any more."""
    session.flush()
    left = [claim for claim in queries.list_claims(session, urn) if claim.id != home.id]
    if len(left) == 1 and left[0].urn_contested:
        left[0].urn_contested = False
        note(session, left[0], "homes.urn_settled", actor=actor, now=now, for_staff=True, urn=urn)


@verb
def settle_urn(session: Session, home: Home, *, keeper: str, reason: str, actor: events.Actor, now: datetime) -> None:
    """Say which record (by reference) keeps a URN and why; the other records lose it. Refused when it was settled."""
    claims = [queries.locked_home(session, claim.id) for claim in sorted(_claims(session, home), key=_by_id)]
    kept = next((claim for claim in claims if claim.reference == keeper and claim.urn), None)
    if kept is None or len({claim.urn for claim in claims}) > 1:
        raise Refused.because(SETTLED)
    urn = kept.urn
    for claim in claims:
        note(
            session,
            claim,
            "homes.urn_settled",
            actor=actor,
            now=now,
            reason=reason,
            for_staff=True,
            urn=urn,
            kept=claim is kept,
        )
        if claim is not kept:
            claim.urn, claim.urn_contested, claim.version = None, False, claim.version + 1
    session.flush()
    kept.urn_contested, kept.version = False, kept.version + 1


def _claims(session: Session, home: Home) -> list[Home]:
    claims = queries.list_claims(session, home.urn) if home.urn else []
    if len(claims) < 2:
        raise Refused.because(SETTLED)
    return claims


def _by_id(home: Home) -> int:
    return home.id
