"""Opening a month and giving one provider more time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events, mail
from portal.access import Role, Viewer
from portal.accounts.queries import list_provider_people
from portal.db import verb
from portal.providers.models import Provider
from portal.returns import queries, rules
from portal.returns.models import Extension, ReturnPeriod
from portal.returns.services.common import Refused
from portal.web.filters import format_date, format_month


@verb
def open_period(
    session: Session,
    month: date,
    *,
    opens_at: datetime,
    closes_at: datetime,
    actor: events.Actor,
    now: datetime,
    is_pricing_due: bool = False,
) -> ReturnPeriod:
    """Make the return period of a calendar month. Refused for a second one or an end before its start."""
    month = month.replace(day=1)
    if closes_at <= opens_at:
        raise Refused("The closing day must be after the opening day.")
    period = ReturnPeriod(month=month, opens_at=opens_at, closes_at=closes_at, is_pricing_due=is_pricing_due)
    try:
        with session.begin_nested():
            session.add(period)
    except IntegrityError:
        raise Refused(f"There is a return for {format_month(month)} already.") from None
    detail = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    subject = ("return_period", rules.month_slug(month))
    events.record(session, "returns.period_opened", subject, actor=actor, now=now, detail=detail)
    return period


@verb
def grant_extension(
    session: Session,
    period: ReturnPeriod,
    provider: Provider,
    *,
    until_at: datetime,
    reason: str,
    actor: Viewer,
    now: datetime,
) -> Extension:
    """Give one provider until `until_at` to send its entries, and tell its admins. A later grant replaces this."""
    if until_at <= max(period.closes_at, now):
        raise Refused(f"Choose a day from today that is after {format_date(rules.closing_day(period.closes_at))}.")
    extension = queries.find_extension(session, period.id, provider.id)
    if extension is None:
        extension = Extension(period_id=period.id, provider_id=provider.id)
        session.add(extension)
    extension.until_at, extension.reason = until_at, reason
    extension.granted_by_id, extension.granted_at = actor.person_id, now
    _flush_extension(session)
    _tell_admins(session, period, provider, until_at, now=now)
    events.record(
        session,
        "returns.extension_granted",
        ("return_period", rules.month_slug(period.month)),
        actor=actor,
        now=now,
        provider=provider.reference,
        detail={"until_at": until_at.isoformat()},
        personal=reason,
    )
    return extension


def _flush_extension(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError:
        raise Refused("A colleague has just given this provider more time. Look at it first.") from None


def _tell_admins(
    session: Session, period: ReturnPeriod, provider: Provider, until_at: datetime, *, now: datetime
) -> None:
    for person in list_provider_people(session, provider.id, Role.PROVIDER_ADMIN):
        mail.post(
            session,
            "return_extension",
            to=person.inbox,
            subject=f"More time for your {format_month(period.month)} return",
            key=f"return-extension:{period.id}:{provider.id}:{until_at.isoformat()}:{person.id}",
            now=now,
            name=person.name,
            month=format_month(period.month),
            slug=rules.month_slug(period.month),
            last_day=rules.closing_day(until_at),
        )


@verb
def note_download(
    session: Session, period: ReturnPeriod, *, count: int, digest: str, actor: Viewer, now: datetime
) -> None:
    """Record that somebody took the figures of many homes: how many, and a digest (SHA-256) of which."""
    subject = ("return_period", rules.month_slug(period.month))
    detail = {"count": count, "digest": digest}
    events.record(session, "returns.figures_downloaded", subject, actor=actor, now=now, detail=detail)
