"""What is entered about a quarter's report."""

from __future__ import annotations

from wtforms.validators import ValidationError

from portal.voice.pooled.models import EASY_LENGTH, Level
from portal.voice.pooled.rules import GRADE_HINT, easy_fault
from portal.voice.pooled.services import ThemeText
from portal.voice.pooled.words import LEVEL_NAMES
from portal.web.forms import CheckboxesField, PortalForm, RadiosField, TextAreaField, TextField
from portal.web.once import OnceForm
from portal.web.versions import VersionedForm

NO_NAMES = "Do not name a home, a worker or a young person."


class StartForm(PortalForm):
    """Which quarter; the choices are given by the page."""

    quarter = RadiosField("Which months?", subject="The months", required="Select the months")


class ThemeForm(PortalForm):
    """One theme; the quotes that may be used are given by the page."""

    title = TextField("Theme", required="Enter the theme", hint="A few words, such as Food.", max_length=100)
    said = TextAreaField(
        "You said",
        required="Enter what young people said",
        hint=f"In plain words, as several of them said it. {NO_NAMES}",
        max_length=1000,
    )
    did = TextAreaField(
        "We did",
        required="Enter what was done",
        hint=f"What homes and the council did or will do, and what cannot be done and why. {NO_NAMES}",
        max_length=1000,
    )
    easy_said = TextField(
        "You said, in easy words",
        hint=f"For the easy read. {GRADE_HINT} It can wait until you have the report checked.",
        max_length=EASY_LENGTH,
    )
    easy_did = TextField(
        "We did, in easy words", hint="Such as: Homes got new sofas. They will paint too.", max_length=EASY_LENGTH
    )
    level = RadiosField(
        "Who has to act on it?",
        subject="Who has to act",
        required="Select who has to act on it",
        choices=list(LEVEL_NAMES.items()),
    )
    quotes = CheckboxesField(
        "Quotes (optional)", subject="Quotes", hint="Only words that were agreed, from people who let us quote them."
    )

    def validate_easy_said(self, field: TextField) -> None:
        _stop_hard_words(field)

    def validate_easy_did(self, field: TextField) -> None:
        _stop_hard_words(field)

    def text(self) -> ThemeText:
        """As the services take it."""
        return ThemeText(
            title=self.title.data,
            said=self.said.data,
            did=self.did.data,
            level=Level(self.level.data),
            easy_said=self.easy_said.data,
            easy_did=self.easy_did.data,
            quotes=tuple(self.quotes.data or ()) if "quotes" in self else (),
        )


class ChangeThemeForm(VersionedForm, ThemeForm):
    """A theme as it stands."""


class NewThemeForm(OnceForm, ThemeForm):
    """A theme that the report does not have yet."""


def _stop_hard_words(field: TextField) -> None:
    fault = easy_fault(field.data or "")
    if fault:
        raise ValidationError(fault)


class ConfirmForm(PortalForm):
    """A button alone."""


class PublishForm(VersionedForm):
    """A button that lets out what was read."""


class TakeOutForm(PortalForm):
    reason = TextAreaField(
        "Why is it taken out?",
        subject="The reason",
        required="Enter why it is taken out",
        hint="Kept with the record of events, and on no page.",
        max_length=2000,
    )


class SendBackForm(PortalForm):
    reason = TextAreaField(
        "What should be changed?", subject="What to change", required="Enter what should be changed", max_length=2000
    )
