"""The localities of an authority, and the areas in which accepted returns may be shown. RESTRICTED until released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.authorities.queries import list_localities, localities_by_outcode
from portal.authorities.rules import outcode_of
from portal.homes.models import Premises
from portal.market.localities.drawing import Part, part_of
from portal.market.localities.rules import Area, lines_by_service, merge
from portal.returns.rules import AcceptedLine


def list_parts(session: Session, authority_id: int) -> dict[str, Part]:
    """The localities of an authority in its order, as readers know them, by slug."""
    return {row.slug: part_of(row.name, row.outline) for row in list_localities(session, authority_id)}


def areas_by_service(
    session: Session, authority_id: int, lines: Iterable[AcceptedLine], order: Sequence[str]
) -> dict[str, list[Area]]:
    """The areas in which a month's accepted lines may be shown, for each kind of service that has buildings.

    `order`: the authority's localities by slug. Not yet released: see `rules.breakdowns_by_area`.
    """
    where = locality_by_home(session, authority_id)
    return {name: merge(found, where, order) for name, found in lines_by_service(lines).items()}


def locality_by_home(session: Session, authority_id: int) -> dict[int, str]:
    """The locality of each home's first building, by its outcode: a service with several buildings counts once."""
    first = select(func.min(Premises.id)).group_by(Premises.home_id)
    query = select(Premises.home_id, Premises.postcode).where(Premises.id.in_(first)).order_by(Premises.id)
    localities = localities_by_outcode(session, authority_id)
    found = {row.home_id: localities.get(outcode_of(row.postcode)) for row in session.execute(query)}
    return {home_id: locality.slug for home_id, locality in found.items() if locality}
