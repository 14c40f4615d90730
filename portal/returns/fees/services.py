"""Releasing the price ranges of a closed pricing month."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.db import verb
from portal.disclosure import release_prices
from portal.returns.fees import queries, rules
from portal.returns.fees.models import PriceRelease, ReleasedRange
from portal.returns.fees.rules import Group
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.queries import accepted_prices
from portal.returns.pricing.rules import AcceptedPrice
from portal.returns.rules import last_day, month_slug


class Refused(db.Refused):
    """Ranges that cannot be released; the message says what to do."""


RELEASED_ALREADY = "The ranges of this month have been released. They stay as they are."


def draw_ranges(session: Session, authority_id: int, period: ReturnPeriod) -> list[ReleasedRange]:
    """The ranges of a month as they would be released now, judged against the release before; nothing is written."""
    before = queries.find_release(session, authority_id)
    earlier = {queries.group_of(row): row for row in before.ranges} if before else {}
    prices = rules.grouped(accepted_prices(session, authority_id, last_day(period.month)))
    groups = sorted({*prices, *earlier}, key=rules.order)
    return [_draw(group, prices, earlier, period) for group in groups]


def _draw(
    group: Group,
    prices: Mapping[Group, list[AcceptedPrice]],
    earlier: Mapping[Group, ReleasedRange],
    period: ReturnPeriod,
) -> ReleasedRange:
    now, row = rules.prices_to_release(prices.get(group, [])), earlier.get(group)
    printed, basis = (queries.range_of(row), queries.basis_of(row)) if row else (None, [])
    released = release_prices(now, before=basis, printed=printed)
    stands = row is not None and released is not None and released == printed
    return ReleasedRange(
        service_type=group.service_type,
        lot_id=group.lot_id,
        band=group.band,
        providers=released.providers if released else None,
        prices=released.prices if released else None,
        lower_pounds=released.lower if released else None,
        middle_pounds=released.middle if released else None,
        upper_pounds=released.upper if released else None,
        # A range that stands keeps what it was made from, so that small moves add up until there are enough of them.
        basis_month=row.basis_month if row and stands else period.month,
        basis=row.basis if row and stands else json.dumps([(p.provider, p.subject, str(p.pounds)) for p in now]),
    )


@verb
def release_ranges(
    session: Session, authority: Authority, period: ReturnPeriod, *, actor: Viewer, now: datetime
) -> PriceRelease:
    """Fix the ranges of a closed pricing month for providers and statements, for good.

    Refused before the month has closed, and when it or a later month was released already.
    """
    if not period.is_pricing_due or now < period.closes_at:
        raise Refused("Prices of this month can still be sent. Release their ranges after it has closed.")
    last = queries.find_release(session, authority.id)
    if last is not None and last.month >= period.month:
        raise Refused(RELEASED_ALREADY)
    release = PriceRelease(
        authority_id=authority.id, month=period.month, released_at=now, released_by_id=actor.person_id
    )
    release.ranges = draw_ranges(session, authority.id, period)
    session.add(release)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(RELEASED_ALREADY) from None
    events.record(
        session,
        "returns.price_ranges_released",
        ("return_period", month_slug(period.month)),
        actor=actor,
        now=now,
        detail={"printed": sum(row.lower_pounds is not None for row in release.ranges), "groups": len(release.ranges)},
    )
    return release


@verb
def note_look(session: Session, authority_code: str, *, count: int, digest: str, actor: Viewer, now: datetime) -> None:
    """Record one look at the market's prices: how many, and a digest (SHA-256) of which."""
    detail = {"count": count, "digest": digest}
    subject = ("authority", authority_code)
    events.record(session, "returns.fees_compared", subject, actor=actor, now=now, detail=detail)
