"""The steps in which a placement is described, its end, its import and the filter of the list.

Fields are named as in `rules.judging.STEP_FIELDS`. There is no free text: a child can be named nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from portal.authorities.models import Council
from portal.db import REFERENCE_ALPHABET, REFERENCE_LENGTH
from portal.placements import words
from portal.placements.rules.codes import DISTANCE_REASONS, END_REASONS, POSTS, REGIONAL_SYSTEMS, TYPES
from portal.placements.rules.judging import MOST_POUNDS, STEP_FIELDS, last_day_of, quarters_back
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing
from portal.web.files import FileField
from portal.web.forms import (
    CheckboxField,
    DateField,
    FilterForm,
    MoneyField,
    PortalForm,
    RadiosField,
    SeenField,
    SelectField,
    TextField,
)
from portal.web.versions import VersionedForm

# Under the portal's limit for one request.
MOST_FILE_BYTES = 9 * 1024 * 1024
TOO_LARGE = (
    "CSV file must be 9 MB or smaller. Whoever runs the portal can import a larger one with the command "
    "“flask --app wsgi placements import-csv”"
)
MOST_MAP_BYTES = 20_000


def quarter_words(quarter_on: date) -> str:
    """A quarter as people say it: “July to September 2026”."""
    return f"{quarter_on:%B} to {last_day_of(quarter_on):%B %Y}"


class StepForm(VersionedForm):
    """One step's fields."""

    step: ClassVar[str] = ""

    def answers(self) -> dict[str, Any]:
        """The step's values by field, as the services take them."""
        return {name: self[name].data for name in STEP_FIELDS[self.step]}


class PlacementForm(StepForm):
    step = "placement"
    # Drawn when the page is opened, so that a form sent twice is one placement.
    reference = SeenField()
    started_quarter_on = SelectField("When did it start?", required="Select when it started", blank="Select a quarter")
    type_code = SelectField(
        "What kind of placement is it?",
        required="Select the kind of placement",
        hint="With the code of the SSDA903 return.",
        blank="Select a kind",
        choices=[(code, words.type_words(code)) for code in TYPES],
    )
    age_band = RadiosField("How old is the child?", required="Select the age", choices=list(words.AGE_NAMES.items()))
    sourcing = RadiosField(
        "How was it found?", required="Select how it was found", choices=list(words.SOURCING_NAMES.items())
    )
    regional_system = SelectField(
        "Which regional system?", blank="Select a system", choices=list(REGIONAL_SYSTEMS.items())
    )
    is_emergency = CheckboxField("It was made in an emergency")

    @property
    def drawn_reference(self) -> str | None:
        """The reference the page was opened with; None for anything that is not one."""
        prefix, _, drawn = str(self.reference.data or "").partition("-")
        fits = prefix == "PL" and len(drawn) == REFERENCE_LENGTH and set(drawn) <= set(REFERENCE_ALPHABET)
        return self.reference.data if fits else None

    def offer(self, today: date) -> None:
        """Offer the quarters there have been."""
        self.started_quarter_on.choices = [(day.isoformat(), quarter_words(day)) for day in quarters_back(today)]

    def answers(self) -> dict[str, Any]:
        """Values as the rules know them; a system counts only where one was used."""
        sourcing = Sourcing(self.sourcing.data)
        return super().answers() | {
            "started_quarter_on": date.fromisoformat(self.started_quarter_on.data),
            "age_band": AgeBand(self.age_band.data),
            "sourcing": sourcing,
            "regional_system": (self.regional_system.data or "") if sourcing is Sourcing.REGIONAL else "",
        }


