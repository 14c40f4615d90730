"""What is entered about notes and reviews."""

from __future__ import annotations

from portal.quality.intelligence.words import RELIABILITY_HINTS, RELIABILITY_NAMES, REVIEW_PARTS, SOURCE_NAMES
from portal.web.forms import Choice, DateField, PortalForm, RadiosField, SelectField, TextAreaField
from portal.web.once import OnceForm

TEXT_LENGTH = 5000
NO_CHILD = "Do not name a child, or anybody’s initials."


class NoteForm(OnceForm):
    """What was heard; the homes are given by the page."""

    heard_on = DateField("When was it heard or seen?", subject="The day", required="Enter the day it was heard or seen")
    home = SelectField("Which home is it about? (optional)", subject="Home", blank="The provider as a whole")
    source = RadiosField(
        "Where does it come from?",
        subject="Where it comes from",
        required="Select where it comes from",
        choices=list(SOURCE_NAMES.items()),
    )
    reliability = RadiosField(
        "How sure is it?",
        subject="How sure it is",
        required="Select how sure it is",
        choices=[Choice(value, name, RELIABILITY_HINTS[value]) for value, name in RELIABILITY_NAMES.items()],
    )
    text = TextAreaField(
        "What was heard or seen",
        required="Enter what was heard or seen",
        hint=f"Facts first, then what you make of them. {NO_CHILD} The provider reads this only if it is shared.",
        max_length=TEXT_LENGTH,
        rows=8,
    )


class ConfirmForm(PortalForm):
    """A button alone."""


class StrikeForm(PortalForm):
    reason = TextAreaField("Why?", subject="The reason", required="Enter the reason", max_length=2000)


class AnswerForm(PortalForm):
    text = TextAreaField(
        "What is not right, and what is?",
        subject="Your answer",
        required="Enter what is not right",
        hint=f"You can answer once. The council reads it beside its note. {NO_CHILD}",
        max_length=TEXT_LENGTH,
        rows=8,
    )


class ReviewForm(OnceForm):
    """Five parts in words, for one day."""

    reviewed_on = DateField("Day of the review", required="Enter the day of the review")
    quality = TextAreaField(
        f"{REVIEW_PARTS['quality']} (optional)",
        subject="Quality",
        hint="What visits, Ofsted and young people say. What is strong, and what would help.",
        max_length=TEXT_LENGTH,
    )
    price = TextAreaField(
        f"{REVIEW_PARTS['price']} (optional)",
        subject="Price",
        hint="In words. Prices themselves stay with those who see prices.",
        max_length=TEXT_LENGTH,
    )
    unit_cost = TextAreaField(f"{REVIEW_PARTS['unit_cost']} (optional)", subject="Unit cost", max_length=TEXT_LENGTH)
    outcomes = TextAreaField(
        f"{REVIEW_PARTS['outcomes']} (optional)", subject="Outcomes", hint=NO_CHILD, max_length=TEXT_LENGTH
    )
    next_steps = TextAreaField(
        f"{REVIEW_PARTS['next_steps']} (optional)",
        subject="Next steps",
        hint="Who does what by when.",
        max_length=TEXT_LENGTH,
    )

    def parts(self) -> dict[str, str]:
        """By part, "" where nothing was written."""
        return {name: self[name].data or "" for name in REVIEW_PARTS}
