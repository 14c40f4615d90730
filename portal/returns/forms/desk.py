"""The small forms around entries: sending, asking, deciding, opening a month."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, ValidationError

from portal.providers.models import REASON_LENGTH
from portal.returns.forms.entry import NO_CHILDREN, hidden_number
from portal.web.forms import (
    CheckboxesField,
    CheckboxField,
    DateField,
    FilterForm,
    PortalForm,
    SeenField,
    SelectField,
    TextAreaField,
    TextField,
)

MOST_QUESTION = 1_000
MOST_SEARCH = 100


class SendForm(PortalForm):
    """Send what was checked: the draft of `lock_version`, and that surprising figures are right."""

    lock_version = HiddenField(default="")
    confirmed = CheckboxField("I have checked these figures and they are right")

    @property
    def expected(self) -> int:
        return hidden_number(self.lock_version.data)


class ManyForm(PortalForm):
    """Several entries shown on the page, each as `reference:number`, to be done together."""

    chosen = HiddenField(default="")

    @property
    def pairs(self) -> dict[str, int]:
        """Number by reference."""
        parts = [part.partition(":") for part in (self.chosen.data or "").split()]
        return {name: hidden_number(number) for name, _, number in parts}


class ConfirmForm(PortalForm):
    """A button and nothing else."""


class DecisionForm(PortalForm):
    """A decision about the version that was looked at."""

    number = SeenField(default="")

    @property
    def version_number(self) -> int:
        return hidden_number(self.number.data)


class QuestionForm(DecisionForm):
    """A question that sends an entry back."""

    question = TextAreaField(
        "Your question", max_length=MOST_QUESTION, rows=4, required="Enter your question",
        hint=f"The provider’s people for this home read it. {NO_CHILDREN}",
    )  # fmt: skip


class PeriodForm(PortalForm):
    """A new month's return."""

    month = SelectField("Month", required="Select the month")
    opens_on = DateField("Opens on", required="Enter the day the return opens", hint="At the start of this day.")
    closes_on = DateField("Closes on", required="Enter the last day for returns", hint="At the end of this day.")
    is_pricing_due = CheckboxField(
        "Ask for prices too", hint="Those at each provider who see prices are asked for them beside the figures."
    )

    def validate_closes_on(self, field: Any) -> None:
        if self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("The closing day must be on or after the opening day")


class ExtensionForm(PortalForm):
    """More time for one provider."""

    provider = SelectField("Provider", required="Select the provider")
    until_on = DateField("New last day", required="Enter the new last day", hint="Until the end of this day.")
    reason = TextAreaField(
        "Reason", max_length=REASON_LENGTH, rows=3, required="Enter the reason",
        hint="Colleagues and auditors read it. The provider does not.",
    )  # fmt: skip


class MonthFilter(FilterForm):
    """What the month's list is narrowed to."""

    q = TextField("Home, URN or provider", max_length=MOST_SEARCH)
    state = CheckboxesField("State")
    provider = SelectField("Provider", blank="All providers")
    service = SelectField("Service", blank="All services")
    late = CheckboxField("Only late returns")
