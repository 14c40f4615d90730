"""From a confirmed e-mail address to a registration that is sent. Each verb is one transaction with its event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import db, events, mail
from portal.access import Viewer
from portal.accounts import services as accounts
from portal.accounts.models import LinkKind, Person
from portal.accounts.queries import find_person, hash_token
from portal.accounts.rules import LINKS_BY_ACCOUNT, LINKS_BY_ADDRESS, REGISTRATION_LASTS, clean_email
from portal.authorities.queries import get_active_authority
from portal.db import new_reference, verb
from portal.providers import queries, rules
from portal.providers.models import (
    Provider,
    ProviderAuthority,
    ProviderDeclaration,
    ProviderService,
    ProviderStatus,
    ServiceType,
)
from portal.providers.rules import Declaration, Step
from portal.providers.words import STEP_TITLES

OPEN = frozenset({ProviderStatus.DRAFT, ProviderStatus.APPLIED, ProviderStatus.DECLINED})


class Refused(db.Refused):
    """A registration that cannot be changed, sent or decided as things stand."""


def request_registration(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Mail a link to confirm the address; one that has an account gets told to sign in. The answer is the same."""
    email = clean_email(email)
    limits = {"link": (email, LINKS_BY_ACCOUNT), "link-from": (address, LINKS_BY_ADDRESS)}
    try:
        accounts.throttle(session, limits, now=now)
    except accounts.Refused:
        raise Refused("Too many links have been asked for. Wait an hour, then try again.") from None
    _mail_start(session, email, now=now)


@verb
def _mail_start(session: Session, email: str, *, now: datetime) -> None:
    person = find_person(session, email)
    has_account = person is not None and person.password_hash is not None
    token = accounts.make_link(session, LinkKind.REGISTRATION, email=email, lasts=REGISTRATION_LASTS, now=now)
    mail.post(
        session,
        "registration_known" if has_account else "registration_start",
        to=email,
        subject="Register your organisation",
        key=f"registration:{hash_token(token)}",
        now=now,
        token=token,
    )
    events.record(
        session,
        "providers.registration_asked",
        ("registration", hash_token(token)[:12]),
        actor=events.PUBLIC,
        now=now,
        personal=email,
    )


def claim_registration(session: Session, token: str, *, name: str, password: str, now: datetime) -> Person:
    """Use the mailed link up: the address is theirs, so they get an account and a draft. Refused for a dead link."""
    try:
        return _claim_registration(session, token, name=name, password=password, now=now)
    except IntegrityError:
        raise Refused(accounts.DEAD_LINK) from None


@verb
def _claim_registration(session: Session, token: str, *, name: str, password: str, now: datetime) -> Person:
    link = accounts.claim_link(session, token, LinkKind.REGISTRATION, now=now)
    person = find_person(session, link.email)
    if person is None:
        person = accounts.add_person(session, email=link.email, name=name, now=now)
    if person.password_hash is not None:
        raise Refused(accounts.DEAD_LINK)
    person.name = name
    accounts.set_password(person, password, now=now)
    begin_registration(session, person.id, actor=person, now=now)
    return person


@verb
def begin_registration(session: Session, person_id: int, *, actor: events.Actor, now: datetime) -> Provider:
    """A new draft of the active authority, or the registration this person has under way already."""
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    for standing in queries.list_registrations(session, person.id):
        if standing.status in OPEN:
            return standing.provider
    provider = Provider(
        reference=new_reference("PR"),
        registrant_id=person.id,
        contact_name=person.name,
        contact_email=person.email,
        created_at=now,
    )
    provider.standings = [ProviderAuthority(authority_id=get_active_authority(session).id)]
    session.add(provider)
    session.flush()
    _record(session, "providers.registration_begun", provider, actor=actor, now=now)
    return provider


@verb
def save_texts(
    session: Session, reference: str, step: Step, values: Mapping[str, Any], *, actor: Viewer, now: datetime
) -> None:
    """Keep the texts of one step; only the columns of that step can be written."""
    provider = _editable(session, reference, actor)
    for name in rules.STEP_FIELDS[step]:
        setattr(provider, name, values[name] or _blank(name))
    _saved(session, provider, step, actor=actor, now=now)


