"""Inviting colleagues, changing which homes they look after, removing them. Each verb is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Grant
from portal.db import verb
from portal.homes.models import Home, HomeKeeper
from portal.homes.people import queries
from portal.providers.models import Provider


class Refused(db.Refused):
    """A change to an organisation's people that cannot be made."""


def invite_colleague(
    session: Session,
    provider: Provider,
    *,
    email: str,
    name: str,
    role: Role,
    homes: Iterable[str],
    actor: Viewer,
    now: datetime,
) -> Grant:
    """Invite somebody to one's own organisation; a member is given homes by reference. Refused with a sentence."""
    try:
        return _invite(session, provider, email=email, name=name, role=role, homes=homes, actor=actor, now=now)
    except IntegrityError:
        raise Refused("Somebody else has just invited this person. Look at the list before you try again.") from None


@verb
def _invite(
    session: Session,
    provider: Provider,
    *,
    email: str,
    name: str,
    role: Role,
    homes: Iterable[str],
    actor: Viewer,
    now: datetime,
) -> Grant:
    grant = accounts.invite(
        session,
        email=email,
        name=name,
        role=role,
        desk_name=provider.legal_name,
        actor=actor,
        now=now,
        provider_id=provider.id,
    )
    if role is Role.PROVIDER_MEMBER:
        change_homes(session, grant, homes, actor=actor, now=now)
    return grant


@verb
def change_homes(session: Session, grant: Grant, references: Iterable[str], *, actor: Viewer, now: datetime) -> None:
    """Say which of the organisation's homes a member looks after; homes of others and closed ones are passed over."""
    offered = queries.list_homes_to_keep(session, grant.provider_id or 0)
    wanted = set(references)
    session.scalars(select(Grant.id).where(Grant.id == grant.id).with_for_update()).one()
    kept = set(session.scalars(select(HomeKeeper.home_id).where(HomeKeeper.grant_id == grant.id)))
    for home in offered:
        if home.reference in wanted and home.id not in kept:
            session.add(HomeKeeper(home_id=home.id, grant_id=grant.id))
            _record(session, home, grant, looks_after=True, actor=actor, now=now)
        elif home.reference not in wanted and home.id in kept:
            _forget(session, home, grant)
            _record(session, home, grant, looks_after=False, actor=actor, now=now)


def _forget(session: Session, home: Home, grant: Grant) -> None:
    session.execute(delete(HomeKeeper).where(HomeKeeper.home_id == home.id, HomeKeeper.grant_id == grant.id))


@verb
def remove_colleague(session: Session, grant: Grant, *, actor: Viewer, now: datetime) -> None:
    """End somebody's place in the organisation, their homes and their sessions; refused as `accounts.end_grant` is."""
    # First what locks every admin's grant, in one order: two who remove each other must not wait for each other.
    accounts.end_grant(session, grant, actor=actor, now=now)
    change_homes(session, grant, (), actor=actor, now=now)
    session.execute(delete(HomeKeeper).where(HomeKeeper.grant_id == grant.id))


def _record(session: Session, home: Home, grant: Grant, *, looks_after: bool, actor: Viewer, now: datetime) -> None:
    events.record(
        session,
        "homes.keepers_changed",
        ("home", home.reference),
        actor=actor,
        now=now,
        provider=actor.provider_reference,
        detail={"person": grant.person.reference, "looks_after": looks_after},
    )
