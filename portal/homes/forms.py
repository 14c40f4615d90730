"""The steps in which a home is described. Their fields are named as in `rules.STEP_FIELDS`; services judge them."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.homes import rules
from portal.homes.models import ADDRESS_LENGTH, MOST_PLACES, NAME_LENGTH, Genders, HomeStatus, ServiceType
from portal.homes.words import GENDER_NAMES, SERVICE_NAMES, STATUS_NAMES
from portal.web.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    FilterForm,
    PortalForm,
    PostcodeField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from portal.web.once import OnceForm
from portal.web.versions import VersionedForm

NO_NEEDS = "none"
REASON_LENGTH = 1000
TYPE_HINTS = {
    ServiceType.RESIDENTIAL: "One registration, usually one house",
    ServiceType.FOSTERING: "Its carers’ places are told in the monthly return",
    ServiceType.SUPPORTED_ACCOMMODATION: "One service, with as many buildings as it has",
}


class StepForm(VersionedForm):
    """One step's fields."""

    step: ClassVar[str] = ""

    def answers(self) -> dict[str, Any]:
        """The step's values by field, as the services take them."""
        return {name: self[name].data for name in rules.STEP_FIELDS[self.step]}


class TypeForm(StepForm):
    step = "type"
    service_type = RadiosField(
        "What kind of service is it?",
        required="Select what kind of service it is",
        hint="This cannot be changed once the home is added.",
        choices=[Choice(kind, name, TYPE_HINTS.get(kind)) for kind, name in SERVICE_NAMES.items()],
    )

    def answers(self) -> dict[str, Any]:
        """The type as its own kind of value."""
        return {"service_type": ServiceType(self.service_type.data)}


class StaffTypeForm(TypeForm):
    """Staff also say whose home it is."""

    provider = SelectField("Whose home is it?", required="Select the provider", blank="Choose a provider")


class OpeningForm(StepForm):
    step = "opening"
    status = RadiosField(
        "Is it open?",
        required="Select whether it is open",
        choices=[
            Choice(HomeStatus.OPEN, "Yes, it is open"),
            Choice(HomeStatus.PLANNED, "Not yet, it is planned", "You can add its URN and address when it opens"),
        ],
    )
    opened_on = DateField(
        "When did it open?",
        hint="If you do not know the day, give the first day of the month. For example, 1 9 2021.",
        subject="The date it opened",
    )

    def answers(self) -> dict[str, Any]:
        """A planned home has no opening date, whatever stood in the box."""
        status = HomeStatus(self.status.data)
        return {"status": status, "opened_on": self.opened_on.data if status == HomeStatus.OPEN else None}


class OpenedForm(StepForm):
    step = "opened"
    opened_on = DateField("When did it open?", required="Enter the date it opened", subject="The date it opened")


class NameForm(StepForm):
    step = "name"
    name = TextField("Name of the home", required="Enter the name of the home", max_length=NAME_LENGTH)
    urn = TextField(
        "Ofsted URN",
        hint="7 numbers, or SC and 6 numbers. It is on the certificate. "
        "Leave it empty if the home is not registered yet.",
        max_length=30,
        width=10,
        autocomplete="off",
        spellcheck=False,
    )

    def answers(self) -> dict[str, Any]:
        """The URN in its one spelling."""
        return {"name": self.name.data, "urn": rules.normalise_urn(self.urn.data or "") or None}


class _NumbersForm(StepForm):
    registered_places = WholeNumberField(
        "Registered places",
        required="Enter the registered places",
        hint="The number on the Ofsted certificate.",
        minimum=1,
        maximum=MOST_PLACES,
    )
    usable_places = WholeNumberField(
        "Usable places",
        required="Enter the usable places",
        hint="The most you can really use, for example when a room is given to staff.",
        maximum=MOST_PLACES,
    )
    is_solo = CheckboxField("It is a solo home, registered for one child")


