"""The one door to forms: `from portal.web.forms import PortalForm, TextField, …`. See also fields.py, amounts.py.

PortalForm        a POST form with CSRF. Text is cleaned by the fields; what was typed is always shown again.
  form.visible                the fields that people see
  form.error_list             [(anchor or None, message)] in field order, for the summary
  form.is_typed               whether it holds what was sent, now or before a session ended: fill in only others
  form.refuse(message, name)  put a refusal from a service beside a field (or at the top, without a name)
FilterForm        the filter of a list, read from the address: no CSRF token
  form.given(name)            what was chosen of what is offered, or None; form.offered(name) where several may be
Subform           fields repeated inside a FieldList(FormField(Subform)); no CSRF token of its own

A session that ended mid-form parks what was typed in `g.parked_fields` (a MultiDict): the first PortalForm
built in a GET takes it as what was typed, without judging it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import g, has_request_context, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField, HiddenField

from portal.web.amounts import MoneyField, PercentField
from portal.web.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    EmailField,
    PasswordField,
    PortalField,
    PostcodeField,
    RadiosField,
    SeenField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
)
from portal.web.tokens import FormTokens
from portal.web.typed import note_names

__all__ = [
    "CheckboxField",
    "CheckboxesField",
    "Choice",
    "DateField",
    "EmailField",
    "FieldList",
    "FilterForm",
    "FormField",
    "MoneyField",
    "PasswordField",
    "PercentField",
    "PortalField",
    "PortalForm",
    "PostcodeField",
    "RadiosField",
    "SeenField",
    "SelectField",
    "Subform",
    "TextAreaField",
    "TextField",
    "TimeField",
    "WholeNumberField",
]

Problem = tuple[str | None, str]


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The base of every form people post."""

    class Meta:
        csrf_class = FormTokens

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        note_names(cls)

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        given = formdata if formdata is not None else _parked_fields()
        self.is_restored = formdata is None and given is not None
        super().__init__(**({} if given is None else {"formdata": given}), **kwargs)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        is_good: bool = super().validate(*args, **kwargs)
        if not is_good:
            _note_refused()
        return is_good

    @property
    def is_typed(self) -> bool:
        """Whether it holds what somebody typed, sent now or before they were signed out (`is_restored`): nothing else
        may be put there. What is restored keeps the version that its page showed: nothing newer was seen."""
        return self.is_restored or bool(self.is_submitted())

    @property
    def error_list(self) -> list[Problem]:
        """Every message with the id of the input it is about, in the order of the fields."""
        return [(None, message) for message in self.form_errors] + list(_problems(self))

    @property
    def visible(self) -> list[Field]:
        """The fields that people see, in their order; `hidden_tag()` writes the others."""
        return [field for field in self if not isinstance(field, HiddenField)]

    def refuse(self, message: str, name: str | None = None) -> None:
        """Show `message` beside the field `name`, or above the form."""
        _note_refused()
        if name is None:
            self.form_errors.append(message)
        else:
            self[name].errors = [*self[name].errors, message]


def _note_refused() -> None:
    """Let the request know that what was sent was not taken: `portal.web.parked` keeps it then."""
    if has_request_context():
        g.form_refused = True


def _without_nul(given: MultiDict[str, str]) -> MultiDict[str, str]:
    """An address may hold a NUL, which no text of a database can."""
    return MultiDict((name, value.replace("\0", "")) for name, value in given.items(multi=True))


class FilterForm(PortalForm):
    """A list's filter, read from the address."""

    class Meta:
        csrf = False

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(_without_nul(request.args) if formdata is None else formdata, **kwargs)

    def offered(self, name: str) -> list[str]:
        """What was chosen in a field, of what it offers: a choice that nobody offers (any more) narrows nothing."""
        if name not in self:
            return []
        known = {option.value for option in self[name].options}
        return [value for value in self[name].chosen if value in known]

    def given(self, name: str) -> str | None:
        """The same of a field that takes one choice; None where nothing was chosen."""
        return next(iter(self.offered(name)), None)


class Subform(Form):
    """Fields inside another form."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        note_names(cls)


def _problems(fields: Any) -> Iterator[Problem]:
    for field in fields:
        if isinstance(field, FormField):
            yield from _problems(field.form)
        elif isinstance(field, FieldList):
            yield from _problems(field.entries)
        else:
            yield from ((_anchor(field), message) for message in field.errors)


def _anchor(field: Field) -> str:
    return field.error_anchor if isinstance(field, PortalField) else field.id


def _parked_fields() -> MultiDict[str, str] | None:
    if not has_request_context() or request.method not in ("GET", "HEAD"):
        return None
    parked: MultiDict[str, str] | None = g.pop("parked_fields", None)
    if parked is not None:
        g.pop("tell_restored", lambda: None)()
    return parked
