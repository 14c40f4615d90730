"""Reads of prices: always ordered, always scoped to an organisation or an authority."""

from portal.returns.pricing.queries.due import (
    ORDERS,
    DuePrice,
    Filter,
    Key,
    count_due_for_staff,
    count_states,
    count_states_for_staff,
    get_due,
    get_due_for_staff,
    list_due,
    list_due_for_staff,
    oldest_to_look_at,
)
from portal.returns.pricing.queries.lines import (
    Earlier,
    Known,
    find_open_question,
    get_version,
    known_of,
    known_prices,
    line_of,
    lines_of_versions,
    list_decisions,
    list_questions,
    list_versions,
)
from portal.returns.pricing.queries.market import accepted_prices
from portal.returns.pricing.queries.people import list_people_to_tell

__all__ = [
    "ORDERS",
    "DuePrice",
    "Earlier",
    "Filter",
    "Key",
    "Known",
    "accepted_prices",
    "count_due_for_staff",
    "count_states",
    "count_states_for_staff",
    "find_open_question",
    "get_due",
    "get_due_for_staff",
    "get_version",
    "known_of",
    "known_prices",
    "line_of",
    "lines_of_versions",
    "list_decisions",
    "list_due",
    "list_due_for_staff",
    "list_people_to_tell",
    "list_questions",
    "list_versions",
    "oldest_to_look_at",
]
