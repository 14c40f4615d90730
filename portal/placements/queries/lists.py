"""The list of an authority's placements: filtered, ordered, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.authorities.models import Authority, Council
from portal.db import NotFound
from portal.homes.models import Home
from portal.placements.models import Placement, PlacementReview, Sourcing
from portal.placements.rules.codes import Group, codes_of
from portal.placements.rules.judging import quarter_of
from portal.placements.rules.totals import Place

SORT_KEYS = ("started", "type", "sourcing", "area")


@dataclass(frozen=True)
class Wanted:
    """A filter: None means any. `state` is current, ended or all, `flag` a key of FLAGS; `today` says what is due.

    `month`: those that lasted in a month, as far as quarters tell: one counts in every month of the quarters it began
    and ended in.
    """

    group: str | None = None
    sourcing: str | None = None
    place: str | None = None
    host: str | None = None
    distance: str | None = None
    flag: str | None = None
    home: str | None = None
    month: date | None = None
    state: str = "current"
    today: date = date.max


def get_placement(session: Session, reference: str, *, authority_id: int) -> Placement:
    """One of the authority's placements; NotFound for any other."""
    query = (
        select(Placement)
        .where(Placement.reference == reference, Placement.authority_id == authority_id)
        .options(joinedload(Placement.home), joinedload(Placement.host_authority))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such placement")
    return found


def list_placements(
    session: Session,
    authority: Authority,
    wanted: Wanted,
    *,
    order: str = "started",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Placement]:
    """Placements with their home and host authority, in one query however many there are."""
    query = (
        select(Placement)
        .where(*_conditions(authority, wanted))
        .outerjoin(Placement.host_authority)
        .options(joinedload(Placement.home), joinedload(Placement.host_authority))
        .order_by(*_order(order, descending=descending))
        .offset(offset)
        .limit(limit)
    )
    return list(session.scalars(query))


def _order(key: str, *, descending: bool) -> list[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "started": Placement.started_quarter_on.expression,
        "type": Placement.type_code.expression,
        "sourcing": Placement.sourcing.expression,
        "area": func.lower(Council.name),
    }
    first = columns[key]
    return [first.desc() if descending else first.asc(), Placement.id.expression]


def count_placements(session: Session, authority: Authority, wanted: Wanted) -> int:
    """How many placements a filter finds."""
    query = select(func.count()).select_from(Placement).where(*_conditions(authority, wanted))
    return session.scalar(query) or 0


def list_references(session: Session, authority: Authority, wanted: Wanted) -> list[str]:
    """The references a filter finds, for the record of who looked."""
    query = select(Placement.reference).where(*_conditions(authority, wanted)).order_by(Placement.reference)
    return list(session.scalars(query))


def _conditions(authority: Authority, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Placement.authority_id == authority.id]
    if wanted.state != "all":
        ended = Placement.ended_quarter_on
        found.append(ended.is_(None) if wanted.state == "current" else ended.is_not(None))
    if wanted.sourcing:
        found.append(Placement.sourcing == wanted.sourcing)
    if wanted.distance:
        found.append(Placement.distance_band == wanted.distance)
    if wanted.host:
        found.append(Placement.host_authority_code == wanted.host)
    if wanted.home:
        found.append(Placement.home.has(Home.reference == wanted.home))
    if wanted.month:
        found += _lasting_in(quarter_of(wanted.month))
    if wanted.group:
        found += _of_group(Group(wanted.group))
    if wanted.place:
        found.append(_placed(Place(wanted.place), authority.code))
    if wanted.flag:
        found.append(FLAGS[wanted.flag](wanted.today))
    return found


def _lasting_in(quarter: date) -> list[ColumnElement[bool]]:
    ended = Placement.ended_quarter_on
    return [Placement.started_quarter_on <= quarter, or_(ended.is_(None), ended >= quarter)]


def _of_group(group: Group) -> list[ColumnElement[bool]]:
    """`rules.codes.group_of` in SQL; a test holds the two together."""
    codes = Placement.type_code.in_(codes_of(group))
    if group is Group.FOSTERING_IN_HOUSE:
        return [codes, Placement.sourcing == Sourcing.IN_HOUSE]
    if group is Group.FOSTERING_AGENCY:
        return [codes, Placement.sourcing != Sourcing.IN_HOUSE]
    return [codes]


def _placed(place: Place, own_code: str) -> ColumnElement[bool]:
    """`rules.totals.place_of` in SQL; the same test holds these together."""
    host = Placement.host_authority_code
    if place is Place.UNKNOWN:
        return host.is_(None)
    return host == own_code if place is Place.IN else and_(host.is_not(None), host != own_code)


def _is_watched() -> ColumnElement[bool]:
    return and_(
        or_(Placement.is_unregistered, Placement.is_deprivation_of_liberty), Placement.ended_quarter_on.is_(None)
    )


def _is_due(today: date) -> ColumnElement[bool]:
    return and_(_is_watched(), ~Placement.reviews.any(PlacementReview.reviewed_on == today))


FLAGS: dict[str, Callable[[date], ColumnElement[bool]]] = {
    "watched": lambda _: _is_watched(),
    "unregistered": lambda _: Placement.is_unregistered.is_(True),
    "liberty": lambda _: Placement.is_deprivation_of_liberty.is_(True),
    "due": _is_due,
    "unapproved": lambda _: and_(_is_watched(), Placement.approved_by_post == ""),
    "no_home": lambda _: Placement.home_id.is_(None),
}


def counting(authority: Authority, wanted: Wanted, *columns: Any) -> Select[*tuple[Any, ...]]:
    """A query over the same rows for other columns."""
    return select(*columns).where(*_conditions(authority, wanted))
