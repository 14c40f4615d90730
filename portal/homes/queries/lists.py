"""Reads of homes: always ordered, always within a scope (an organisation's homes, or those an authority may see).

An authority may see the homes of every organisation that stands with it as approved, suspended or closed, wherever the
home is: `provider_authority` decides, not the address. An application that was never approved shows it nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from portal.access import Role, Viewer
from portal.authorities.models import Authority, Council
from portal.db import NotFound
from portal.homes.models import Home, HomeKeeper, HomeNeed, HomeStatus, HostBasis, Need
from portal.homes.rules import counts_places, normalise_urn
from portal.providers.models import Provider, ProviderAuthority, ProviderStatus, ServiceType

STANDING = (ProviderStatus.APPROVED, ProviderStatus.SUSPENDED, ProviderStatus.CLOSED)
SORT_KEYS = ("name", "provider", "type", "places", "usable", "status", "area")


@dataclass(frozen=True)
class Scope:
    """Whose homes may be seen. Make one with `own` or `of_authority`: a scope of neither shows nothing."""

    provider_id: int | None = None
    keeper_grants: Sequence[int] | None = None
    authority_id: int | None = None

    def condition(self) -> ColumnElement[bool]:
        """The rows of `home` inside the scope."""
        if self.authority_id is not None:
            return Home.provider_id.in_(_standing_providers(self.authority_id))
        mine = Home.provider_id == self.provider_id
        if self.keeper_grants is None:
            return mine
        kept = select(HomeKeeper.home_id).where(HomeKeeper.grant_id.in_(self.keeper_grants))
        return and_(mine, Home.id.in_(kept))


def own(provider_id: int, keeper_grants: Sequence[int] | None = None) -> Scope:
    """An organisation's homes; with `keeper_grants` only those that one of these grants looks after."""
    return Scope(provider_id=provider_id, keeper_grants=keeper_grants)


def of_authority(authority_id: int) -> Scope:
    """Homes of every organisation that stands with an authority."""
    return Scope(authority_id=authority_id)


def seen_by(viewer: Viewer) -> Scope:
    """What somebody sees at their desk: the authority's, all of an organisation's as its admin, or what they keep."""
    keeper_grants = None if viewer.has(Role.PROVIDER_ADMIN) else viewer.grant_ids
    return Scope(viewer.provider_id, keeper_grants, viewer.authority_id)


@dataclass(frozen=True)
class Wanted:
    """A filter: None and "" mean any. `host` is in or out; `flag` is urn or location. `with_places`: only where people
    live with staff, and no agency whose places are its carers'.
    """

    search: str = ""
    service_type: str | None = None
    status: str | None = None
    provider: str | None = None
    need: str | None = None
    host: str | None = None
    flag: str | None = None
    with_places: bool = False


def get_home(session: Session, reference: str, *, provider_id: int, keeper_grants: Sequence[int] | None = None) -> Home:
    """An organisation's own home (with `keeper_grants`, one they look after); NotFound for any other."""
    return _get(session, reference, own(provider_id, keeper_grants))


def get_home_for_staff(session: Session, reference: str, *, authority_id: int) -> Home:
    """A home an authority may see; NotFound for any other."""
    return _get(session, reference, of_authority(authority_id))


def _get(session: Session, reference: str, scope: Scope) -> Home:
    query = select(Home).where(Home.reference == reference, scope.condition())
    home = session.scalar(query.options(joinedload(Home.provider), joinedload(Home.host_authority)))
    if home is None:
        raise NotFound("no such home")
    return home


def list_homes(
    session: Session,
    scope: Scope,
    wanted: Wanted | None = None,
    *,
    order: str = "name",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Home]:
    """Homes with their provider and host authority, in one query however many there are."""
    query = (
        _matching(scope, wanted or Wanted())
        .join(Home.provider)
        .outerjoin(Home.host_authority)
        .options(contains_eager(Home.provider), contains_eager(Home.host_authority))
        .order_by(*_order(order, descending=descending))
        .offset(offset)
    )
    return list(session.scalars(query.limit(limit)))


def _order(key: str, *, descending: bool) -> list[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "name": func.lower(Home.name),
        "provider": func.lower(Provider.legal_name),
        "type": Home.service_type.expression,
        "places": Home.registered_places.expression,
        "usable": Home.usable_places.expression,
        "status": Home.status.expression,
        "area": func.lower(Council.name),
    }
    first = columns[key]
    return [first.desc() if descending else first.asc(), func.lower(Home.name), Home.id.expression]


def count_homes(session: Session, scope: Scope, wanted: Wanted | None = None) -> int:
    """How many homes a filter finds."""
    return session.scalar(select(func.count()).select_from(_matching(scope, wanted or Wanted()).subquery())) or 0


def _matching(scope: Scope, wanted: Wanted) -> Select[Home]:
    conditions = [scope.condition(), *_plain_conditions(wanted)]
    if wanted.search:
        conditions.append(_search(wanted.search))
    if wanted.host and scope.authority_id is not None:
        conditions.append(_hosted(wanted.host, scope.authority_id))
    if wanted.flag in FLAGS:
        conditions.append(FLAGS[wanted.flag]())
    return select(Home).where(*conditions)


