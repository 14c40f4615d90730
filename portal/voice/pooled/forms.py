"""What is entered about a quarter's report."""

from __future__ import annotations

from portal.voice.pooled.models import Level
from portal.voice.pooled.services import ThemeText
from portal.voice.pooled.words import LEVEL_NAMES
from portal.web.forms import CheckboxesField, PortalForm, RadiosField, TextAreaField, TextField

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
    level = RadiosField(
        "Who has to act on it?",
        subject="Who has to act",
        required="Select who has to act on it",
        choices=list(LEVEL_NAMES.items()),
    )
    quotes = CheckboxesField(
        "Quotes (optional)", subject="Quotes", hint="Only words that were agreed, from people who let us quote them."
    )

    def text(self) -> ThemeText:
        """As the services take it."""
        return ThemeText(
            title=self.title.data,
            said=self.said.data,
            did=self.did.data,
            level=Level(self.level.data),
            quotes=tuple(self.quotes.data or ()) if "quotes" in self else (),
        )


class ConfirmForm(PortalForm):
    """A button alone."""


class SendBackForm(PortalForm):
    reason = TextAreaField(
        "What should be changed?", subject="What to change", required="Enter what should be changed", max_length=2000
    )
