"""One placement as plain values, and the homes that placements name."""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.authorities.queries import list_host_areas
from portal.authorities.rules import nation_of
from portal.homes.models import Home, HomeStatus, Postcode
from portal.homes.queries import of_authority
from portal.homes.rules import normalise_urn
from portal.placements.models import Placement
from portal.placements.rules.judging import HomeFacts, PlacementDetails, Spot
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing
from portal.web.parsing import RefusedError, postcode

PLAIN_FIELDS = (
    "started_quarter_on", "ended_quarter_on", "type_code", "regional_system", "is_emergency", "host_authority_code",
    "distance_reason", "solo_required", "solo_actual", "is_unregistered", "is_deprivation_of_liberty",
    "approved_by_post", "approved_on", "exit_by_on", "end_code",
)  # fmt: skip


def details_of(placement: Placement) -> PlacementDetails:
    """A placement as the rules judge it."""
    return PlacementDetails(
        **{field: getattr(placement, field) for field in PLAIN_FIELDS},
        age_band=AgeBand(placement.age_band),
        sourcing=Sourcing(placement.sourcing),
        distance_band=DistanceBand(placement.distance_band),
        exit_plan=ExitPlan(placement.exit_plan) if placement.exit_plan else None,
        home=placement.home.reference if placement.home else "",
        social_care=_pounds(placement.social_care_pence),
        education=_pounds(placement.education_pence),
        health=_pounds(placement.health_pence),
    )


def _pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else Decimal(pence).scaleb(-2)


def locked_placement(session: Session, placement_id: int) -> Placement:
    """The placement as it stands now, held until the transaction ends."""
    query = select(Placement).where(Placement.id == placement_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def find_homes(session: Session, keys: Iterable[str], *, authority_id: int) -> dict[str, Home]:
    """The homes that keys (our references or URNs, as people write them) name, among those the authority may see.

    Where more than one record claims a URN, the one that holds it openly is meant.
    """
    asked = {key: (key.strip().upper(), normalise_urn(key)) for key in keys}
    wanted = {spelling for spellings in asked.values() for spelling in spellings}
    query = select(Home).where(
        of_authority(authority_id).condition(), or_(Home.reference.in_(wanted), Home.urn.in_(wanted))
    )
    known: dict[str, Home] = {}
    for home in session.scalars(query.order_by(Home.urn_contested.desc(), Home.id)):
        known |= {home.reference: home} | ({home.urn: home} if home.urn else {})
    found = {key: known.get(urn) or known.get(reference) for key, (reference, urn) in asked.items()}
    return {key: home for key, home in found.items() if home is not None}


def find_spots(session: Session, postcodes: Iterable[str]) -> dict[str, Spot]:
    """Where postcodes (as people write them) are; those that the table does not know are left out."""
    asked = {text: spelt for text in postcodes if (spelt := _spelt(text))}
    if not asked:
        return {}
    query = (
        select(Postcode.postcode, Postcode.easting, Postcode.northing, Postcode.authority_code)
        .where(Postcode.postcode.in_(set(asked.values())))
        .order_by(Postcode.postcode)
    )
    areas = {area.code for area in list_host_areas(session)}
    known = {
        row.postcode: Spot((row.easting, row.northing), _area(row.authority_code, areas))
        for row in session.execute(query)
    }
    return {text: known[spelt] for text, spelt in asked.items() if spelt in known}


def _area(code: str, areas: Container[str]) -> str | None:
    area = nation_of(code) or code
    return area if area in areas else None


def _spelt(text: str) -> str:
    try:
        return postcode(text)
    except RefusedError:
        return ""


def facts_of(home: Home) -> HomeFacts:
    """A home as far as a placement has to agree with it."""
    return HomeFacts(
        reference=home.reference,
        opened_on=home.opened_on,
        closed_on=home.closed_on,
        is_planned=home.status == HomeStatus.PLANNED,
        host_authority_code=home.host_authority_code,
    )
