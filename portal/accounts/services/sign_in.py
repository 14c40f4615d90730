"""Signing in and out, choosing a desk, passwords. Each verb is one transaction with its event."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock, db, events, jobs, mail
from portal.access import Viewer
from portal.accounts import queries, rules
from portal.accounts.models import LinkKind, Person, SignIn
from portal.accounts.passwords import hash_password, password_matches
from portal.accounts.services.links import (
    Limits,
    Refused,
    claim_link,
    close_resets,
    forget_try,
    make_link,
    throttle,
)
from portal.db import verb

TOUCH_EVERY = timedelta(minutes=1)
NO_MATCH = "The email address and password do not match. Check both, or choose a new password."


def sign_in(session: Session, *, email: str, password: str, address: str, now: datetime) -> str:
    """Check the password and start a session; returns its token. Refused with one sentence whatever was wrong."""
    email = rules.clean_email(email)
    limits = {"sign-in": (email, rules.SIGN_IN_BY_ACCOUNT), "sign-in-from": (address, rules.SIGN_IN_BY_ADDRESS)}
    throttle(session, limits, now=now)
    person = queries.find_person(session, email)
    usable = person is not None and person.disabled_at is None
    # Hashing takes long on purpose: no lock is held meanwhile.
    session.commit()
    if not password_matches(person.password_hash if person and usable else None, password) or person is None:
        raise Refused(NO_MATCH)
    return _let_in(session, person, limits, now=now)


@verb
def _let_in(session: Session, person: Person, limits: Limits, *, now: datetime) -> str:
    forget_try(session, limits, now=now)
    return start_session(session, person, now=now)


@verb
def start_session(session: Session, person: Person, *, now: datetime, before: Viewer | None = None) -> str:
    """A new server-side session; returns its token.

    It stands at the desk of the session that it replaces (`before`), at the person's only desk, or at none when they
    must choose.
    """
    desks = queries.list_desks(session, person.id)
    kept = next((desk for desk in desks if before and _is_at(before, desk)), None)
    return _start(session, person, kept or (desks[0] if len(desks) == 1 else None), before=before, now=now)


@verb
def choose_desk(session: Session, viewer: Viewer, desk: queries.Desk, *, now: datetime) -> str:
    """Sit at another desk: the old session ends and a new one, with a new token, begins there."""
    person = session.get_one(Person, viewer.person_id)
    _end_session(session, viewer.token, now=now)
    return _start(session, person, desk, before=viewer, now=now)


def _start(session: Session, person: Person, desk: queries.Desk | None, *, before: Viewer | None, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    provider_id, authority_id = (desk.provider_id or None, desk.authority_id or None) if desk else (None, None)
    if before and desk and _is_at(before, desk):
        last_visit_at = before.last_visit_at
    else:
        last_visit_at = queries.find_last_seen(session, person.id, provider_id=provider_id, authority_id=authority_id)
    row = SignIn(
        token_hash=queries.hash_token(token),
        person_id=person.id,
        provider_id=provider_id,
        authority_id=authority_id,
        started_at=now,
        last_seen_at=now,
        last_visit_at=last_visit_at,
    )
    session.add(row)
    events.record(session, "accounts.signed_in", ("person", person.reference), actor=person, now=now)
    return token


def _is_at(viewer: Viewer, desk: queries.Desk) -> bool:
    return (viewer.provider_id or 0, viewer.authority_id or 0) == (desk.provider_id, desk.authority_id)


@verb
def sign_out(session: Session, viewer: Viewer, *, now: datetime) -> None:
    _end_session(session, viewer.token, now=now)
    events.record(session, "accounts.signed_out", ("person", viewer.reference), actor=viewer, now=now)


def _end_session(session: Session, token: str, *, now: datetime) -> None:
    found = queries.find_sign_in(session, token)
    if found is not None and found[0].ended_at is None:
        found[0].ended_at = found[0].last_seen_at = now


@verb
def touch(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Note that a session is in use; at most once a minute, so reading costs no write."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.last_seen_at < now - TOUCH_EVERY).values(last_seen_at=now)
    )


def end_all_sessions(session: Session, person_id: int, *, now: datetime) -> None:
    """Every session of a person ends: after a password change, a removal or a disabling."""
    session.execute(update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now))


def set_password(person: Person, password: str, *, now: datetime) -> None:
    """Give a person a password that its form has judged."""
    person.password_hash = hash_password(password)
    person.password_changed_at = now


def request_reset(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Mail a reset link if the account exists. The answer and its work are the same if it does not."""
    email = rules.clean_email(email)
    throttle(
        session,
        {"link": (email, rules.LINKS_BY_ACCOUNT), "link-from": (address, rules.LINKS_BY_ADDRESS)},
        now=now,
    )
    _ask_reset(session, email, now=now)


@verb
def _ask_reset(session: Session, email: str, *, now: datetime) -> None:
    """Keep a link whose token nobody has. A job finds out whose address it is, for that must not be seen in the time
    that the answer takes."""
    token_hash = queries.hash_token(make_link(session, LinkKind.RESET, email=email, lasts=rules.RESET_LASTS, now=now))
    jobs.enqueue(session, "accounts.mail_reset", {"asked": token_hash}, key=f"reset:{token_hash}", now=now)
    events.record(session, "accounts.reset_requested", ("reset", token_hash[:12]), actor=events.PUBLIC, now=now)


@jobs.handler("accounts.mail_reset")
def mail_reset(payload: dict[str, Any]) -> None:
    """Make the link that was asked for and mail it, if somebody has the address. Done twice, it mails once."""
    with db.database().session() as session:
        _mail_reset(session, payload["asked"], now=clock.now())


@verb
def _mail_reset(session: Session, asked: str, *, now: datetime) -> None:
    link = queries.find_unsent_link(session, asked)
    if link is None:
        return
    found = queries.find_person(session, link.email)
    person = found if found and found.disabled_at is None and found.password_hash is not None else None
    session.delete(link)
    if person is None:
        events.record(session, "accounts.reset_not_sent", ("reset", asked[:12]), actor=events.SYSTEM, now=now)
        return
    token = make_link(session, LinkKind.RESET, email=link.email, lasts=rules.RESET_LASTS, now=now, person=person)
    mail.post(
        session, "reset", to=link.email, subject="Choose a new password", key=f"reset:{asked}", now=now, token=token
    )
    events.record(session, "accounts.reset_sent", ("person", person.reference), actor=events.SYSTEM, now=now)


@verb
def reset_password(session: Session, token: str, *, password: str, now: datetime) -> Person:
    """Claim a reset link: a new password, and every session of the person ends."""
    link = claim_link(session, token, LinkKind.RESET, now=now)
    person = session.get_one(Person, link.person_id)
    set_password(person, password, now=now)
    close_resets(session, person, now=now)
    end_all_sessions(session, person.id, now=now)
    events.record(session, "accounts.password_reset", ("person", person.reference), actor=person, now=now)
    return person


@verb
def change_password(session: Session, viewer: Viewer, *, current: str, new: str, now: datetime) -> Person:
    """Change one's own password; every session ends, and the caller starts a new one."""
    person = session.get_one(Person, viewer.person_id)
    if not password_matches(person.password_hash, current):
        raise Refused("The current password is not right. Check it and type it again.")
    set_password(person, new, now=now)
    close_resets(session, person, now=now)
    end_all_sessions(session, person.id, now=now)
    events.record(session, "accounts.password_changed", ("person", person.reference), actor=viewer, now=now)
    return person
