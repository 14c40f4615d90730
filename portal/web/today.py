"""Each role's first page: what waits for me, in order of date. Areas say what waits; this page only sorts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from portal import access, clock, db
from portal.access import Role, Viewer
from portal.web import nav


@dataclass(frozen=True)
class Waiting:
    """One thing to do: words, where, how many, by when, its state in words, and a line under it where one helps."""

    text: str
    href: str
    count: int | None = None
    due_on: date | None = None
    status: str = "To do"
    tone: str = "blue"
    hint: str | None = None


Source = Callable[[Session, Viewer, datetime], Iterable[Waiting]]
_sources: list[tuple[frozenset[Role], Source]] = []

# Their work comes with visits; until then they are told so instead of being left to wonder.
WITHOUT_WORK_YET = frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.YOUNG_INSPECTOR})
NOTHING = "Nothing is waiting for you today."
NO_WORK_YET = "Nothing is waiting for you. Your work begins when young inspectors' visits are recorded here."

blueprint = Blueprint("today", __name__)
nav.add("Today", "today.today", *Role, order=10)


def waits_for(*roles: Role) -> Callable[[Source], Source]:
    """Register a function that says what waits for people with one of the roles (for everybody when none is named)."""

    def register(source: Source) -> Source:
        _sources.append((frozenset(roles), source))
        return source

    return register


@blueprint.get("/today")
@access.signed_in
def today() -> str:
    person = access.viewer()
    tasks = list_waiting(db.session(), person, clock.now())
    is_early = bool(person.roles) and person.roles <= WITHOUT_WORK_YET
    return render_template(
        "web/today.html",
        tasks=tasks,
        role_names=_role_names(person),
        nothing_waiting=NO_WORK_YET if is_early else NOTHING,
    )


def list_waiting(session: Session, person: Viewer, now: datetime) -> list[Waiting]:
    """Everything that waits for this person, dated things first and soonest first."""
    found = [
        task for roles, source in _sources if not roles or person.roles & roles for task in source(session, person, now)
    ]
    return sorted(found, key=lambda task: (task.due_on is None, task.due_on or date.max))


def _role_names(person: Viewer) -> list[str]:
    return [access.ROLE_NAMES[role] for role in Role if role in person.roles]