def _blank(name: str) -> str | None:
    """Numbers that are not given are nothing at all, so that two organisations without one are not alike."""
    return None if name in {"company_number", "charity_number"} else ""


@verb
def save_services(session: Session, reference: str, services: Iterable[str], *, actor: Viewer, now: datetime) -> None:
    """Keep which services it offers."""
    provider = _editable(session, reference, actor)
    wanted = {ServiceType(value) for value in services}
    kept = [row for row in provider.services if row.service_type in wanted]
    added = wanted - {row.service_type for row in kept}
    provider.services = [*kept, *(ProviderService(service_type=service) for service in sorted(added))]
    _saved(session, provider, Step.SERVICES, actor=actor, now=now)


@verb
def save_declarations(
    session: Session,
    reference: str,
    given: Mapping[Declaration, tuple[bool, str]],
    *,
    actor: Viewer,
    now: datetime,
) -> None:
    """Keep the answers and explanations of every declaration."""
    provider = _editable(session, reference, actor)
    rows = {row.slug: row for row in provider.declarations}
    for declaration, (answer, explanation) in given.items():
        row = rows.get(declaration) or ProviderDeclaration(slug=declaration)
        row.answer, row.explanation, row.declared_at = answer, explanation, now
        if row not in provider.declarations:
            provider.declarations.append(row)
    _saved(session, provider, Step.DECLARATIONS, actor=actor, now=now)


@verb
def send_registration(session: Session, reference: str, *, actor: Viewer, now: datetime) -> ProviderAuthority:
    """Hand the registration to the authority. Sent twice it is still one application with one receipt."""
    standing = _locked(session, reference, actor)
    if not rules.may_move(standing.status, ProviderStatus.APPLIED):
        return standing
    _check_finished(standing.provider)
    standing.status, standing.applied_at = ProviderStatus.APPLIED, now
    standing.flag = _flag(session, standing.provider)
    _record(session, "providers.registration_sent", standing.provider, actor=actor, now=now)
    mail.post(
        session,
        "registration_received",
        to=actor.email,
        subject=f"We have your registration {reference}",
        key=f"registration-received:{reference}:{now.isoformat()}",
        now=now,
        reference=reference,
    )
    return standing


def _check_finished(provider: Provider) -> None:
    answers = queries.answers_of(provider)
    missing = [STEP_TITLES[step].lower() for step in Step if not rules.is_done(step, answers)]
    if missing:
        raise Refused(f"Finish these steps before you send the registration: {', '.join(missing)}.")


def _flag(session: Session, provider: Provider) -> str:
    """What the commissioner should know and the registrant must not learn: who else gave the same number."""
    others = queries.list_same_numbers(session, provider)
    names = ", ".join(f"{other.legal_name} ({other.reference})" for other in others)
    return f"Another provider gave the same company or charity number: {names}." if names else ""


def _locked(session: Session, reference: str, actor: Viewer) -> ProviderAuthority:
    standing = queries.get_registration(session, reference, registrant_id=actor.person_id)
    session.refresh(standing, ["status"], with_for_update=True)
    return standing


def _editable(session: Session, reference: str, actor: Viewer) -> Provider:
    standing = _locked(session, reference, actor)
    if not rules.may_change_answers(standing.status):
        raise Refused("You have sent this registration, so it cannot be changed now.")
    return standing.provider


def _saved(session: Session, provider: Provider, step: Step, *, actor: Viewer, now: datetime) -> None:
    provider.version += 1
    _record(session, "providers.step_saved", provider, actor=actor, now=now, step=step)


def _record(
    session: Session, verb_name: str, provider: Provider, *, actor: events.Actor, now: datetime, **detail: str
) -> None:
    subject = ("provider", provider.reference)
    events.record(session, verb_name, subject, actor=actor, now=now, provider=provider.reference, detail=detail)