class AgesForm(StepForm):
    step = "ages"
    age_from = WholeNumberField(
        "Youngest age", required="Enter the youngest age", maximum=rules.OLDEST, width=2, suffix="years"
    )
    age_to = WholeNumberField(
        "Oldest age", required="Enter the oldest age", maximum=rules.OLDEST, width=2, suffix="years"
    )
    genders = RadiosField(
        "Who is it for?",
        required="Select who it is for",
        choices=[Choice(gender, name) for gender, name in GENDER_NAMES.items()],
    )

    def answers(self) -> dict[str, Any]:
        """Genders as their own kind of value."""
        return super().answers() | {"genders": Genders(self.genders.data)}


class PlacesForm(_NumbersForm, AgesForm):
    step = "places"


class NeedsForm(StepForm):
    step = "needs"
    needs = CheckboxesField(
        "Which needs does it cater for?",
        required="Select the needs it caters for, or “None of these”",
        hint="Select all that the home is set up and staffed for.",
    )

    def validate_needs(self, field: CheckboxesField) -> None:
        """“None of these” stands alone."""
        if NO_NEEDS in field.data and len(field.data) > 1:
            field.errors = [*field.errors, "Select needs, or “None of these”, but not both"]

    def answers(self) -> dict[str, Any]:
        """The slugs ticked."""
        return {"needs": tuple(slug for slug in self.needs.data if slug != NO_NEEDS)}


class AddressForm(StepForm):
    step = "address"
    line_1 = TextField("Address line 1", max_length=ADDRESS_LENGTH, autocomplete="off")
    line_2 = TextField(
        "Address line 2 (optional)", subject="Address line 2", max_length=ADDRESS_LENGTH, autocomplete="off"
    )
    town = TextField("Town or city", max_length=ADDRESS_LENGTH, autocomplete="off", width=20)
    postcode = PostcodeField("Postcode", autocomplete="off")

    def address(self) -> rules.Address:
        """The address as the rules judge it."""
        return rules.Address(**self.answers())


class NewBuildingForm(OnceForm, AddressForm):
    """The address of one more building."""


class AreaForm(StepForm):
    step = "area"
    host_authority_code = SelectField(
        "Which council’s area is it in?", required="Select a council", blank="Choose a council"
    )


class OpenForm(PortalForm):
    opened_on = DateField("When did it open?", required="Enter the date it opened", subject="The date it opened")
    urn = TextField(
        "Ofsted URN",
        required="Enter the Ofsted URN",
        hint="7 numbers, or SC and 6 numbers. It is on the certificate.",
        max_length=30,
        width=10,
        autocomplete="off",
        spellcheck=False,
    )


class CloseForm(PortalForm):
    closed_on = DateField("When did it close?", required="Enter the date it closed", subject="The date it closed")
    reason = TextAreaField(
        "Why did it close?",
        required="Enter why it closed",
        hint="Do not name children or staff.",
        max_length=REASON_LENGTH,
        subject="The reason",
    )


class SettleForm(PortalForm):
    keeper = RadiosField("Which record keeps the URN?", required="Select which record keeps the URN")
    reason = TextAreaField(
        "Why?",
        required="Enter why this record keeps the URN",
        hint="For example, what Ofsted’s register says. Only the council reads this.",
        max_length=REASON_LENGTH,
        subject="The reason",
    )


class ConfirmForm(PortalForm):
    """A button and nothing else."""


class HomesFilter(FilterForm):
    """What a list of homes can be narrowed to; the fields a page does not offer are removed from it."""

    q = TextField("Name, URN or reference")
    type = SelectField("Type", blank="All types", choices=list(SERVICE_NAMES.items()))
    status = SelectField("Status", blank="Any status", choices=list(STATUS_NAMES.items()))


class StaffHomesFilter(HomesFilter):
    q = TextField("Home, URN or provider")
    provider = SelectField("Provider", blank="All providers")
    need = SelectField("Need", blank="Any need")
    host = SelectField("Where", blank="Anywhere", choices=[("in", "In our area"), ("out", "Outside our area")])
    flag = SelectField(
        "To sort out", blank="Anything", choices=[("urn", "URN claimed twice"), ("location", "Location pending")]
    )


STEP_FORMS: dict[str, type[StepForm]] = {
    form.step: form
    for form in (TypeForm, OpeningForm, OpenedForm, NameForm, PlacesForm, AgesForm, NeedsForm, AddressForm, AreaForm)
}
