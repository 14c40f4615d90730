"""Signing in and out, inviting, claiming links, changing passwords. Each verb is one transaction with its event."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal import db, events, mail
from portal.access import Role, Viewer
from portal.accounts import queries, rules
from portal.accounts.models import Attempt, Grant, LinkKind, OneTimeLink, Person, SignIn
from portal.accounts.passwords import hash_password, password_matches
from portal.db import new_reference, verb

TOUCH_EVERY = timedelta(minutes=1)


class Refused(db.Refused):
    """A sign-in, an invitation or a password that cannot be accepted."""


THROTTLED = "There have been too many tries. Wait 15 minutes, then try again, or choose a new password."
NO_MATCH = "The email address and password do not match. Check both, or choose a new password."
DEAD_LINK = "This link has been used or has run out. Ask for a new one."


@verb
def note_attempt(session: Session, keys: Iterable[str], *, now: datetime) -> None:
    """Count a try before it is judged, so that a crash in between still counts."""
    session.execute(delete(Attempt).where(Attempt.at < queries.oldest_useful_attempt(now)))
    session.add_all(Attempt(key=key, at=now) for key in keys)


def attempt_key(kind: str, value: str) -> str:
    secret = mail.settings().secret_key
    return hmac.new(secret.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def throttle(
    session: Session, limits: dict[str, tuple[str, rules.Limit]], *, now: datetime
) -> None:
    """Count one try for each (kind → value, limit) and refuse when any has run out. Never global."""
    keyed = {attempt_key(kind, value): limit for kind, (value, limit) in limits.items()}
    note_attempt(session, keyed, now=now)
    if any(queries.is_throttled(session, key, limit, now=now) for key, limit in keyed.items()):
        raise Refused(THROTTLED)


def sign_in(session: Session, *, email: str, password: str, address: str, now: datetime) -> str:
    """Check the password and start a session; returns its token. Refused with one sentence whatever was wrong."""
    email = rules.clean_email(email)
    throttle(
        session,
        {"sign-in": (email, rules.SIGN_IN_BY_ACCOUNT), "sign-in-from": (address, rules.SIGN_IN_BY_ADDRESS)},
        now=now,
    )
    person = queries.find_person(session, email)
    usable = person is not None and person.disabled_at is None
    if not password_matches(person.password_hash if person and usable else None, password) or person is None:
        raise Refused(NO_MATCH)
    return start_session(session, person, now=now)


@verb
def start_session(session: Session, person: Person, *, now: datetime) -> str:
    """A new server-side session at the person's only desk, or at none when they must choose."""
    token = secrets.token_urlsafe(32)
    row = SignIn(token_hash=queries.hash_token(token), person_id=person.id, started_at=now, last_seen_at=now)
    desks = queries.list_desks(session, person.id)
    if len(desks) == 1:
        row.provider_id, row.authority_id = desks[0].provider_id or None, desks[0].authority_id or None
    session.add(row)
    events.record(session, "accounts.signed_in", ("person", person.reference), actor=person, now=now)
    return token


@verb
def choose_desk(session: Session, viewer: Viewer, desk: queries.Desk, *, now: datetime) -> str:
    """Sit at another desk: the old session ends and a new one, with a new token, begins there."""
    person = session.get_one(Person, viewer.person_id)
    _end_session(session, viewer.token, now=now)
    token = start_session(session, person, now=now)
    row = queries.find_sign_in(session, token)
    if row is not None:
        row.provider_id, row.authority_id = desk.provider_id or None, desk.authority_id or None
    return token


@verb
def sign_out(session: Session, viewer: Viewer, *, now: datetime) -> None:
    _end_session(session, viewer.token, now=now)
    events.record(session, "accounts.signed_out", ("person", viewer.reference), actor=viewer, now=now)


def _end_session(session: Session, token: str, *, now: datetime) -> None:
    row = queries.find_sign_in(session, token)
    if row is not None and row.ended_at is None:
        row.ended_at = now


@verb
def touch(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Note that a session is in use; at most once a minute, so reading costs no write."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.last_seen_at < now - TOUCH_EVERY).values(last_seen_at=now)
    )


def end_all_sessions(session: Session, person_id: int, *, now: datetime) -> None:
    """Every session of a person ends: after a password change, a removal or a disabling."""
    session.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


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