class WhereForm(StepForm):
    step = "where"
    home = TextField(
        "Home, if it is in our register",
        hint="Its Ofsted URN or our reference, like HM-7K3M9XCD. Leave it empty for any other place.",
        max_length=30,
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
    host_authority_code = SelectField(
        "Which council’s area is it in?",
        hint="A home in our register tells this by itself. Wales, Scotland and Northern Ireland come last.",
        blank="Not known",
    )
    distance_band = RadiosField(
        "How far from the child’s home is it?",
        required="Select how far it is, or “Not known”",
        choices=list(words.DISTANCE_NAMES.items()),
    )
    distance_reason = SelectField(
        "Why at a distance?", blank="Not at a distance, or not known", choices=list(DISTANCE_REASONS.items())
    )
    solo_required = CheckboxField("The child needs a solo place")
    solo_actual = CheckboxField("It is a solo place")

    def offer(self, areas: Sequence[Council]) -> None:
        """Offer the councils there are, and the other nations."""
        self.host_authority_code.choices = [(area.code, area.name) for area in areas]

    def answers(self) -> dict[str, Any]:
        """Values as the rules know them."""
        band = DistanceBand(self.distance_band.data)
        return super().answers() | {"distance_band": band, "distance_reason": self.distance_reason.data or ""}


class FeeForm(StepForm):
    step = "fee"
    social_care = MoneyField("Social care pays, £ a week", minimum=Decimal(0), maximum=MOST_POUNDS)
    education = MoneyField("Education pays, £ a week", minimum=Decimal(0), maximum=MOST_POUNDS)
    health = MoneyField("Health pays, £ a week", minimum=Decimal(0), maximum=MOST_POUNDS)


class WatchForm(StepForm):
    step = "watch"
    is_unregistered = CheckboxField("The place is not registered with Ofsted, and ought to be")
    is_deprivation_of_liberty = CheckboxField("The child is deprived of liberty there")
    approved_by_post = SelectField(
        "Who approved it?",
        hint="The post, for no names are kept here.",
        blank="Nobody yet",
        choices=list(POSTS.items()),
    )
    approved_on = DateField("When was it approved?", subject="The date of approval")
    exit_plan = SelectField("What will end it?", blank="No plan yet", choices=list(words.EXIT_NAMES.items()))
    exit_by_on = DateField("By when?", subject="The date of the exit plan")

    def answers(self) -> dict[str, Any]:
        """Values as the rules know them."""
        plan = ExitPlan(self.exit_plan.data) if self.exit_plan.data else None
        return super().answers() | {"exit_plan": plan, "approved_by_post": self.approved_by_post.data or ""}


class EndForm(StepForm):
    ended_quarter_on = SelectField("When did it end?", required="Select when it ended", blank="Select a quarter")
    end_code = SelectField(
        "Why did it end?",
        required="Select why it ended",
        blank="Select a reason",
        choices=[(code, words.end_words(code)) for code in END_REASONS],
    )

    def offer(self, today: date, started_on: date) -> None:
        """Offer the quarters since it started."""
        quarters = [day for day in quarters_back(today) if day >= started_on]
        self.ended_quarter_on.choices = [(day.isoformat(), quarter_words(day)) for day in quarters]


STEP_FORMS: Mapping[str, type[StepForm]] = {form.step: form for form in (PlacementForm, WhereForm, FeeForm, WatchForm)}


class ReviewForm(PortalForm):
    outcome = RadiosField(
        "What did the review find?",
        required="Select whether it continues",
        choices=[("continues", "It continues"), ("ends", "It ends")],
    )


class ImportForm(PortalForm):
    file = FileField(
        "CSV file",
        required="Choose a CSV file",
        hint="Up to 9 MB.",
        most_bytes=MOST_FILE_BYTES,
        too_large=TOO_LARGE,
        accept=".csv,text/csv",
    )
    columns = FileField(
        "Column map, if your headings differ",
        hint="A JSON file that maps our fields to your headings.",
        most_bytes=MOST_MAP_BYTES,
        accept=".json,application/json",
        subject="Column map",
    )

    def validate_columns(self, field: FileField) -> None:
        """The map is judged with the file; here only that it is one."""
        if field.data is not None and read_map(field.data) is None:
            field.errors = [*field.errors, 'The column map must be a JSON object of texts, like {"type_code": "PLACE"}']

    @property
    def column_map(self) -> Mapping[str, str]:
        """Our fields to the file's headings; empty without a map."""
        return (read_map(self.columns.data) if self.columns.data else None) or {}


def read_map(data: bytes) -> dict[str, str] | None:
    """A column map from JSON; None for anything else."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except ValueError:
        return None
    is_map = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if is_map else None


class ConfirmForm(PortalForm):
    """A button and nothing else."""


class PlacementsFilter(FilterForm):
    """What the list can be narrowed to."""

    group = SelectField("Type", blank="All types", choices=list(words.GROUP_NAMES.items()))
    sourcing = SelectField("Source", blank="Any source", choices=list(words.SOURCING_NAMES.items()))
    place = SelectField("Where", blank="Anywhere", choices=list(words.PLACE_NAMES.items()))
    host = SelectField("Council area", blank="Any council")
    distance = SelectField("Distance", blank="Any distance", choices=list(words.DISTANCE_NAMES.items()))
    flag = SelectField(
        "To look at",
        blank="Anything",
        choices=[
            ("due", "Not reviewed today"),
            ("unapproved", "No approval"),
            ("watched", "Under daily review"),
            ("unregistered", "Unregistered"),
            ("liberty", "Deprivation of liberty"),
            ("no_home", "Without a home in the register"),
        ],
    )
    state = SelectField("State", blank="Lasting now", choices=[("ended", "Ended"), ("all", "All")])
