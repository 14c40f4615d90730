"""What the local market is known by, read from several areas in as many queries however large it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.authorities.queries import get_authority, list_city_region
from portal.framework.queries.members import providers_by_service
from portal.market.localities.queries import areas_by_service, list_parts
from portal.placements.queries.quarters import count_at_end
from portal.placements.rules.judging import last_day_of
from portal.placements.rules.totals import last_full_quarter
from portal.quality.totals.queries import list_judged, list_seen
from portal.returns.fees.queries import MarketRange, price_ranges
from portal.returns.pricing.words import BANDS
from portal.returns.queries import accepted_capacity, count_awaited, lines_of_homes
from portal.returns.rules import last_day
from portal.returns.rules.trees import Scope
from portal.statements.queries.released import list_counted
from portal.statements.rules.counted import Counted, count_homes, to_look_up
from portal.statements.rules.local import Facts
from portal.statements.rules.localities import ByArea
from portal.statements.rules.placed import Placed
from portal.statements.rules.prices import PricedGroup, told_apart
from portal.statements.rules.quality import Visited, year_before, year_of
from portal.statements.rules.voice import Asked, Said, Theme
from portal.voice.pooled.models import Division, Level
from portal.voice.pooled.queries import list_pooled_of, list_published, list_scales


def read_facts(session: Session, authority_id: int, month: date) -> Facts:
    """The local market of an authority in a month. RESTRICTED until it is released."""
    authority = get_authority(session, authority_id)
    scope = scope_of(session, authority, month)
    counted = _count(session, authority, scope)
    quarter = last_full_quarter(month)
    parts = list_parts(session, authority_id)
    return Facts(
        scope=scope,
        counted=counted,
        by_area=ByArea(parts, areas_by_service(session, authority_id, counted.lines, list(parts))),
        members=providers_by_service(session, authority_id, last_day(month)),
        placed=Placed(quarter, count_at_end(session, authority, quarter)),
        prices=told_apart(_priced(found) for found in price_ranges(session, authority_id, month)),
        visited=_visit(session, authority, month),
        said=_say(session, authority_id),
    )


def _visit(session: Session, authority: Authority, month: date) -> Visited:
    """Homes and visits of the year to the last full quarter, and homes judged in the last year to the end of March."""
    quarter, year = last_full_quarter(month), year_of(month)
    ends, year_ends = last_day_of(quarter), last_day(year)
    return Visited(
        quarter,
        list_seen(session, authority, from_on=year_before(ends), last_day=ends),
        year,
        list_judged(session, authority.id, from_on=year_before(year_ends), last_day=year_ends),
    )


def _say(session: Session, authority_id: int) -> Said:
    """The newest published voice report as it was let out, without its quotes."""
    reports = list_published(session, authority_id)
    questions = [Asked(each.set_slug, each.slug, each.statement) for each in list_scales(session)]
    if not reports:
        return Said(0, None, questions)
    newest = reports[0]
    marks = list_pooled_of(session, [newest], Division.SERVICE)
    return Said(
        len(reports),
        newest.quarter,
        questions,
        {(mark.part, mark.question.set_slug, mark.question.slug): mark.value for mark in marks},
        [Theme(each.title, each.said, each.did, Level(each.level)) for each in newest.standing],
    )


def _count(session: Session, authority: Authority, scope: Scope) -> Counted:
    """The homes that the next version for the month counts, given those that were published before."""
    accepted = accepted_capacity(session, authority_id=authority.id, month=scope.month)
    earlier = list_counted(session, authority.id, scope.month)
    known = lines_of_homes(session, to_look_up(accepted, earlier))
    counted = count_homes(accepted, earlier, known, scope)
    awaited = 0 if earlier else count_awaited(session, authority_id=authority.id, month=scope.month)
    return replace(counted, awaited=awaited)


def _priced(found: MarketRange) -> PricedGroup:
    group, lot = found.group, found.lot
    where = (f"lot-{lot.number}", f"Lot {lot.number}: {lot.title}") if lot else ("outside", "Outside the framework")
    slug, name = (f"{where[0]}-{group.band}", f"{where[1]}, ages {BANDS[group.band]}") if group.band else where
    return PricedGroup(group.service_type, slug.replace("_", "-"), name, found.range, found.basis_month)


def scope_of(session: Session, authority: Authority, month: date) -> Scope:
    """Whose market: the other councils of the authority's city region are shown by name."""
    named = {council.code: council.name for council in list_city_region(session, authority.id)}
    return Scope(authority.name, authority.full_name, authority.code, named, month)
