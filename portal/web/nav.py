"""The header: which council this is, who is signed in, and where they may go. Areas add their own items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal import access, db
from portal.access import Role, Viewer

SERVICE_NAME = "Market position portal"


@dataclass(frozen=True)
class NavItem:
    text: str
    href: str
    current: bool = False
    about: str = ""


@dataclass(frozen=True)
class _Entry:
    text: str
    endpoint: str
    roles: frozenset[Role]
    order: int
    under: str | None
    about: str
    beside: str | None


@dataclass(frozen=True)
class Urgent:
    """Something that cannot wait, in a red band on every page of somebody's until it is dealt with."""

    text: str
    href: str | None = None
    action: str = ""


@dataclass(frozen=True)
class Nav:
    """What the layouts need to know. Names are None for anonymous readers.

    `beside`: pages that other areas have about the record whose page this is.
    """

    service_name: str
    council_name: str
    council_email: str | None
    person_name: str | None
    person_reference: str
    desk_name: str | None
    has_other_desks: bool
    items: list[NavItem]
    beside: list[NavItem]
    account_href: str
    is_demo: bool
    urgent: Sequence[Urgent] = ()


_entries: list[_Entry] = []
UrgentSource = Callable[[Session, Viewer], Iterable[Urgent]]
_urgent_sources: list[tuple[frozenset[Role], UrgentSource]] = []


def add(
    text: str,
    endpoint: str,
    *roles: Role,
    order: int,
    under: str | None = None,
    about: str = "",
    beside: str | None = None,
) -> None:
    """Offer a place in the header to people with one of the roles (to everybody when no role is named).

    `under` names the endpoint of a page that offers several such places, with a sentence `about` each, so that the
    header stays short. `beside` names the endpoint of a record's page, whose address has the same parts as this one's:
    so an area is reached from a record of an area under it.
    """
    entry = _Entry(text, endpoint, frozenset(roles), order, under, about, beside)
    if entry not in _entries:
        _entries.append(entry)


def warns(*roles: Role) -> Callable[[UrgentSource], UrgentSource]:
    """Register a function that says what cannot wait, for people with one of the roles."""

    def register(source: UrgentSource) -> UrgentSource:
        _urgent_sources.append((frozenset(roles), source))
        return source

    return register


def list_under(endpoint: str, person: access.Viewer) -> list[NavItem]:
    """The places that the page with this endpoint offers a person, in order."""
    return [
        NavItem(entry.text, url_for(entry.endpoint), about=entry.about)
        for entry in _all_offered(person)
        if entry.under == endpoint
    ]


@dataclass(frozen=True)
class Council:
    """Whose portal this is: the name in the header, and where questions go."""

    name: str
    email: str | None


NO_COUNCIL = Council(SERVICE_NAME, None)


def init_app(app: Flask, *, find_council: Callable[[], Council | None], is_demo: bool) -> None:
    """`find_council` may be None-valued before any council is switched on."""

    @app.context_processor
    def provide() -> dict[str, Nav]:
        return {"nav": build(find_council() or NO_COUNCIL, access.find_viewer(), is_demo=is_demo)}


def build(council: Council, person: access.Viewer | None, *, is_demo: bool) -> Nav:
    """The header for one person, or for anonymous readers."""
    entries = _all_offered(person)
    return Nav(
        service_name=SERVICE_NAME,
        council_name=council.name,
        council_email=council.email,
        person_name=person.name if person else None,
        person_reference=person.reference if person else "",
        desk_name=person.desk_name if person else None,
        has_other_desks=bool(person and person.desk_count > 1),
        items=_items(entries),
        beside=_beside(entries),
        account_href=url_for("accounts.account") if person else url_for("accounts.sign_in"),
        is_demo=is_demo,
        urgent=_list_urgent(person) if person else (),
    )


def _list_urgent(person: access.Viewer) -> list[Urgent]:
    """What cannot wait for somebody. Only their roles' sources are asked; an error page comes without them."""
    sources = [source for roles, source in _urgent_sources if person.roles & roles]
    try:
        return [found for source in sources for found in source(db.session(), person)]
    except SQLAlchemyError:
        return []


def _offered(app: Flask, entry: _Entry, person: access.Viewer | None) -> bool:
    if entry.endpoint not in app.view_functions:
        return False
    if not entry.roles:
        return True
    # A role alone does not open every door: prices are for those whose grant says so.
    return bool(person and person.roles & entry.roles and access.policy_of(app, entry.endpoint).lets_in(person))


def _all_offered(person: access.Viewer | None) -> list[_Entry]:
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined] # noqa: SLF001
    return [entry for entry in sorted(_entries, key=lambda entry: entry.order) if _offered(app, entry, person)]


def _items(entries: Sequence[_Entry]) -> list[NavItem]:
    """The places offered, in order; of those that the address lies in, the nearest (or the page over it) is current."""
    offered = [(entry, url_for(entry.endpoint)) for entry in entries if entry.beside is None]
    around = [(len(href), entry) for entry, href in offered if _leads_here(href)]
    nearest = max(around, key=lambda found: found[0])[1] if around else None
    here = (nearest.under or nearest.endpoint) if nearest else None
    return [NavItem(entry.text, href, entry.endpoint == here) for entry, href in offered if entry.under is None]


def _beside(entries: Sequence[_Entry]) -> list[NavItem]:
    """What other areas have about the record that is being read."""
    return [
        NavItem(entry.text, url_for(entry.endpoint, **(request.view_args or {})), about=entry.about)
        for entry in entries
        if entry.beside is not None and entry.beside == request.endpoint
    ]


def _leads_here(href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(href))
