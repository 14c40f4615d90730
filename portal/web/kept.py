"""What people typed into forms that could not be accepted, and a browser's way to it (see `portal.web.parked`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from flask import session
from sqlalchemy import String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock, db, jobs
from portal.db import Base, Database
from portal.web import places, tokens
from portal.web.notices import tell

KEPT_FOR = timedelta(days=1)
CONFIDED_FOR = timedelta(hours=1)
# Pairs, the newest last: the token of what was parked, and the address of its page, so that its writer is led back to
# it; "" for a public page, whose address may hold a token of its own, and for one that did not open for its writer.
COOKIE_KEY = "parked"
MOST_AT_A_BROWSER = 8
# What a browser's cookie can carry of each.
MOST_OF_AN_ADDRESS = 200
# Of these, confided words find room when the others are taken.
MORE_FOR_CONFIDED = 3
# Anybody can send forms without a session: their typing takes no more room than this many forms do.
MOST_OF_UNKNOWN = 500
MADE_ROOM = "There was no more room. The oldest words that were kept here are gone."


class ParkedForm(Base):
    """Fields somebody typed into a form that could not be accepted.

    `path` is kept as a hash, for some paths hold a one-time token. `person_reference` is the mark of whose they are
    (`tokens.mark_of`); None where anybody at that browser may have them. `expires_at`: of a confided form.
    """

    __tablename__ = "parked_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_reference: Mapped[str | None] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[str] = mapped_column(Text)
    parked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


def list_entries() -> list[list[str]]:
    """What this browser's cookie leads to."""
    found = session.get(COOKIE_KEY)
    return found if isinstance(found, list) else []


def make_room(store: Session, new: ParkedForm, restored: str | None, *, now: datetime) -> list[list[str]] | None:
    """What else this browser keeps, once the same form's earlier words are gone; None when there is no room for more.

    The same form is one that showed those words and comes back without having been taken, or one sent again.
    """
    kept: list[tuple[list[str], ParkedForm]] = []
    for entry in list_entries():
        row = find_row(store, entry[0])
        if row is None or _is_over(row, now=now):
            continue
        is_own = (row.path, row.person_reference) == (new.path, new.person_reference)
        if is_own and (row.token_hash == restored or row.fields == new.fields):
            store.delete(row)
            continue
        kept.append((entry, row))
    gone = None
    if _is_full([row for _, row in kept], new):
        gone = _least_needed(kept, new)
        if gone is None:
            return None
        if gone[1].person_reference is not None:
            tell(MADE_ROOM)
        store.delete(gone[1])
    return [entry for entry, row in kept if gone is None or row is not gone[1]]


def _is_full(rows: list[ParkedForm], new: ParkedForm) -> bool:
    """Whether something has to go: there are so many places for all, for what is not confided, and for what one has
    confided."""
    alike = [row for row in rows if _is_confided(row) == _is_confided(new)]
    if _is_confided(new):
        alike = [row for row in alike if row.person_reference == new.person_reference]
    return len(alike) >= MOST_AT_A_BROWSER or len(rows) >= MOST_AT_A_BROWSER + MORE_FOR_CONFIDED


def _least_needed(kept: list[tuple[list[str], ParkedForm]], new: ParkedForm) -> tuple[list[str], ParkedForm] | None:
    """What makes room for new words, the oldest of its kind first: never what somebody else confided, and what the
    writer did themselves only for more of it."""
    own = [one for one in kept if one[1].person_reference == new.person_reference]
    confided, others = [one for one in own if _is_confided(one[1])], [one for one in kept if not _is_confided(one[1])]
    public = [one for one in others if one[1].person_reference is None]
    own_others = [one for one in own if one in others]
    if not _is_confided(new):
        first = [*public, *own_others]
    elif len(confided) >= MOST_AT_A_BROWSER:
        first = confided
    else:
        first = [*public, *own_others, *others, *confided]
    return next(iter(first), None)


def _is_confided(row: ParkedForm) -> bool:
    return row.expires_at is not None


def list_own() -> Iterator[tuple[str, ParkedForm]]:
    """What waits here for whoever is at this browser and has a page to go back to, the newest first."""
    entries = [entry for entry in reversed(list_entries()) if entry[1]]
    mark, now = tokens.find_mark() if entries else None, clock.now()
    if mark is None:
        return
    with db.database().session(writing=False) as store:
        found = [(place, find_row(store, token)) for token, place in entries]
    for place, row in found:
        if row is not None and may_have(row, mark, now=now) and places.page_of(place) == place and places.opens(place):
            yield place, row


def list_here(path: str) -> list[ParkedForm]:
    """What waits at a page for whoever is at this browser, the newest first."""
    hashes = [hash_of(entry[0]) for entry in list_entries()]
    if not hashes:
        return []
    with db.database().session(writing=False) as store:
        of_here = select(ParkedForm).where(ParkedForm.token_hash.in_(hashes), ParkedForm.path == hash_of(path))
        rows = store.scalars(of_here.order_by(ParkedForm.id.desc())).all()
    mark, now = tokens.find_mark() if rows else None, clock.now()
    return [row for row in rows if may_have(row, mark, now=now)]


def has_place(rows: Iterable[ParkedForm]) -> bool:
    """Whether whoever comes in is led to one of these."""
    known = {row.token_hash for row in rows}
    return any(place and hash_of(token) in known for token, place in list_entries())


def drop_places(rows: Iterable[ParkedForm]) -> None:
    """Lead nobody to the page of these any more. They stay until they are over, and are there if it opens after all."""
    known = {row.token_hash for row in rows}
    session[COOKIE_KEY] = [[token, "" if hash_of(token) in known else place] for token, place in list_entries()]


def list_of_writers() -> list[list[str]]:
    """The entries of words that wait for their writer alone."""
    entries = list_entries()
    if not entries:
        return []
    with db.database().session(writing=False) as store:
        found = [(entry, find_row(store, entry[0])) for entry in entries]
    return [entry for entry, row in found if row is not None and row.person_reference is not None]


def lasts_until(row: ParkedForm) -> datetime:
    """When what was typed is kept no longer."""
    return row.expires_at or row.parked_at + KEPT_FOR


def find_row(store: Session, token: str) -> ParkedForm | None:
    return store.scalar(select(ParkedForm).where(ParkedForm.token_hash == hash_of(token)))


@jobs.chore
def sweep(database: Database) -> None:
    """Remove what nobody came back for in time."""
    now = clock.now()
    with database.session() as store:
        store.execute(delete(ParkedForm).where(or_(ParkedForm.parked_at < now - KEPT_FOR, ParkedForm.expires_at < now)))
        store.commit()


def drop_oldest_unknown(store: Session) -> None:
    """Keep the newest of what people without a session typed."""
    unknown = ParkedForm.person_reference.is_(None)
    newest = select(ParkedForm.id).where(unknown).order_by(ParkedForm.id.desc()).limit(MOST_OF_UNKNOWN)
    store.execute(delete(ParkedForm).where(unknown, ParkedForm.id.not_in(newest)))


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_over(row: ParkedForm, *, now: datetime) -> bool:
    return lasts_until(row) < now


def may_have(row: ParkedForm, mark: str | None, *, now: datetime) -> bool:
    return not _is_over(row, now=now) and row.person_reference in (None, mark)
