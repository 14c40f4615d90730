"""What staff enter about frameworks, lots and those on them. Each form knows its values as the services take them."""

from __future__ import annotations

from typing import Any

from portal.framework.models import TITLE_LENGTH
from portal.framework.rules import FrameworkDetails, FrameworkKind, LotDetails
from portal.framework.words import KIND_HINTS, KIND_NAMES, STANDING_NAMES, TO_BEGIN, TO_BEGIN_NAME
from portal.providers.models import ServiceType
from portal.providers.words import SERVICE_WORDS
from portal.web.forms import (
    CheckboxesField,
    Choice,
    DateField,
    EmailField,
    FilterForm,
    PortalForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from portal.web.once import OnceForm
from portal.web.versions import VersionedForm

TEXT_LENGTH, SUMMARY_LENGTH = 5000, 600
YES, NO = "yes", "no"
ENDING = "ending"


class DetailsForm(VersionedForm):
    """What a framework is and how long it runs."""

    title = TextField("Name of the framework", required="Enter the name of the framework", max_length=TITLE_LENGTH)
    kind = RadiosField(
        "How do providers come in?",
        subject="How providers come in",
        required="Select how providers come in",
        choices=[Choice(kind, name, KIND_HINTS[kind]) for kind, name in KIND_NAMES.items()],
    )
    starts_on = DateField("First day", required="Enter the first day")
    ends_on = DateField("Last day (optional)", subject="Last day", hint="Leave this empty if no end is set.")

    def values(self) -> dict[str, Any]:
        """By column."""
        return {name: self[name].data for name in FrameworkDetails.__dataclass_fields__}

    def details(self) -> FrameworkDetails:
        """As a new framework is described."""
        return FrameworkDetails(**self.values() | {"kind": FrameworkKind(self.kind.data)})


class NewFrameworkForm(OnceForm, DetailsForm):
    """A framework that nobody has added yet."""


class JoiningForm(VersionedForm):
    """What the public reads of it."""

    summary = TextAreaField(
        "What it is for (optional)",
        subject="What it is for",
        hint="One or two sentences in plain words.",
        max_length=SUMMARY_LENGTH,
        rows=3,
    )
    how_to_join = TextAreaField(
        "How to join (optional)",
        subject="How to join",
        hint="Who can join, when, and what they have to send. You can use headings (#), lists (-), "
        "**bold** and [links](https://www.example.org).",
        max_length=TEXT_LENGTH,
        rows=12,
    )
    contact_email = EmailField(
        "Email address for questions (optional)",
        subject="Email address",
        hint="If you leave this empty, the page gives the address of the commissioning team.",
        autocomplete="off",
    )

    def values(self) -> dict[str, Any]:
        """By column."""
        return {name: self[name].data for name in ("summary", "how_to_join", "contact_email")}


class LotForm(VersionedForm):
    number = WholeNumberField("Number of the lot", required="Enter the number of the lot", minimum=1, maximum=99)
    title = TextField("Name of the lot", required="Enter the name of the lot", max_length=TITLE_LENGTH)
    service_type = RadiosField(
        "Which service is it for?",
        subject="Service",
        required="Select a service",
        choices=[Choice(value, text) for value, text in SERVICE_WORDS.items()],
    )
    description = TextAreaField(
        "What it covers (optional)",
        subject="What it covers",
        hint="The public reads this.",
        max_length=2000,
        rows=4,
    )
    open_book = RadiosField(
        "Do providers on this lot break their prices down?",
        subject="Breaking prices down",
        required="Select whether providers break their prices down",
        hint="If they do, the pricing return asks for staffing, premises and the other lines that make up the fee.",
        choices=[Choice(YES, "Yes, prices are open book"), Choice(NO, "No, the fee is enough")],
    )

    def details(self) -> LotDetails:
        """As the services take it."""
        return LotDetails(
            number=self.number.data,
            title=self.title.data,
            service_type=ServiceType(self.service_type.data),
            description=self.description.data,
            asks_open_book=self.open_book.data == YES,
        )


def _terms() -> TextAreaField:
    return TextAreaField(
        "Terms (optional)",
        subject="Terms",
        hint="Anything agreed with this provider alone, such as the services or places it is on the lot with. "
        "The provider reads this.",
        max_length=2000,
    )


class MemberForm(PortalForm):
    """A provider and a lot; the choices are given by the page."""

    lot = SelectField("Lot", required="Select a lot", blank="Choose a lot")
    provider = SelectField("Provider", required="Select a provider", blank="Choose a provider")
    from_on = DateField("From which day?", subject="The day", required="Enter the day it begins")
    terms = _terms()


class StandingForm(PortalForm):
    """From when and why; which change it is, the page says."""

    from_on = DateField("From which day?", subject="The day", required="Enter the day")
    reason = TextAreaField(
        "Why?",
        subject="The reason",
        required="Enter the reason",
        hint="The provider reads this. Do not write about a child.",
        max_length=2000,
    )


class TermsForm(VersionedForm):
    terms = _terms()


class ConfirmForm(PortalForm):
    """A button alone."""


class MembersFilter(FilterForm):
    q = TextField("Provider or reference", max_length=TITLE_LENGTH)
    lot = SelectField("Lot", blank="All lots")
    standing = SelectField("Standing", blank="All", choices=[*STANDING_NAMES.items(), (TO_BEGIN, TO_BEGIN_NAME)])
    flag = CheckboxesField("Ending", choices=[Choice(ENDING, "Ends within 90 days")])
