"""What a commissioner looks for."""

from __future__ import annotations

from portal.homes.models import Genders
from portal.homes.rules import OLDEST
from portal.homes.words import SERVICE_NAMES
from portal.web.forms import CheckboxField, FilterForm, PostcodeField, SelectField, WholeNumberField

RINGS = (5, 10, 20)


class BedsFilter(FilterForm):
    """A child's needs, and where from."""

    need = SelectField("Need", blank="Any need")
    age = WholeNumberField("Age of the child", maximum=OLDEST, width=2, suffix="years", subject="Age")
    gender = SelectField("Gender", blank="Any", choices=[(Genders.BOYS, "A boy"), (Genders.GIRLS, "A girl")])
    type = SelectField("Type", blank="All types", choices=list(SERVICE_NAMES.items()))
    solo = CheckboxField("Only solo homes")
    emergencies = CheckboxField("Only those that take emergencies")
    postcode = PostcodeField("Distance from a postcode", autocomplete="off", hint="That you saw distances is recorded.")
    within = SelectField("Within", blank="Any distance", choices=[(str(miles), f"{miles} miles") for miles in RINGS])