def _plain_conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.service_type:
        conditions.append(Home.service_type == wanted.service_type)
    if wanted.status:
        conditions.append(Home.status == wanted.status)
    if wanted.provider:
        conditions.append(Home.provider.has(Provider.reference == wanted.provider))
    if wanted.need:
        conditions.append(Home.needs.any(HomeNeed.need_slug == wanted.need))
    if wanted.with_places:
        conditions.append(Home.service_type.in_([each for each in ServiceType if counts_places(each)]))
    return conditions


def _search(text: str) -> ColumnElement[bool]:
    names = Home.provider.has(
        or_(
            Provider.legal_name.icontains(text, autoescape=True),
            Provider.trading_name.icontains(text, autoescape=True),
        )
    )
    return or_(
        Home.name.icontains(text, autoescape=True),
        Home.urn == normalise_urn(text),
        Home.reference == text.upper(),
        names,
    )


def _hosted(where: str, authority_id: int) -> ColumnElement[bool]:
    code = select(Authority.code).where(Authority.id == authority_id).scalar_subquery()
    if where == "in":
        return Home.host_authority_code == code
    return and_(Home.host_authority_code.is_not(None), Home.host_authority_code != code)


def _in_urn_conflict() -> ColumnElement[bool]:
    # Only one home may hold a URN uncontested, so of those that share one at least one is contested.
    claim = aliased(Home)
    return Home.urn.in_(select(claim.urn).where(claim.urn_contested))


def _location_pending() -> ColumnElement[bool]:
    return and_(Home.host_basis == HostBasis.PENDING, Home.status != HomeStatus.CLOSED, Home.premises.any())


FLAGS = {"urn": _in_urn_conflict, "location": _location_pending}


def list_home_needs(session: Session, scope: Scope, wanted: Wanted) -> dict[int, list[str]]:
    """The words of the needs each home of a list caters for, by home id, in one query."""
    homes = _matching(scope, wanted).with_only_columns(Home.id)
    query = (
        select(HomeNeed.home_id, Need.text)
        .join(Need, Need.slug == HomeNeed.need_slug)
        .where(HomeNeed.home_id.in_(homes))
        .order_by(HomeNeed.home_id, Need.position)
    )
    found: dict[int, list[str]] = {}
    for home_id, text in session.execute(query):
        found.setdefault(home_id, []).append(text)
    return found


def list_homes_due(
    session: Session,
    month_first: date,
    month_last: date,
    *,
    provider_id: int | None = None,
    keeper_grants: Sequence[int] | None = None,
) -> list[Home]:
    """Homes open on any day from `month_first` to `month_last`, by organisation and name (decision 3).

    Whoever holds the home now owes its return; with `provider_id` only that organisation's, as in `own`. An opening
    date nobody gave means "before anybody asked".
    """
    query = (
        select(Home)
        .where(
            Home.status != HomeStatus.PLANNED,
            or_(Home.opened_on.is_(None), Home.opened_on <= month_last),
            or_(Home.closed_on.is_(None), Home.closed_on >= month_first),
        )
        .options(joinedload(Home.provider))
        .order_by(Home.provider_id, func.lower(Home.name), Home.id)
    )
    if provider_id is not None:
        query = query.where(own(provider_id, keeper_grants).condition())
    return list(session.scalars(query))


def homes_by_ids(session: Session, ids: Iterable[int]) -> dict[int, Home]:
    """Homes with their providers by id, for areas that hold ids they were already allowed to see."""
    query = select(Home).where(Home.id.in_(set(ids))).options(joinedload(Home.provider)).order_by(Home.id)
    return {home.id: home for home in session.scalars(query)}


def list_needs(session: Session) -> list[Need]:
    """The needs vocabulary in its own order."""
    return list(session.scalars(select(Need).order_by(Need.position, Need.slug)))


def list_provider_names(session: Session, *, authority_id: int) -> list[tuple[str, str]]:
    """References and names, by name, of the organisations that a list of homes may be narrowed to."""
    query = select(Provider.reference, Provider.legal_name).where(Provider.id.in_(_standing_providers(authority_id)))
    rows = session.execute(query.order_by(func.lower(Provider.legal_name), Provider.id))
    return [(reference, name) for reference, name in rows]


def get_approved_provider(session: Session, reference: str, *, authority_id: int) -> Provider:
    """An organisation approved by an authority, for which its staff may add a home."""
    approved = _standing_providers(authority_id, (ProviderStatus.APPROVED,))
    provider = session.scalar(select(Provider).where(Provider.reference == reference, Provider.id.in_(approved)))
    if provider is None:
        raise NotFound("no such provider")
    return provider


def _standing_providers(authority_id: int, statuses: Sequence[ProviderStatus] = STANDING) -> Select[int]:
    return select(ProviderAuthority.provider_id).where(
        ProviderAuthority.authority_id == authority_id, ProviderAuthority.status.in_(statuses)
    )


def list_without_urn(session: Session, *, provider_id: int) -> list[Home]:
    """An organisation's open homes that have no URN (any more), by name."""
    query = select(Home).where(Home.provider_id == provider_id, Home.status == HomeStatus.OPEN, Home.urn.is_(None))
    return list(session.scalars(query.order_by(func.lower(Home.name), Home.id)))