def add_person(session: Session, *, email: str, name: str, now: datetime, password: str | None = None) -> Person:
    """A new person; the caller has checked that the address is free."""
    person = Person(
        reference=new_reference("PN"),
        email=rules.clean_email(email),
        name=name,
        password_hash=hash_password(password) if password else None,
        password_changed_at=now if password else None,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def add_grant(
    session: Session,
    person: Person,
    role: Role,
    *,
    actor: events.Actor,
    now: datetime,
    provider_id: int | None = None,
    provider_reference: str | None = None,
    authority_id: int | None = None,
    accepted: bool = False,
) -> Grant:
    """Give a person a role at a desk; the same live grant is not given twice."""
    grant = session.scalar(
        select(Grant).where(
            Grant.person_id == person.id,
            Grant.role == role,
            Grant.provider_id.is_(None) if provider_id is None else Grant.provider_id == provider_id,
            Grant.authority_id.is_(None) if authority_id is None else Grant.authority_id == authority_id,
            Grant.ended_at.is_(None),
        )
    )
    if grant is not None:
        return grant
    grant = Grant(
        reference=new_reference("GR"),
        person_id=person.id,
        role=role,
        provider_id=provider_id,
        authority_id=authority_id,
        granted_at=now,
        accepted_at=now if accepted else None,
    )
    session.add(grant)
    session.flush()
    events.record(
        session,
        "accounts.role_granted",
        ("person", person.reference),
        actor=actor,
        now=now,
        provider=provider_reference,
        detail={"role": role},
    )
    return grant


@verb
def invite(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    desk_name: str,
    actor: Viewer,
    now: datetime,
    provider_id: int | None = None,
    authority_id: int | None = None,
) -> Grant:
    """Ask somebody to join a desk in a role: a grant that counts once they claim the mailed link."""
    if not rules.may_grant(actor.roles, role):
        raise Refused("You cannot give somebody this role.")
    email = rules.clean_email(email)
    person = queries.find_person(session, email) or add_person(session, email=email, name=name, now=now)
    grant = add_grant(
        session,
        person,
        role,
        actor=actor,
        now=now,
        provider_id=provider_id,
        provider_reference=actor.provider_reference if provider_id else None,
        authority_id=authority_id,
    )
    if grant.accepted_at is None:
        _mail_invitation(session, person, grant, desk_name=desk_name, now=now)
    return grant


def _mail_invitation(session: Session, person: Person, grant: Grant, *, desk_name: str, now: datetime) -> None:
    token = make_link(
        session,
        LinkKind.INVITATION,
        email=person.email,
        lasts=rules.INVITATION_LASTS,
        now=now,
        person=person,
        grant=grant,
    )
    mail.post(
        session,
        "invitation",
        to=person.email,
        subject=f"Join {desk_name} on the market position portal",
        key=f"invitation:{queries.hash_token(token)}",
        now=now,
        token=token,
        desk_name=desk_name,
    )


@verb
def accept_invitation(session: Session, token: str, *, name: str, password: str | None, now: datetime) -> Person:
    """Claim an invitation; a person without a password chooses one now. Returns who joined."""
    link = claim_link(session, token, LinkKind.INVITATION, now=now)
    person = session.get_one(Person, link.person_id)
    grant = session.get_one(Grant, link.grant_id)
    if grant.ended_at is not None or person.disabled_at is not None:
        raise Refused(DEAD_LINK)
    if person.password_hash is None:
        if password is None:
            raise Refused("Choose a password.")
        person.name = name
        _set_password(person, password, now=now)
    grant.accepted_at = now
    events.record(session, "accounts.invitation_accepted", ("person", person.reference), actor=person, now=now)
    return person


def _set_password(person: Person, password: str, *, now: datetime) -> None:
    person.password_hash = hash_password(password)
    person.password_changed_at = now


def request_reset(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Mail a reset link if the account exists; the answer is the same if it does not."""
    email = rules.clean_email(email)
    throttle(
        session,
        {"link": (email, rules.LINKS_BY_ACCOUNT), "link-from": (address, rules.LINKS_BY_ADDRESS)},
        now=now,
    )
    _mail_reset(session, email, now=now)


@verb
def _mail_reset(session: Session, email: str, *, now: datetime) -> None:
    person = queries.find_person(session, email)
    if person is None or person.disabled_at is not None or person.password_hash is None:
        return
    token = make_link(session, LinkKind.RESET, email=email, lasts=rules.RESET_LASTS, now=now, person=person)
    mail.post(
        session,
        "reset",
        to=email,
        subject="Choose a new password",
        key=f"reset:{queries.hash_token(token)}",
        now=now,
        token=token,
    )
    events.record(session, "accounts.reset_requested", ("person", person.reference), actor=person, now=now)


@verb
def reset_password(session: Session, token: str, *, password: str, now: datetime) -> Person:
    """Claim a reset link: a new password, and every session of the person ends."""
    link = claim_link(session, token, LinkKind.RESET, now=now)
    person = session.get_one(Person, link.person_id)
    _set_password(person, password, now=now)
    end_all_sessions(session, person.id, now=now)
    events.record(session, "accounts.password_reset", ("person", person.reference), actor=person, now=now)
    return person


@verb
def change_password(session: Session, viewer: Viewer, *, current: str, new: str, now: datetime) -> Person:
    """Change one's own password; every session ends, and the caller starts a new one."""
    person = session.get_one(Person, viewer.person_id)
    if not password_matches(person.password_hash, current):
        raise Refused("The current password is not right. Check it and type it again.")
    _set_password(person, new, now=now)
    end_all_sessions(session, person.id, now=now)
    events.record(session, "accounts.password_changed", ("person", person.reference), actor=viewer, now=now)
    return person


@verb
def end_grant(session: Session, grant: Grant, *, actor: Viewer, now: datetime) -> None:
    """Take a role away; the person's sessions end, so it takes effect at once. Nobody removes themselves."""
    if grant.person_id == actor.person_id:
        raise Refused("You cannot remove yourself. Ask another admin to do it.")
    if not rules.may_grant(actor.roles, Role(grant.role)):
        raise Refused("You cannot take this role away.")
    grant.ended_at = now
    end_all_sessions(session, grant.person_id, now=now)
    events.record(
        session,
        "accounts.role_ended",
        ("person", grant.person.reference),
        actor=actor,
        now=now,
        provider=actor.provider_reference,
        detail={"role": grant.role},
    )
