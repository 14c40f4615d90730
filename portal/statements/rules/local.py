"""All that can be bound of the local market: released together, so that no table gives away another's hidden count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.disclosure import Released
from portal.returns.rules.trees import SERVICES, Scope
from portal.statements.rules.catalogue import Catalogue, Dataset, joined
from portal.statements.rules.counted import Counted, told_to_drafters, told_to_readers
from portal.statements.rules.framework import Members, framework_breakdowns, framework_catalogue
from portal.statements.rules.localities import ByArea, area_breakdowns, locality_catalogue
from portal.statements.rules.market import market_catalogue
from portal.statements.rules.placed import Placed, placement_breakdowns, placement_catalogue
from portal.statements.rules.prices import PricedGroup, price_catalogue
from portal.statements.rules.quality import Visited, quality_breakdowns, quality_catalogue, unsafe_quality
from portal.statements.rules.tables import counts_of
from portal.statements.rules.voice import Said, voice_catalogue


@dataclass(frozen=True)
class Facts:
    """What is known of an area's market in a month, as the portal knows it: not yet fit to publish."""

    scope: Scope
    counted: Counted
    by_area: ByArea
    prices: Sequence[PricedGroup]
    members: Members
    placed: Placed
    visited: Visited
    said: Said


def local_catalogue(facts: Facts, *, published_before: Sequence[Released] = ()) -> Catalogue:
    """Every figure and table of the local market, as the disclosure rule lets it out."""
    more = [
        *area_breakdowns(facts.by_area),
        *framework_breakdowns(facts.counted.lines, facts.members),
        *placement_breakdowns(facts.placed),
        *quality_breakdowns(facts.visited),
    ]
    market = market_catalogue(
        facts.counted.lines,
        facts.scope,
        more=more,
        published_before=published_before,
        withheld=facts.counted.withheld,
        unsafe=unsafe_quality(facts.visited, published_before),
    )
    counts = counts_of(market.released)
    found = joined(
        [
            market,
            locality_catalogue(facts.by_area, counts, facts.scope),
            framework_catalogue(facts.members, counts, facts.scope),
            placement_catalogue(facts.placed, counts, facts.scope),
            price_catalogue(facts.prices, facts.scope),
            quality_catalogue(facts.visited, counts, facts.scope),
            voice_catalogue(facts.said, facts.scope),
        ]
    )
    datasets = {name: _noted(data, facts) for name, data in found.datasets.items()}
    held = told_to_drafters(facts.counted, facts.scope)
    return replace(found, datasets=datasets, counted=facts.counted.lines, held=held)


def _noted(data: Dataset, facts: Facts) -> Dataset:
    """A table with the note that homes wait, if it counts homes of their kind."""
    counting = {f"{root}.{SERVICES[name].slug}" for name in facts.counted.waiting for root in ("market", "framework")}
    is_of_all = data.name == "market.services" and bool(counting)
    is_waiting = is_of_all or ".".join(data.name.split(".")[:2]) in counting
    return replace(data, notes=(*data.notes, told_to_readers(facts.scope))) if is_waiting else data
