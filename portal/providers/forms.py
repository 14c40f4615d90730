"""One form a step of the registration, and those of the start, the decision and the profile."""

from __future__ import annotations

from typing import Any

from wtforms import ValidationError

from portal.accounts.forms import EmailForm, JoinForm
from portal.mail import settings
from portal.providers import rules
from portal.providers.models import CONTACT_LENGTH, NAME_LENGTH, PHONE_LENGTH, REASON_LENGTH, ProviderStatus
from portal.providers.rules import Declaration, Step
from portal.providers.words import (
    DECLARATION_EXPLANATIONS,
    DECLARATION_HINTS,
    DECLARATION_NAMES,
    DECLARATION_QUESTIONS,
    SECTOR_WORDS,
    SERVICE_WORDS,
    STATUS_WORDS,
)
from portal.web.forms import (
    CheckboxesField,
    Choice,
    EmailField,
    FilterForm,
    PortalForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)
from portal.web.versions import VersionedForm

# Typed numbers may hold spaces and dots; only the plain form has to fit its column.
TYPED_NUMBER_LENGTH = 20
YES, NO = "yes", "no"


class RegisterForm(EmailForm):
    """The first question: an address to confirm."""

    email = EmailField(
        "What is your work email address?",
        subject="Email address",
        required="Enter your email address",
        hint="We send a link to it to make sure that it is yours.",
    )


class ClaimForm(JoinForm):
    """Name and password of somebody whose address is confirmed."""


class OrganisationForm(PortalForm):
    legal_name = TextField(
        "Legal name",
        required="Enter the organisation’s legal name",
        hint="As it is registered, for example with Companies House.",
        max_length=NAME_LENGTH,
        autocomplete="organization",
    )
    trading_name = TextField(
        "Trading name (optional)",
        subject="Trading name",
        hint="If people know it by another name.",
        max_length=NAME_LENGTH,
    )


class NumbersForm(PortalForm):
    company_number = TextField(
        "Company number (optional)",
        subject="Company number",
        hint="8 characters, from Companies House.",
        width=10,
        max_length=TYPED_NUMBER_LENGTH,
        spellcheck=False,
        autocomplete="off",
    )
    charity_number = TextField(
        "Charity number (optional)",
        subject="Charity number",
        width=10,
        max_length=TYPED_NUMBER_LENGTH,
        spellcheck=False,
        autocomplete="off",
    )
    no_number_reason = TextAreaField(
        "If it has neither, say why",
        subject="The reason",
        hint="For example, it is a council or a sole trader.",
        max_length=REASON_LENGTH,
        rows=3,
    )

    def validate_company_number(self, field: Any) -> None:
        field.data = rules.plain_company_number(field.data)
        fault = field.data and rules.company_number_fault(field.data, demonstration=settings().is_demo)
        if fault:
            raise ValidationError(fault)

    def validate_charity_number(self, field: Any) -> None:
        field.data = rules.plain_number(field.data)
        fault = field.data and rules.charity_number_fault(field.data)
        if fault:
            raise ValidationError(fault)

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the three has to be there; the reason counts only where there is no number."""
        if not super().validate(extra_validators):
            return False
        if self.company_number.data or self.charity_number.data:
            self.no_number_reason.data = ""
        elif not self.no_number_reason.data:
            self.refuse("Enter a company number or a charity number, or say why it has neither", "company_number")
            return False
        return True


class OwnerForm(PortalForm):
    ultimate_owner = TextField(
        "Who owns it in the end?",
        subject="The owner",
        required="Enter who owns the organisation in the end",
        hint="The company, fund, charity or person at the top. If nobody stands above it, enter its own name.",
        max_length=NAME_LENGTH,
    )


class SectorForm(PortalForm):
    sector = RadiosField(
        "Which sector is it in?",
        subject="Sector",
        required="Select a sector",
        choices=[Choice(value, text) for value, text in SECTOR_WORDS.items()],
    )


def check_phone(_form: Any, field: Any) -> None:
    """A validator for telephone numbers; a blank one is the field's own affair."""
    fault = field.data and rules.phone_fault(field.data)
    if fault:
        raise ValidationError(fault)


class ContactForm(PortalForm):
    contact_name = TextField("Full name", required="Enter a name", max_length=CONTACT_LENGTH, autocomplete="name")
    contact_email = EmailField("Email address", required="Enter an email address")
    contact_phone = TextField(
        "Phone number",
        required="Enter a phone number",
        max_length=PHONE_LENGTH,
        width=20,
        autocomplete="tel",
        inputmode="tel",
        validators=[check_phone],
    )


