"""Reads of placements: always ordered, always one authority's."""

from portal.placements.queries.lists import (
    SORT_KEYS,
    Wanted,
    count_placements,
    get_placement,
    list_placements,
    list_references,
)
from portal.placements.queries.records import details_of, facts_of, find_homes, find_spots, locked_placement
from portal.placements.queries.totals import (
    agreed_fees,
    list_counted,
    list_hosts,
)
from portal.placements.queries.uploads import get_upload, is_imported, iter_parts

__all__ = [
    "SORT_KEYS",
    "Wanted",
    "agreed_fees",
    "count_placements",
    "details_of",
    "facts_of",
    "find_homes",
    "find_spots",
    "get_placement",
    "get_upload",
    "is_imported",
    "iter_parts",
    "list_counted",
    "list_hosts",
    "list_placements",
    "list_references",
    "locked_placement",
]
