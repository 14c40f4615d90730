"""The filter of the record, and the head to check it against."""

from __future__ import annotations

from datetime import date

from wtforms import ValidationError

from portal.audit.rules import Area
from portal.web.forms import Choice, DateField, FilterForm, SelectField, TextField

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
HEAD_LENGTH = 64
HEAD_WORDS = "Enter the 64 letters and digits of a head as they were printed"


class EventFilterForm(FilterForm):
    """Whose events, about what, which and when."""

    who = TextField("Who", max_length=200, hint="Name or reference")
    what = TextField("About", max_length=120, hint="The reference of a home, provider, statement or person")
    area = SelectField("Part of the portal", blank="All", choices=[Choice(area, area.capitalize()) for area in Area])
    first_on = DateField("From", earliest=EARLIEST, latest=LATEST)
    last_on = DateField("To", earliest=EARLIEST, latest=LATEST)


class VerifyForm(FilterForm):
    """A head that was noted earlier, to be found again."""

    head = TextField(
        "Head noted earlier", max_length=HEAD_LENGTH, spellcheck=False, hint="Leave it empty if you have none."
    )

    def validate_head(self, field: TextField) -> None:
        """A head is 64 hexadecimal digits."""
        if len(field.data) != HEAD_LENGTH or set(field.data) - set("0123456789abcdef"):
            raise ValidationError(HEAD_WORDS)
