"""What the comparison is narrowed to."""

from __future__ import annotations

from portal.market.reconciliation.rules import Outcome
from portal.web.forms import FilterForm, SelectField

OUTCOMES = {
    Outcome.DIFFERS: "They differ",
    Outcome.NO_RETURN: "No accepted return",
    Outcome.AGREES: "They agree",
}


class OutcomeFilter(FilterForm):
    """Homes by what came of comparing them."""

    outcome = SelectField("Outcome", blank="All homes", choices=list(OUTCOMES.items()))
