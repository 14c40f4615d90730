"""What residents type, and the forms of a coordinator who makes cards."""

from __future__ import annotations

from typing import Any

from wtforms import ValidationError

from portal.voice.disclosures.forms import TellForm
from portal.voice.inspectors.forms import NOT_A_CODE
from portal.voice.inspectors.rules import clean_code, shown_code
from portal.voice.residents import rules
from portal.voice.residents.rules import Ending
from portal.web.forms import Choice, FilterForm, PasswordField, PortalForm, RadiosField, TextField, WholeNumberField
from portal.web.once import OnceForm

LENGTHS = f"{rules.SHORTEST_PIN} to 6 numbers"


# A PIN is called a password where the browser and the parking of typed text have to know it for one.
class ChoosePinForm(PortalForm):
    """A PIN, twice."""

    password = PasswordField(
        "Your PIN", required="Type a PIN", hint=f"Pick {LENGTHS} you can keep in mind.", new=True, inputmode="numeric"
    )
    password_again = PasswordField("Your PIN again", required="Type your PIN again", new=True, inputmode="numeric")

    def validate_password(self, field: Any) -> None:
        fault = rules.resident_pin_fault(field.data)
        if fault:
            raise ValidationError(fault)

    def validate_password_again(self, field: Any) -> None:
        if not self.password.errors and field.data != self.password.data:
            raise ValidationError("Those are not the same. Type your PIN again")


class PinForm(PortalForm):
    """The PIN of somebody who comes back."""

    password = PasswordField("Your PIN", required="Type your PIN", inputmode="numeric")


class CardTellForm(TellForm):
    """Somebody tells with a code. It stands in the address, and is asked for again once it was not taken."""

    code = TextField(
        "Your code",
        subject="Your code",
        hint="Is this your code? Mend it and send again.",
        max_length=40,
        autocomplete="off",
        spellcheck=False,
    )

    def validate_code(self, field: Any) -> None:
        if clean_code(field.data) is None:
            raise ValidationError(NOT_A_CODE)

    def code_or(self, of_address: str) -> str:
        """The code as it was mended, or that of the address."""
        return clean_code(self.code.data) or of_address

    def ask_again(self, code: str) -> None:
        """Offer a code that was not taken for mending."""
        self.code.data = shown_code(code)


class MakeForm(OnceForm):
    """How many cards."""

    count = WholeNumberField(
        "How many cards?",
        subject="The number of cards",
        required="Enter how many cards",
        hint=f"One for each young person who lives there, up to {rules.MOST_CARDS}.",
        minimum=1,
        maximum=rules.MOST_CARDS,
    )


class EndForm(PortalForm):
    """Which cards of a batch end."""

    ending = RadiosField(
        "Which cards should end?",
        subject="Which cards end",
        required="Select which cards should end",
        choices=[
            Choice(Ending.UNUSED.value, "Those that nobody has used", "Cards that were lost or left over."),
            Choice(
                Ending.ALL.value,
                "All of them",
                "Whoever has written something can no longer come back to see what happens with it. What they sent "
                "stays on your desk.",
            ),
        ],
    )


class HomeFilter(FilterForm):
    """Which home a coordinator looks for."""

    q = TextField("Home or provider", subject="Home or provider", max_length=100)
