"""Who works where: inviting, a second person's approval, joining, and leaving. Each verb is one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events, mail
from portal.access import Role, Viewer
from portal.accounts import queries, rules
from portal.accounts.models import Grant, LinkKind, Person
from portal.accounts.passwords import hash_password
from portal.accounts.services.links import DEAD_LINK, Refused, claim_link, close_links, make_link
from portal.accounts.services.sign_in import end_all_sessions, set_password
from portal.db import new_reference, verb


def add_person(session: Session, *, email: str | None, name: str, now: datetime, password: str | None = None) -> Person:
    """A new person; the caller has checked that the address is free. Nobody writes to one without."""
    person = Person(
        reference=new_reference("PN"),
        email=None if email is None else rules.clean_email(email),
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
    invited_name: str = "",
    granted_by_id: int | None = None,
    approved: bool = True,
    sees_prices: bool | None = None,
) -> Grant:
    """Give a person a role at a desk; the same live grant is not given twice. An admin of an organisation sees its
    prices and a member does not, unless `sees_prices` says otherwise."""
    grant = session.scalar(
        select(Grant).where(
            Grant.person_id == person.id,
            Grant.role == role,
            queries.at_desk(provider_id, authority_id),
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
        invited_name=invited_name,
        granted_at=now,
        granted_by_id=granted_by_id,
        approved_at=now if approved else None,
        accepted_at=now if accepted else None,
        sees_prices=role is Role.PROVIDER_ADMIN if sees_prices is None else sees_prices,
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
    """Ask somebody to join a desk in a role: a grant that counts once they claim the mailed link.

    A staff role that opens data waits for a publisher first, and no mail goes out until then. Refused with a sentence
    when the actor may not hand out the role or the person already has it.
    """
    try:
        return _invite(
            session,
            email=rules.clean_email(email),
            name=name,
            role=role,
            desk_name=desk_name,
            actor=actor,
            now=now,
            provider_id=provider_id,
            authority_id=authority_id,
        )
    except IntegrityError:
        raise Refused("Somebody else has just invited this person. Look at the list before you try again.") from None


@verb
def _invite(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    desk_name: str,
    actor: Viewer,
    now: datetime,
    provider_id: int | None,
    authority_id: int | None,
) -> Grant:
    _check_may_invite(session, email, role, actor=actor, provider_id=provider_id, authority_id=authority_id)
    grant = add_grant(
        session,
        queries.find_person(session, email) or add_person(session, email=email, name=name, now=now),
        role,
        actor=actor,
        now=now,
        provider_id=provider_id,
        provider_reference=actor.provider_reference if provider_id else None,
        authority_id=authority_id,
        invited_name=name,
        granted_by_id=actor.person_id,
        approved=not rules.needs_approval(role),
        # Nobody hands out what they do not have.
        sees_prices=role is Role.PROVIDER_ADMIN and actor.sees_prices,
    )
    if grant.approved_at is not None:
        _mail_invitation(session, grant, desk_name=desk_name, now=now)
    return grant


@verb
def invite_first(
    session: Session, *, email: str, name: str, role: Role, authority_id: int, desk_name: str, now: datetime
) -> Grant:
    """Invite one of the people everybody else comes from. For whoever runs the server, so nobody has to approve it."""
    email = rules.clean_email(email)
    if not rules.is_email(email):
        raise Refused("Enter an email address in the correct format, like name@example.com.")
    person = queries.find_person(session, email) or add_person(session, email=email, name=name, now=now)
    grant = add_grant(session, person, role, actor=events.SYSTEM, now=now, authority_id=authority_id, invited_name=name)
    if grant.accepted_at is None:
        _mail_invitation(session, grant, desk_name=desk_name, now=now)
    return grant


def _check_may_invite(
    session: Session, email: str, role: Role, *, actor: Viewer, provider_id: int | None, authority_id: int | None
) -> None:
    if not rules.may_grant(actor.roles, role):
        raise Refused("You cannot give somebody this role.")
    if email == actor.email:
        raise Refused("You cannot give yourself a role. Ask another admin to do it.")
    for grant in queries.list_colleagues(session, provider_id=provider_id, authority_id=authority_id):
        if grant.person.email == email and (provider_id is not None or grant.role == role):
            raise Refused(f"{grant.shown_name} is on your list already. Look at the list before you invite them again.")


@verb
def resend_invitation(session: Session, grant: Grant, *, desk_name: str, actor: Viewer, now: datetime) -> None:
    """Mail a fresh link to somebody who has not joined; the links sent before stop working."""
    if grant.accepted_at is not None or grant.approved_at is None or grant.ended_at is not None:
        raise Refused("This invitation is not waiting for an answer, so there is nothing to send again.")
    _mail_invitation(session, grant, desk_name=desk_name, now=now)
    _record(session, "accounts.invitation_sent_again", grant, actor=actor, now=now)


@verb
def approve_grant(session: Session, grant: Grant, *, desk_name: str, actor: Viewer, now: datetime) -> None:
    """A second person agrees to a role; only now does the invitation go out."""
    _check_may_decide(session, grant, actor=actor)
    grant.approved_at, grant.approved_by_id = now, actor.person_id
    _mail_invitation(session, grant, desk_name=desk_name, now=now)
    _record(session, "accounts.role_approved", grant, actor=actor, now=now)


@verb
def refuse_grant(session: Session, grant: Grant, *, reason: str, actor: Viewer, now: datetime) -> None:
    """A second person does not agree: the role ends before it began."""
    _check_may_decide(session, grant, actor=actor)
    grant.ended_at = now
    _record(session, "accounts.role_refused", grant, actor=actor, now=now, personal=reason)


def _check_may_decide(session: Session, grant: Grant, *, actor: Viewer) -> None:
    session.refresh(grant, with_for_update=True)
    fault = rules.approval_fault(
        is_waiting=grant.approved_at is None and grant.ended_at is None,
        is_maker=grant.granted_by_id == actor.person_id,
        is_subject=grant.person_id == actor.person_id,
    )
    if fault:
        raise Refused(fault)


def _mail_invitation(session: Session, grant: Grant, *, desk_name: str, now: datetime) -> None:
    close_links(session, grant, now=now)
    person = session.get_one(Person, grant.person_id)
    token = make_link(
        session,
        LinkKind.INVITATION,
        email=person.inbox,
        lasts=rules.INVITATION_LASTS,
        now=now,
        person=person,
        grant=grant,
    )
    mail.post(
        session,
        "invitation",
        to=person.inbox,
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
        set_password(person, password, now=now)
    grant.accepted_at = now
    # A new role takes a new session (trust.md).
    end_all_sessions(session, person.id, now=now)
    events.record(session, "accounts.invitation_accepted", ("person", person.reference), actor=person, now=now)
    return person


@verb
def end_grant(session: Session, grant: Grant, *, actor: Viewer, now: datetime) -> None:
    """Take a role away; the person's sessions end, so it takes effect at once. Nobody removes themselves.

    Where they were the only one who saw the organisation's prices, the actor sees them from now on: somebody must, and
    whoever has left cannot hand it over.
    """
    if grant.person_id == actor.person_id:
        raise Refused("You cannot remove yourself. Ask another admin to do it.")
    if not rules.may_grant(actor.roles, Role(grant.role)):
        raise Refused("You cannot take this role away.")
    holders = _lock_desk(session, grant)
    if grant.role in rules.ADMIN_ROLES and [one.id for one in holders if one.role == grant.role] == [grant.id]:
        raise Refused("Somebody has to stay admin. Invite another admin before you remove this one.")
    grant.ended_at = now
    end_all_sessions(session, grant.person_id, now=now)
    _record(session, "accounts.role_ended", grant, actor=actor, now=now)
    if queries.is_last_to_see_prices(holders, grant):
        for heir in (one for one in holders if one.person_id == actor.person_id):
            _set_sees_prices(session, heir, sees=True, actor=actor, now=now)


@verb
def change_sees_prices(session: Session, grant: Grant, *, sees: bool, actor: Viewer, now: datetime) -> None:
    """Say whether somebody at an organisation reads and writes its prices. For an admin who does; refused for the last
    one, for then nobody could give it back."""
    if not (actor.sees_prices and actor.provider_id is not None and actor.provider_id == grant.provider_id):
        raise Refused("You do not see prices, so you cannot say who does.")
    if not sees and queries.is_last_to_see_prices(_lock_desk(session, grant), grant):
        raise Refused("Somebody has to see prices. Let somebody else see them first.")
    if grant.sees_prices != sees:
        _set_sees_prices(session, grant, sees=sees, actor=actor, now=now)


def _set_sees_prices(session: Session, grant: Grant, *, sees: bool, actor: Viewer, now: datetime) -> None:
    grant.sees_prices = sees
    verb_name = "accounts.prices_opened" if sees else "accounts.prices_closed"
    _record(session, verb_name, grant, actor=actor, now=now)


def _lock_desk(session: Session, grant: Grant) -> list[Grant]:
    """Everybody who has joined a desk, their rows locked in one order: two people who remove each other at the same
    instant must not both succeed, nor wait for each other."""
    query = (
        select(Grant)
        .where(
            queries.at_desk(grant.provider_id, grant.authority_id),
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
        )
        .order_by(Grant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _record(
    session: Session, verb_name: str, grant: Grant, *, actor: Viewer, now: datetime, personal: str | None = None
) -> None:
    person = session.get_one(Person, grant.person_id)
    events.record(
        session,
        verb_name,
        ("person", person.reference),
        actor=actor,
        now=now,
        provider=actor.provider_reference if grant.provider_id else None,
        detail={"role": grant.role},
        personal=personal,
    )
