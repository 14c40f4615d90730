"""All that can be bound of the local market: released together, so that no table gives away another's hidden count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.disclosure import Released
from portal.returns.rules import AcceptedLine
from portal.returns.rules.trees import Scope
from portal.statements.rules.catalogue import Catalogue, joined
from portal.statements.rules.framework import Members, framework_breakdowns, framework_catalogue
from portal.statements.rules.localities import ByArea, area_breakdowns, locality_catalogue
from portal.statements.rules.market import market_catalogue
from portal.statements.rules.placed import Placed, placement_breakdowns, placement_catalogue
from portal.statements.rules.prices import PricedGroup, price_catalogue
from portal.statements.rules.tables import counts_of


@dataclass(frozen=True)
class Facts:
    """What is known of an area's market in a month, as the portal knows it: not yet fit to publish."""

    scope: Scope
    lines: Sequence[AcceptedLine]
    by_area: ByArea
    prices: Sequence[PricedGroup]
    members: Members
    placed: Placed


def local_catalogue(facts: Facts, *, published_before: Sequence[Released] = ()) -> Catalogue:
    """Every figure and table of the local market, as the disclosure rule lets it out."""
    more = [
        *area_breakdowns(facts.by_area),
        *framework_breakdowns(facts.lines, facts.members),
        *placement_breakdowns(facts.placed),
    ]
    market = market_catalogue(facts.lines, facts.scope, more=more, published_before=published_before)
    counts = counts_of(market.released)
    return joined(
        [
            market,
            locality_catalogue(facts.by_area, counts, facts.scope),
            framework_catalogue(facts.members, counts, facts.scope),
            placement_catalogue(facts.placed, counts, facts.scope),
            price_catalogue(facts.prices, facts.scope),
        ]
    )
