"""What the page of a visit shows beside its plan. Rooms of quality add sections and verbs here when they are imported:

    @record.sections(order=20)
    def found(session: Session, visit: Visit, viewer: Viewer) -> Section | None: …

    @record.verbs(order=20)
    def write(session: Session, visit: Visit, viewer: Viewer) -> Iterable[Verb]: …

    @record.known(order=20)          for the page "before the visit": what is known of the home, printed too
    def actions(session: Session, visit: Visit, viewer: Viewer) -> Section | None: …

None and nothing leave the page as it is. Whoever adds one says who may see it: the page is read by QA officers,
commissioners, publishers and auditors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.quality.models import Visit
from portal.quality.slots import Slot


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading of its own; its template finds what it needs in `section.data`."""

    heading: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verb:
    """Something to do next: a button that leads to its page, with its consequence in words."""

    text: str
    href: str
    consequence: str = ""
    kind: str = "secondary"


sections: Slot[Callable[[Session, Visit, Viewer], Section | None]] = Slot()
known: Slot[Callable[[Session, Visit, Viewer], Section | None]] = Slot()
verbs: Slot[Callable[[Session, Visit, Viewer], Iterable[Verb]]] = Slot()


def list_sections(session: Session, visit: Visit, viewer: Viewer) -> list[Section]:
    """The parts that rooms add for this viewer, in order."""
    return [section for show in sections if (section := show(session, visit, viewer)) is not None]


def list_known(session: Session, visit: Visit, viewer: Viewer) -> list[Section]:
    """What rooms know of the home before the visit, in order."""
    return [section for show in known if (section := show(session, visit, viewer)) is not None]


def list_verbs(session: Session, visit: Visit, viewer: Viewer) -> list[Verb]:
    """What this viewer may do about the visit, in order."""
    return [verb for offer in verbs for verb in offer(session, visit, viewer)]
