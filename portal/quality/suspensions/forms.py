"""Suspending new placements, and lifting that."""

from __future__ import annotations

from portal.quality.suspensions.models import REASON_LENGTH
from portal.web.forms import DateField, PortalForm, TextAreaField

FOR_PROVIDER = "The provider reads this. Name no child and nobody by name."


class SuspendForm(PortalForm):
    from_on = DateField(
        "From which day", required="Enter the day from which nobody new is placed there", subject="The day"
    )
    reason = TextAreaField("Why", max_length=REASON_LENGTH, required="Enter the reason", hint=FOR_PROVIDER)


class LiftForm(PortalForm):
    reason = TextAreaField(
        "Why placements can be made again", max_length=REASON_LENGTH, required="Enter the reason", hint=FOR_PROVIDER
    )
