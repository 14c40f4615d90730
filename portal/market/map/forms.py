"""What the map can be narrowed to."""

from __future__ import annotations

from portal.homes.rules import OLDEST
from portal.homes.words import SERVICE_NAMES
from portal.market.map.rules import RING_MILES
from portal.web.forms import CheckboxField, FilterForm, PostcodeField, SelectField, WholeNumberField


class MapFilter(FilterForm):
    """A child's need and age, the kind of home, and how far from where."""

    need = SelectField("Need", blank="Any need")
    age = WholeNumberField("Age of the child", maximum=OLDEST, width=2, suffix="years", subject="Age")
    type = SelectField("Type", blank="All types", choices=list(SERVICE_NAMES.items()))
    postcode = PostcodeField("Distance from a postcode", autocomplete="off")
    within = SelectField(
        "Within", blank="Any distance", choices=[(str(miles), f"{miles} miles") for miles in RING_MILES]
    )
    vacancy = CheckboxField("Only with an open place")
