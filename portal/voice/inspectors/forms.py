"""What young inspectors fill in, one thing a page, and the forms of their coordinator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import ValidationError

from portal.voice.inspectors import rules
from portal.voice.inspectors.models import InspectorVisit
from portal.voice.inspectors.rules import HoursKind, PaymentKind
from portal.voice.inspectors.words import HOURS_NAMES, PAYMENT_NAMES
from portal.web.forms import (
    CheckboxesField,
    Choice,
    DateField,
    MoneyField,
    PasswordField,
    PortalForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from portal.web.once import OnceForm
from portal.web.versions import VersionedForm

WORDS_LENGTH = 1000
DEBRIEF_LENGTH = 4000
NAME_LENGTH = 60
MOST_MINUTES = 24 * 60
NOT_A_CODE = "A code has 8 letters and numbers. Look at your card and try again"


class ButtonForm(PortalForm):
    """A button and nothing else."""


class CodeForm(PortalForm):
    code = TextField(
        "Your code",
        required="Type the code on your card",
        hint="It is on your card. It has 8 letters and numbers.",
        max_length=40,
        autocomplete="off",
        spellcheck=False,
    )

    def validate_code(self, field: Any) -> None:
        if rules.clean_code(field.data) is None:
            raise ValidationError(NOT_A_CODE)


class AgeForm(PortalForm):
    age = RadiosField("How old are you?", subject="Your age", required="Pick your age")


class NicknameForm(PortalForm):
    nickname = TextField(
        "Your nickname",
        required="Type a nickname",
        hint="Make one up. Do not use your real name.",
        max_length=rules.NICKNAME_MAX,
        autocomplete="off",
        spellcheck=False,
    )

    def validate_nickname(self, field: Any) -> None:
        fault = rules.nickname_fault(field.data)
        if fault:
            raise ValidationError(fault)


# A PIN is called a password where the browser and the parking of typed text have to know it for one.
class PinForm(PortalForm):
    password = PasswordField(
        "Your PIN", required="Type a PIN", hint="Pick 6 numbers you can keep in mind.", new=True, inputmode="numeric"
    )
    password_again = PasswordField("Your PIN again", required="Type your PIN again", new=True, inputmode="numeric")

    def validate_password(self, field: Any) -> None:
        fault = rules.pin_fault(field.data)
        if fault:
            raise ValidationError(fault)

    def validate_password_again(self, field: Any) -> None:
        if not self.password.errors and field.data != self.password.data:
            raise ValidationError("Those are not the same. Type your PIN again")


class BackForm(PortalForm):
    nickname = TextField(
        "Your nickname", required="Type your nickname", max_length=rules.NICKNAME_MAX, autocomplete="username"
    )
    password = PasswordField("Your PIN", required="Type your PIN", inputmode="numeric")


class ContactForm(VersionedForm):
    words = TextAreaField(
        "How can this inspector be reached?",
        subject="How to reach them",
        hint="For example through a key worker or a youth club. Every look at it is recorded.",
        max_length=WORDS_LENGTH,
    )


class TrainingForm(PortalForm):
    done = CheckboxesField("What have they done?", subject="Training")


class CardForm(OnceForm):
    """A button that makes a card."""


class HoursForm(OnceForm):
    kind = RadiosField(
        "What was it for?",
        subject="What it was for",
        required="Select what it was for",
        choices=[Choice(kind, HOURS_NAMES[kind]) for kind in HoursKind],
    )
    given_on = DateField("Which day?", subject="The day", required="Enter the day")
    minutes = WholeNumberField(
        "How many minutes?", subject="Minutes", required="Enter the minutes", minimum=1, maximum=MOST_MINUTES
    )


class PaymentForm(OnceForm):
    kind = RadiosField(
        "What was it?",
        subject="What it was",
        required="Select a thank-you payment or an expense",
        choices=[
            Choice(PaymentKind.THANK_YOU, PAYMENT_NAMES[PaymentKind.THANK_YOU], "For their time."),
            Choice(PaymentKind.EXPENSE, PAYMENT_NAMES[PaymentKind.EXPENSE], "What they spent, such as a bus fare."),
        ],
    )
    paid_on = DateField("Which day was it paid?", subject="The day", required="Enter the day it was paid")
    pounds = MoneyField("How much?", subject="The amount", required="Enter the amount", maximum=Decimal("9999.99"))


class DeputyForm(PortalForm):
    deputy = SelectField("Who stands in for you?", blank="Nobody", subject="Your deputy")
    until_on = DateField(
        "To the end of which day?",
        subject="The last day",
        required=lambda form: "Enter the last day" if form.deputy.data else None,
    )


class StandInForm(PortalForm):
    """For whom a coordinator stands in who was not asked to, how long and why."""

    absent = SelectField(
        "Who is away?", blank="Choose a coordinator", required="Select who is away", subject="The coordinator"
    )
    until_on = DateField(
        "To the end of which day?",
        subject="The last day",
        required="Enter the last day",
        hint=f"At most {rules.STANDS_IN_AT_MOST.days} days from today.",
    )
    reason = TextAreaField(
        "Why do you step in?",
        subject="The reason",
        required="Enter why you step in",
        hint="They read this. Leave out anything about health: “Away until Monday” is enough.",
        max_length=WORDS_LENGTH,
        rows=3,
    )


class CertificateForm(PortalForm):
    printed_name = TextField(
        "Name to print",
        subject="The name",
        hint="Leave it empty to print the nickname. It is printed and kept nowhere.",
        max_length=NAME_LENGTH,
        autocomplete="off",
    )


def _travel_field() -> TextAreaField:
    return TextAreaField(
        "How do they get there?",
        subject="How they get there",
        required="Enter how they get there",
        hint="They read this. Short, plain words: “Sam picks you up at 3pm.”",
        max_length=WORDS_LENGTH,
        rows=3,
    )


def _company_field() -> TextAreaField:
    return TextAreaField(
        "Who goes with them?",
        subject="Who goes with them",
        required="Enter who goes with them",
        hint="They read this. Nobody goes alone.",
        max_length=WORDS_LENGTH,
        rows=3,
    )


class PlaceForm(PortalForm):
    """An inspector on a visit. What is written here is read by them."""

    inspector = SelectField("Who goes?", blank="Choose an inspector", required="Select who goes", subject="Inspector")
    travel = _travel_field()
    company = _company_field()


class TravelForm(VersionedForm):
    """The same two again; and of a visit that is called off, neither."""

    travel = _travel_field()
    company = _company_field()

    @classmethod
    def holding(cls, held: InspectorVisit, *, is_off: bool) -> TravelForm:
        """The form as it stands before anything is changed."""
        form = cls(data={"travel": held.travel, "company": held.company, "version": str(held.version)})
        if is_off:
            del form.travel, form.company
        return form

    def typed(self, name: str) -> str | None:
        """What a field says; None where it is not asked."""
        found: str | None = self[name].data if name in self else None
        return found


class DebriefForm(VersionedForm):
    debrief = TextAreaField(
        "What did you talk about after the visit?",
        subject="What you talked about",
        required="Enter what you talked about",
        hint="Only you, or your deputy, can read it.",
        max_length=DEBRIEF_LENGTH,
        rows=8,
    )
