"""Planning a visit, calling it off, a person's own day for the next one, judgements, and the filters of the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import ValidationError

from portal import clock
from portal.accounts.models import Person
from portal.db import REFERENCE_ALPHABET, REFERENCE_LENGTH
from portal.homes.words import SERVICE_NAMES
from portal.quality.models import Trigger, Visit
from portal.quality.rules.judgements import Framework, Outcome
from portal.quality.services import Plan
from portal.quality.words import DUE_NAMES, TRIGGER_NAMES, WHOSE_NAMES
from portal.web.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    FilterForm,
    PortalForm,
    RadiosField,
    SeenField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from portal.web.versions import VersionedForm

REASON_LENGTH = 1000
UNSEEN = "There is no {} on that day: the clocks go forward from 1am to 2am. Enter another time"
# A refusal names what it is about; the form has its own fields for it.
FIELDS = {"officers": "lead", "starts_at": "starts", "ends_at": "ends"}


class PlanForm(VersionedForm):
    """Who, when, announced or not, and why. Offer it the officers before it is judged."""

    planned_reference = ""
    # Drawn when the page is opened, so that a form sent twice is one visit.
    reference = SeenField()
    lead = SelectField("Who leads the visit?", subject="Who leads", required="Select who leads the visit")
    others = CheckboxesField(
        "Who goes along?", subject="Who goes along", hint="Leave blank when one officer goes alone."
    )
    day = DateField("Date", required="Enter the date of the visit")
    starts = TimeField("Starts at", required="Enter when the visit starts", hint="London time, like 9:30am or 14:30.")
    ends = TimeField("Ends at", required="Enter when the visit ends")
    announced = RadiosField(
        "Is the home told beforehand?",
        subject="Announced",
        required="Select whether the home is told beforehand",
        choices=[
            Choice("yes", "Yes, it is announced", "The provider’s admins and whoever looks after the home get a mail."),
            Choice("no", "No, it is unannounced", "The provider sees nothing of it anywhere."),
        ],
    )
    trigger = RadiosField(
        "Why is it made?", subject="Why", required="Select why it is made", choices=list(TRIGGER_NAMES.items())
    )

    def offer(self, officers: Sequence[Person]) -> None:
        """Let these people be chosen."""
        self._people = {person.reference: person for person in officers}
        choices = [(person.reference, person.name) for person in officers]
        self.lead.choices = choices
        self.others.choices = choices

    @property
    def drawn_reference(self) -> str | None:
        """The reference that the page drew; None for one that was tampered with."""
        text = str(self.reference.data or "")
        prefix, _, rest = text.partition("-")
        is_ours = prefix == "QV" and len(rest) == REFERENCE_LENGTH and set(rest) <= set(REFERENCE_ALPHABET)
        return text if is_ours else None

    def validate_starts(self, field: TimeField) -> None:
        """A time that the clocks leave out that night is none."""
        self._refuse_unseen(field)

    def validate_ends(self, field: TimeField) -> None:
        """Likewise."""
        self._refuse_unseen(field)

    def _refuse_unseen(self, field: TimeField) -> None:
        if self.day.data and field.data and not clock.is_shown(self.day.data, field.data):
            raise ValidationError(UNSEEN.format(field.written()))

    def plan(self) -> Plan:
        """What was chosen, the lead first; only for a form that was judged."""
        references = dict.fromkeys([self.lead.data, *self.others.data])
        return Plan(
            officers=[self._people[reference] for reference in references],
            starts_at=clock.at_london(self.day.data, self.starts.data),
            ends_at=clock.at_london(self.day.data, self.ends.data),
            is_announced=self.announced.data == "yes",
            trigger=Trigger(self.trigger.data),
        )


def held(visit: Visit) -> Mapping[str, object]:
    """What a planned visit puts into the form."""
    lead, *others = [officer.person.reference for officer in visit.officers]
    starts, ends = clock.to_london(visit.starts_at), clock.to_london(visit.ends_at)
    return {
        "version": visit.version,
        "lead": lead,
        "others": others,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "announced": "yes" if visit.is_announced else "no",
        "trigger": visit.trigger,
    }


class CancelForm(VersionedForm):
    """The tick is asked for where something is written on the visit."""

    mistaken = CheckboxField(
        "What is written there was written on the wrong visit",
        hint="It stays readable from the called-off visit, so that you can write it where it belongs.",
    )
    reason = TextAreaField(
        "Why is it called off?",
        subject="Reason",
        required="Enter why the visit is called off",
        hint="For colleagues. A provider who was told of the visit is told that it is off, not why.",
        max_length=REASON_LENGTH,
    )


class HandOverForm(VersionedForm):
    """Offer it the officers before it is judged."""

    lead = SelectField(
        "Who leads it from now on?", subject="Who leads", required="Select who leads the visit from now on"
    )
    reason = TextAreaField(
        "Why is it handed over?",
        subject="Reason",
        required="Enter why the visit is handed over",
        hint="This stays in the record of events.",
        max_length=REASON_LENGTH,
    )

    def offer(self, officers: Sequence[Person]) -> None:
        """Let these people be chosen."""
        self._people = {person.reference: person for person in officers}
        self.lead.choices = [(person.reference, person.name) for person in officers]

    @property
    def chosen(self) -> Person:
        """Who was chosen; only for a form that was judged."""
        return self._people[self.lead.data]


class WentForm(VersionedForm):
    """Offer it whoever can have been there before it is judged."""

    people = CheckboxesField(
        "Officers who were there",
        subject="Who was there",
        required="Select who was there",
        hint="Also whoever has another visit to see to by now, or is no longer an officer.",
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Let these people be chosen."""
        self._people = {person.reference: person for person in people}
        self.people.choices = [(person.reference, person.name) for person in people]

    @property
    def chosen(self) -> list[Person]:
        """Who was chosen; only for a form that was judged."""
        return [self._people[reference] for reference in self.people.data]


class DayForm(PortalForm):
    due_on = DateField("Visit it by", subject="The day", required="Enter the day by which it is visited")
    reason = TextAreaField(
        "Why this day?",
        subject="Reason",
        required="Enter why the day is another",
        hint="Colleagues read this beside the day.",
        max_length=REASON_LENGTH,
    )


class LiftForm(PortalForm):
    """One button."""


class JudgementForm(PortalForm):
    """Offer it the frameworks of the home's kind of service before it is judged."""

    judged_on = DateField(
        "When was it judged?", subject="The day", required="Enter the day of the judgement",
        hint="The last day of the inspection, as the report says.",
    )  # fmt: skip
    outcome = RadiosField("What was the judgement?", subject="Judgement", required="Select the judgement")

    def offer(self, frameworks: Sequence[Framework]) -> None:
        """Let the outcomes of these frameworks be chosen, each with the name of its framework."""
        self._outcomes = {
            f"{framework.slug}-{framework.version}-{outcome.slug}": (framework, outcome)
            for framework in frameworks
            for outcome in framework.outcomes
        }
        self.outcome.choices = [(value, outcome.words) for value, (_, outcome) in self._outcomes.items()]

    def chosen(self) -> tuple[Framework, Outcome]:
        """Framework and outcome; only for a form that was judged."""
        return self._outcomes[self.outcome.data]


class ProgrammeFilter(FilterForm):
    q = TextField("Home or provider", max_length=100)
    due = SelectField("Next visit", blank="Any", choices=list(DUE_NAMES.items()))
    type = SelectField("Type", blank="Any type", choices=list(SERVICE_NAMES.items()))


class VisitsFilter(FilterForm):
    whose = SelectField("Whose visits", blank=None, choices=list(WHOSE_NAMES.items()))
