"""The small forms of a commissioner: deciding about an uplift, narrowing a month's prices."""

from __future__ import annotations

from portal.providers.models import REASON_LENGTH
from portal.returns.forms import DecisionForm
from portal.returns.forms.desk import MOST_SEARCH
from portal.returns.pricing import words
from portal.returns.pricing.kinds import UpliftOutcome
from portal.web.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    FilterForm,
    PercentField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)


class UpliftForm(DecisionForm):
    """What becomes of the uplift that the version looked at asks for."""

    outcome = RadiosField(
        "What do you decide?", subject="Decision", required="Select what you decide",
        choices=[Choice(outcome, text) for outcome, (text, _) in words.OUTCOMES.items()],
    )  # fmt: skip
    agreed_percent = PercentField(
        "Uplift you agree to",
        required=lambda form: "Enter the uplift you agree to" if form.outcome.data == UpliftOutcome.PARTLY else None,
        hint="Where you agree in part.",
    )
    reason = TextAreaField(
        "Reason", max_length=REASON_LENGTH, rows=4, required="Enter the reason", hint="The provider reads it."
    )


class PriceFilter(FilterForm):
    """What a month's prices are narrowed to."""

    q = TextField("Home, URN or provider", max_length=MOST_SEARCH)
    state = CheckboxesField("State")
    provider = SelectField("Provider", blank="All providers")
    service = SelectField("Service", blank="All services")
    uplift = CheckboxField("Only uplifts to decide about")
