"""What somebody sent with a form that is not shown again, to be read and copied.

list_typed(form)     [("Why", "The fence is mended.")]: each field that says something, under its label
"""

from __future__ import annotations

from typing import Any

from portal.web.forms import CheckboxesField, DateField, PortalForm, RadiosField, SelectField, TextField

Typed = tuple[str, str]


def list_typed(form: PortalForm) -> list[Typed]:
    """Text as it was typed, readable or not; what was chosen in the words of the choice. Passwords and files never."""
    said = ((field.label.text, _words_of(field)) for field in form.visible)
    return [(label, words) for label, words in said if words]


def _words_of(field: Any) -> str:
    if isinstance(field, TextField):
        return field.typed
    if isinstance(field, DateField):
        return " ".join(field.typed).strip()
    if isinstance(field, (RadiosField, SelectField, CheckboxesField)):
        return ", ".join(option.text for option in field.options if option.value in field.chosen)
    return ""
