"""Each role's first page: what waits for me, in order of date, and what changed since I was here.

Areas say what waits and what changed; this page only sorts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from portal import access, clock, db
from portal.access import Role, Viewer
from portal.web import nav
from portal.web.filters import format_datetime


@dataclass(frozen=True)
class Waiting:
    """One thing to do: words, where (None: not here), how many, by when, on which day or since when, its state in
    words, and a line that helps."""

    text: str
    href: str | None
    count: int | None = None
    due_on: date | None = None
    since_on: date | None = None
    happens_on: date | None = None
    status: str = "To do"
    tone: str = "blue"
    hint: str | None = None


@dataclass(frozen=True)
class Change:
    """Something that happened, or several of a kind together: when last, in words, and where to look."""

    at: datetime
    text: str
    href: str | None = None


@dataclass(frozen=True)
class News:
    """What changed, newest first, how much of it is not shown, and since when, in words."""

    heading: str
    since: str
    changes: list[Change]
    more: int


Source = Callable[[Session, Viewer, datetime], Iterable[Waiting]]
NewsSource = Callable[[Session, Viewer, datetime], Iterable[Change]]
_sources: list[tuple[frozenset[Role], Source]] = []
_news_sources: list[tuple[frozenset[Role], NewsSource]] = []

MOST_CHANGES = 8
# Somebody who was never here reads what happened lately.
FIRST_LOOK = timedelta(days=7)

NOTHING = "Nothing is waiting for you today."

blueprint = Blueprint("today", __name__)
nav.add("Today", "today.today", *(frozenset(Role) - {Role.YOUNG_INSPECTOR}), order=10)


def waits_for(*roles: Role) -> Callable[[Source], Source]:
    """Register a function that says what waits for people with one of the roles (for everybody when none is named)."""

    def register(source: Source) -> Source:
        _sources.append((frozenset(roles), source))
        return source

    return register


def brings_news(*roles: Role) -> Callable[[NewsSource], NewsSource]:
    """Register a function that says what changed after an instant, for people with one of the roles.

    What they did themselves is no news to them, and what another organisation did is none of theirs.
    """

    def register(source: NewsSource) -> NewsSource:
        _news_sources.append((frozenset(roles), source))
        return source

    return register


@blueprint.get("/today")
@access.signed_in
def today() -> str:
    person = access.viewer()
    now = clock.now()
    return render_template(
        "web/today.html",
        tasks=list_waiting(db.session(), person, now),
        news=find_news(db.session(), person, now, shows_all="changes" in request.args),
        role_names=_role_names(person),
        nothing_waiting=NOTHING,
    )


def list_waiting(session: Session, person: Viewer, now: datetime) -> list[Waiting]:
    """Everything that waits for this person: what is late or asked, then by date, then what has none."""
    found = [
        task for roles, source in _sources if not roles or person.roles & roles for task in source(session, person, now)
    ]
    return sorted(found, key=_urgency)


def _urgency(task: Waiting) -> tuple[bool, date]:
    return task.tone != "red", task.due_on or task.happens_on or task.since_on or date.max


def find_news(session: Session, person: Viewer, now: datetime, *, shows_all: bool = False) -> News | None:
    """What changed since this person's last visit to their desk; None for roles that nobody brings news to."""
    sources = [source for roles, source in _news_sources if person.roles & roles]
    if not sources:
        return None
    since = person.last_visit_at or now - FIRST_LOOK
    found = [change for source in sources for change in source(session, person, since)]
    changes = sorted(found, key=lambda change: change.at, reverse=True)
    shown = changes if shows_all else changes[:MOST_CHANGES]
    heading, words = _since_words(person.last_visit_at)
    return News(heading, words, shown, len(changes) - len(shown))


def _since_words(last_visit_at: datetime | None) -> tuple[str, str]:
    if last_visit_at is None:
        days = f"in the last {FIRST_LOOK.days}\N{NO-BREAK SPACE}days"
        return f"What changed {days}", days
    return "What changed since you were here", f"since {format_datetime(last_visit_at)}"


def _role_names(person: Viewer) -> list[str]:
    return [access.ROLE_NAMES[role] for role in Role if role in person.roles]
