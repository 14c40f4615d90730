"""Forms of findings, reports and their accuracy."""

from __future__ import annotations

import secrets
from typing import Any

from wtforms import ValidationError

from portal import clock
from portal.authorities.models import Council
from portal.quality.reports.models import CAPTION_LENGTH, DESK_LENGTH, REASON_LENGTH, TEXT_LENGTH
from portal.quality.reports.rules import Answer, Judgement, Outcome, Sheet, SheetKind, Written
from portal.quality.reports.services import MOST_PHOTOGRAPH_BYTES
from portal.quality.reports.words import (
    JUDGEMENT_HINTS,
    JUDGEMENT_NAMES,
    KEEP_MENDED,
    PUT_BACK,
    SEEN_SUBJECTS,
    TOO_LARGE,
)
from portal.quality.words import fault_of_seen
from portal.web.files import FileField
from portal.web.forms import (
    Choice,
    DateField,
    PortalForm,
    RadiosField,
    SeenField,
    SelectField,
    TextAreaField,
    TextField,
)
from portal.web.once import OnceForm
from portal.web.versions import VersionedForm, version_in

NO_NAMES = "Name no child, and nothing that tells which child it was."
FOR_PROVIDER = "The provider reads this."
JUDGEMENTS = [Choice(value, name, JUDGEMENT_HINTS[value]) for value, name in JUDGEMENT_NAMES.items()]


class ConfirmForm(PortalForm):
    """One button."""


class ConsentForm(OnceForm):
    """One button, which counts once: what was said later stands."""


class SheetForm(VersionedForm):
    """One sheet of a visit's form. Nothing is required: half a thought is worth keeping.

    `desk` names this screen, so that what it sends again is known as its own.
    """

    desk = SeenField()

    @property
    def screen(self) -> str:
        """The screen's name; one that was tampered with or left out is nobody's."""
        text = str(self.desk.data or "")
        return text if len(text) <= DESK_LENGTH else ""

    @property
    def written(self) -> Written:
        """What the form says, also one that was not judged: a judgement that nobody offers is none."""
        given = {name: self[name].data for name in ("text", "reg44_on", "ofsted_on") if name in self}
        judgement = self["judgement"].data or "" if "judgement" in self else ""
        return Written(Judgement(judgement) if judgement in JUDGEMENT_NAMES else None, **given)


class StandardForm(SheetForm):
    judgement = RadiosField("Judgement", choices=[*JUDGEMENTS, Choice("none", "No judgement yet")])
    text = TextAreaField("Evidence: what you saw, read and were told", max_length=TEXT_LENGTH, rows=10, hint=NO_NAMES)


class TextForm(SheetForm):
    text = TextAreaField("In your words", max_length=TEXT_LENGTH, rows=12, hint=NO_NAMES)


class SeenForm(SheetForm):
    reg44_on = DateField("Date of the newest Regulation 44 report you read", subject=SEEN_SUBJECTS["reg44_on"])
    ofsted_on = DateField("Date of the newest Ofsted report you read", subject=SEEN_SUBJECTS["ofsted_on"])
    text = TextAreaField("What to note about them", max_length=TEXT_LENGTH, rows=6, hint=NO_NAMES)

    def validate_reg44_on(self, field: DateField) -> None:
        """Somebody can have read it, and it still says something."""
        self._refuse_unlikely(field)

    def validate_ofsted_on(self, field: DateField) -> None:
        """Likewise."""
        self._refuse_unlikely(field)

    def _refuse_unlikely(self, field: DateField) -> None:
        if field.data and (fault := fault_of_seen(field.subject, field.data, clock.today(clock.now()))):
            raise ValidationError(fault)


KINDS: dict[SheetKind, type[SheetForm]] = {
    SheetKind.STANDARD: StandardForm,
    SheetKind.TEXT: TextForm,
    SheetKind.SEEN: SeenForm,
}


def sheet_form(sheet: Sheet, written: Written, version: int) -> SheetForm:
    """The form of a sheet, filled with what stands on it."""
    return KINDS[sheet.kind](data={**vars(written), "version": str(version), "desk": secrets.token_urlsafe(16)})


class PhotographForm(PortalForm):
    file = FileField(
        "Photograph",
        most_bytes=MOST_PHOTOGRAPH_BYTES,
        accept="image/jpeg,image/png,image/webp",
        too_large=TOO_LARGE,
        required="Choose a photograph",
        hint="JPEG, PNG or WebP, up to 10 MB. Where and when it was taken is removed before it is kept.",
    )
    caption = TextField(
        "What it shows",
        max_length=CAPTION_LENGTH,
        required="Enter what the photograph shows",
        hint="A room or a thing: no children, no faces, no names, in the picture or in these words.",
    )


class SectionForm(VersionedForm):
    """A section of a report that judges nothing."""

    text = TextAreaField("Text", max_length=TEXT_LENGTH, rows=14, required="Enter the text", hint=NO_NAMES)


class JudgedSectionForm(VersionedForm):
    judgement = RadiosField("Judgement", choices=JUDGEMENTS, required="Select a judgement")
    text = TextAreaField("Text", max_length=TEXT_LENGTH, rows=14, hint=NO_NAMES)


class SendForm(PortalForm):
    last_day = DateField(
        "Last day to answer", required="Enter the last day to answer", hint="It ends at midnight in London."
    )


class ExtendForm(PortalForm):
    last_day = DateField("New last day to answer", required="Enter the new last day to answer")
    reason = TextAreaField("Why", max_length=REASON_LENGTH, rows=3, required="Enter the reason")


class DecideForm(VersionedForm):
    """Carries the versions of the point and of the text that the officer read."""

    section_version = SeenField()
    outcome = RadiosField(
        "What do you decide?",
        choices=[
            Choice(Outcome.ACCEPTED, "Accept", "You then mend the text"),
            Choice(Outcome.DECLINED, "Decline", "The text stays as the provider was shown it"),
        ],
        required="Select what you decide",
    )
    reason = TextAreaField("Why", max_length=REASON_LENGTH, rows=4, required="Enter the reason", hint=FOR_PROVIDER)

    @property
    def seen_section(self) -> int:
        """The version of the text as a number; one nobody had when the field was tampered with or left out."""
        return version_in(self.section_version.data)


class DecideTextForm(DecideForm):
    """Of a text that was mended for a point the provider makes no longer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [
            Choice(Outcome.ACCEPTED, KEEP_MENDED, "You can change it again"),
            Choice(Outcome.DECLINED, PUT_BACK, "It reads as the provider found it accurate"),
        ]


def _because(form: PointForm) -> str | None:
    return "Enter what is not accurate, and why" if form.answer.data == Answer.NOT_ACCURATE else None


class PointForm(VersionedForm):
    answer = RadiosField(
        "Is this section accurate?",
        choices=[
            (Answer.ACCURATE, "Yes, it is accurate"),
            (Answer.NOT_ACCURATE, "No, something in it is not accurate"),
        ],
        required="Select whether it is accurate",
    )
    text = TextAreaField(
        "This is not accurate because",
        max_length=TEXT_LENGTH,
        rows=6,
        required=_because,
        hint="Say what is wrong and what shows it. Name no child.",
    )


class ShareForm(OnceForm):
    council = SelectField("For which council", required="Choose a council", blank="Choose a council")
    reason = TextAreaField(
        "Why it needs the report", max_length=REASON_LENGTH, rows=3, required="Enter the reason", hint=FOR_PROVIDER
    )

    def offer(self, councils: list[Council], own_code: str) -> None:
        """Every council but one's own."""
        self.council.choices = [(each.code, each.name) for each in councils if each.code != own_code]
