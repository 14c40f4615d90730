"""From the cookie's token to the signed-in person, for flask-login."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import g, session
from flask_login import LoginManager
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Viewer
from portal.accounts import queries, rules, services
from portal.accounts.models import Person, SignIn
from portal.mail import settings
from portal.web.gone import ENDED_KEY

login_manager = LoginManager()
login_manager.session_protection = None


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_viewer(token: str) -> Viewer | None:
    """The person behind a token, if their session still counts. Tells the rest of the request whose it was if not."""
    now = clock.now()
    with db.database().session(writing=False) as reader:
        found = queries.find_sign_in(reader, token)
        if found is None:
            return None
        row, person = found
        if person.disabled_at is not None or not _counts(row, now):
            g.ended_person = session[ENDED_KEY] = person.reference
            session.pop("_user_id", None)
            return None
        viewer = build_viewer(reader, person, row, token)
    if row.last_seen_at < now - services.TOUCH_EVERY:
        with db.database().session() as writer:
            services.touch(writer, row.id, now=now)
    return viewer


def _counts(row: SignIn, now: datetime) -> bool:
    return rules.sign_in_counts(
        started_at=row.started_at,
        last_seen_at=row.last_seen_at,
        ended_at=row.ended_at,
        now=now,
        idle=timedelta(minutes=settings().idle_minutes),
        absolute=timedelta(hours=settings().absolute_hours),
    )


def build_viewer(reader: Session, person: Person, row: SignIn, token: str) -> Viewer:
    """The person at the desk their session names, with the roles they hold there now."""
    desks = queries.list_desks(reader, person.id)
    place = (row.provider_id or 0, row.authority_id or 0)
    desk = next((desk for desk in desks if (desk.provider_id, desk.authority_id) == place), None)
    reference, name = desk_identity(reader, row.provider_id, row.authority_id) if desk else (None, None)
    return Viewer(
        person_id=person.id,
        reference=person.reference,
        name=person.name,
        email=person.email or "",
        roles=desk.roles if desk else frozenset(),
        sign_in_id=row.id,
        token=token,
        grant_ids=desk.grant_ids if desk else (),
        provider_id=row.provider_id if desk else None,
        provider_reference=reference,
        authority_id=row.authority_id if desk else None,
        desk_name=name,
        desk_count=len(desks),
        last_visit_at=row.last_visit_at,
        sees_prices=desk.sees_prices if desk else False,
    )


def desk_identity(reader: Session, provider_id: int | None, authority_id: int | None) -> tuple[str | None, str | None]:
    """(reference of the organisation or None, name). Organisations belong to an area above this one: read by column."""
    if provider_id is not None:
        row = reader.execute(
            text("SELECT reference, legal_name FROM provider WHERE id = :id"), {"id": provider_id}
        ).one()
        return row.reference, row.legal_name
    row = reader.execute(text("SELECT full_name FROM authority WHERE id = :id"), {"id": authority_id}).one()
    return None, row.full_name