class ServicesForm(PortalForm):
    services = CheckboxesField(
        "Which services does it offer?",
        subject="Services",
        required="Select at least one service",
        hint="Select all that it offers or plans to offer.",
        choices=[Choice(value, text) for value, text in SERVICE_WORDS.items()],
    )


class SafeguardingForm(PortalForm):
    safeguarding_name = TextField("Full name", required="Enter the safeguarding lead’s name", max_length=CONTACT_LENGTH)
    safeguarding_email = EmailField(
        "Email address", required="Enter the safeguarding lead’s email address", autocomplete="off"
    )
    safeguarding_phone = TextField(
        "Phone number",
        required="Enter the safeguarding lead’s phone number",
        max_length=PHONE_LENGTH,
        width=20,
        inputmode="tel",
        validators=[check_phone],
    )


def _question(declaration: Declaration) -> RadiosField:
    name = DECLARATION_NAMES[declaration]
    return RadiosField(
        DECLARATION_QUESTIONS[declaration],
        subject=name,
        required=f"{name}: select yes or no",
        hint=DECLARATION_HINTS[declaration],
        choices=[Choice(YES, "Yes"), Choice(NO, "No")],
    )


def _explanation(declaration: Declaration) -> TextAreaField:
    def missing(form: Any) -> str | None:
        answer = form[declaration].data
        needed = bool(answer) and rules.needs_explanation(declaration, answer == YES)
        return f"{DECLARATION_NAMES[declaration]}: {DECLARATION_EXPLANATIONS[declaration].lower()}" if needed else None

    return TextAreaField(
        DECLARATION_EXPLANATIONS[declaration],
        subject=f"{DECLARATION_NAMES[declaration]}: the explanation",
        required=missing,
        max_length=REASON_LENGTH,
        rows=3,
    )


class DeclarationsForm(PortalForm):
    """Four questions; field names are the declarations' own, explanations carry `_why`."""

    exclusion_grounds = _question(Declaration.EXCLUSION_GROUNDS)
    exclusion_grounds_why = _explanation(Declaration.EXCLUSION_GROUNDS)
    connected_persons = _question(Declaration.CONNECTED_PERSONS)
    connected_persons_why = _explanation(Declaration.CONNECTED_PERSONS)
    conflicts_of_interest = _question(Declaration.CONFLICTS_OF_INTEREST)
    conflicts_of_interest_why = _explanation(Declaration.CONFLICTS_OF_INTEREST)
    accuracy = _question(Declaration.ACCURACY)
    accuracy_why = _explanation(Declaration.ACCURACY)

    @property
    def given(self) -> dict[Declaration, tuple[bool, str]]:
        """The answer and, where one is needed, its explanation."""
        return {declaration: self._given(declaration) for declaration in Declaration}

    def _given(self, declaration: Declaration) -> tuple[bool, str]:
        answer = self[declaration].data == YES
        explained = rules.needs_explanation(declaration, answer)
        return answer, self[f"{declaration}_why"].data if explained else ""


STEP_FORMS: dict[Step, type[PortalForm]] = {
    Step.ORGANISATION: OrganisationForm,
    Step.NUMBERS: NumbersForm,
    Step.OWNER: OwnerForm,
    Step.SECTOR: SectorForm,
    Step.CONTACT: ContactForm,
    Step.SERVICES: ServicesForm,
    Step.SAFEGUARDING: SafeguardingForm,
    Step.DECLARATIONS: DeclarationsForm,
}


class TradingNameForm(VersionedForm):
    trading_name = TextField(
        "Trading name (optional)",
        subject="Trading name",
        hint="Leave this blank if it has none.",
        max_length=NAME_LENGTH,
    )


class ChangeContactForm(ContactForm, VersionedForm):
    """The profile's contact, guarded against two people at once."""


class ChangeSafeguardingForm(SafeguardingForm, VersionedForm):
    """The profile's safeguarding lead, guarded against two people at once."""


class ApproveForm(VersionedForm):
    """A button that remembers what the page showed."""


class DeclineForm(VersionedForm):
    reason = TextAreaField(
        "Why do you decline it?",
        subject="The reason",
        required="Enter why you decline it",
        hint="The provider reads this. Say what it can change.",
        max_length=REASON_LENGTH,
    )


class ProviderFilterForm(FilterForm):
    search = TextField("Name, number or reference", max_length=NAME_LENGTH)
    status = SelectField(
        "Status",
        blank="All",
        choices=[Choice(s, words) for s, (words, _tone) in STATUS_WORDS.items() if s != ProviderStatus.DRAFT],
    )
