"""Form fields on GOV.UK markup. Import them from `portal.web.forms`.

Every field takes a label and these options, all by name:
  required    sentence shown when nothing was given ("Enter the home's name"), or a function of the form that
              returns one or None; None means optional
  hint        help under the label · subject  noun for messages when the label is a question
  was         last value beside the field ("Last month: 3"); may be set later: `form.beds.was = …`
  width       characters (2, 3, 4, 5, 10, 20, 30) · prefix, suffix · autocomplete, inputmode, spellcheck
  sum_role    "part" or "total" of the running sum around the field (`running_sum` in components/forms.html)
  validators, default, filters, description, render_kw   as in WTForms; validators run last

  TextField(max_length=200) · EmailField(max_length=254) · PasswordField(new=False) · PostcodeField()
  TextAreaField(max_length=2000, rows=5)        data: str, "" when blank; characters counted, from `count_from` % on
  WholeNumberField(minimum=0, maximum=1_000_000)  data: int or None
  TimeField()                                   data: datetime.time (London's), or None
  DateField(earliest=None, latest=None)         data: date or None; inputs NAME-day, NAME-month, NAME-year
  SelectField(choices, blank="Choose a type")   data: str or None · RadiosField(choices) the same
  CheckboxesField(choices)                      data: list[str] · CheckboxField()  data: bool
Choices are (value, text) pairs or `Choice(value, text, hint)`; `form.kind.choices = […]` may set them later.

In a template `{{ form.name() }}` is the whole group: label, hint, error, input. Options there:
`label_size="m"`, `heading=true` (the label is the page's h1; set `heading_in_field = true` for the layout),
`label_hidden=true`, and `reveals={"value": form.other()}` on radios for what a choice opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from wtforms import Field, HiddenField
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError

from portal.web import parsing, widgets

# In a mail's header these end one address and begin another, or a comment.
_NOT_IN_EMAIL = re.compile(r"[\s\"<>,;:()\[\]\\]")
Required = str | Callable[[Any], str | None] | None


class PortalField(Field):
    """What every field shares: presence is judged first, then form, the field's own check, the validators."""

    widget: Any

    def __init__(
        self,
        label: str,
        *,
        required: Required = None,
        hint: str | None = None,
        subject: str | None = None,
        was: str | None = None,
        width: int | None = None,
        prefix: str | None = None,
        suffix: str | None = None,
        autocomplete: str | None = None,
        inputmode: str | None = None,
        spellcheck: bool | None = None,
        sum_role: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.required, self.hint, self.subject, self.was = required, hint, subject or label, was
        self.width, self.prefix, self.suffix, self.sum_role = width, prefix, suffix, sum_role
        self.autocomplete, self.inputmode, self.spellcheck = autocomplete, inputmode, spellcheck

    @property
    def error_anchor(self) -> str:
        """The id of the input an error summary links to."""
        return self.id

    @property
    def blank(self) -> bool:
        """Whether nothing was given: by the page, or by the values a form without one was filled from."""
        if self.raw_data is None:
            return self.data in (None, "", [], False)
        return not any(parsing.clean_text(str(value)) for value in self.raw_data or ())

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is missing or unreadable before any other validator looks at it."""
        if self.blank:
            raise StopValidation(self._missing(form))
        if self.process_errors:
            raise StopValidation
        try:
            self.check()
        except ValidationError as refused:
            raise StopValidation(str(refused)) from None

    def check(self) -> None:
        """The field's own rule over a value that could be read; raises ValidationError."""

    def _missing(self, form: BaseForm) -> str:
        return (self.required(form) if callable(self.required) else self.required) or ""


class TextField(PortalField):
    """One line of text, cleaned; data is "" when blank."""

    widget: Any = widgets.TextInput()
    input_type = "text"
    lines = False
    empty: str | None = ""
    data: Any

    def __init__(self, label: str, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.max_length = max_length

    def process_data(self, value: Any) -> None:
        """Begin with the value, or with what stands for none."""
        self.data = self.empty if value is None else value

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the cleaned text; a field that was not sent keeps what it had."""
        if valuelist:
            self.data = parsing.clean_text(valuelist[0], lines=self.lines)

    @property
    def typed(self) -> str:
        """What to show in the input: the text as typed, or the value it began with."""
        if self.raw_data:
            return parsing.clean_text(self.raw_data[0], lines=self.lines)
        return "" if self.data is None else self.written()

    def written(self) -> str:
        """The value as a person would type it."""
        return str(self.data)

    def check(self) -> None:
        """Hold the text to the length its column has."""
        if len(self.data) > self.max_length:
            raise ValidationError(f"{self.subject} must be {self.max_length:,} characters or fewer")


class TextAreaField(TextField):
    """Lines of text with a character count; line ends are \\n."""

    widget = widgets.TextArea()
    lines = True

    def __init__(
        self, label: str, *, max_length: int = 2000, rows: int = 5, count_from: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(label, max_length=max_length, **kwargs)
        self.rows, self.count_from = rows, count_from


class EmailField(TextField):
    """An e-mail address: its form is checked, whether it exists is for a message to show."""

    input_type = "email"

    def __init__(self, label: str, *, autocomplete: str = "email", **kwargs: Any) -> None:
        super().__init__(label, **{"max_length": 254, "spellcheck": False, "autocomplete": autocomplete, **kwargs})

    def check(self) -> None:
        """Refuse what no mail server would take."""
        super().check()
        name, at, domain = self.data.rpartition("@")
        labels = domain.split(".")
        whole = name and at and len(labels) > 1 and all(labels)
        if not whole or "@" in name or _NOT_IN_EMAIL.search(self.data):
            raise ValidationError("Enter an email address in the correct format, like name@example.com")
        if not self.data.isascii():
            # Mail servers need SMTPUTF8 for such an address (RFC 6531), and many refuse it: the mail would be lost.
            raise ValidationError(
                "Enter an email address without accents or other special letters, like name@example.com"
            )


class PasswordField(TextField):
    """A password, kept exactly as typed and never shown again; `new=True` when one is being chosen."""

    widget = widgets.PasswordInput()
    input_type = "password"

    def __init__(self, label: str, *, new: bool = False, **kwargs: Any) -> None:
        kind = "new-password" if new else "current-password"
        super().__init__(label, **{"autocomplete": kind, **kwargs})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Spaces and every other character count in a password."""
        self.data = valuelist[0] if valuelist else ""

    @property
    def blank(self) -> bool:
        """A password of spaces is one; only an empty box is blank."""
        return not self.data

    @property
    def typed(self) -> str:
        """Never sent back to the page."""
        return ""


class SeenField(HiddenField):
    """What the page showed (a version, a hash), carried unseen. A form sent without it saw nothing.

    A hidden field as WTForms makes it would then keep what is stored now, and whoever leaves it out would be taken to
    have seen that.
    """

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Only what was sent counts."""
        self.data = valuelist[0] if valuelist else ""


class WholeNumberField(TextField):
    """A whole number as people write it ("1,234"); data is an int, or None."""

    empty = None

    def __init__(self, label: str, *, minimum: int = 0, maximum: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(label, **{"inputmode": "numeric", "width": 4, "spellcheck": False, **kwargs})
        self.minimum, self.maximum = minimum, maximum

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; a refusal is shown beside what was typed."""
        if not valuelist:
            return
        self.data = None
        if text := parsing.clean_text(valuelist[0]):
            self.data = parsing.whole_number(text, self.subject, minimum=self.minimum, maximum=self.maximum)

    def check(self) -> None:
        """Everything was judged while reading."""


class PostcodeField(TextField):
    """A postcode, written as the Post Office does; whether it exists is for the postcode table to say."""

    def __init__(self, label: str, *, autocomplete: str = "postal-code", **kwargs: Any) -> None:
        super().__init__(label, **{"width": 10, "spellcheck": False, "autocomplete": autocomplete, **kwargs})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Normalise what was typed; a refused one stays as typed."""
        super().process_formdata(valuelist)
        if valuelist and self.data:
            self.data = parsing.postcode(self.data)


class TimeField(TextField):
    """A time of day as people write it ("9:30am", "14:30"), on London's clock; data is a `datetime.time`, or None."""

    empty = None

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **{"width": 10, "spellcheck": False, **kwargs})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time; a refusal is shown beside what was typed."""
        if not valuelist:
            return
        self.data = None
        if text := parsing.clean_text(valuelist[0]):
            self.data = parsing.time_of_day(text, self.subject)

    def written(self) -> str:
        """10:30am."""
        at: time = self.data
        return f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"

    def check(self) -> None:
        """Everything was judged while reading."""


class DateField(PortalField):
    """A date in three inputs; data is a `datetime.date`, or None."""

    widget = widgets.DateInput()
    PARTS = ("day", "month", "year")

    def __init__(self, label: str, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.earliest, self.latest = earliest, latest
        self.wrong_part = 0

    @property
    def error_anchor(self) -> str:
        """The first input that has to change."""
        return f"{self.id}-{self.PARTS[self.wrong_part]}"

    @property
    def typed(self) -> tuple[str, ...]:
        """The three texts to show."""
        if self.raw_data:
            return tuple(parsing.clean_text(str(text)) for text in self.raw_data)
        return (str(self.data.day), str(self.data.month), str(self.data.year)) if self.data else ("", "", "")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None) -> None:
        """Gather the three inputs; WTForms itself looks only for one of the field's own name."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        names = [f"{self.name}-{part}" for part in self.PARTS]
        sent = any(name in formdata for name in names)
        self.raw_data = [formdata.get(name, "") for name in names] if sent else []
        if sent:
            self._read(self.typed)

    def _read(self, parts: Sequence[str]) -> None:
        self.data = None
        if any(parts):
            try:
                self.data = parsing.day_month_year(parts, self.subject)
            except parsing.RefusedError as refusal:
                self.wrong_part = refusal.part
                self.process_errors = [str(refusal)]

    def check(self) -> None:
        """Hold the date between its bounds."""
        if self.earliest and self.data < self.earliest:
            raise ValidationError(f"{self.subject} must be on or after {_spoken(self.earliest)}")
        if self.latest and self.data > self.latest:
            raise ValidationError(f"{self.subject} must be on or before {_spoken(self.latest)}")


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class Choice(NamedTuple):
    """One answer: what is stored, what is read, and a hint under it."""

    value: str
    text: str
    hint: str | None = None


class _ChoiceField(PortalField):
    def __init__(self, label: str, *, choices: Iterable[Choice | tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.choices = choices

    @property
    def options(self) -> list[Choice]:
        """The choices, whichever way they were given."""
        return [item if isinstance(item, Choice) else Choice(str(item[0]), item[1]) for item in self.choices]

    @property
    def chosen(self) -> list[str]:
        """The values picked, as text."""
        return [] if self.data is None else [str(self.data)]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing picked is None; a radio group left alone sends nothing at all."""
        self.data = valuelist[0] if valuelist and valuelist[0] else None

    def check(self) -> None:
        """Only what was offered can be picked."""
        if not set(self.chosen) <= {option.value for option in self.options}:
            raise ValidationError(f"{self.subject}: select one of the answers shown")


class SelectField(_ChoiceField):
    """A drop-down list; `blank` is the words of its empty first option, None for no such option."""

    widget = widgets.Select()

    def __init__(self, label: str, *, blank: str | None = "Choose one", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.blank_text = blank


class RadiosField(_ChoiceField):
    """One of a few answers, all in sight."""

    widget = widgets.Choices("radio")


class CheckboxesField(_ChoiceField):
    """Any of several answers; data is a list of values in the order offered."""

    widget = widgets.Choices("checkbox")

    @property
    def chosen(self) -> list[str]:
        """The values ticked, as text."""
        return [str(value) for value in self.data or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Each value once, offered ones first and in their order."""
        order = {option.value: index for index, option in enumerate(self.options)}
        self.data = sorted(dict.fromkeys(valuelist), key=lambda value: order.get(value, len(order)))


class CheckboxField(PortalField):
    """One box to tick; with `required` it has to be."""

    widget = widgets.Checkbox()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A box not ticked sends nothing."""
        self.data = bool(valuelist)
