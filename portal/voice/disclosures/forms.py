"""What is asked of the young person who tells, and of the safeguarding lead who acts."""

from __future__ import annotations

from portal.voice.disclosures.models import NAME_LENGTH, REACH_LENGTH, About, NoteKind, Outcome, TurnPart
from portal.voice.disclosures.rules import GIVE_NUMBER, Arrangements, Pace
from portal.voice.disclosures.words import OUTCOMES, PARTS
from portal.web.forms import (
    Choice,
    DateField,
    PortalForm,
    RadiosField,
    SeenField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from portal.web.once import OnceForm

MOST_TOLD = 10_000
A_DAY = 24 * 60


class TellForm(OnceForm):
    """Three boxes, each of which may stay empty. `about` is asked only of whoever has visits to choose from."""

    about = RadiosField("Where is it?", subject="Where it is")
    told = TextAreaField(
        "What did you see or hear?",
        max_length=MOST_TOLD,
        rows=6,
        count_from=90,
        subject="What you write",
        hint="Use your own words. A few are enough.",
        autocomplete="off",
    )
    reach_by = TextField(
        "How can we reach you?",
        max_length=REACH_LENGTH,
        subject="How we can reach you",
        hint="You can leave this out. It may be a phone number, or a person we can ask.",
        autocomplete="off",
    )

    def offer(self, visits: dict[str, str]) -> None:
        """Offer the sender's own visits, in words by reference; without any the question is not asked."""
        if not visits:
            del self.about
            return
        self.about.choices = [
            *(Choice(reference, text) for reference, text in visits.items()),
            Choice(About.SOMEWHERE_ELSE, "Somewhere else"),
        ]

    @property
    def chosen_visit(self) -> str:
        """The reference of the visit it is about, or nothing."""
        chosen = (self.about.data if "about" in self else None) or ""
        return "" if chosen == About.SOMEWHERE_ELSE else chosen

    @property
    def chosen_about(self) -> About:
        """Which of the three it is."""
        if self.chosen_visit:
            return About.VISIT
        is_chosen = "about" in self and self.about.data
        return About.SOMEWHERE_ELSE if is_chosen else About.NOT_SAID


class ConfirmForm(PortalForm):
    """A button."""


class NoteForm(OnceForm):
    """What was done, or heard."""

    text = TextAreaField("Note", required="Enter a note", max_length=5_000)


class DutyForm(OnceForm):
    """Done, or not needed and why."""

    answer = RadiosField(
        "Was this done?",
        choices=[("done", "Yes, it is done"), ("not_needed", "It was not needed")],
        required="Select whether it was done",
        subject="Answer",
    )
    text = TextAreaField(
        "Who was told and what they said, or why it was not needed", subject="What you write", max_length=5_000
    )


class CloseForm(OnceForm):
    """What came of it."""

    outcome = RadiosField(
        "What came of it?",
        choices=[(outcome.value, text) for outcome, text in OUTCOMES.items()],
        required="Select what came of it",
        subject="Outcome",
    )
    text = TextAreaField("In your words", required="Enter what was decided, and why", max_length=5_000)

    @property
    def chosen(self) -> Outcome:
        return Outcome(self.outcome.data)


class HoldForm(OnceForm):
    """Why the words are kept, or are kept no longer. It says which it means, whatever has happened since it was shown;
    one that does not say means that they are kept."""

    step = SeenField()
    reason = TextAreaField("Why?", required="Enter the reason", subject="Reason", max_length=2_000)

    @classmethod
    def for_hold(cls, *, is_held: bool) -> HoldForm:
        """The form as it is shown first: what is held can be released, and the other way round."""
        return cls(data={"step": NoteKind.RELEASE if is_held else NoteKind.HOLD})

    @property
    def ends_it(self) -> bool:
        return bool(self.step.data == NoteKind.RELEASE)


class TurnForm(PortalForm):
    """Who is told first, for whole days."""

    person = SelectField("Who?", required="Select a safeguarding lead", subject="Safeguarding lead")
    part = RadiosField(
        "As what?",
        choices=[
            Choice(TurnPart.LEAD, PARTS[TurnPart.LEAD], "Is told at once."),
            Choice(TurnPart.DEPUTY, PARTS[TurnPart.DEPUTY], "Is told when the lead has not acknowledged in time."),
        ],
        required="Select lead or deputy",
        subject="Part",
    )
    first_on = DateField("First day", required="Enter the first day")
    last_on = DateField("Last day", required="Enter the last day")


class ArrangementForm(PortalForm):
    """Clock, numbers and how long words are kept. `seen`: what the arrangements were known by."""

    seen = SeenField()
    out_of_hours_name = TextField("Name of the out-of-hours team", max_length=NAME_LENGTH)
    out_of_hours_number = TextField(
        "Its phone number",
        max_length=30,
        width=20,
        hint="Young people see it before they write, and call it with one press.",
        inputmode="tel",
        required=GIVE_NUMBER,
        subject="Its phone number",
    )
    reading_hours = TextField(
        "When disclosures are read",
        max_length=NAME_LENGTH,
        required="Enter when disclosures are read",
        hint="Ends the sentence “They read it …”, for example “from 9am to 5pm, Monday to Friday”.",
    )
    minutes_to_deputy = WholeNumberField(
        "Minutes until the deputy is told", minimum=1, maximum=A_DAY, required="Enter the minutes", suffix="minutes"
    )
    minutes_to_all = WholeNumberField(
        "Minutes until every lead is told", minimum=1, maximum=A_DAY, required="Enter the minutes", suffix="minutes"
    )
    minutes_to_manager = WholeNumberField(
        "Minutes until the manager is told, without the content",
        minimum=1,
        maximum=A_DAY,
        required="Enter the minutes",
        suffix="minutes",
    )
    again_every = WholeNumberField(
        "Minutes between further alerts", minimum=15, maximum=A_DAY, required="Enter the minutes", suffix="minutes"
    )
    until_stuck = WholeNumberField(
        "Minutes until a mail that did not go out counts as lost",
        minimum=1,
        maximum=60,
        required="Enter the minutes",
        suffix="minutes",
    )
    keep_days = WholeNumberField(
        "Days from the export until the words are removed",
        minimum=1,
        maximum=3_650,
        required="Enter the days",
        suffix="days",
    )

    @classmethod
    def holding(cls, held: Arrangements) -> ArrangementForm:
        """The form as it stands before anything is changed."""
        return cls(data=_values(held) | {"seen": held.mark})

    def show_beside(self, held: Arrangements) -> None:
        """Put what a colleague saved beside what was typed; saving again is then a choice."""
        for name, value in _values(held).items():
            if self[name].data != value:
                self[name].was = f"Now: {value or 'nothing'}"
        self.seen.data = held.mark

    def arrangements(self) -> Arrangements:
        """What was asked for."""
        return Arrangements(
            pace=Pace(
                to_deputy=self.minutes_to_deputy.data,
                to_all=self.minutes_to_all.data,
                to_manager=self.minutes_to_manager.data,
                again_every=self.again_every.data,
                until_stuck=self.until_stuck.data,
            ),
            out_of_hours_name=self.out_of_hours_name.data,
            out_of_hours_number=self.out_of_hours_number.data,
            reading_hours=self.reading_hours.data,
            keep_days=self.keep_days.data,
        )


def _values(held: Arrangements) -> dict[str, str | int]:
    """Arrangements by the fields that ask for them."""
    return {
        "out_of_hours_name": held.out_of_hours_name,
        "out_of_hours_number": held.out_of_hours_number,
        "reading_hours": held.reading_hours,
        "minutes_to_deputy": held.pace.to_deputy,
        "minutes_to_all": held.pace.to_all,
        "minutes_to_manager": held.pace.to_manager,
        "again_every": held.pace.again_every,
        "until_stuck": held.pace.until_stuck,
        "keep_days": held.keep_days,
    }
