"""Suspending new placements, and lifting that."""

from __future__ import annotations

from portal.quality.suspensions.models import REASON_LENGTH
from portal.web.forms import DateField, TextAreaField
from portal.web.once import OnceForm

FOR_PROVIDER = "The provider reads this. Name no child and nobody by name."


class SuspendForm(OnceForm):
    from_on = DateField(
        "From which day", required="Enter the day from which nobody new is placed there", subject="The day"
    )
    reason = TextAreaField("Why", max_length=REASON_LENGTH, required="Enter the reason", hint=FOR_PROVIDER)


class LiftForm(OnceForm):
    reason = TextAreaField(
        "Why placements can be made again", max_length=REASON_LENGTH, required="Enter the reason", hint=FOR_PROVIDER
    )
