"""One form with one content is acted on once, however often it arrives: pressed twice, sent again, or gone back to.

OnceForm                  carries a random part; `portal.web.verbs` does its verb at the first arrival only
once(session, key, act)   the same for whoever does not go through there

What is kept of a form is a hash, for as long as a page may lie open. Filled in with something else it is another form.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import String, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock, db, jobs
from portal.db import Base, Database
from portal.web.forms import PortalForm, SeenField

KEPT_FOR = timedelta(days=30)


class SentForm(Base):
    """A form that was acted on. `key`: a hash of its random part, its address and its content."""

    __tablename__ = "sent_form"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(index=True)


class OnceForm(PortalForm):
    """Carries a random part, so that one form sent twice is told from two forms."""

    once = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(24)

    @property
    def sent_key(self) -> str:
        """What this form with this content is known by. One that came without its random part is always new: better
        twice than lost."""
        return _key_of_request() or secrets.token_hex(32)


def _key_of_request() -> str | None:
    random_part = request.form.get("once")
    if not random_part:
        return None
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return hashlib.sha256(repr((random_part, request.path, fields)).encode()).hexdigest()


def was_sent() -> bool:
    """Whether the form of this request was acted on before, with the same content."""
    key = _key_of_request()
    if key is None:
        return False
    with db.database().session(writing=False) as store:
        return store.get(SentForm, key) is not None


def note_sent(session: Session, *, now: datetime) -> None:
    """Note that the form of this request was acted on, whatever did so."""
    key = _key_of_request()
    if key is not None:
        _note(session, key, now=now)


def _note(session: Session, key: str, *, now: datetime) -> bool:
    """Whether it is the first time."""
    insert = sqlite_insert if db.is_sqlite(session) else postgresql_insert
    noted = session.execute(
        insert(SentForm).values(key=key, sent_at=now).on_conflict_do_nothing().returning(SentForm.key)
    )
    return noted.first() is not None


@db.verb
def once(session: Session, key: str, act: Callable[[], object], *, now: datetime) -> bool:
    """Act, in one transaction with the note that this form was acted on; False, and nothing done, when it was before.

    Two that arrive together wait for each other at the key. When `act` raises, the form has not been acted on.
    """
    is_first = _note(session, key, now=now)
    if is_first:
        act()
    return is_first


@jobs.chore
def forget_sent_forms(database: Database) -> None:
    """Forget forms so old that no page with them lies open any more."""
    with database.session() as session:
        session.execute(delete(SentForm).where(SentForm.sent_at < clock.now() - KEPT_FOR))
        session.commit()
