"""A provider's own fees beside the ranges that were released; nothing here moves when it changes a price."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import access, clock, db
from portal.access import PROVIDER_ROLES
from portal.authorities.queries import get_active_authority
from portal.homes.models import Home
from portal.homes.queries import list_homes, own
from portal.returns.fees import queries, rules, words
from portal.returns.fees.queries import MarketRange
from portal.returns.fees.rules import Group
from portal.returns.pricing.queries import accepted_prices
from portal.returns.pricing.rules import AcceptedPrice
from portal.web import nav
from portal.web.filters import format_money
from portal.web.tables import Cell, Column, Table

blueprint = Blueprint("fees_provider", __name__, url_prefix="/provider/prices")
nav.add("Prices", "fees_provider.market", *PROVIDER_ROLES, order=27)


@blueprint.get("/market")
@access.allow(*PROVIDER_ROLES, prices=True)
def market() -> str:
    """Own accepted fees of today, and the market's middle half as it was released last. Whoever sees prices sees those
    of every home, also of homes they do not look after."""
    session, today = db.session(), clock.today(clock.now())
    authority = get_active_authority(session)
    homes = {home.id: home for home in list_homes(session, own(access.provider_id()))}
    fees = [price for price in accepted_prices(session, authority.id, today) if price.home_id in homes]
    found = {one.group: one for one in queries.price_ranges(session, authority.id, today)}
    release = queries.find_release(session, authority.id, today)
    return render_template(
        "fees/market.html",
        table=_table(fees, homes, found),
        released_at=release.released_at if release else None,
        why=words.WHY_WITHHELD,
    )


def _table(own: list[AcceptedPrice], homes: dict[int, Home], found: dict[Group, MarketRange]) -> Table:
    columns = [Column("Home"), Column("Type"), Column("Your fee", numeric=True), Column("Middle half of the market")]
    lots = queries.lots_by_id(db.session(), get_active_authority(db.session()).id)
    rows: list[list[str | Cell]] = []
    for group, prices in rules.grouped(own).items():
        released, lot = found.get(group), lots.get(group.lot_id or 0)
        middle = released.range if released else None
        for price in prices:
            fee = rules.pounds_of(price)
            rows.append(
                [
                    homes[price.home_id].name,
                    Cell(words.group_name(group, lot), note=words.lot_note(lot)),
                    format_money(fee),
                    Cell(words.range_words(middle), note=rules.standing(fee, middle) if middle else None),
                ]
            )
    return Table("Your fees beside the market, a week", columns, rows)
