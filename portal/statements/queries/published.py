"""What the public reads: versions by address, and their files from memory.

Files of a version never change, so they are kept in memory, within a limit; which version stands at an address is asked
of the database at most once a second, so that a withdrawn one is gone at once.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.db import Database
from portal.statements.models import Statement, StatementVersion, StaticFile, VersionFile, VersionState

PDF_PATH = "statement.pdf"
PLACE_SECONDS = 1.0
MOST_PLACES = 2_000
MOST_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True)
class PublishedVersion:
    """A version as the public may know of it. `is_current`: no later one was published."""

    id: int
    statement_id: int
    authority_id: int
    slug: str
    number: int
    title: str
    as_of_month: date
    published_at: datetime
    reason: str
    state: VersionState
    public_note: str
    withdrawn_at: datetime | None
    is_current: bool

    @property
    def is_withdrawn(self) -> bool:
        return self.state == VersionState.WITHDRAWN


def list_published(session: Session) -> list[PublishedVersion]:
    """The newest version of every published statement, the one published last first."""
    query = _versions().where(_newest()).order_by(StatementVersion.published_at.desc(), StatementVersion.id.desc())
    return [_published(row) for row in session.execute(query)]


def find_current(session: Session) -> PublishedVersion | None:
    """The version that stands for all: of the newest versions the one published last that was not withdrawn."""
    return next((version for version in list_published(session) if not version.is_withdrawn), None)


def list_versions_of(session: Session, slug: str) -> list[PublishedVersion]:
    """Every version at an address, newest first; none for an unknown address."""
    query = _versions().where(Statement.slug == slug).order_by(StatementVersion.number.desc())
    return [_published(row) for row in session.execute(query)]


def find_version(session: Session, slug: str, number: int | None) -> PublishedVersion | None:
    """The version of this number at an address; without a number the newest, even when it was withdrawn."""
    wanted = _newest() if number is None else StatementVersion.number == number
    row = session.execute(_versions().where(Statement.slug == slug, wanted)).first()
    return _published(row) if row else None


def read_content(session: Session, version_id: int) -> str:
    """The frozen content of a version, as JSON."""
    return session.scalars(select(StatementVersion.content).where(StatementVersion.id == version_id)).one()


def _versions() -> Select[StatementVersion, str, int, bool]:
    return select(StatementVersion, Statement.slug, Statement.authority_id, _newest().label("is_current")).join(
        Statement, Statement.id == StatementVersion.statement_id
    )


def _newest() -> ColumnElement[bool]:
    later = aliased(StatementVersion)
    numbers = select(func.max(later.number)).where(later.statement_id == StatementVersion.statement_id)
    return StatementVersion.number == numbers.scalar_subquery()


def _published(row: Row[StatementVersion, str, int, bool]) -> PublishedVersion:
    version, slug, authority_id, is_current = row
    return PublishedVersion(
        id=version.id,
        statement_id=version.statement_id,
        authority_id=authority_id,
        slug=slug,
        number=version.number,
        title=version.title,
        as_of_month=version.as_of_month,
        published_at=version.published_at,
        reason=version.reason,
        state=VersionState(version.state),
        public_note=version.public_note,
        withdrawn_at=version.withdrawn_at,
        is_current=bool(is_current),
    )


@dataclass(frozen=True)
class StoredFile:
    """A file ready to be sent, whichever compression the reader takes."""

    media_type: str
    sha256: str
    body_gzip: bytes
    body_brotli: bytes

    @cached_property
    def body(self) -> bytes:
        return gzip.decompress(self.body_gzip)

    @property
    def weight(self) -> int:
        return len(self.body_gzip) + len(self.body_brotli)


@dataclass(frozen=True)
class Place:
    """What stands at an address: a version, and the hash of each of its files by path."""

    version: PublishedVersion
    files: Mapping[str, str]


class Shelf:
    """One process's memory of published files, and of which version stands where."""

    def __init__(self, database: Database, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._ticks = ticks
        self._lock = threading.Lock()
        self._places: OrderedDict[tuple[str, int | None], tuple[float, Place]] = OrderedDict()
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._weight = 0

    def place(self, slug: str, number: int | None) -> Place | None:
        """What stands at an address, as it was at most a second ago; without a number the newest version."""
        key = (slug, number)
        known = self._places.get(key)
        if known is not None and known[0] > self._ticks():
            return known[1]
        found = self._find_place(slug, number)
        with self._lock:
            self._places.pop(key, None)
            if found is not None:
                self._places[key] = (self._ticks() + PLACE_SECONDS, found)
            while len(self._places) > MOST_PLACES:
                self._places.popitem(last=False)
        return found

    def _find_place(self, slug: str, number: int | None) -> Place | None:
        with self._database.session(writing=False) as session:
            version = find_version(session, slug, number)
            if version is None:
                return None
            query = select(VersionFile.path, VersionFile.sha256).where(VersionFile.version_id == version.id)
            rows = session.execute(query.order_by(VersionFile.path))
            return Place(version, {row.path: row.sha256 for row in rows})

    def forget(self) -> None:
        """Ask the database again at the next request: what stands where has just been changed here."""
        with self._lock:
            self._places.clear()

    def version_file(self, place: Place, path: str) -> StoredFile | None:
        """A file of the version that stands there."""
        known = self._files.get(place.files.get(path, ""))
        if known is not None or path not in place.files:
            return known
        query = select(VersionFile).where(VersionFile.version_id == place.version.id, VersionFile.path == path)
        with self._database.session(writing=False) as session:
            return self._remember(session.scalars(query).first())

    def static_file(self, sha256: str, name: str) -> StoredFile | None:
        """A style sheet, script or typeface that stored pages name."""
        known = self._files.get(sha256)
        if known is not None:
            return known
        query = select(StaticFile).where(StaticFile.sha256 == sha256, StaticFile.name == name)
        with self._database.session(writing=False) as session:
            return self._remember(session.scalars(query).first())

    def _remember(self, row: VersionFile | StaticFile | None) -> StoredFile | None:
        """Keep a file by the hash of its content; the one kept longest goes when there is no room."""
        if row is None:
            return None
        found = StoredFile(row.media_type, row.sha256, row.body_gzip, row.body_brotli)
        with self._lock:
            if found.sha256 not in self._files:
                self._files[found.sha256] = found
                self._weight += found.weight
            while self._weight > MOST_BYTES and len(self._files) > 1:
                self._weight -= self._files.popitem(last=False)[1].weight
        return found
