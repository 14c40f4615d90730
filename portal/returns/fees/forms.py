"""What fees are narrowed to, and releasing their ranges."""

from __future__ import annotations

from portal.homes.words import SERVICE_NAMES
from portal.returns.pricing.words import BANDS
from portal.web.forms import CheckboxField, FilterForm, PortalForm, SeenField, SelectField


class FeesFilter(FilterForm):
    """Which prices are listed."""

    service = SelectField("Type", blank="All types", choices=list(SERVICE_NAMES.items()))
    lot = SelectField("Lot", blank="All lots")
    band = SelectField("Age band", blank="All ages", choices=list(BANDS.items()))
    apart = CheckboxField("Only those that stand apart")


class ReleaseForm(PortalForm):
    """The month whose ranges the page showed."""

    month = SeenField(default="")
