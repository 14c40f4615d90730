"""What the other rooms share: throttled tries, and one-time links that are shown by GET and claimed by POST."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal import db, mail
from portal.accounts import queries, rules
from portal.accounts.models import Attempt, Grant, LinkKind, OneTimeLink, Person
from portal.db import verb

THROTTLED = "There have been too many tries. Wait 15 minutes, then try again, or choose a new password."
DEAD_LINK = "This link has been used or has run out. Ask for a new one."
# What is tried → (whose, how often they may).
Limits = dict[str, tuple[str, rules.Limit]]


class Refused(db.Refused):
    """A sign-in, an invitation or a password that cannot be accepted."""


@verb
def note_attempt(session: Session, keys: Iterable[str], *, now: datetime) -> None:
    """Count a try before it is judged, so that a crash in between still counts."""
    session.execute(delete(Attempt).where(Attempt.at < queries.oldest_useful_attempt(now)))
    session.add_all(Attempt(key=key, at=now) for key in keys)


def attempt_key(kind: str, value: str) -> str:
    secret = mail.settings().secret_key
    return hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def throttle(session: Session, limits: Limits, *, now: datetime) -> None:
    """Count one try for each (kind → value, limit) and refuse when any has run out. Never global."""
    keyed = {attempt_key(kind, value): limit for kind, (value, limit) in limits.items()}
    note_attempt(session, keyed, now=now)
    if any(queries.is_throttled(session, key, limit, now=now) for key, limit in keyed.items()):
        raise Refused(THROTTLED)


@verb
def forget_try(session: Session, limits: Limits, *, now: datetime) -> None:
    """Take back the try counted at this instant, because it was right: only wrong ones use up the limit."""
    keys = [attempt_key(kind, value) for kind, (value, _limit) in limits.items()]
    session.execute(delete(Attempt).where(Attempt.key.in_(keys), Attempt.at == now))


def make_link(
    session: Session,
    kind: LinkKind,
    *,
    email: str,
    lasts: timedelta,
    now: datetime,
    person: Person | None = None,
    grant: Grant | None = None,
) -> str:
    """A one-time link of a kind; returns its token, which is stored only as a hash."""
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(
            kind=kind,
            token_hash=queries.hash_token(token),
            email=email,
            person_id=person.id if person else None,
            grant_id=grant.id if grant else None,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return token


def claim_link(session: Session, token: str, kind: LinkKind, *, now: datetime) -> OneTimeLink:
    """Use a link up: of two at the same instant one wins. Refused when it was used or has run out."""
    claimed = session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == queries.hash_token(token),
            OneTimeLink.kind == kind,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    link = queries.find_link(session, token, kind)
    if not claimed.rowcount or link is None:  # type: ignore[attr-defined]
        raise Refused(DEAD_LINK)
    return link


def close_links(session: Session, grant: Grant, *, now: datetime) -> None:
    """Earlier invitations to the same place stop working once a newer one goes out or the place is withdrawn."""
    session.execute(
        update(OneTimeLink).where(OneTimeLink.grant_id == grant.id, OneTimeLink.used_at.is_(None)).values(used_at=now)
    )


def close_resets(session: Session, person: Person, *, now: datetime) -> None:
    """Once somebody has a new password, no link mailed before can give them another."""
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.person_id == person.id, OneTimeLink.kind == LinkKind.RESET, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
