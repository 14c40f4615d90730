"""Totals of localities for the public and for statements, counted from accepted returns, disclosure rule applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.authorities.queries import get_authority, list_localities, localities_by_outcode
from portal.authorities.rules import outcode_of
from portal.disclosure import Symbol, is_safe
from portal.homes.models import Home, Premises
from portal.market.localities.drawing import Part, part_of
from portal.market.localities.rules import Area, PublicService, lines_by_service, merge, released_service
from portal.placements.queries.quarters import count_at_end
from portal.placements.rules.codes import Group
from portal.placements.rules.totals import Place, last_full_quarter
from portal.returns.models import Entry, EntryState, ReturnPeriod
from portal.returns.queries import accepted_capacity
from portal.returns.rules import AcceptedLine
from portal.returns.rules.trees import SERVICES, Scope, breakdowns

WAITING = (EntryState.SUBMITTED, EntryState.QUERIED, EntryState.RESUBMITTED)


@dataclass(frozen=True)
class NetPosition:
    """Other councils' children in local children's homes, and the authority's own in such homes elsewhere."""

    imported: int | Symbol
    exported: int | Symbol
    quarter_on: date


def list_parts(session: Session, authority_id: int) -> dict[str, Part]:
    """The localities of an authority in its order, as readers know them, by slug."""
    return {row.slug: part_of(row.name, row.outline) for row in list_localities(session, authority_id)}


def areas_by_service(
    session: Session, authority_id: int, lines: Iterable[AcceptedLine], order: Sequence[str]
) -> dict[str, list[Area]]:
    """The areas in which a month's accepted lines may be shown, for each kind of service that has buildings.

    `order`: the authority's localities by slug. Not yet released: see `rules.breakdowns_by_area`.
    """
    where = _locality_by_home(session, authority_id)
    return {name: merge(found, where, order) for name, found in lines_by_service(lines).items()}


def locality_totals(session: Session, authority_id: int, month: date) -> list[PublicService]:
    """Homes and registered places of each kind of service by locality, as they may be printed for a month.

    Fostering agencies have no place on a map. A service without accepted returns is left out.
    """
    authority = get_authority(session, authority_id)
    scope = Scope(authority.name, authority.full_name, authority.code, {}, month)
    lines = accepted_capacity(session, authority_id=authority_id, month=month)
    order = [locality.slug for locality in list_localities(session, authority_id)]
    areas = areas_by_service(session, authority_id, lines, order)
    return [
        released_service(SERVICES[name], areas[name], breakdowns(SERVICES[name], found, scope))
        for name, found in lines_by_service(lines).items()
    ]


def _locality_by_home(session: Session, authority_id: int) -> dict[int, str]:
    """The locality of each home's first building, by its outcode: a service with several buildings counts once."""
    first = select(func.min(Premises.id)).group_by(Premises.home_id)
    query = select(Premises.home_id, Premises.postcode).where(Premises.id.in_(first)).order_by(Premises.id)
    localities = localities_by_outcode(session, authority_id)
    found = {row.home_id: localities.get(outcode_of(row.postcode)) for row in session.execute(query)}
    return {home_id: locality.slug for home_id, locality in found.items() if locality}


def find_settled_month(session: Session, authority: Authority, now: datetime) -> date | None:
    """The newest month that has closed, has accepted entries and none that waits for the authority's decision.

    So that a public total never moves by one home while a month is being accepted, entry by entry.
    """
    in_area = select(Home.id).where(Home.host_authority_code == authority.code)
    of_period = (Entry.period_id == ReturnPeriod.id) & Entry.home_id.in_(in_area)
    query = (
        select(ReturnPeriod.month)
        .where(
            ReturnPeriod.closes_at <= now,
            exists().where(of_period, Entry.accepted_version_id.is_not(None)),
            ~exists().where(of_period, Entry.state.in_(WAITING)),
        )
        .order_by(ReturnPeriod.month.desc())
        .limit(1)
    )
    return session.scalar(query)


def net_position(session: Session, authority: Authority, month: date, services: Sequence[PublicService]) -> NetPosition:
    """Imported from a month's accepted returns, exported from placements at the end of the last full quarter by then.

    Both count children's homes only: like is compared with like. A quarter moves less often than a placement does.
    """
    imported = [each.imported for each in services if each.service is SERVICES["residential"]]
    quarter = last_full_quarter(month)
    placed = count_at_end(session, authority, quarter)
    exported = sum(each.children for each in placed if each.group is Group.RESIDENTIAL and each.place is Place.OUT)
    return NetPosition(
        imported=imported[0] if imported else Symbol.NOT_AVAILABLE,
        exported=_printed(exported) if placed else Symbol.NOT_AVAILABLE,
        quarter_on=quarter,
    )


def _printed(count: int) -> int | Symbol:
    return count if is_safe(count) else Symbol.SUPPRESSED
